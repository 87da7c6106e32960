import { DenoKvStore } from "../../src/store/deno_kv_store.ts";
import { testStore } from "./store_contract.ts";

const folder = await Deno.makeTempDir();
Deno.test.afterAll(async () => await Deno.remove(folder, { recursive: true }));

testStore({
  name: "DenoKvStore",
  open: () => new DenoKvStore(`${folder}/kv`, { leaseMs: 300, lookMs: 5 }),
  tellsLost: true,
});
