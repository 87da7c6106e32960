import { assert, assertEquals } from "@std/assert";
import { RedisStore } from "../../src/store/redis_store.ts";
import { post, see, SSE } from "../support/client.ts";
import { FakeTimer } from "../support/fake_timer.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { RedisServer, whyNoRedis } from "../support/stores/redis_server.ts";
import { testApp } from "../support/test_app.ts";

const noRedis = await whyNoRedis();
if (noRedis !== undefined) console.warn(`SKIPPED, the tests of an outage of Redis: ${noRedis}`);

const WORDS = Array.from({ length: 30 }, (_, i) => `단어${i} `);

/** A runnable that waits in the middle. */
function pausing() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const runnable = new FakeRunnable(async function* () {
    yield* WORDS.slice(0, 10);
    await promise;
    yield* WORDS.slice(10);
  });
  return { runnable, goOn: resolve };
}

Deno.test("the log names Redis when it cannot be reached", async () => {
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr as Deno.NetAddr;
  free.close();
  const store = new RedisStore(`redis://127.0.0.1:${port}`);
  const logged = Promise.withResolvers<string>();
  const app = testApp({
    store,
    journal: { resumeMs: 20_000 },
    runnables: { chain: new FakeRunnable(() => ["a"]) },
    logger: { error: logged.resolve },
    timer: new FakeTimer(), // nothing is tried again
  });
  const { text } = await see(
    await app(post("/chain/stream", { user_message: "a" }, { accept: SSE })),
  );
  const [line] = (await logged.promise).split("\n");
  assertEquals([text, line?.split(":")[0]], ["a", "RedisUnreachableError"]);
  await store.close();
});

Deno.test({
  name: "an answer ends whole while Redis is away, and can be followed when it is back",
  ignore: noRedis !== undefined,
  async fn() {
    await using redis = await RedisServer.start();
    const { runnable, goOn } = pausing();
    const errors: unknown[] = [];
    const open = (more: object) => {
      const store = new RedisStore(redis.url);
      const app = testApp({
        store,
        journal: { resumeMs: 20_000 },
        onError: (error) => errors.push(error),
        ...more,
      });
      return { store, app };
    };
    const a = open({ runnables: { chain: runnable } });
    const response = await a.app(post("/chain/stream", { user_message: "a" }, { accept: SSE }));
    const path = response.headers.get("content-location") ?? "";
    const answer = see(response);
    await redis.stop();
    while (errors.length === 0) await new Promise((next) => setTimeout(next, 10));
    goOn();
    const { text, events } = await answer;
    assertEquals([text, events.at(-1)], [WORDS.join(""), "end"]);
    assertEquals(errors.length, 1, "It is told once");

    await redis.restart(); // with nothing of before
    const b = open({ runnables: { chain: new FakeRunnable(() => []) } });
    const follow = async () => await b.app(new Request(`http://localhost${path}`));
    let back = await follow();
    while (back.status !== 200) {
      await back.body?.cancel();
      await new Promise((next) => setTimeout(next, 50));
      back = await follow();
    }
    assertEquals((await see(back)).text, WORDS.join(""));
    await Promise.all([a.store.close(), b.store.close()]);
  },
});

Deno.test({
  name: "an answer in a thread ends whole while Redis is away, and a later turn knows it",
  ignore: noRedis !== undefined,
  async fn() {
    await using redis = await RedisServer.start();
    const { runnable, goOn } = pausing();
    const errors: unknown[] = [];
    const open = () => {
      const store = new RedisStore(redis.url);
      const onError = (error: unknown) => errors.push(error);
      return { store, app: testApp({ store, runnables: { chain: runnable }, onError }) };
    };
    const [a, b] = [open(), open()];
    const config = { configurable: { thread_id: "t" } };
    const ask = async ({ app }: typeof a) =>
      await app(post("/chain/stream", { user_message: "a", config }, { accept: SSE }));
    const { body, ok, headers } = await ask(a);
    assert(ok && body !== null);
    const [first, rest] = body.tee();
    await first.getReader().read(); // it has begun
    await redis.stop();
    goOn();
    const { text, events } = await see(new Response(rest, { headers }));
    assertEquals([text, events.at(-1)], [WORDS.join(""), "end"]);
    assert(errors.length > 0, "It is told");

    await redis.restart(); // with nothing of before
    const said = async () => {
      const response = await b.app(new Request("http://localhost/threads/t/state"));
      if (response.status === 200) return (await response.json()).values.messages ?? [];
      await response.body?.cancel();
      return [];
    };
    while ((await said()).length < 2) await new Promise((next) => setTimeout(next, 50));
    assertEquals((await see(await ask(b))).text, WORDS.join(""));
    assertEquals((await said()).length, 4);
    await Promise.all([a.store.close(), b.store.close()]);
  },
});

Deno.test("a store that never answers delays no token", async () => {
  const never = new Promise<never>(() => {});
  const store = Object.assign(Object.create(null), {
    isShared: true,
    gatherMs: 0,
    begin: () => never,
    append: () => never,
    find: () => Promise.resolve(null),
    named: () => never,
    follow: () => never,
    isFollowed: () => never,
    stop: () => never,
    beat: () => Promise.resolve([]),
    take: () => never,
    close: () => never,
  });
  const app = testApp({
    store,
    timer: new FakeTimer(), // no time passes
    runnables: { chain: new FakeRunnable(() => WORDS) },
    journal: { resumeMs: 20_000 },
  });
  const { text, events } = await see(await app(post("/chain/stream", { user_message: "a" })));
  assertEquals([text, events.at(-1)], [WORDS.join(""), "end"]);
  assert(text.length > 0);
});
