/** Keeps each answer in a database, with its splits, however it ended. */
import { DatabaseSync } from "node:sqlite";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { createApp } from "@splitstream/splitstream";

const database = new DatabaseSync(Deno.env.get("DATABASE") ?? "answers.db");
database.exec(`CREATE TABLE IF NOT EXISTS answers (
  id TEXT PRIMARY KEY, input TEXT, output TEXT, end_reason TEXT, splits TEXT, duration_ms INTEGER
)`);
const insert = database.prepare("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)");

// In place of new ChatOpenAI({ model: "gpt-4o-mini" }), so that it runs without a key.
const model = new FakeListChatModel({ responses: ["Kept for ever."], sleep: 10 });
const kept = ChatPromptTemplate.fromTemplate("{question}").pipe(model);

Deno.serve(
  { hostname: "127.0.0.1" },
  createApp({
    runnables: {
      kept: {
        runnable: kept,
        // Called once for each run. A graceful stop waits for its promise.
        onEnd: ({ runId, input, record }) => {
          const { output, end_reason, splits, timing } = record;
          const json = [input, output].map((value) => JSON.stringify(value) ?? null);
          insert.run(runId, ...json, end_reason, JSON.stringify(splits), timing.duration_ms);
        },
      },
    },
  }),
);
console.log('curl localhost:8000/kept/invoke -d \'{"input":"Hi"}\'');
