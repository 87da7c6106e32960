import { assert, assertEquals } from "@std/assert";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import type { ChatPromptValue } from "@langchain/core/prompt_values";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { RunnableLambda } from "@langchain/core/runnables";
import {
  Annotation,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import type { BaseMessage } from "@langchain/core/messages";
import {
  type AppOptions,
  createApp,
  type Handler,
  type StreamableRunnable,
} from "../../../src/mod.ts";
import { NDJSON, post, see } from "../../support/client.ts";
import { FakeTimer } from "../../support/fake_timer.ts";
import { says } from "../../support/models/saying_model.ts";

import { testApp } from "../../support/test_app.ts";

const MARKER = "(답변 종료)";
const inThread = (thread_id: string) => ({ configurable: { thread_id } });
const serve = (runnable: unknown, options: AppOptions = {}) =>
  createApp({ runnables: { it: runnable as StreamableRunnable }, onError() {}, ...options });
const graphOf = (model: ReturnType<typeof says>, saver?: MemorySaver) =>
  new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addEdge(START, "model")
    .compile(saver === undefined ? {} : { checkpointer: saver });
const textsOf = async (saver: MemorySaver, thread_id: string) => {
  const checkpoint = await saver.get(inThread(thread_id));
  const messages = checkpoint?.channel_values.messages as BaseMessage[] | undefined;
  return messages?.map(({ type, text }) => `${type}:${text}`);
};

const echo = () => {
  const chain = ChatPromptTemplate.fromMessages([
    new MessagesPlaceholder("history"),
    ["human", "{user_message}"],
  ]).pipe(
    new RunnableLambda({ func: (prompt: ChatPromptValue) => `${prompt.messages.length} messages` }),
  );
  return chain;
};

const model = () => says("안녕", "! ", MARKER);
const KINDS: Record<string, () => unknown> = {
  "a model": model,
  "a chain that ends with a model": () =>
    ChatPromptTemplate.fromMessages([["placeholder", "{history}"], ["human", "{user_message}"]])
      .pipe(model()).pipe(new StringOutputParser()),
  "a chain with a step behind its model": () =>
    model().pipe(new StringOutputParser()).pipe(
      RunnableLambda.from((text: string) => text),
    ),
  "a graph": () => graphOf(model()),
};

for (const [name, make] of Object.entries(KINDS)) {
  Deno.test(`${name} in a thread keeps its answers without their marker`, async () => {
    const saver = new MemorySaver();
    const app = serve(make(), { checkpointer: saver });
    for (const input of ["one", "two"]) {
      const body = { input, config: inThread("1") };
      const { text, record } = await see(await app(post("/it/stream", body, { accept: NDJSON })));
      assertEquals(text, "안녕! ");
      assertEquals(record?.end_reason, "marker");
      assertEquals(record?.splits.join(""), `안녕! ${MARKER}`);
    }
    assertEquals(await textsOf(saver, "1"), ["human:one", "ai:안녕! ", "human:two", "ai:안녕! "]);
    const invoked = await app(post("/it/invoke", { input: "three", config: inThread("1") }));
    assertEquals((await invoked.json()).output, "안녕! ");
    assertEquals((await textsOf(saver, "1"))?.length, 6);
    assertEquals(await textsOf(saver, "2"), undefined);
  });
}

Deno.test("a chain gets the messages of its thread", async () => {
  const app = serve(echo());
  const ask = async (input: string, thread?: string) => {
    const config = thread === undefined ? {} : inThread(thread);
    return (await (await app(post("/it/invoke", { input, config }))).json()).output;
  };
  assertEquals(await ask("a", "1"), "1 messages");
  assertEquals(await ask("b", "1"), "3 messages");
  assertEquals(await ask("c", "2"), "1 messages");
  assertEquals(await ask("d"), "1 messages");
  assertEquals(await ask("e", "1"), "5 messages");
});

Deno.test("a graph keeps the checkpointer that it was compiled with", async () => {
  const [own, apps] = [new MemorySaver(), new MemorySaver()];
  const app = serve(graphOf(model(), own), { checkpointer: apps });
  await app(post("/it/invoke", { input: "hi", config: inThread("1") }));
  assertEquals(await textsOf(own, "1"), ["human:hi", "ai:안녕! "]);
  assertEquals(await textsOf(apps, "1"), undefined);
});

Deno.test("a graph with a checkpointer of its own needs no thread", async () => {
  const own = new MemorySaver();
  const response = await serve(graphOf(model(), own))(post("/it/invoke", { input: "hi" }));
  assertEquals((await response.json()).output, "안녕! ");
  assertEquals(Object.keys(own.storage), []);
});

Deno.test("a thread of a graph whose model is out of reach is settled after the cut", async () => {
  const saver = new MemorySaver();
  const graph = graphOf(says("안녕", "! ", MARKER, " never", " read"));
  const app = serve(graph, { checkpointer: saver });
  const { text } = await see(
    await app(post("/it/stream", { input: "one", config: inThread("1") }, { accept: NDJSON })),
  );
  assertEquals(text, "안녕! ");
  const state = await Object.assign(graph, { checkpointer: saver }).getState(inThread("1"));
  assertEquals(state.next, []);
  assertEquals(await textsOf(saver, "1"), ["human:one", "ai:안녕! "]);
});

Deno.test("a cut answer leaves nothing to do, also in a graph that would go on", async () => {
  const saver = new MemorySaver();
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }) => ({
      messages: [await says("안녕! ", MARKER, " never").invoke(messages)],
    }))
    .addNode("after", () => ({ messages: [] }))
    .addEdge(START, "model").addEdge("model", "after").compile();
  const app = serve(graph, { checkpointer: saver });
  await app(post("/it/invoke", { input: "one", config: inThread("1") }));
  const state = await Object.assign(graph, { checkpointer: saver }).getState(inThread("1"));
  assertEquals(state.next, []);
  assertEquals(await textsOf(saver, "1"), ["human:one", "ai:안녕! "]);
});

