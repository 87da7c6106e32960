import { assertEquals } from "@std/assert";
import { DenoKvMaps } from "../../src/store/maps/deno_kv_maps.ts";
import { DenoKvStore } from "../../src/store/deno_kv_store.ts";
import type { JournalHead } from "../../src/store/store.ts";
import { testMaps } from "./maps_contract.ts";
import { testStore } from "./store_contract.ts";

const folder = await Deno.makeTempDir();
Deno.test.afterAll(async () => await Deno.remove(folder, { recursive: true }));

const kind = {
  name: "DenoKvStore",
  open: () => new DenoKvStore(`${folder}/kv`, { leaseMs: 300, lookMs: 5 }),
  tellsLost: true,
};
testStore(kind);
testMaps(kind);

/** A database whose next write waits where a test says so. */
function holding(kv: Deno.Kv) {
  let reached = Promise.withResolvers<void>();
  let until: Promise<void> | null = null;
  const atomic = () => {
    const operation = kv.atomic();
    if (until === null) return operation;
    const [commit, held] = [operation.commit.bind(operation), until];
    until = null;
    reached.resolve();
    return Object.assign(operation, { commit: async () => (await held, await commit()) });
  };
  const held = new Proxy(kv, {
    get(kv, name) {
      if (name === "atomic") return atomic;
      const value = Reflect.get(kv, name, kv);
      return typeof value === "function" ? value.bind(kv) : value;
    },
  });
  /** Resolves when there is a write that waits. */
  const hold = (promise: Promise<void>): Promise<void> => {
    until = promise;
    reached = Promise.withResolvers();
    return reached.promise;
  };
  return { kv: held, hold };
}

Deno.test("DenoKvStore takes no write that comes too late", async (t) => {
  const { kv, hold } = holding(await Deno.openKv(`${folder}/late`));
  const store = new DenoKvStore("late");
  const property = Object.getOwnPropertyDescriptor(Deno, "openKv") ?? {};
  const openKv = () => Promise.resolve(kv);
  Object.defineProperty(Deno, "openKv", { value: openKv, configurable: true });
  try {
    const headOf = (alias: string): JournalHead => ({
      runId: crypto.randomUUID(),
      server: crypto.randomUUID(),
      owner: null,
      alias,
      dialect: "sse",
      hasLongIds: false,
    });
    const entry = (start: number) => ({ start, end: start + 1, text: `${start}` });
    /** Begins a write that is written when `after` has happened. */
    const late = async (write: () => Promise<unknown>, after: () => Promise<void>) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const waits = hold(promise);
      const written = write().catch(() => "refused");
      await waits;
      await after();
      resolve();
      await written;
    };

    for (const when of ["begins", "goes on"]) {
      await t.step(`when the journal ${when}`, async () => {
        const head = headOf(when);
        const next = headOf(when);
        const more = async () => {
          assertEquals(await store.begin(head), 0);
          await store.append(head.runId, [entry(0), entry(1)], "ended");
          await store.begin(next);
        };
        if (when === "begins") await late(() => store.begin(head), more);
        else {
          await store.begin(head);
          await late(() => store.append(head.runId, [entry(0)], "running"), more);
        }
        assertEquals(await store.find(head.runId), { head, end: 2, state: "ended" });
        assertEquals(await store.named(when), next.runId);
        const pages = store.follow(head.runId, 0, new AbortController().signal);
        const texts = (await Array.fromAsync(pages)).flat().map(({ text }) => text);
        assertEquals(texts.join(""), "01");
      });
    }
  } finally {
    Object.defineProperty(Deno, "openKv", property);
    await store.close();
  }
});

/** A database that takes its time to read, more at some times than at others. */
function slow(kv: Deno.Kv): Deno.Kv {
  let reads = 0;
  const pause = () => new Promise((resolve) => setTimeout(resolve, 7 * reads++ % 11));
  const get = async (key: Deno.KvKey) => (await pause(), await kv.get(key));
  const getMany = async (keys: Deno.KvKey[]) => (await pause(), await kv.getMany(keys));
  const list = async function* (selector: Deno.KvListSelector) {
    await pause();
    yield* kv.list(selector);
  };
  const atomic = () => kv.atomic();
  return Object.assign(Object.create(null), { get, getMany, list, atomic });
}

Deno.test("maps in a slow Deno KV keep all changes that come while they are new", async () => {
  const kv = await Deno.openKv(`${folder}/slow`);
  const maps = new DenoKvMaps("test", () => Promise.resolve(slow(kv)));
  const keys = Array.from({ length: 12 }, (_, i) => `${i}`);
  const change = async (key: string, i: number) => {
    await new Promise((resolve) => setTimeout(resolve, i));
    await maps.change("map", { set: [[key, key.repeat(2_000)]] }, 60_000);
  };
  await Promise.all(keys.map(change));
  assertEquals([...(await maps.keys("map")).keys()].toSorted(), keys.toSorted());
  kv.close();
});
