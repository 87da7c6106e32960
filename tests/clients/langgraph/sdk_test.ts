import { assert, assertEquals, assertRejects } from "@std/assert";
import { MemorySaver, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { RemoteGraph } from "npm:@langchain/langgraph@^1.7.0/remote";
import { Client } from "npm:@langchain/langgraph-sdk@1.15.0";
import type { AppOptions, StreamableRunnable } from "../../../src/mod.ts";
import { says } from "../../support/models/saying_model.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";
import { asks, chat, nested, tools } from "./graphs.ts";

const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`LangGraph's ${name}`, KEEPS_SOCKETS, run);
const runnablesOf = (graphs: Record<string, unknown>) =>
  graphs as Record<string, StreamableRunnable>;
const serveGraphs = (options: AppOptions = {}) =>
  serve({ runnables: runnablesOf({ chat: chat(), tools: tools(), asks: asks() }), ...options });
const clientOf = (origin: string, apiKey: string | null = null) =>
  new Client({ apiUrl: origin, apiKey, callerOptions: { maxRetries: 0 } });
const say = (content: string) => ({ messages: [{ role: "user", content }] });

interface Values {
  messages: { type: string; content: string; id: string }[];
}

const contentsOf = ({ messages }: Values) => messages.map(({ content }) => content);

test("Client talks in a thread, and reads its state and its history", async () => {
  await using server = serveGraphs();
  const client = clientOf(server.origin);
  const thread = await client.threads.create({ graphId: "chat", metadata: { user: "Ann" } });
  assertEquals((await client.threads.getState(thread.thread_id)).values, {} as never);

  for (const text of ["one", "two"]) {
    const events = await Array.fromAsync(
      client.runs.stream(thread.thread_id, "chat", {
        input: say(text),
        streamMode: ["values", "messages-tuple"],
      }),
    );
    const pieces = events.filter(({ event }) => event === "messages")
      .map(({ data }) => (data as unknown as [{ content: string; id: string }])[0]);
    assertEquals(pieces.map(({ content }) => content), ["안", "녕", "!"]);
    assertEquals(new Set(pieces.map(({ id }) => id)).size, 1);
    const last = events.at(-1)?.data as unknown as Values;
    assertEquals(last.messages.at(-1)?.id, pieces[0]?.id);
  }
  const state = await client.threads.getState<Values>(thread.thread_id);
  assertEquals(contentsOf(state.values), ["one", "안녕!", "two", "안녕!"]);
  assertEquals(state.next, []);
  const history = await client.threads.getHistory<Values>(thread.thread_id, { limit: 3 });
  assertEquals(history.map(({ values }) => values.messages.length), [4, 3, 2]);

  const found = await client.threads.search({ metadata: { graph_id: "chat", user: "Ann" } });
  assertEquals(found.map(({ thread_id, status }) => [thread_id, status]), [
    [thread.thread_id, "idle"],
  ]);
  assertEquals(await client.threads.search({ metadata: { graph_id: "tools" } }), []);

  await client.threads.delete(thread.thread_id);
  await assertRejects(() => client.threads.get(thread.thread_id), Error, "404");
});

test("Client goes on from an earlier checkpoint, and changes a state", async () => {
  await using server = serveGraphs();
  const client = clientOf(server.origin);
  const { thread_id } = await client.threads.create({ graphId: "chat" });
  await client.runs.wait(thread_id, "chat", { input: say("one") });
  const [, first] = await client.threads.getHistory<Values>(thread_id);
  await client.runs.wait(thread_id, "chat", { input: say("two") });
  // Regenerate: no input, from the checkpoint before the first answer.
  const values = await client.runs.wait(thread_id, "chat", {
    input: null,
    checkpoint: first?.checkpoint as never,
  });
  assertEquals(contentsOf(values as unknown as Values), ["one", "안녕!"]);

  await client.threads.updateState(thread_id, {
    values: { messages: [{ role: "user", content: "added" }] },
    asNode: "model",
  });
  const state = await client.threads.getState<Values>(thread_id);
  assertEquals(contentsOf(state.values), ["one", "안녕!", "added"]);
});

