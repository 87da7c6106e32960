import { assertEquals, assertRejects } from "@std/assert";
import { RemoteGraph } from "npm:@langchain/langgraph@^1.7.0/remote";
import { Client } from "npm:@langchain/langgraph-sdk@1.15.0";
import type { StreamableRunnable } from "../../../src/mod.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";
import { chat, nested } from "./graphs.ts";

const serveGraphs = () =>
  serve({ runnables: { chat: chat(), nested: nested() } as Record<string, StreamableRunnable> });
const clientOf = (apiUrl: string) =>
  new Client({ apiUrl, apiKey: null, callerOptions: { maxRetries: 0 } });
const input = { messages: [{ role: "user", content: "hi" }] };

Deno.test("LangGraph's Client is told what this server does not have", KEEPS_SOCKETS, async () => {
  await using server = serveGraphs();
  const client = clientOf(server.origin);
  const { thread_id } = await client.threads.create();
  const cases: [words: string, ask: () => Promise<unknown>][] = [
    ["no copies of threads", () => client.threads.copy(thread_id)],
    ["no way to prune", () => client.threads.prune([thread_id])],
    ["no streams of threads", () => Array.fromAsync(client.threads.joinStream(thread_id))],
    ["no crons", () => client.crons.search()],
    ["no crons", () => client.crons.create("chat", { schedule: "* * * * *" })],
    ["no crons", () => client.crons.createForThread(thread_id, "chat", { schedule: "* * * * *" })],
    ["no store", () => client.store.getItem(["a"], "b")],
    ["no store", () => client.store.listNamespaces()],
    ["no batches of runs", () => client.runs.createBatch([{ assistantId: "chat", input }])],
    ["no way to cancel several", () => client.runs.cancelMany({ threadId: thread_id, runIds: [] })],
    ["no assistants but its runnables", () => client.assistants.create({ graphId: "chat" })],
    ["no assistants but its runnables", () => client.assistants.getVersions("chat")],
    ["ttl is not supported", () => client.threads.create({ ttl: 1 })],
    ["webhook is not supported", () => client.runs.wait(null, "chat", { input, webhook: "x" })],
    ["after_seconds is not", () => client.runs.wait(null, "chat", { input, afterSeconds: 1 })],
    [
      "feedback_keys is not",
      () => Array.fromAsync(client.runs.stream(null, "chat", { input, feedbackKeys: ["a"] })),
    ],
    [
      "on_completion must be delete",
      () =>
        Array.fromAsync(
          client.runs.stream(null as never, "chat", { input, onCompletion: "keep" as never }),
        ),
    ],
    [
      "if_not_exists must be one of",
      () => client.runs.wait(thread_id, "chat", { input, ifNotExists: "never" as never }),
    ],
    ["if_exists must be one of", () => client.threads.create({ ifExists: "never" as never })],
    ["status must be one of", () => client.threads.search({ status: "gone" as never })],
    ["sort_by must be one of", () => client.threads.search({ sortBy: "age" as never })],
    ["sort_order must be one of", () => client.threads.search({ sortOrder: "up" as never })],
    ["from 1 to 1000", () => client.threads.search({ limit: 1_001 })],
    [
      "command/resume must not be null",
      () => client.runs.wait(thread_id, "chat", { command: { resume: null } }),
    ],
    [
      "command must have resume, update or goto",
      () => client.runs.wait(thread_id, "chat", { command: {} }),
    ],
    ["The path's thread_id must be a UUID", () => client.threads.get("a b")],
    ["The path's thread_id must be a UUID", () => client.runs.wait("a b", "chat", { input })],
    [
      "The path's thread_id must be a UUID",
      () => client.runs.wait("a b", "chat", { input, ifNotExists: "create" }),
    ],
    [
      "The query's action must be",
      () => client.runs.cancel(thread_id, "a", true, "undo" as "rollback"),
    ],
    ["The query's limit must be", () => client.runs.list(thread_id, { limit: 1_001 })],
    ["extract is not supported", () => client.threads.search({ extract: { a: "values.a" } })],
  ];
  for (const [words, ask] of cases) await assertRejects(ask, Error, words);
});

Deno.test("LangGraph's Client searches by parts of the metadata", KEEPS_SOCKETS, async () => {
  await using server = serveGraphs();
  const client = clientOf(server.origin);
  const metadata = { user: { name: "Ann", roles: ["a", "b"] }, n: 1 };
  const { thread_id } = await client.threads.create({ metadata });
  await client.threads.create({ metadata: { user: { name: "Bob" } } });
  const find = async (
    wanted: object,
  ) => (await client.threads.search({ metadata: wanted as never, select: ["thread_id"] }));
  assertEquals(await find({ user: { name: "Ann" } }), [{ thread_id }] as never);
  assertEquals(await find({ user: { roles: ["a", "b"] }, n: 1 }), [{ thread_id }] as never);
  for (const wanted of [{ user: { name: "Cid" } }, { user: { roles: ["a"] } }, { toString: {} }]) {
    assertEquals(await find(wanted), []);
  }
  assertEquals((await client.assistants.search({ metadata: { created_by: "system" } })).length, 2);
  assertEquals(await client.assistants.search({ metadata: { created_by: "Ann" } }), []);
});

Deno.test("LangGraph's clients read what a graph is made of", KEEPS_SOCKETS, async () => {
  await using server = serveGraphs();
  const { edges } = await clientOf(server.origin).assistants.getGraph("chat");
  assertEquals(edges.map(({ source, target }) => [source, target]), [
    ["__start__", "model"],
    ["model", "__end__"],
  ]);
  const remote = new RemoteGraph({ graphId: "nested", url: server.origin });
  assertEquals(Object.keys((await remote.getGraphAsync()).nodes), [
    "__start__",
    "inner",
    "__end__",
  ]);
  const subgraphs = await Array.fromAsync(remote.getSubgraphsAsync());
  assertEquals(subgraphs.map(([name]) => name), ["inner"]);
});
