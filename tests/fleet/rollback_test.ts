import { assert, assertEquals } from "@std/assert";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { SharedMaps } from "../../src/store/maps/shared_maps.ts";
import { twoSteps } from "../clients/langgraph/rollback/two_steps.ts";
import { testApp } from "../support/test_app.ts";

/** A store that two servers share, and that can be away. */
class AwayStore extends MemoryStore {
  override readonly isShared = true as unknown as false;
  /** Whether a call fails, by the name of its map. */
  fails: (map: string, method: keyof SharedMaps) => boolean = () => false;
  override readonly maps: SharedMaps = new Proxy(new MemoryStore().maps, {
    get: (maps, method: keyof SharedMaps) => async (...args: [string]) => {
      if (this.fails(args[0], method)) throw new Error("away");
      return await (maps[method] as (...args: unknown[]) => unknown).apply(maps, args);
    },
  });
}

Deno.test("a rollback while the store is away", async (t) => {
  const store = new AwayStore();
  const steps = twoSteps();
  const errors: unknown[] = [];
  const open = () =>
    testApp({ store, runnables: { two: steps.runnable }, onError: (it) => errors.push(it) });
  const [a, b] = [open(), open()];
  const ask = async (app: typeof a, path: string, body?: unknown) => {
    const method = body === undefined ? "GET" : "POST";
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    return await app(new Request(`http://localhost/threads/t${path}`, init));
  };
  const json = async (app: typeof a, path: string) => await (await ask(app, path)).json();
  const begin = async () => {
    const begun = steps.hold();
    const { run_id } = await (await ask(a, "/runs", { assistant_id: "two", input: { topic: "b" } }))
      .json();
    await begun;
    return `/runs/${run_id}`;
  };

  const config = { configurable: { thread_id: "t" } };
  const first = { input: { topic: "a" }, config };
  await (await a(
    new Request("http://localhost/two/invoke", { method: "POST", body: JSON.stringify(first) }),
  )).json();
  const history = await json(a, "/history");
  assert(history.length > 1);

  await t.step("is refused with a 503, and the run goes on", async () => {
    const run = await begin();
    store.fails = () => true;
    for (const app of [a, b]) {
      const response = await ask(app, `${run}/cancel?action=rollback&wait=1`, {});
      assertEquals([response.status, response.headers.get("retry-after")], [503, "1"]);
      const { detail } = await response.json();
      assertEquals(detail, "The store of the threads cannot be reached.");
    }
    store.fails = () => false;
    assertEquals((await json(a, run)).status, "pending");
    assertEquals((await ask(a, `${run}/cancel?action=rollback&wait=1`, {})).status, 204);
    assertEquals(await json(b, "/history"), history);
  });

  await t.step("is done when the store is back, before the next run", async () => {
    const run = await begin();
    errors.length = 0;
    let failures = 2;
    store.fails = (map, method) => map === "threads/t" && method === "change" && failures-- > 0;
    const cancelled = await ask(a, `${run}/cancel?action=rollback`, {});
    assertEquals(cancelled.status, 202);
    const next = { assistant_id: "two", input: { topic: "c" }, multitask_strategy: "enqueue" };
    const { said } = await (await ask(b, "/runs/wait", next)).json();
    assertEquals(said, ["first a", "second a none", "first c", "second c none"]);
    assert(failures < 0, "It has failed");
    assertEquals(errors.length, 1, "It is told once");
    assertEquals((await ask(a, run)).status, 404);
    assertEquals((await json(a, "/history")).slice(-history.length), history);
  });
});
