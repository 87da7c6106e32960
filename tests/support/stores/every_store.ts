import { DenoKvStore } from "../../../src/store/deno_kv_store.ts";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import { RedisStore } from "../../../src/store/redis_store.ts";
import type { Store } from "../../../src/store/store.ts";
import { RedisServer, whyNoRedis } from "./redis_server.ts";

const noRedis = await whyNoRedis();
const folder = await Deno.makeTempDir();
const memory = new MemoryStore();
let redis: RedisServer | undefined;
Deno.test.beforeAll(async () => {
  if (noRedis === undefined) redis = await RedisServer.start();
});
Deno.test.afterAll(async () => {
  await redis?.stop();
  await Deno.remove(folder, { recursive: true });
});

/** A store of each kind. All that one opens have the same data, until the tests of the file end. */
export const EVERY_STORE = {
  memory: { ignore: false, open: (): Store => memory },
  "Deno KV": { ignore: false, open: (): Store => new DenoKvStore(`${folder}/kv`) },
  Redis: { ignore: noRedis !== undefined, open: (): Store => new RedisStore(redis?.url ?? "") },
};
