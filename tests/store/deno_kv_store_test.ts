import { assertEquals, assertRejects } from "@std/assert";
import { DenoKvMaps } from "../../src/store/maps/deno_kv_maps.ts";
import { DenoKvStore, type DenoKvStoreOptions } from "../../src/store/deno_kv_store.ts";
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

/** A database on which something happens before one of its calls, where a test says so. */
function watched(kv: Deno.Kv) {
  let before: { call: string; happens: () => Promise<void> } | null = null;
  const happen = async (call: string) => {
    if (before?.call !== call) return;
    const { happens } = before;
    before = null;
    await happens();
  };
  const own: Partial<Deno.Kv> = {
    async get(key, options) {
      await happen(`get ${String(key[1])}`);
      return await kv.get(key, options);
    },
    atomic() {
      const operation = kv.atomic();
      const commit = operation.commit.bind(operation);
      return Object.assign(operation, {
        commit: async () => (await happen("commit"), await commit()),
      });
    },
  };
  const proxy = new Proxy(kv, {
    get(kv, name) {
      const value = Reflect.get(own, name) ?? Reflect.get(kv, name, kv);
      return typeof value === "function" ? value.bind(kv) : value;
    },
  });
  return {
    kv: proxy,
    beforeNext: (call: string, happens: () => Promise<void>) => void (before = { call, happens }),
  };
}

/** Opens a store on such a database. */
async function openWatched(name: string, options: DenoKvStoreOptions = {}) {
  const { kv, beforeNext } = watched(await Deno.openKv(`${folder}/${name}`));
  const store = new DenoKvStore(name, options);
  const property = Object.getOwnPropertyDescriptor(Deno, "openKv") ?? {};
  Object.defineProperty(Deno, "openKv", { value: () => Promise.resolve(kv), configurable: true });
  await store.find("none"); // now it is open
  Object.defineProperty(Deno, "openKv", property);
  return { kv, store, beforeNext };
}

const headOf = (alias: string): JournalHead => ({
  runId: crypto.randomUUID(),
  server: crypto.randomUUID(),
  owner: null,
  alias,
  dialect: "sse",
  hasLongIds: false,
});
const entry = (start: number) => ({ start, end: start + 1, text: `${start}` });

async function textOf(store: DenoKvStore, runId: string): Promise<string> {
  const pages = store.follow(runId, 0, new AbortController().signal);
  return (await Array.fromAsync(pages)).flat().map(({ text }) => text).join("");
}

for (const when of ["begins", "goes on"]) {
  Deno.test(`DenoKvStore takes no write that comes too late when a journal ${when}`, async () => {
    const { store, beforeNext } = await openWatched(when.replace(" ", "-"));
    const [head, next] = [headOf("chat"), headOf("chat")];
    if (when === "goes on") await store.begin(head);
    beforeNext("commit", async () => {
      await store.begin(head);
      await store.append(head.runId, [entry(0), entry(1)], "ended");
      await store.begin(next);
    });
    const late = when === "goes on"
      ? store.append(head.runId, [entry(0)], "running")
      : store.begin(head);
    await assertRejects(() => late);
    assertEquals(await store.find(head.runId), { head, end: 2, state: "ended" });
    assertEquals(await store.named("chat"), next.runId);
    assertEquals(await textOf(store, head.runId), "01");
    await store.close();
  });
}

Deno.test("DenoKvStore takes no run that ends during a slow look for a lost one", async () => {
  const { kv, store, beforeNext } = await openWatched("slow-look", { leaseMs: 100 });
  const head = headOf("chat");
  await store.begin(head);
  beforeNext("get alive", async () => {
    await store.append(head.runId, [entry(0)], "ended");
    const isAlive = async () =>
      (await kv.get<number>(["splitstream", "alive", head.server])).value ?? 0;
    while (await isAlive() >= Date.now());
  });
  const pages = store.follow(head.runId, 0, new AbortController().signal);
  assertEquals(await pages.next(), { done: false, value: [entry(0)] });
  assertEquals(await pages.next(), { done: true, value: "ended" });
  await store.close();
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