test("Client answers an interrupt, and sees the thread's status", async () => {
  await using server = serveGraphs();
  const client = clientOf(server.origin);
  const { thread_id } = await client.threads.create();
  const first = await client.runs.wait(thread_id, "asks", { input: { topic: "x" } }) as {
    __interrupt__?: { value: unknown }[];
  };
  assertEquals(first.__interrupt__?.[0]?.value, { question: "About what?" });
  assertEquals((await client.threads.get(thread_id)).status, "interrupted");
  const last = await client.runs.wait(thread_id, "asks", {
    input: null,
    command: { resume: "cats" },
  });
  assertEquals(last, { topic: "cats", joke: "about cats" } as never);
  assertEquals((await client.threads.get(thread_id)).status, "idle");
});

test("Client gets an answer without its marker, and the record of its splits", async () => {
  const spoken = ["안", "녕!(답변", " 종료)"];
  const outOfReach = new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }) => ({
      messages: [await says(...spoken, " never").invoke(messages)],
    }))
    .addEdge(START, "model").compile();
  await using server = serve({
    runnables: runnablesOf({ model: says(...spoken), outOfReach }),
  });
  const client = clientOf(server.origin);
  for (const name of ["model", "outOfReach"]) {
    for (const isKept of [true, false]) {
      const thread = isKept ? (await client.threads.create()).thread_id : null;
      const events = await Array.fromAsync(
        client.runs.stream(thread as string, name, {
          input: say("hi"),
          streamMode: ["values", "messages-tuple", "custom"],
        }),
      );
      const text = events.filter(({ event }) => event === "messages")
        .map(({ data }) => (data as unknown as [{ content: string }])[0].content).join("");
      assertEquals(text, "안녕!", name);
      const values = events.findLast(({ event }) => event === "values")?.data as unknown as Values;
      assertEquals(contentsOf(values), ["hi", "안녕!"]);
      const record = events.at(-1)?.data as unknown as { type: string; splits: string[] };
      assertEquals([events.at(-1)?.event, record.type], ["custom", "splits"]);
      assertEquals(record.splits, spoken);
      if (thread === null) continue;
      const state = await client.threads.getState<Values>(thread);
      assertEquals([contentsOf(state.values), state.next], [["hi", "안녕!"], []]);
    }
  }
});

test("Client is told of a failure", async () => {
  const broken = new StateGraph(MessagesAnnotation)
    .addNode("model", () => {
      throw new Error("a secret");
    })
    .addEdge(START, "model").compile();
  await using server = serve({ runnables: runnablesOf({ broken }) });
  const client = clientOf(server.origin);
  const { thread_id } = await client.threads.create();
  for (const streamMode of ["values", "updates"] as const) {
    const events = await Array.fromAsync(
      client.runs.stream(thread_id, "broken", { input: say("hi"), streamMode }),
    );
    assertEquals(events.at(-1)?.event, "error");
    assertEquals(events.at(-1)?.data, { error: "RunError", message: "The runnable failed." });
  }
  assertEquals((await client.threads.get(thread_id)).status, "error");
  await assertRejects(() => client.runs.wait(thread_id, "broken", { input: say("hi") }), Error);
  await assertRejects(() => client.runs.wait(thread_id, "nobody", { input: say("hi") }), Error);
});

test("Client cannot spoil a thread with messages that nobody can read", async () => {
  await using server = serveGraphs();
  const client = clientOf(server.origin);
  const { thread_id } = await client.threads.create({ graphId: "chat" });
  const spoilt = { messages: [{ role: "nobody", content: "x" }] };
  await assertRejects(() => client.runs.wait(thread_id, "chat", { input: spoilt }), Error, "422");
  await assertRejects(
    () => client.threads.updateState(thread_id, { values: spoilt, asNode: "model" }),
    Error,
    "422",
  );
  const reserved = { constructor: 1 };
  let deep: unknown = {};
  for (let i = 0; i < 200; i++) deep = [deep];
  for (
    const ask of [
      () => client.runs.wait(thread_id, "chat", { command: { update: reserved } }),
      () => client.runs.wait(thread_id, "chat", { command: { update: { deep } } }),
      () => client.runs.wait(thread_id, "chat", { command: { goto: [{} as never] } }),
      () => client.threads.updateState(thread_id, { values: reserved, asNode: "model" }),
      () => client.threads.updateState(thread_id, { values: say("x"), asNode: "nobody" }),
    ]
  ) {
    await assertRejects(ask, Error, "422");
  }
  const values = await client.runs.wait(thread_id, "chat", { input: say("one") });
  assertEquals(contentsOf(values as unknown as Values), ["one", "안녕!"]);
});

