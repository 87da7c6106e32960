import { assert, assertEquals } from "@std/assert";
import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  HumanMessage,
} from "@langchain/core/messages";
import type { RunnableConfig } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { createAgent, createMiddleware, piiMiddleware } from "langchain";
import { END, MessagesAnnotation, START, StateGraph } from "npm:@langchain/langgraph@^1.0.0";
import { createApp, type StreamableRunnable } from "../../../../src/mod.ts";
import { NDJSON, post, see } from "../../../support/client.ts";
import { ScriptedModel } from "../../../support/models/scripted_model.ts";

type State = { messages: BaseMessage[] };

/** Serves a graph as `graph`, and reads its answer. */
async function ask(graph: unknown, input: unknown = "?") {
  const app = createApp({ runnables: { graph: graph as StreamableRunnable }, onError() {} });
  const stream = await app(post("/graph/stream", { input }, { accept: NDJSON }));
  const body = await stream.clone().text();
  const reply = await (await app(post("/graph/invoke", { input }))).json();
  return { ...await see(stream), body, output: reply.output, problem: reply.message };
}

/** A graph of one node. */
function one(say: (state: State, config: RunnableConfig) => unknown) {
  return new StateGraph(MessagesAnnotation).addNode("say", say as never)
    .addEdge(START, "say").addEdge("say", END).compile();
}

const hello = () => new ScriptedModel(() => ["Hel", "", "lo"]);

Deno.test("a graph emits a text once if a node copies it to a new message", async () => {
  const copy = one(async ({ messages }, config) => ({
    messages: [new AIMessage((await hello().invoke(messages, config)).text)],
  }));
  const { text, output, record } = await ask(copy);
  assertEquals([text, output], ["Hello", "Hello"]);
  assertEquals(record?.splits, ["Hel", "", "lo"]);
});

Deno.test("a graph emits the text that a node made from the text of its model", async () => {
  const shout = one(async ({ messages }, config) => ({
    messages: [new AIMessage(`${(await hello().invoke(messages, config)).text}!`)],
  }));
  assertEquals((await ask(shout)).text, "HelloHello!");
});

Deno.test("a graph emits a message that no model streamed, but no message of its input", async () => {
  const fixed = one(({ messages }) => ({ messages: [...messages, new AIMessage("fixed")] }));
  const history = [["human", "a"], ["ai", "b"], ["human", "c"]];
  assertEquals((await ask(fixed, { messages: history })).text, "fixed");
});

Deno.test("a graph does not emit the text of a model with the tag nostream", async () => {
  const silent = one(async ({ messages }, config) => {
    await hello().invoke(messages, { ...config, tags: ["nostream"] });
    return { messages: [new AIMessage("done")] };
  });
  assertEquals((await ask(silent)).text, "done");
});

Deno.test("a graph emits the whole message of a model whose callbacks delivered less", async () => {
  class Quiet extends ScriptedModel {
    override async *_streamResponseChunks(
      ...[messages, options, manager]: Parameters<ScriptedModel["_streamResponseChunks"]>
    ) {
      let told = 0;
      for await (const chunk of super._streamResponseChunks(messages, options)) {
        yield chunk;
        if (told++ > 0) continue;
        await manager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, {
          chunk,
        });
      }
    }
  }
  const { text } = await ask(
    createAgent({ model: new Quiet(() => ["first", " last"]), tools: [] }),
  );
  assertEquals(text, "first last");
});

Deno.test("a graph's model is not faster than its reader", async () => {
  const model = new ScriptedModel(function* () {
    while (true) yield "가";
  });
  const app = createApp({ runnables: { graph: createAgent({ model, tools: [] }) as never } });
  const response = await app(post("/graph/stream", { input: "?" }));
  const reader = response.body?.getReader();
  for (let i = 0; i < 5; i++) await reader?.read();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert(model.produced <= 8, `${model.produced} chunks for 5 reads`);
  await reader?.cancel();
});

Deno.test("an agent's answer has no text of the models in its middleware", async () => {
  const judge = () => new ScriptedModel(() => ["VERDICT"]);
  const middleware = createMiddleware({
    name: "judge",
    beforeModel: async () => void await judge().invoke("judge this"),
    afterModel: async () => void await judge().invoke("judge that"),
  });
  const { text, record, output } = await ask(
    createAgent({ model: hello(), tools: [], middleware: [middleware] }),
  );
  assertEquals([text, record?.output, output], ["Hello", "Hello", "Hello"]);
  assertEquals(record?.splits, ["Hel", "", "lo"]);
});

// Its types do not allow `exactOptionalPropertyTypes`.
const redact = piiMiddleware("email", { strategy: "redact", applyToOutput: true }) as never;
const MAIL = ["mail ", "ann@example.com"];

