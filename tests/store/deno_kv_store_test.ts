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
