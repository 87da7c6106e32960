import { assertEquals } from "@std/assert";

const flags = import.meta.resolve("@std/http").startsWith("file:")
  ? ["--import-map=tests/offline/import_map.json"]
  : [];

/** LangGraph sets this as soon as it is loaded. */
const IS_LOADED = 'Symbol.for("ls:tracing_async_local_storage") in globalThis';

Deno.test("LangGraph is loaded only when a thread, or one of its clients, needs it", async () => {
  const code = `
    import { createApp } from "./src/mod.ts";
    const app = createApp({ model: { provider: "demo", tokenDelayMs: 0 } });
    const ask = async (path, body) => {
      const request = { method: "POST", body: JSON.stringify(body) };
      await (await app(new Request("http://localhost" + path, request))).text();
      return ${IS_LOADED};
    };
    const config = { configurable: { thread_id: "1" } };
    console.log(JSON.stringify([
      ${IS_LOADED},
      await ask("/chain/stream", { input: "hi" }),
      await ask("/chain/stream", { input: "hi", config }),
    ]));
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-check", ...flags, code],
    cwd: new URL("../../../", import.meta.url),
  }).output();
  const text = new TextDecoder();
  assertEquals(text.decode(stdout).trim(), "[false,false,true]", text.decode(stderr));
});
