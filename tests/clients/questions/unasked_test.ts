import { assert, assertEquals, assertRejects } from "@std/assert";
import { AIMessage, type BaseMessage, ToolMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { ToolNode } from "npm:@langchain/langgraph@^1.7.0/prebuilt";
import { interrupt, MessagesAnnotation, START, StateGraph } from "npm:@langchain/langgraph@^1.7.0";
import { createAgent, createMiddleware, fakeModel, tool } from "npm:langchain@^1.5.0";
import OpenAI from "npm:openai@^7.0.0";
import { z } from "npm:zod@^4.1.0";
import { createApp, type Handler, type StreamableRunnable } from "../../../src/mod.ts";
import { NDJSON, post } from "../../support/client.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";

const NEEDS_THREAD =
  "The graph asks a human, so that it needs a thread: config.configurable.thread_id.";

const askHuman = tool(() => `They say ${interrupt("Shall I?")}.`, {
  name: "ask_human",
  description: "Asks a human",
  schema: z.object({}),
});

/** Calls the tool, then says what it said. */
const model = (words = "") => {
  const say = (messages: BaseMessage[]) => {
    const result = messages.findLast(({ type }) => type === "tool");
    return result === undefined
      ? new AIMessage({ content: words, tool_calls: [{ name: "ask_human", args: {}, id: "c" }] })
      : new AIMessage(result.text);
  };
  return fakeModel().respond(say).respond(say);
};
const agent = (words?: string) => createAgent({ model: model(words) as never, tools: [askHuman] });

/** An agent of LangGraph's own parts. */
const graph = () =>
  new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }) => ({ messages: [await model().invoke(messages)] }))
    .addNode("tools", new ToolNode([askHuman]))
    .addEdge(START, "model").addEdge("tools", "model")
    .addConditionalEdges(
      "model",
      ({ messages }) => (messages.at(-1) as AIMessage).tool_calls?.length ? "tools" : "__end__",
      ["tools", "__end__"],
    )
    .compile();

const appOf = (it: unknown): Handler =>
  createApp({ runnables: { it: it as StreamableRunnable }, onError() {} });
const user = { role: "user", content: "?" };
const REQUESTS: Readonly<Record<string, () => Request>> = {
  "our own routes, streamed": () => post("/it/stream", { messages: [user] }),
  "our own routes, whole": () => post("/it/invoke", { messages: [user] }),
  "chat completions, streamed": () =>
    post("/v1/chat/completions", { model: "it", messages: [user], stream: true }),
  "chat completions, whole": () => post("/v1/chat/completions", { model: "it", messages: [user] }),
  "the responses, whole": () => post("/v1/responses", { model: "it", input: "?" }),
  "the AI SDK, streamed": () => {
    const messages = [{ id: "1", role: "user", parts: [{ type: "text", text: "?" }] }];
    return post("/api/chat", { runnable: "it", messages });
  },
};
const KINDS: Readonly<Record<string, () => unknown>> = {
  "an agent": () => agent(),
  "a graph with a ToolNode": graph,
  "an agent in a function": () =>
    RunnableLambda.from(async (input: { messages: BaseMessage[] }, config) =>
      (await agent().invoke(input as never, config)).messages.at(-1)?.text ?? ""
    ),
};

for (const [kind, make] of Object.entries(KINDS)) {
  Deno.test(`${kind} whose tool asks a human says that it needs a thread`, async (t) => {
    for (const [route, request] of Object.entries(REQUESTS)) {
      await t.step(route, async () => {
        const asked = request();
        const response = await appOf({ runnable: make })(asked);
        const text = await response.text();
        assert(text.includes(NEEDS_THREAD), text);
        // A stream has begun with the step of the model that calls the tool.
        const refused = new URL(asked.url).pathname.startsWith("/v1") ? 400 : 422;
        if (!route.includes("streamed")) assertEquals(response.status, refused);
        assert(!text.includes("Please fix your mistakes"), text);
      });
    }
  });
}

Deno.test("a tool asks a human where there is a thread", async () => {
  const app = appOf({ runnable: () => agent() });
  const config = { configurable: { thread_id: "1" } };
  const asked = await (await app(post("/it/invoke", { input: "?", config }))).json();
  assertEquals(asked.metadata.end_reason, "interrupt");
  const answer = { command: { resume: "yes" }, config };
  assertEquals((await (await app(post("/it/invoke", answer))).json()).output, "They say yes.");
});

Deno.test("a failure of a tool that asks is the error frame of a reply that has begun", async () => {
  const app = appOf({ runnable: () => agent("Let me ask. ") });
  const response = await app(post("/it/stream", { input: "?" }, { accept: NDJSON }));
  const lines = (await response.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.filter(({ event }) => event === "data").map(({ data }) => data), [
    "Let me ask. ",
  ]);
  const { event, data: { status_code, message, code } } = lines.at(-1);
  assertEquals([event, status_code, message, code], [
    "error",
    422,
    NEEDS_THREAD,
    "thread_required",
  ]);
});

Deno.test("an agent that does without a human, by its middleware, goes on", async () => {
  const doesWithout = createMiddleware({
    name: "doesWithout",
    wrapToolCall: async (request, handler) => {
      try {
        return await handler(request);
      } catch {
        return new ToolMessage({ content: "Nobody is here.", tool_call_id: "c" });
      }
    },
  });
  const runnable = () =>
    createAgent({ model: model() as never, tools: [askHuman], middleware: [doesWithout] });
  const response = await appOf({ runnable })(post("/it/invoke", { input: "?" }));
  assertEquals((await response.json()).output, "Nobody is here.");
});

Deno.test(
  "OpenAI's client is told that a tool's question needs a thread",
  KEEPS_SOCKETS,
  async () => {
    await using server = serve({ runnables: { it: { runnable: () => agent() } } as never });
    const { completions } = new OpenAI({
      baseURL: `${server.origin}/v1`,
      apiKey: "none",
      maxRetries: 0,
    }).chat;
    const asked = { model: "it", messages: [{ role: "user", content: "?" }] } as const;
    await assertRejects(() => completions.create(asked as never), Error, NEEDS_THREAD);
  },
);
