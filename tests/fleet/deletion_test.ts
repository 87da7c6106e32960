import { assert, assertEquals } from "@std/assert";
import type { Handler } from "../../src/mod.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { SharedMaps } from "../../src/store/maps/shared_maps.ts";
import { twoSteps } from "../clients/langgraph/rollback/two_steps.ts";
import { testApp } from "../support/test_app.ts";
import { within } from "../support/within.ts";

/** A store that two servers share, which says when a run has to wait for another one. */
class WatchedStore extends MemoryStore {
  override readonly isShared = true as unknown as false;
  /** Called after each call, with its result. */
  onCall: (call: { method: keyof SharedMaps; args: readonly unknown[]; result: unknown }) => void =
    () => {};
  override readonly maps: SharedMaps = new Proxy(new MemoryStore().maps, {
    get: (maps, method: keyof SharedMaps) => async (...args: unknown[]) => {
      const result = await (maps[method] as (...args: unknown[]) => unknown).apply(maps, args);
      this.onCall({ method, args, result });
      return result;
    },
  });

  /** Resolves when a run has looked twice whether another server has left the thread. */
  get waits(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let looks = 0;
    this.onCall = ({ method, result }) =>
      method === "hold" && result === false && ++looks === 2 && resolve();
    return within(promise, "a run that waits");
  }

  /** Resolves when a run has looked for deletions of the thread. */
  get looks(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.onCall = ({ method, args }) =>
      method === "get" && String(args[0]).startsWith("stops/") && String(args[1]) === "*" &&
      resolve();
    return within(promise, "a run that looks for deletions", 5_000);
  }
}

/** Two servers, and requests to them about one thread. */
function open() {
  const store = new WatchedStore();
  const steps = twoSteps();
  const server = () => testApp({ store, runnables: { two: steps.runnable }, onError() {} });
  const [a, b] = [server(), server()];
  const invoke = async (app: Handler, topic: string) => {
    const body = JSON.stringify({ input: { topic }, config: { configurable: { thread_id: "t" } } });
    return await app(new Request("http://localhost/two/invoke", { method: "POST", body }));
  };
  const ask = async (app: Handler, method = "GET") => {
    const response = await app(new Request("http://localhost/threads/t", { method }));
    await response.body?.cancel();
    return response.status;
  };
  const begin = async (app: Handler, topic: string) => {
    const begun = steps.hold();
    const response = invoke(app, topic);
    await begun;
    return { response };
  };
  return { a, b, store, invoke, ask, begin };
}

const places = [
  { where: "for one of another server", first: "a", isInQueue: "waits" },
  { where: "behind one of its own server", first: "b", isInQueue: "looks" },
] as const;
for (const { where, first, isInQueue } of places) {
  Deno.test(`a run that waits ${where} is dropped when a server deletes its thread`, async () => {
    const { a, b, store, invoke, ask, begin } = open();
    const { response: before } = await begin(first === "a" ? a : b, "one");
    const inQueue = store[isInQueue];
    const waiting = invoke(b, "two");
    await inQueue;
    assert((await store.maps.keys("threads/t")).size > 0);
    assertEquals(await ask(a, "DELETE"), 204);
    for (const response of [await before, await waiting]) {
      assertEquals(response.ok, false);
      await response.body?.cancel();
    }
    assertEquals([await ask(a), await ask(b)], [404, 404]);
    assertEquals((await store.maps.keys("threads/t")).size, 0);
    const { output } = await (await invoke(b, "three")).json();
    assertEquals(output.said, ["first three", "second three none"]);
  });
}
