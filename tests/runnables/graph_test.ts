import { assert, assertEquals } from "@std/assert";
import { Document } from "@langchain/core/documents";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import {
  Annotation,
  Command,
  entrypoint,
  interrupt,
  type LangGraphRunnableConfig,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "npm:@langchain/langgraph@^1.0.0";
import { createApp, type StreamableRunnable } from "../../src/mod.ts";
import { NDJSON, post, see } from "../support/client.ts";
import { says } from "../support/models/saying_model.ts";

const State = Annotation.Root({ topic: Annotation<string>, joke: Annotation<string> });
const jokes = new StateGraph(State)
  .addNode("refine", ({ topic }) => ({ topic: `${topic} and cats` }))
  .addNode("tell", ({ topic }) => ({ joke: `a joke about ${topic}` }))
  .addEdge(START, "refine")
  .addEdge("refine", "tell")
  .compile();

const serve = (graph: unknown) =>
  createApp({ runnables: { graph: graph as StreamableRunnable }, onError() {} });
const stream = async (graph: unknown, body: unknown) => {
  const response = await serve(graph)(post("/graph/stream", body, { accept: NDJSON }));
  assertEquals(response.status, 200);
  const events = (await response.text()).trim().split("\n").map((line) => JSON.parse(line));
  const record = events.filter(({ event }) => event === "metadata").at(-1)?.data;
  return { events, record, of: (name: string) => events.filter(({ event }) => event === name) };
};

Deno.test("a graph with a state of its own gets it as it was sent, and answers with it", async () => {
  const input = { topic: "ice cream" };
  const { of, record } = await stream(jokes, { input });
  assertEquals(of("updates").map(({ data }) => data), [
    { refine: { topic: "ice cream and cats" } },
    { tell: { joke: "a joke about ice cream and cats" } },
  ]);
  assertEquals(record.output, await jokes.invoke(input));
  const { output } = await (await serve(jokes)(post("/graph/invoke", { input }))).json();
  assertEquals(output, await jokes.invoke(input));
});

Deno.test("a graph's messages are its answer, whatever nodes come after", async () => {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("say", () => ({ messages: [new AIMessage({ content: "hello", id: "m1" })] }))
    .addNode("look", ({ messages }) => ({ messages })) // it repeats what is there
    .addEdge(START, "say").addEdge("say", "look").compile();
  const said = [new AIMessage({ content: "before", id: "m0" }), new HumanMessage("hi")];
  const messages = said.map(({ id, type, content }) => ({ id, type, content }));
  const { of, record } = await stream(graph, { input: { messages } });
  assertEquals([of("data").map(({ data }) => data), record.output], [["hello"], "hello"]);
});

Deno.test("a graph's keys beside messages reach it", async () => {
  const graph = new StateGraph(Annotation.Root({
    ...MessagesAnnotation.spec,
    calls: Annotation<number>,
  })).addNode("count", ({ calls }) => ({ calls: calls + 1 })).addEdge(START, "count").compile();
  const messages = [{ role: "user", content: "hi" }];
  const { of } = await stream(graph, { input: { messages, calls: 5 } });
  assertEquals(of("updates")[0]?.data, { count: { calls: 6 } });
});

Deno.test("an entrypoint answers with what it returns", async () => {
  const work = entrypoint("work", (topic: string) => Promise.resolve({ did: topic }));
  const { record } = await stream(work, { input: "this" });
  assertEquals(record.output, { did: "this" });
});

Deno.test("what a node writes comes as custom events, at once", async () => {
  const graph = new StateGraph(State)
    .addNode("work", (_: unknown, config: LangGraphRunnableConfig) => {
      config.writer?.({ progress: 0.5 });
      config.writer?.("halfway");
      return { joke: "done" };
    })
    .addEdge(START, "work").compile();
  const { events } = await stream(graph, { input: { topic: "x" } });
  assertEquals(events.slice(1, 4), [
    { event: "custom", data: { progress: 0.5 } },
    { event: "custom", data: "halfway" },
    { event: "updates", data: { work: { joke: "done" } } },
  ]);
});

Deno.test("a graph with a state of its own refuses what is no state, before it runs", async () => {
  for (const input of ["ice cream", ["ice cream"], 1]) {
    const response = await serve(jokes)(post("/graph/invoke", { input }));
    const { detail, errors } = await response.json();
    assertEquals([response.status, errors?.[0].pointer], [422, "#/input"], detail);
  }
  const chat = { model: "graph", messages: [{ role: "user", content: "ice cream" }] };
  const refused = await serve(jokes)(post("/v1/chat/completions", chat));
  const { error } = await refused.json();
  assertEquals(refused.status, 400);
  assert(error.message.includes("values for the graph's state"), error.message);
});

Deno.test("a graph that asks a human ends with its question, and goes on in its thread", async () => {
  const graph = new StateGraph(State)
    .addNode("ask", () => ({ topic: interrupt({ question: "About what?" }) }))
    .addEdge(START, "ask").compile({ checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: "1" } };
  const { of, record } = await stream(graph, { input: { topic: "" }, config });
  assertEquals(of("interrupt")[0]?.data[0].value, { question: "About what?" });
  assertEquals(of("updates"), []);
  assertEquals(record.end_reason, "interrupt");
  assertEquals(record.interrupts[0].value, { question: "About what?" });

  const { topic } = await graph.invoke(new Command({ resume: "cats" }), config);
  assertEquals(topic, "cats");
});

Deno.test("threads of a graph with a checkpointer are those that callers name", async () => {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode(
      "model",
      async ({ messages }) => ({ messages: [await says("a", "b").invoke(messages)] }),
    )
    .addEdge(START, "model").compile({ checkpointer: new MemorySaver() });
  for (const thread_id of ["1", "2", "1"]) {
    const config = { configurable: { thread_id } };
    const { record } = await stream(graph, { input: `hello ${thread_id}`, config });
    assertEquals(record.output, "ab");
  }
  const textsOf = async (thread_id: string) => {
    const { values } = await graph.getState({ configurable: { thread_id } });
    return values.messages.map(({ text }: { text: string }) => text);
  };
  assertEquals(await textsOf("1"), ["hello 1", "ab", "hello 1", "ab"]);
  assertEquals(await textsOf("2"), ["hello 2", "ab"]);
});

Deno.test("speakers of a graph can be told apart, also if they speak at once", async () => {
  const speaks = (...chunks: string[]) => async () => ({
    messages: [await says(...chunks).invoke("?")],
  });
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("left", speaks("l1", "l2", "l3")).addNode("right", speaks("r1", "r2", "r3"))
    .addEdge(START, "left").addEdge(START, "right").compile();
  const { events } = await stream(graph, { input: "x" });
  const said: Record<string, string> = {};
  let node = "";
  for (const { event, data } of events) {
    if (event === "step") node = data.node;
    if (event === "data") said[node] = (said[node] ?? "") + data;
  }
  assertEquals(said, { left: "l1l2l3", right: "r1r2r3" });
  const steps = events.filter(({ event }) => event === "step").map(({ data }) => data);
  assert(steps.every(({ node, path }) => path.length === 1 && path[0] === node));
  const ids = new Set(steps.map(({ message_id }) => message_id));
  assertEquals([ids.size, ids.has(undefined)], [2, false]);
});

Deno.test("the words of other nodes than those of the answer are left out", async () => {
  const speaks = (...chunks: string[]) => async () => ({
    messages: [await says(...chunks).invoke("?")],
  });
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("grade", speaks("y", "es")).addNode("generate", speaks("It is ", "a letter."))
    .addEdge(START, "grade").addEdge("grade", "generate").compile();
  const ask = async (answer: string[] | undefined) => {
    const runnable = graph as unknown as StreamableRunnable;
    const app = createApp({ runnables: { graph: { runnable, answer } } });
    return (await see(await app(post("/graph/stream", { input: "What is x?" })))).text;
  };
  assertEquals(await ask(undefined), "yesIt is a letter.");
  assertEquals(await ask(["generate"]), "It is a letter.");
});

Deno.test("documents in a state are JSON", async () => {
  const graph = new StateGraph(Annotation.Root({ documents: Annotation<Document[]> }))
    .addNode("search", () => ({
      documents: [new Document({ pageContent: "곰", metadata: { source: "a" }, id: "1" })],
    }))
    .addEdge(START, "search").compile();
  const { of } = await stream(graph, { input: {} });
  assertEquals(of("updates")[0]?.data.search.documents, [
    { pageContent: "곰", metadata: { source: "a" }, id: "1" },
  ]);
});

Deno.test("a step limit of a request holds, up to the server's", async () => {
  const loop = new StateGraph(State)
    .addNode("a", () => ({ topic: "x" })).addEdge(START, "a").addEdge("a", "a").compile();
  for (const recursion_limit of [3, 1_000]) {
    const response = await serve(loop)(
      post("/graph/invoke", { input: { topic: "" }, config: { recursion_limit } }),
    );
    assertEquals(response.status, 502);
    assert((await response.json()).detail.includes("too many steps"));
  }
});