Deno.test("an agent emits no text that middleware redacts, as text or in any event", async () => {
  const agent = createAgent({
    model: new ScriptedModel(() => MAIL),
    tools: [],
    middleware: [redact],
  });
  const expected = "mail [REDACTED_EMAIL]";
  const { text, body, output, record } = await ask(agent);
  assertEquals([text, record?.output, output], [expected, expected, expected]);
  assertEquals(record?.splits, [expected]);
  assert(!body.includes("ann@example.com"), body);
});

Deno.test("an agent emits text that middleware does not change, split by split", async () => {
  const agent = createAgent({ model: hello(), tools: [], middleware: [redact] });
  const { text, record } = await ask(agent);
  assertEquals(text, "Hello");
  assertEquals(record?.splits, ["Hel", "", "lo"]);
});

Deno.test("an agent emits no text that middleware redacts when the agent is done", async () => {
  const middleware = createMiddleware({
    name: "last",
    afterAgent: ({ messages }) => ({
      messages: [new AIMessage({ id: messages.at(-1)?.id ?? "", content: "[REDACTED]" })],
    }),
  });
  const model = new ScriptedModel(() => MAIL);
  const { text, body, output } = await ask(
    createAgent({ model, tools: [], middleware: [middleware] }),
  );
  assertEquals([text, output], ["[REDACTED]", "[REDACTED]"]);
  assert(!body.includes("ann@example.com"), body);
});

Deno.test("an agent inside a graph emits no text that its middleware redacts", async () => {
  const agent = createAgent({
    model: new ScriptedModel(() => MAIL),
    tools: [],
    middleware: [redact],
  });
  const calls = async (state: State, config: RunnableConfig) => {
    const { messages }: State = await agent.invoke(state as never, config as never);
    return { messages: messages.slice(-1) };
  };
  for (const node of [agent.graph, calls]) {
    const graph = new StateGraph(MessagesAnnotation).addNode("agent", node as never)
      .addEdge(START, "agent").addEdge("agent", END).compile();
    const { text, body } = await ask(graph);
    assertEquals(text, "mail [REDACTED_EMAIL]");
    assert(!body.includes("ann@example.com"), body);
  }
});

/** A tool call, as a model streams it. */
function call(name: string, args: string): AIMessageChunk {
  const tool_call_chunks = [{ type: "tool_call_chunk" as const, index: 0, id: "t1", name, args }];
  return new AIMessageChunk({ content: "", tool_call_chunks });
}

Deno.test("an agent's failing tool does not reveal paths of the server", async () => {
  const strict = tool(() => "ok", {
    name: "strict",
    description: "strict",
    schema: { type: "object", properties: { x: { type: "string" } }, required: ["x"] },
  });
  const model = new ScriptedModel((turn) => turn % 2 === 0 ? [call("strict", "{}")] : ["sorry"]);
  const { text, body } = await ask(createAgent({ model, tools: [strict] }));
  assertEquals(text, "sorry");
  assert(body.includes("did not match expected schema"), body);
  assert(!/file:\/\/|\\n\s+at /.test(body), body);
});

Deno.test("two nodes that stream at the same time are both read to the end", async () => {
  const speaks = (...chunks: string[]) => async ({ messages }: State, config: RunnableConfig) => ({
    messages: [await new ScriptedModel(() => chunks).invoke(messages, config)],
  });
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("left", speaks("l1", "l2", "l3")).addNode("right", speaks("r1", "r2", "r3"))
    .addEdge(START, "left").addEdge(START, "right").addEdge("left", END).addEdge("right", END)
    .compile();
  const { record } = await ask(graph);
  assertEquals(record?.splits.filter((it) => it.startsWith("l")), ["l1", "l2", "l3"]);
  assertEquals(record?.splits.filter((it) => it.startsWith("r")), ["r1", "r2", "r3"]);
});

Deno.test("a graph's truncated model fails the run before its tools are called", async () => {
  let calls = 0;
  const count = tool(() => `${++calls}`, {
    name: "count",
    description: "count",
    schema: { type: "object", properties: {} },
  });
  const model = new ScriptedModel(() => {
    const chunk = call("count", "{}");
    chunk.response_metadata = { model_provider: "openai" };
    return [chunk];
  });
  const app = createApp({
    runnables: { graph: createAgent({ model, tools: [count] }) as never },
    onError() {},
  });
  const response = await app(post("/graph/stream", { messages: [new HumanMessage("?")] }));
  assertEquals(response.status, 502);
  await response.body?.cancel();
  assertEquals(calls, 0);
});
