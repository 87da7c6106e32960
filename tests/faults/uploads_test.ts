import { assert, assertEquals } from "@std/assert";
import { createApp } from "../../src/mod.ts";
import { FakeRunnable } from "../runnables.ts";
import { Scene } from "./scene.ts";
import { problemOf, ways } from "./ways.ts";

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
      assertEquals([reply.status, problemOf(reply)], [408, "The body did not come in time."]);
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

Deno.test("a body that goes on behind its refusal is cut off", async () => {
  await using scene = await Scene.open(() => {}, { bodyBytes: 1_000 });
  const [way] = Object.values(ways);
  const [head = ""] = way?.ask("").split("content-length") ?? [];
  const elsewhere = head.replace(/^POST \S+/, "POST /nowhere");
  const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
  for (const [refused, status] of [[head, 413], [elsewhere, 404]] as const) {
    const client = await scene.send(`${refused}transfer-encoding: chunked\r\n\r\n`);
    let sent = 0;
    const sending = (async () => {
      // Not as fast as it can, for what is in the buffers of the sockets would count.
      for (; sent < 400; sent++) {
        await client.send(chunk);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })().catch(() => {}); // it is cut off
    assertEquals((await client.reply())?.status, status);
    await sending;
    assert(sent < 200, `${sent} chunks were taken`);
  }
  await scene.assertOver("complete", 0);
});
