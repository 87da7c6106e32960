import { assertEquals } from "@std/assert";
import { RedisStore } from "../../src/store/redis_store.ts";
import { RedisServer, whyNoRedis } from "../support/stores/redis_server.ts";
import { testMaps } from "./maps_contract.ts";
import { headOf, testStore } from "./store_contract.ts";

const skipped = await whyNoRedis();
if (skipped !== undefined) console.warn(`SKIPPED, the tests of RedisStore: ${skipped}`);
let server: RedisServer | undefined;

Deno.test.beforeAll(async () => {
  if (skipped === undefined) server = await RedisServer.start();
});
Deno.test.afterAll(async () => await server?.stop());

const kind = {
  name: "RedisStore",
  open: () => new RedisStore(server?.url ?? "", { leaseMs: 300 }),
  tellsLost: true,
  skipped,
};
testStore(kind);
testMaps(kind);

/** A way to Redis on which something happens before the reply to a command, once. */
function wayTo(
  url: string,
  { command, happens }: { command: RegExp; happens: () => Promise<void> },
) {
  const port = Number(new URL(url).port);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let asked = 0;
  let hasHappened = false;
  const again = Promise.withResolvers<void>();
  const accept = async () => {
    for await (const here of listener) {
      const there = await Deno.connect({ hostname: "127.0.0.1", port });
      const asks = new TransformStream<Uint8Array, Uint8Array>({
        transform(bytes, controller) {
          if (command.test(new TextDecoder().decode(bytes)) && ++asked === 2) again.resolve();
          controller.enqueue(bytes);
        },
      });
      const replies = new TransformStream<Uint8Array, Uint8Array>({
        async transform(bytes, controller) {
          if (asked > 0 && !hasHappened) {
            hasHappened = true;
            await happens();
          }
          controller.enqueue(bytes);
        },
      });
      const ends = (error: unknown) => void error; // the store has closed it
      here.readable.pipeThrough(asks).pipeTo(there.writable).catch(ends);
      there.readable.pipeThrough(replies).pipeTo(here.writable).catch(ends);
    }
  };
  const done = accept();
  return {
    url: `redis://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    /** Resolves when the command comes again. */
    again: again.promise,
    async [Symbol.asyncDispose]() {
      listener.close();
      await done;
    },
  };
}

Deno.test({
  name: "RedisStore does not give up a server that was only late",
  ignore: skipped !== undefined,
  async fn() {
    const writer = kind.open();
    const head = headOf();
    await writer.begin(head);
    await writer.append(head.runId, [{ start: 0, end: 1, text: "0" }], "running");
    await using way = wayTo(server?.url ?? "", {
      command: new RegExp(`EXISTS[^]*alive:${head.server}`),
      happens: async () => {
        await writer.append(head.runId, [{ start: 1, end: 2, text: "1" }], "running");
        await writer.beat(head.server);
      },
    });
    const reader = new RedisStore(way.url, { leaseMs: 300 });
    while ((await writer.find(head.runId))?.state !== "lost");
    const pages = reader.follow(head.runId, 0, new AbortController().signal);
    assertEquals((await pages.next()).value, [{ start: 0, end: 1, text: "0" }]);
    assertEquals((await pages.next()).value, [{ start: 1, end: 2, text: "1" }]);
    const rest = pages.next();
    await Promise.race([rest, way.again]);
    await writer.append(head.runId, [{ start: 2, end: 3, text: "2" }], "ended");
    assertEquals((await rest).value, [{ start: 2, end: 3, text: "2" }]);
    assertEquals(await pages.next(), { done: true, value: "ended" });
    await reader.close();
    await writer.close();
  },
});
