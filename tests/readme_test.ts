import { assert, assertEquals } from "@std/assert";
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
