/**
 * A server that shares its running answers with others, in Redis. Start Redis, then two:
 *
 *     PORT=8001 deno task example two_servers
 *     PORT=8002 deno task example two_servers
 *
 * What the first begins, the second can go on with.
 */
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { createApp, RedisStore } from "@splitstream/splitstream";

// In place of new ChatOpenAI({ model: "gpt-4o-mini" }), so that it runs without a key.
const model = new FakeListChatModel({ responses: ["A long answer. ".repeat(10)], sleep: 10 });

const app = createApp({
  runnables: { long: model },
  store: new RedisStore(Deno.env.get("REDIS_URL") ?? "redis://localhost:6379"),
  journal: { resumeMs: 30_000 }, // how long a run waits for its reader to come back
});
const port = Number(Deno.env.get("PORT") ?? 8000);
Deno.serve({ hostname: "127.0.0.1", port }, app);

console.log(`curl -iN localhost:${port}/long/stream -d '{"input":"Hi"}'`);
console.log("Stop that. Its reply names the run, and any server goes on after an event's id:");
console.log(`curl -N localhost:${port}/runs/$RUN_ID/stream -H 'Last-Event-ID: 7'`);