Deno.test("an id of a thread that is not one is refused", async () => {
  for (const thread_id of ["", "__proto__", "a/b", "constructor", {}, "x".repeat(200)]) {
    const config = { configurable: { thread_id } };
    const response = await serve(model())(post("/it/invoke", { input: "hi", config }));
    assertEquals(response.status, 422);
    assert((await response.json()).detail.includes("thread_id"));
  }
});

Deno.test("a client that sends the whole conversation adds only what is new to its thread", async () => {
  const saver = new MemorySaver();
  const app = serve(model(), { checkpointer: saver });
  const config = inThread("1");
  const messages = [{ role: "user", content: "one" }];
  for (const next of ["two", "three"]) {
    const body = { model: "it", messages, config };
    const response = await app(post("/v1/chat/completions", body));
    const { choices } = await response.json();
    messages.push(choices[0].message, { role: "user", content: next });
  }
  assertEquals(await textsOf(saver, "1"), ["human:one", "ai:안녕! ", "human:two", "ai:안녕! "]);
});

Deno.test("a command answers the interrupt of a thread", async () => {
  const State = Annotation.Root({ topic: Annotation<string> });
  const graph = new StateGraph(State)
    .addNode("ask", () => ({ topic: interrupt("About what?") }))
    .addEdge(START, "ask").compile();
  const app = serve(graph);
  const config = inThread("1");
  const asked = await app(post("/it/invoke", { input: { topic: "" }, config }));
  assertEquals((await asked.json()).metadata.end_reason, "interrupt");
  const body = { command: { resume: "cats" }, config };
  const { record } = await see(await app(post("/it/stream", body, { accept: NDJSON })));
  assertEquals([record?.output, record?.end_reason], [{ topic: "cats" }, "stop"]);

  const lost = await app(post("/it/invoke", { command: { resume: "cats" } }));
  assertEquals(lost.status, 422);
  assertEquals((await lost.json()).errors[0].pointer, "#/command");
});

Deno.test("an answer that a limit cuts is kept as far as its reader got it", async () => {
  const saver = new MemorySaver();
  const limits = { outputChars: 4 };
  const app = serve(graphOf(says("ab", "cd", "ef", "gh")), { checkpointer: saver, limits });
  const { output, metadata } =
    await (await app(post("/it/invoke", { input: "one", config: inThread("1") }))).json();
  assertEquals(metadata.end_reason, "length");
  assertEquals(await textsOf(saver, "1"), ["human:one", `ai:${output}`]);
});

Deno.test("threads in memory have limits", async (t) => {
  const timer = new FakeTimer();
  const count = (app: Handler, thread: string) =>
    app(post("/it/invoke", { input: "x", config: inThread(thread) }))
      .then((response) => response.json()).then(({ output }) => output);
  const it = echo() as unknown as StreamableRunnable;

  await t.step("their number: the least recently used goes", async () => {
    const app = createApp({ runnables: { it }, limits: { threads: 2 } });
    const ids = ["1", "2", "1", "3", "1", "2"];
    assertEquals(await Array.fromAsync(ids, (id) => count(app, id)), [
      "1 messages",
      "1 messages",
      "3 messages",
      "1 messages",
      "5 messages",
      "1 messages",
    ]);
  });
  await t.step("their number: nobody can displace the threads of another key", async () => {
    const access = { apiKeys: ["ann", "bob"] };
    const app = createApp({ runnables: { it }, limits: { threads: 3 }, access });
    const ask = async (key: string, thread: string) => {
      const request = post("/it/invoke", { input: "x", config: inThread(thread) });
      request.headers.set("x-api-key", key);
      return (await (await app(request)).json()).output;
    };
    await ask("ann", "1");
    for (const id of ["1", "2", "3", "4"]) await ask("bob", id);
    assertEquals(await ask("ann", "1"), "3 messages");
    assertEquals(await ask("bob", "1"), "1 messages");
  });
  await t.step("their age", async () => {
    const app = testApp({ runnables: { it }, limits: { threadMs: 1_000 }, timer });
    await count(app, "1");
    await timer.pass(999);
    assertEquals(await count(app, "1"), "3 messages");
    await timer.pass(1_001);
    assertEquals(await count(app, "1"), "1 messages");
  });
  await t.step("their size: the oldest checkpoints go, and the last one stays", async () => {
    const app = createApp({ runnables: { it }, limits: { checkpoints: 2 } });
    await count(app, "1");
    await count(app, "1");
    const history = await app(post("/threads/1/history", {}));
    assertEquals((await history.json()).length, 2);
    assertEquals(await count(app, "1"), "5 messages");
  });
  await t.step("a thread that one turn makes too long", async () => {
    const app = createApp({ runnables: { it }, limits: { threadBytes: 500 }, onError() {} });
    const body = { input: "x".repeat(1_000), config: inThread("1") };
    const response = await app(post("/it/invoke", body));
    assertEquals(response.status, 422);
    assert((await response.json()).detail.includes("500 bytes"));
  });
});

Deno.test("runs at once in a thread come one after the other", async () => {
  const saver = new MemorySaver();
  const app = serve(model(), { checkpointer: saver });
  const ask = (input: string) => app(post("/it/invoke", { input, config: inThread("1") }));
  await Promise.all(["one", "two", "three"].map(ask));
  const texts = await textsOf(saver, "1");
  assertEquals(texts?.length, 6);
  assertEquals(texts?.filter((text) => text === "ai:안녕! ").length, 3);
});
