import { RedisStore } from "../../src/store/redis_store.ts";
import { RedisServer, whyNoRedis } from "../support/stores/redis_server.ts";
import { testMaps } from "./maps_contract.ts";
import { testStore } from "./store_contract.ts";

const skipped = await whyNoRedis();
if (skipped !== undefined) console.warn(`SKIPPED, the tests of RedisStore: ${skipped}`);
let server: RedisServer | undefined;

Deno.test.beforeAll(async () => {
  if (skipped === undefined) server = await RedisServer.start();
});
Deno.test.afterAll(async () => await server?.stop());

const kind = {
  name: "RedisStore",
  open: () => new RedisStore(server?.url ?? "", { leaseMs: 300 }),
  tellsLost: true,
  skipped,
};
testStore(kind);
testMaps(kind);
