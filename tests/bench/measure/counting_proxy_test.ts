import { assert, assertEquals } from "@std/assert";
import { CountingProxy } from "./counting_proxy.ts";

Deno.test("CountingProxy counts what comes back through it", async () => {
  const text = "안녕".repeat(1_000);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(text),
  );
  await using proxy = new CountingProxy();
  using client = await Deno.connect({ hostname: "127.0.0.1", port: portOf(proxy.url) });
  const { port } = server.addr;
  await client.write(new TextEncoder().encode(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\n\r\n`));
  await client.read(new Uint8Array(100));
  await client.write(new TextEncoder().encode("GET / HTTP/1.0\r\n\r\n"));
  const reply = await new Response(client.readable).text();

  assert(reply.endsWith(text));
  assertEquals(proxy.bytes, new TextEncoder().encode(reply).length);
});

function portOf(url: string): number {
  return Number(new URL(url).port);
}