test("Client lists, joins and cancels runs", async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => begin = resolve);
  const slow = new StateGraph(MessagesAnnotation)
    .addNode("wait", async (_, { signal }) => {
      begin();
      await new Promise((_, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
      );
      return { messages: [] };
    })
    .addEdge(START, "wait").compile();
  await using server = serve({ runnables: runnablesOf({ slow, chat: chat() }) });
  const client = clientOf(server.origin);
  const { thread_id } = await client.threads.create();
  const { run_id } = await client.runs.create(thread_id, "slow", { input: say("hi") });
  await begun;
  assertEquals((await client.threads.get(thread_id)).status, "busy");
  await assertRejects(
    () => client.runs.wait(thread_id, "chat", { input: say("?") }),
    Error,
    "422",
  );
  await client.runs.cancel(thread_id, run_id, true);
  assertEquals((await client.runs.get(thread_id, run_id)).status, "interrupted");

  const { run_id: next } = await client.runs.create(thread_id, "chat", { input: say("two") });
  const values = await client.runs.join(thread_id, next) as unknown as Values;
  assertEquals(contentsOf(values), ["hi", "two", "안녕!"]);
  const runs = await client.runs.list(thread_id);
  assertEquals(runs.map(({ run_id, status }) => [run_id, status]), [
    [next, "success"],
    [run_id, "interrupted"],
  ]);
});

test("Client interrupts a run with another one", async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => begin = resolve);
  let isFirst = true;
  const slow = new StateGraph(MessagesAnnotation)
    .addNode("answer", async ({ messages }, { signal }) => {
      const wasFirst = isFirst;
      isFirst = false;
      if (!wasFirst) return { messages: [{ role: "ai", content: `${messages.length}` }] };
      begin();
      await new Promise((_, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
      );
      return {};
    })
    .addEdge(START, "answer").compile();
  await using server = serve({ runnables: runnablesOf({ slow }) });
  const client = clientOf(server.origin);
  const { thread_id } = await client.threads.create();
  await client.runs.create(thread_id, "slow", { input: say("one") });
  await begun;
  const values = await client.runs.wait(thread_id, "slow", {
    input: say("two"),
    multitaskStrategy: "interrupt",
  }) as unknown as Values;
  assertEquals(contentsOf(values), ["one", "two", "2"]);
});

test("Client sees only the threads of its own key", async () => {
  const saver = new MemorySaver();
  const access = { apiKeys: ["key-of-ann", "key-of-bob"] };
  await using server = serveGraphs({ access, checkpointer: saver });
  const [ann, bob] = [clientOf(server.origin, "key-of-ann"), clientOf(server.origin, "key-of-bob")];
  const { thread_id } = await ann.threads.create();
  await ann.runs.wait(thread_id, "chat", { input: say("my PIN is 1234") });

  for (
    const ask of [
      () => bob.threads.get(thread_id),
      () => bob.threads.getState(thread_id),
      () => bob.threads.getHistory(thread_id),
      () => bob.threads.delete(thread_id),
      () => bob.threads.update(thread_id, { metadata: {} }),
      () => bob.threads.updateState(thread_id, { values: say("x") }),
      () => bob.runs.list(thread_id),
      () => bob.runs.wait(thread_id, "chat", { input: say("?") }),
    ]
  ) {
    await assertRejects(ask, Error, "404");
  }
  assertEquals(await bob.threads.search(), []);
  // The same id is another thread for another key, on every route.
  const body = { input: "hello", config: { configurable: { thread_id } } };
  const response = await fetch(`${server.origin}/chat/invoke`, {
    method: "POST",
    headers: { "x-api-key": "key-of-bob" },
    body: JSON.stringify(body),
  });
  assert(response.ok, await response.text());
  assertEquals(contentsOf((await bob.threads.getState<Values>(thread_id)).values), [
    "hello",
    "안녕!",
  ]);
  assertEquals((await ann.threads.getState<Values>(thread_id)).values.messages.length, 2);
  await assertRejects(() => clientOf(server.origin).threads.search(), Error, "401");
});

