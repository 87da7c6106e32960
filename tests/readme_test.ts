import { assert, assertEquals } from "@std/assert";
import { readConfig } from "../src/config.ts";
import { DEFAULT_JOURNAL } from "../src/http/journal/run_journal.ts";
import { DEFAULT_LIMITS } from "../src/http/limits.ts";
import variables from "../src/process/README.md" with { type: "text" };
import readme from "../README.md" with { type: "text" };
import { post, see } from "./support/client.ts";
import { Upstream } from "./support/models/upstream.ts";

const cwd = new URL("../", import.meta.url);
const stdFlags = import.meta.resolve("@std/http/status").startsWith("file:")
  ? ["--import-map=tests/offline/import_map.json"]
  : [];

Deno.test("the README's chain of one's own runs as it stands", async () => {
  const [, code = ""] = readme.match(/```ts ignore\n([\s\S]*?)```/) ?? [];
  assert(code.includes("Deno.serve(createApp("));
  await using upstream = new Upstream({ chunks: ["Yes. ", "(답변 ", "종료)", "more"], role: "" });

  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net", "--allow-env", "--allow-sys=homedir", ...stdFlags, "-"],
    cwd,
    env: {
      NO_COLOR: "1",
      DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
      OPENAI_API_KEY: "none",
      OPENAI_BASE_URL: upstream.baseUrl,
    },
    stdin: "piped",
    stderr: "piped",
  }).spawn();
  await ReadableStream.from([new TextEncoder().encode(code)]).pipeTo(child.stdin);

  let said = "";
  let port: string | undefined;
  for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) {
    said += part;
    [, port] = said.match(/http:\/\/127\.0\.0\.1:(\d+)\//) ?? [];
    if (port !== undefined) break;
  }
  assert(port !== undefined, said);
  const request = post("/chain/stream", { user_message: "Does it work?" });
  const url = request.url.replace("localhost", `127.0.0.1:${port}`);
  const { text, record } = await see(await fetch(url, request));
  assertEquals(text, "Yes. ");
  assertEquals(record?.token_splits, "Yes. |(답변 |종료)|");

  child.kill();
  await child.status;
});

Deno.test("the table of variables has what src/config.ts reads, and no more", () => {
  const read = new Set<string>();
  readConfig({ get: (name) => void read.add(name) });
  const rows = [...variables.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name = ""]) => name);
  // Two are the platform's; one is Deno's own.
  const expected = read.difference(new Set(["DENO_DEPLOY", "DENO_SERVE_ADDRESS"])).add("OTEL_DENO");
  assertEquals(rows.toSorted(), [...expected].toSorted());
});

Deno.test("the table of variables has the limits of the code", () => {
  let compared = 0;
  for (const [, name = "", value] of variables.matchAll(/^\| `(\w+)` +\| `(\d+)` +\|/gm)) {
    const { limits, journal } = readConfig(new Map([[name, "7"]])).app;
    const known = { ...DEFAULT_LIMITS, ...DEFAULT_JOURNAL };
    const options = Object.entries({ ...limits, ...journal });
    const [key] = options.find(([, option]) => option === 7) ?? [];
    if (key === undefined) continue;
    const fallback = Object.entries(known).find(([option]) => option === key)?.[1];
    assertEquals(Number(value), fallback === Infinity ? 0 : fallback, name);
    compared++;
  }
  assert(compared > 15, `only ${compared} were compared`);
});
