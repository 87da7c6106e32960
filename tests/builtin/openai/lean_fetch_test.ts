import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatOpenAI } from "@langchain/openai";
import { leanFetch } from "../../../src/mod.ts";

/** Serves replies, and runs a test on their address. */
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

const headers = { "content-type": "text/event-stream; charset=utf-8", "x-request-id": "r" };

/** A body that is sent piece by piece, each when the one before it was read. */
function inPieces(pieces: readonly Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array> {
  const left = [...pieces];
  return new ReadableStream({
    pull(controller) {
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}

Deno.test("leanFetch() hands on an event stream byte for byte, whatever its pieces are", async () => {
  const sizes = [1, 200, 4_096, 4_097, 8_192, 65_536, 300_000, 3];
  const pieces = sizes.map((size, i) => new Uint8Array(size).fill(i + 1));
  await withServer(() => new Response(inPieces(pieces), { headers }), async (url) => {
    const response = await leanFetch(url);
    // All chunks are kept before one is looked at: none may share memory with the next.
    const chunks = await Array.fromAsync(response.body ?? []);
    const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
    const sent = new Uint8Array(await new Blob(pieces).arrayBuffer());
    assertEquals(bytes.length, sent.length);
    assert(bytes.every((byte, index) => byte === sent[index]));
  });
});

Deno.test("leanFetch() allocates little for a small piece", async () => {
  const piece = new TextEncoder().encode("data: 1\n\n");
  await withServer(() => new Response(inPieces([piece]), { headers }), async (url) => {
    const response = await leanFetch(url);
    const [chunk] = await Array.fromAsync(response.body ?? []);
    assertEquals(chunk?.buffer.byteLength, piece.byteLength);
  });
});

Deno.test("leanFetch() keeps the rest of a reply, and what is no event stream", async () => {
  await withServer((request) => {
    if (request.url.endsWith("/moved")) return Response.redirect(new URL("/", request.url), 307);
    return request.url.endsWith("/json")
      ? Response.json({ a: 1 }, { status: 429 })
      : new Response("data: 1\n\n", { status: 203, headers });
  }, async (url) => {
    const response = await leanFetch(new URL("/moved", url), { method: "POST", body: "{}" });
    const { status, statusText, redirected } = response;
    const expected = [203, "Non Authoritative Information", true, url];
    assertEquals([status, statusText, redirected, response.url], expected);
    assertEquals(response.headers.get("x-request-id"), "r");
    assertEquals(await response.text(), "data: 1\n\n");

    const json = await leanFetch(`${url}json`);
    assertEquals([json.status, await json.json()], [429, { a: 1 }]);
  });
});

Deno.test("leanFetch() closes the connection when its reader leaves, or its signal is aborted", async () => {
  for (const isAborted of [false, true]) {
    const closed = Promise.withResolvers<void>();
    const body = () =>
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
        cancel: () => closed.resolve(),
      });
    await withServer(() => new Response(body(), { headers }), async (url) => {
      const abort = new AbortController();
      const response = await leanFetch(url, { signal: abort.signal });
      const reader = (response.body ?? new ReadableStream()).getReader();
      await reader.read();
      if (isAborted) {
        abort.abort(new Error("enough"));
        await assertRejects(() => reader.read(), Error, "enough");
      } else {
        await reader.cancel();
      }
      await closed.promise;
    });
  }
});

Deno.test("leanFetch() lets ChatOpenAI stream, and lets it try again", async () => {
  let requests = 0;
  const frame = (content: string) =>
    `data: ${
      JSON.stringify({ choices: [{ index: 0, delta: { role: "assistant", content } }] })
    }\n\n`;
  await withServer(() => {
    if (requests++ === 0) return Response.json({ error: { message: "busy" } }, { status: 503 });
    return new Response(`${frame("안녕")}${frame("!")}data: [DONE]\n\n`, { headers });
  }, async (url) => {
    const model = new ChatOpenAI({
      model: "gpt-4o-mini",
      apiKey: "none",
      maxRetries: 1,
      configuration: { baseURL: url, fetch: leanFetch },
    });
    const chunks = await Array.fromAsync(await model.stream("안녕?"), (chunk) => chunk.text);
    assertEquals([chunks.join(""), requests], ["안녕!", 2]);
  });
});
