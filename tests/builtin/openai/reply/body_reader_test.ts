import { assertEquals } from "@std/assert";
import { BodyReader } from "../../../../src/builtin/openai/reply/body_reader.ts";

Deno.test("BodyReader gives the body its one buffer, which grows while it is filled", async () => {
  const offered: number[] = [];
  const lengths = [10, 1_024, 2_048, 10, 4_096, 8_192, 16_384, 32_768, 65_536, 65_536];
  const left = [...lengths];
  const body = new ReadableStream({
    type: "bytes",
    pull({ byobRequest }) {
      offered.push(byobRequest?.view?.byteLength ?? 0);
      byobRequest?.respond(left.shift() ?? 0);
    },
  });
  const reader = new BodyReader(body);
  const read: (number | undefined)[] = [];
  for (const _ of lengths) read.push((await reader.read())?.byteLength);
  assertEquals(read, lengths);
  assertEquals(
    offered,
    [1_024, 1_024, 2_048, 4_096, 4_096, 8_192, 16_384, 32_768, 65_536, 65_536],
  );
  await reader.cancel();
});

Deno.test("BodyReader reads a body that is no stream of bytes, and cancels it", async () => {
  const reasons: unknown[] = [];
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(3)),
    cancel: (reason) => void reasons.push(reason),
  });
  const reader = new BodyReader(body);
  assertEquals((await reader.read())?.byteLength, 3);
  await reader.cancel("enough");
  assertEquals([await reader.read(), reasons], [null, ["enough"]]);
});
