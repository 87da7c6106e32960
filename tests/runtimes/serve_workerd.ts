// Serves a bundled worker on workerd, on a port that it prints, until its input ends.
import { Miniflare } from "npm:miniflare@^4.20260426.0";

const [path = ""] = Deno.args;
const miniflare = new Miniflare({
  modules: [{ type: "ESModule", path: "worker.mjs", contents: await Deno.readTextFile(path) }],
  compatibilityDate: "2026-04-01",
  compatibilityFlags: ["nodejs_compat"],
  host: "127.0.0.1",
});
console.log(`port ${(await miniflare.ready).port}`);
await Deno.stdin.readable.pipeTo(new WritableStream());
await miniflare.dispose();
