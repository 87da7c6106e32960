import { assertEquals } from "@std/assert";
import { createApp } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";

const KIB = 1024;
const encoder = new TextEncoder();
const question = encoder.encode('{"user_message":"?"}');

/** A body that sends some bytes at once, and ends on request. */
function halfSent(bytes: number) {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const { promise: held, resolve: hold } = Promise.withResolvers<void>();
  let sent = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (sent < bytes) {
        sent += 16 * KIB;
        controller.enqueue(new Uint8Array(16 * KIB).fill(32));
        return;
      }
      hold();
      await ended;
      controller.enqueue(question);
      controller.close();
    },
  }, { highWaterMark: 0 });
  return { body, held, end };
}

function serve() {
  const chain = new FakeRunnable(() => ["a"]);
  return createApp({ runnables: { chain }, limits: { totalBodyBytes: 100 * KIB } });
}

/** Sends a body with its length, or without. */
const ways: Record<
  string,
  (body: ReadableStream<Uint8Array<ArrayBuffer>>, bytes: number) => Request
> = {
  "of a known length": (body, bytes) =>
    new Request("http://localhost/chain/invoke", {
      method: "POST",
      headers: { "content-length": `${bytes + question.length}` },
      body,
    }),
  "of no known length": (body) =>
    new Request("http://localhost/chain/invoke", { method: "POST", body }),
};

for (const [name, request] of Object.entries(ways)) {
  Deno.test(`large bodies ${name} share one memory budget`, async () => {
    const app = serve();
    const first = halfSent(160 * KIB); // 96 KiB of the 100
    const replying = app(request(first.body, 160 * KIB));
    await first.held;

    const second = halfSent(160 * KIB);
    const refused = await app(request(second.body, 160 * KIB));
    assertEquals([refused.status, refused.headers.get("retry-after")], [503, "1"]);
    assertEquals(
      (await refused.json()).message,
      "The server is busy reading other request bodies.",
    );

    first.end();
    assertEquals((await (await replying).json()).output, "a");
    const third = halfSent(160 * KIB);
    third.end();
    assertEquals((await (await app(request(third.body, 160 * KIB))).json()).output, "a");
  });

  Deno.test(`small bodies ${name} are read even if large ones use the whole budget`, async () => {
    const app = serve();
    const large = halfSent(160 * KIB);
    const replying = app(request(large.body, 160 * KIB));
    await large.held;
    const small = halfSent(48 * KIB);
    small.end();
    assertEquals((await (await app(request(small.body, 48 * KIB))).json()).output, "a");
    assertEquals(
      (await (await app(post("/chain/invoke", { user_message: "?" }))).json()).output,
      "a",
    );
    large.end();
    await (await replying).text();
  });
}

Deno.test("an incomplete body returns its memory to the budget", async () => {
  const app = serve();
  for (let i = 0; i < 3; i++) {
    let sent = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if ((sent += 16 * KIB) > 160 * KIB) return controller.error(new Error("gone"));
        controller.enqueue(new Uint8Array(16 * KIB));
      },
    }, { highWaterMark: 0 });
    const response = await app(
      new Request("http://localhost/chain/invoke", { method: "POST", body }),
    );
    assertEquals([response.status, (await response.json()).message], [
      400,
      "The body is incomplete.",
    ]);
  }
});
