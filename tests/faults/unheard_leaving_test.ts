/*
 * What Deno 2.9 tells of a client that closes its connection before there is a
 * reply. In `ext/http/http_next.rs`, `wait_raw_response_ready` does not ask
 * whether the peer has closed while the request has a body that was not read
 * together with its head, even after that body has been read to its end.
 */
import { assertEquals } from "@std/assert";
import { within } from "../support/within.ts";

const BODY = '{"user_message":"?"}';
const HEAD = `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${BODY.length}\r\n\r\n`;
const encoder = new TextEncoder();

/** Sends a request, leaves, and returns whether `Deno.serve` aborts the request's signal. */
async function isNoticed({ packets }: { packets: 1 | 2 }): Promise<boolean> {
  const called = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  const noticed = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      request.signal.addEventListener("abort", () => noticed.resolve());
      called.resolve();
      await request.text();
      read.resolve();
      await left.promise;
      return new Response();
    },
  );
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  if (packets === 1) await conn.write(encoder.encode(HEAD + BODY));
  else {
    await conn.write(encoder.encode(HEAD));
    await within(called.promise, "the handler to be called");
    await conn.write(encoder.encode(BODY));
  }
  await within(read.promise, "the body to be read");
  conn.close();
  const answer = await within(noticed.promise, "the abort", 500).then(() => true, () => false);
  left.resolve();
  await server.shutdown();
  return answer;
}

Deno.test("Deno notices a client that leaves if its request came in one packet", async () => {
  assertEquals(await isNoticed({ packets: 1 }), true);
});

// Once this fails, Deno has mended it: SECURITY.md, "Cost", says that it has not.
Deno.test("Deno does not notice a client that leaves if its body came in another packet", async () => {
  assertEquals(await isNoticed({ packets: 2 }), false);
});
