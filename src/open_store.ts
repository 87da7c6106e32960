import type { StoreConfig } from "./config.ts";
import { DenoKvStore } from "./store/deno_kv_store.ts";
import { MemoryStore } from "./store/memory_store.ts";
import { RedisStore } from "./store/redis_store.ts";
import type { Store } from "./store/store.ts";

/** The `KV_PATH` that stands for the database of Deno Deploy. */
const DEPLOY = "deploy";

/** Returns the store that a configuration names. It connects when it is first used. */
export function openStore({ redisUrl, kvPath, runs, bytes, keepMs }: StoreConfig): Store {
  const keep = keepMs === undefined ? {} : { keepMs };
  if (redisUrl !== undefined) return new RedisStore(redisUrl, keep);
  if (kvPath !== undefined) return new DenoKvStore(kvPath === DEPLOY ? undefined : kvPath, keep);
  return new MemoryStore({
    ...keep,
    ...(runs === undefined ? {} : { runs }),
    ...(bytes === undefined ? {} : { bytes }),
  });
}
