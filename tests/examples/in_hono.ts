/** The app beside other routes, and a single run in a route of Hono's. */
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { createApp, Run, sse, toResponse } from "@splitstream/splitstream";
import { Hono } from "npm:hono@4.13.19";

// In place of new ChatOpenAI({ model: "gpt-4o-mini" }), so that it runs without a key.
const model = new FakeListChatModel({ responses: ["Hello from Hono!"], sleep: 10 });

const app = new Hono();
app.get("/", (c) => c.text("My own page"));

// All routes, below /ai. The prefix is Hono's: it takes it off.
app.mount("/ai", createApp({ runnables: { hello: model } }));

// Or one run in one route: the client that leaves stops the model.
app.post("/ask", async (c) => {
  const run = new Run(model, { input: await c.req.text(), signal: c.req.raw.signal });
  return await toResponse(run, { dialect: sse });
});

Deno.serve({ hostname: "127.0.0.1" }, app.fetch);
console.log('curl -N localhost:8000/ai/hello/stream -d \'{"input":"Hi"}\'');
console.log("curl -N localhost:8000/ask -d Hi");
