import { assert, assertEquals } from "@std/assert";
import { createApp } from "../../src/mod.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { serve } from "../clients/serve.ts";
import { RawClient } from "../support/faults/raw_client.ts";
import { Scene } from "../support/faults/scene.ts";
import { problemOf, ways } from "../support/faults/ways.ts";
import { within } from "../support/within.ts";

Deno.test("a body without end is refused with 413", async () => {
  await using scene = await Scene.open(() => {});
  const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
  for (const way of Object.values(ways)) {
    const [head = ""] = way.ask("").split("content-length");
    const client = await scene.send(`${head}transfer-encoding: chunked\r\n\r\n`);
    const sending = (async () => {
      while (true) await client.send(chunk);
    })().catch((error) => error); // until it leaves
    assertEquals((await client.reply())?.status, 413);
    client[Symbol.dispose]();
    assert(await sending instanceof Error);
  }
  await scene.assertOver("complete", 0);
});

Deno.test("a body that says its length twice is counted", async () => {
  await using scene = await Scene.open(() => {});
  const app = createApp({ runnables: { chain: new FakeRunnable(() => ["a"]) } });
  const length = `content-length: ${2 ** 26}\r\n`; // twice, they are one header: "67108864, 67108864"
  const [way] = Object.values(ways);
  const [head = ""] = way?.ask("").split("content-length") ?? [];
  const client = await scene.send(`${head}${length}${length}\r\n`);
  const sending = client.send(" ".repeat(2 ** 26)).catch((error) => error);
  assertEquals((await client.reply())?.status, 413);
  client[Symbol.dispose]();
  assert(await sending instanceof Error, "all of the body was read");

  let pulls = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulls++;
      controller.enqueue(new Uint8Array(2 ** 16));
    },
  });
  const headers = { "content-length": "5, 5" };
  const request = new Request("http://localhost/chain/stream", { method: "POST", headers, body });
  assertEquals((await app(request)).status, 413);
  assert(pulls < 40, `${pulls} chunks were read`);
  await scene.assertOver("complete", 0);
});

Deno.test("half a body, and then nobody, is no run", async () => {
  await using scene = await Scene.open(() => {});
  for (const way of Object.values(ways)) {
    const client = await scene.send(way.ask("안녕").slice(0, -5));
    client[Symbol.dispose]();
  }
  await scene.assertOver("complete", 0);
});

Deno.test("half a body, and then nothing, is refused with 408", async () => {
  await using scene = await Scene.open(() => {}, { bodyMs: 100 });
  await Promise.all(
    Object.values(ways).map(async (way) => {
      const reply = await (await scene.send(way.ask("안녕").slice(0, -5))).reply();
      assert(reply !== null);
      assertEquals([reply.status, problemOf(reply)], [408, "The body did not arrive in time."]);
    }),
  );
  await scene.assertOver("complete", 0);
});

Deno.test("a body that comes a byte at a time is given no more time than another", async () => {
  await using scene = await Scene.open(() => {}, { bodyMs: 200 });
  await Promise.all(
    Object.values(ways).map(async (way) => {
      const [head = ""] = way.ask("").split("content-length");
      const client = await scene.send(`${head}transfer-encoding: chunked\r\n\r\n`);
      const dripping = setInterval(() => client.send("1\r\n \r\n").catch(() => {}), 10); // it may be closed
      const reply = await client.reply().finally(() => clearInterval(dripping));
      assertEquals(reply?.status, 408);
    }),
  );
  await scene.assertOver("complete", 0);
});

Deno.test("no more is held of a body than its bytes, whatever they came in", async () => {
  const app = createApp({ runnables: { chain: new FakeRunnable(() => ["a"]) } });
  const bytes = new TextEncoder().encode('{"user_message":"안녕"}').values();
  // As the platform does, but for all chunks in one: each is a view of 64 KiB.
  const buffer = new Uint8Array(65_536);
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = bytes.next();
      if (done) return controller.close();
      buffer[0] = value;
      controller.enqueue(buffer.subarray(0, 1));
    },
  }, { highWaterMark: 0 });
  const response = await app(
    new Request("http://localhost/chain/stream", {
      method: "POST",
      headers: { accept: "text/plain" },
      body,
    }),
  );
  assertEquals(await response.text(), "a");
});

