import { assertEquals } from "@std/assert";
import { DenoKvMaps } from "../../src/store/maps/deno_kv_maps.ts";
import { DenoKvStore } from "../../src/store/deno_kv_store.ts";
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