test("Client finds a thread that another process has made", async () => {
  const checkpointer = new MemorySaver();
  let thread_id = "";
  {
    await using server = serveGraphs({ checkpointer });
    const client = clientOf(server.origin);
    ({ thread_id } = await client.threads.create());
    await client.runs.wait(thread_id, "chat", { input: say("one") });
  }
  await using server = serveGraphs({ checkpointer });
  const state = await clientOf(server.origin).threads.getState<Values>(thread_id);
  assertEquals(contentsOf(state.values), ["one", "안녕!"]);
});

test("Client deletes a thread from the checkpointer of its graph, too", async () => {
  const own = new MemorySaver();
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }) => ({ messages: [await says("a").invoke(messages)] }))
    .addEdge(START, "model").compile({ checkpointer: own });
  await using server = serve({ runnables: runnablesOf({ graph }) });
  const client = clientOf(server.origin);
  const { thread_id } = await client.threads.create();
  await client.runs.wait(thread_id, "graph", { input: say("one") });
  assertEquals(Object.keys(own.storage), [thread_id]);
  await client.threads.delete(thread_id);
  assertEquals(Object.keys(own.storage), []);
});

test("Client finds the runnables as assistants", async () => {
  await using server = serveGraphs();
  const client = clientOf(server.origin);
  const found = await client.assistants.search({ graphId: "chat" });
  assertEquals(found.map(({ assistant_id, graph_id }) => [assistant_id, graph_id]), [
    ["chat", "chat"],
  ]);
  assertEquals((await client.assistants.get("tools")).name, "tools");
  await assertRejects(() => client.assistants.get("nobody"), Error, "404");
});

test("Client reads the events of everything, and a chain as a graph of one node", async () => {
  await using server = serve({ runnables: runnablesOf({ model: says("a", "b") }) });
  const client = clientOf(server.origin);
  const events = await Array.fromAsync(
    client.runs.stream(null, "model", {
      input: say("hi"),
      streamMode: ["events", "updates", "values"],
    }),
  );
  const names = events.filter(({ event }) => event === "events")
    .map(({ data }) => (data as { event: string }).event);
  assert(names.includes("on_chat_model_stream"), names.join());
  const updates = events.filter(({ event }) => event === "updates").map(({ data }) => data);
  assertEquals(Object.keys(updates[0] as object), ["answer"]);
  const values = events.findLast(({ event }) => event === "values")?.data;
  assertEquals(contentsOf(values as unknown as Values), ["hi", "ab"]);
});

test("RemoteGraph is invoked, streamed, and a node of another graph", async () => {
  await using server = serve({ runnables: runnablesOf({ chat: chat(), nested: nested() }) });
  const remote = new RemoteGraph({ graphId: "chat", url: server.origin });
  const invoked = await remote.invoke(say("hi")) as unknown as Values;
  assertEquals(contentsOf(invoked), ["hi", "안녕!"]);

  const updates = await Array.fromAsync(
    await remote.stream(say("hi"), { streamMode: "updates" }) as AsyncIterable<unknown>,
  );
  assertEquals(updates.map((update) => Object.keys(update as object)), [["model"]]);

  const outer = new StateGraph(MessagesAnnotation)
    .addNode("remote", remote as never).addEdge(START, "remote").compile();
  const { messages } = await outer.invoke(say("hello"));
  assertEquals(messages.map(({ text }) => text), ["hello", "안녕!"]);

  const { thread_id } = await clientOf(server.origin).threads.create();
  const config = { configurable: { thread_id } };
  await remote.invoke(say("one"), config);
  await remote.invoke(say("two"), config);
  const state = await remote.getState(config);
  assertEquals(contentsOf(state.values as unknown as Values), ["one", "안녕!", "two", "안녕!"]);
});