const CHUNKED = "transfer-encoding: chunked\r\n\r\n";
const CROSS_ORIGIN = "origin: https://other.example\r\n";
/** Requests that are answered without their bodies, and the status of each reply. */
const UNREAD: Readonly<Record<string, [start: string, headers: string, status: number]>> = {
  "too large": ["POST /chain/stream", "authorization: Bearer k\r\n", 413],
  "without a key": ["POST /chain/stream", "", 401],
  "of another origin": ["POST /chain/stream", CROSS_ORIGIN, 403],
  "for another host": ["POST /chain/stream", "host: other.example\r\n", 403],
  "for no route": ["POST /nowhere", "", 404],
  "with another method": ["DELETE /chain/stream", "", 405],
  "of a preflight": [
    "OPTIONS /chain/stream",
    "origin: https://a.example\r\naccess-control-request-method: POST\r\n",
    204,
  ],
  "of a preflight that is refused": [
    "OPTIONS /chain/stream",
    `${CROSS_ORIGIN}access-control-request-method: POST\r\n`,
    403,
  ],
  "of an EventSource that returns": [
    "POST /chain/stream",
    "authorization: Bearer k\r\nlast-event-id: 1\r\n",
    204,
  ],
  "of a GET": ["GET /", "", 400],
  "of a GET that runs a model": [
    "GET /chain/stream?user_message=a",
    "authorization: Bearer k\r\naccept: text/event-stream\r\n",
    400,
  ],
};

/** Sends a body without end, and returns how many bytes of it went out until the connection closed. */
async function sendOn(client: RawClient, chunk: Uint8Array): Promise<number> {
  let sent = 0;
  try {
    for (; sent < MOST_SENT; sent += chunk.length) await client.send(chunk);
  } catch (error) {
    if (
      !(error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset)
    ) {
      throw error;
    }
  }
  return sent;
}
/** More than the sockets' buffers hold. */
const MOST_SENT = 2 ** 26;

for (const [name, [start, headers, status]] of Object.entries(UNREAD)) {
  Deno.test(`a body without end ${name} is not read on behind the reply`, async () => {
    await using server = serve({
      limits: { bodyBytes: 1_000, bodyMs: 500 },
      access: {
        apiKeys: ["k"],
        allowedHosts: ["localhost"],
        allowedOrigins: ["https://a.example"],
      },
    });
    const host = headers.includes("host:") ? "" : "host: localhost\r\n";
    const bodies = {
      [CHUNKED]: `10000\r\n${" ".repeat(65_536)}\r\n`,
      [`content-length: ${2 ** 40}\r\n\r\n`]: " ".repeat(65_536),
    };
    for (const [framing, text] of Object.entries(bodies)) {
      const chunk = new TextEncoder().encode(text);
      const head = `${start} HTTP/1.1\r\n${host}${headers}${framing}`;
      // What is sent at once, and what is sent after the reply has come.
      for (const isAtOnce of [true, false]) {
        if (status === 413 && !isAtOnce && framing === CHUNKED) continue; // it has to send first
        using client = await RawClient.connect(server.origin);
        await client.send(head);
        const sending = isAtOnce ? sendOn(client, chunk) : null;
        sending?.catch(() => {}); // awaited below
        assertEquals((await client.reply())?.status, status);
        const sent = await (sending ?? sendOn(client, chunk));
        assert(sent < MOST_SENT / 2, `${sent} bytes were taken`);
      }
    }
  });
}

Deno.test("the reply to a body that is not read comes whole, although a client sends on", async () => {
  await using server = serve({ limits: { bodyBytes: 1_000 } });
  for (const path of ["/chain/invoke", "/nowhere"]) {
    const client = Deno.createHttpClient({});
    for (const size of [2 ** 24, 1_000_000, 2 ** 15, 0]) {
      const init = { method: "POST", body: new Uint8Array(size), client };
      const response = await fetch(`${server.origin}${path}`, init);
      assertEquals(response.status, path === "/nowhere" ? 404 : size === 0 ? 400 : 413);
      assert((await response.json()).message.length > 0);
    }
    client.close();
  }
});

Deno.test("half of a body that is not read does not keep the server from stopping", async () => {
  await using server = serve();
  using client = await RawClient.connect(server.origin);
  await client.send(`POST /nowhere HTTP/1.1\r\nhost: localhost\r\n${CHUNKED}5\r\nhello\r\n`);
  assertEquals((await client.reply())?.status, 404);
  await within(server[Symbol.asyncDispose](), "the server to stop");
});
