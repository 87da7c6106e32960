import { assert, assertEquals } from "@std/assert";
import { MainProcess, startMain } from "../support/start_main.ts";

const PAID = { OPENAI_API_KEY: "sk-secret" };

/** A folder of its own for a socket, and the flags that allow it. */
async function socketFolder() {
  const path = await Deno.makeTempDir();
  return {
    socket: `${path}/server.sock`,
    flags: [`--allow-read=${path}`, `--allow-write=${path}`],
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

Deno.test({
  name: "main.ts serves at the unix socket that DENO_SERVE_ADDRESS names, for any host",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await socketFolder();
    const { socket, flags } = folder;
    await using server = await MainProcess.start({ DENO_SERVE_ADDRESS: `unix:${socket}` }, flags);
    assertEquals(server.address, `unix:${socket}`);
    using client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
    const response = await fetch("http://app.example/chain/stream", {
      client,
      method: "POST",
      headers: { accept: "text/plain" },
      body: JSON.stringify({ user_message: "?" }),
    });
    assertEquals(response.status, 200);
    assert((await response.text()).length > 0);
    server.kill("SIGTERM");
    assertEquals((await server.ended()).code, 0, server.stderr);
  },
});

Deno.test("main.ts stops with one line when DENO_SERVE_ADDRESS cannot be used", async () => {
  await using folder = await socketFolder();
  const DENO_SERVE_ADDRESS = `unix:${folder.socket}/none/x.sock`;
  const { code, stderr } = await startMain({ DENO_SERVE_ADDRESS }, folder.flags).output();
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  assertEquals([code, lines.length], [1, 1], lines.join("\n"));
  assert(lines[0]?.startsWith(`Cannot listen on DENO_SERVE_ADDRESS=${DENO_SERVE_ADDRESS}: `));
});

/** What the server says of its safety. */
async function warnings(variables: Record<string, string>, flags: readonly string[] = []) {
  await using server = await MainProcess.start({ ...PAID, ...variables }, flags);
  server.kill("SIGTERM");
  await server.ended();
  assert(!server.stderr.includes("secret"));
  return [...server.stderr.matchAll(/WARNING: (\w+)/g)].map(([, word]) => word);
}

Deno.test("a paid server says that it is open when an address is overridden, or on Deploy", async () => {
  await using folder = await socketFolder();
  const DENO_SERVE_ADDRESS = `unix:${folder.socket}`;
  assertEquals(await warnings({}), []);
  assertEquals(await warnings({ DENO_SERVE_ADDRESS }, folder.flags), ["anybody"]);
  assertEquals(await warnings({ DENO_DEPLOY: "1" }), ["anybody"]);
  assertEquals(await warnings({ DENO_DEPLOY: "1", API_KEYS: "k" }), []);
});

Deno.test("a server that cannot tell its callers apart says so, if it limits each", async () => {
  const limited = { DENO_DEPLOY: "1", RATE_LIMIT_PER_MINUTE: "9" };
  assertEquals(await warnings(limited), ["anybody", "RATE_LIMIT_PER_MINUTE"]);
  assertEquals(await warnings({ ...limited, API_KEYS: "k" }), []);
  const header = { CLIENT_ADDRESS_HEADER: "x-forwarded-for" };
  assertEquals(await warnings({ ...limited, ...header }), ["anybody"]);
  assertEquals(await warnings({ RATE_LIMIT_PER_MINUTE: "9" }), []);
});
