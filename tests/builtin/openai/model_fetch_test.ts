import { assert, assertEquals, assertRejects } from "@std/assert";
import { createModelFetch } from "../../../src/builtin/openai/model_fetch.ts";
import { ReplySizeError } from "../../../src/builtin/openai/reply_size_error.ts";

/** Serves a reply, and runs a test on its address. */
async function withServer(
  reply: (request: Request) => Response,
  run: (url: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, reply);
  try {
    await run(`http://127.0.0.1:${server.addr.port}/`);
  } finally {
    await server.shutdown();
  }
}

/** A body that never ends, and how much of it was made. */
function endless() {
  const made = { bytes: 0 };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      made.bytes += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  return { made, body };
}

for (
  const [name, status, type] of [["JSON", 200, "application/json"], [
    "an error",
    500,
    "text/html",
  ]] as const
) {
  Deno.test(`createModelFetch() does not read ${name} without end`, async () => {
    const { made, body } = endless();
    const headers = { "content-type": type };
    await withServer(() => new Response(body, { status, headers }), async (url) => {
      const response = await createModelFetch({ maxBytes: 100_000 })(url);
      assertEquals(response.status, status);
      await assertRejects(() => response.text(), ReplySizeError, "more than 100000 bytes");
      assert(made.bytes < 8 * 2 ** 20, `${made.bytes} bytes were made`); // what sockets hold
    });
  });
}

Deno.test("createModelFetch() hands a stream on as it is", async () => {
  const headers = { "content-type": "text/event-stream" };
  await withServer(() => new Response("x".repeat(100), { headers }), async (url) => {
    const response = await createModelFetch({ maxBytes: 10 })(url);
    assertEquals((await response.text()).length, 100);
  });
});

Deno.test("createModelFetch() does not follow a redirect", async () => {
  let requests = 0;
  await withServer((request) => {
    requests++;
    return Response.redirect(new URL("/other", request.url), 308);
  }, async (url) => {
    const response = await createModelFetch()(url, { method: "POST", body: "{}" });
    await response.text();
    assertEquals([response.status, requests], [308, 1]);
  });
});
