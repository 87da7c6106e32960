import { assert, assertEquals } from "@std/assert";
import { createApp, type StreamableRunnable } from "../../../src/mod.ts";
import { KEEPS_SOCKETS } from "../serve.ts";
import { asks, chat, deep, fails, nested, tools } from "./graphs.ts";
import { type Fetch, judge } from "./judge.ts";

const graphs = { chat, tools, asks, nested, deep, fails };
type Name = keyof typeof graphs;

const make = (): Record<Name, StreamableRunnable> =>
  Object.fromEntries(Object.entries(graphs).map(([name, make]) => [name, make()])) as never;
const ours = (): Fetch => createApp({ runnables: make(), onError() {} });
const theirs = (): Fetch => judge(make());

const post = (path: string, body: unknown) =>
  new Request(`http://localhost${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

interface Event {
  event: string;
  data: unknown;
}

async function read(response: Response): Promise<Event[]> {
  assertEquals(response.status, 200, await (response.ok ? "" : response.text()));
  const frames = (await response.text()).split("\n\n").filter((frame) => frame.trim() !== "");
  return frames.map((frame) => {
    const lines = Object.fromEntries(
      frame.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line]),
    );
    const after = (line = "") => line.slice(line.indexOf(":") + 1).trim();
    return { event: after(lines.event), data: JSON.parse(after(lines.data)) };
  });
}

/** What differs from run to run, or names a server. */
const OWN = new Set([
  "run_attempt",
  "langgraph_version",
  "langgraph_plan",
  "langgraph_host",
  "langgraph_api_url",
  "run_id",
  "thread_id",
  "graph_id",
  "assistant_id",
  "created_at",
  "ts",
  "timestamp",
  "ls_integration",
  "tags",
  "__pregel_task_id",
  "executionInfo",
]);

const UUID_OR_DIGEST = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\b[\da-f]{32}\b/g;

/** LangGraph keeps an input in the history as it was sent; here its messages are read before. */
function withoutInputs(history: { tasks: { name: string; result: unknown }[] }[]): unknown {
  return history.map((state) => ({
    ...state,
    tasks: state.tasks.map((task) => task.name === "__start__" ? { ...task, result: null } : task),
  }));
}

/** Replaces ids by names, in the order in which they come, and leaves out what is a server's own. */
function normal(value: unknown, ids = new Map<string, string>()): unknown {
  if (typeof value === "string") {
    return value.replaceAll(UUID_OR_DIGEST, (id) => {
      if (!ids.has(id)) ids.set(id, `id-${ids.size}`);
      return ids.get(id) ?? "";
    });
  }
  if (Array.isArray(value)) return value.map((item) => normal(item, ids));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => !OWN.has(key))
      .toSorted(([a], [b]) => a < b ? -1 : 1)
      .map(([key, item]) => [normal(key, ids), normal(item, ids)]),
  );
}

const human = (content: string) => ({ messages: [{ type: "human", content, id: content }] });

interface Case {
  name: string;
  graph: Name;
  modes: string[];
  /** The bodies of the runs in one thread, beside the graph and its modes. */
  runs: object[];
}

const CASES: Case[] = [
  { name: "values", graph: "chat", modes: ["values"], runs: [{ input: human("1") }] },
  { name: "updates", graph: "chat", modes: ["updates"], runs: [{ input: human("1") }] },
  {
    name: "messages of a model",
    graph: "chat",
    modes: ["messages-tuple"],
    runs: [{ input: human("1") }],
  },
  { name: "the older messages", graph: "chat", modes: ["messages"], runs: [{ input: human("1") }] },
  {
    name: "custom events",
    graph: "chat",
    modes: ["custom", "values"],
    runs: [{ input: human("1") }],
  },
  { name: "debug", graph: "chat", modes: ["debug"], runs: [{ input: human("1") }] },
  { name: "tasks", graph: "chat", modes: ["tasks"], runs: [{ input: human("1") }] },
  { name: "checkpoints", graph: "chat", modes: ["checkpoints"], runs: [{ input: human("1") }] },
  {
    name: "a run that may not begin from nothing",
    graph: "chat",
    modes: ["values", "updates"],
    runs: [{ input: human("1") }, { input: null }],
  },
  {
    name: "two turns",
    graph: "chat",
    modes: ["values", "messages-tuple"],
    runs: [{ input: human("1") }, { input: human("2") }],
  },
  {
    name: "a tool",
    graph: "tools",
    modes: ["messages-tuple", "values", "updates"],
    runs: [{ input: human("1") }],
  },
  {
    name: "a question and its answer",
    graph: "asks",
    modes: ["updates", "values"],
    runs: [{ input: { topic: "x" } }, { command: { resume: "cats" } }],
  },
  {
    name: "a stop before a node",
    graph: "asks",
    modes: ["values", "updates"],
    runs: [{ input: { topic: "x" }, interrupt_before: ["ask"] }],
  },
  {
    name: "a command that updates and goes",
    graph: "asks",
    modes: ["updates"],
    runs: [{ input: { topic: "x" } }, { command: { update: { topic: "dogs" }, goto: "tell" } }],
  },
  {
    name: "subgraphs",
    graph: "nested",
    modes: ["values", "updates", "messages-tuple"],
    runs: [{ input: human("1"), stream_subgraphs: true }],
  },
  {
    name: "a subgraph that is not asked for",
    graph: "nested",
    modes: ["values", "updates", "messages-tuple"],
    runs: [{ input: human("1") }],
  },
  ...["updates", "messages-tuple", "messages", "custom", "debug", "tasks"].map((mode) => ({
    name: `subgraphs of subgraphs that are not asked for, ${mode}`,
    graph: "deep" as const,
    modes: [mode],
    runs: [{ input: human("1") }],
  })),
  ...["updates", "messages-tuple", "custom", "debug", "tasks"].map((mode) => ({
    name: `subgraphs of subgraphs, ${mode}`,
    graph: "deep" as const,
    modes: [mode],
    runs: [{ input: human("1"), stream_subgraphs: true }],
  })),
];

for (const { name, graph, modes, runs } of CASES) {
  Deno.test(
    `LangGraph's protocol has the events of its own server: ${name}`,
    KEEPS_SOCKETS,
    async () => {
      const eventsOf = async (server: Fetch) => {
        const thread = await (await server(post("/threads", { metadata: { graph_id: graph } })))
          .json();
        const all: Event[][] = [];
        for (const run of runs) {
          const body = { assistant_id: graph, stream_mode: modes, ...run };
          all.push(
            await read(await server(post(`/threads/${thread.thread_id}/runs/stream`, body))),
          );
        }
        const state = await server(
          new Request(`http://localhost/threads/${thread.thread_id}/state`),
        );
        const history = await server(post(`/threads/${thread.thread_id}/history`, { limit: 10 }));
        return { all, state: await state.json(), history: withoutInputs(await history.json()) };
      };
      const [seen, expected] = [await eventsOf(ours()), await eventsOf(theirs())];
      for (const [i, events] of expected.all.entries()) {
        const own = (seen.all[i] ?? []).filter(({ event, data }) =>
          event !== "custom" || (data as { type?: string }).type !== "splits"
        );
        assertEquals(
          own.map(({ event }) => event.replaceAll(/:[\da-f-]+/g, "")),
          events.map(({ event }) => event.replaceAll(/:[\da-f-]+/g, "")),
        );
        assertEquals(normal(own), normal(events));
      }
      assertEquals(normal(seen.state), normal(expected.state));
      assertEquals(normal(seen.history), normal(expected.history));
    },
  );
}

Deno.test(
  "LangGraph's protocol has the events of its own server: a failure",
  KEEPS_SOCKETS,
  async () => {
    const body = { assistant_id: "fails", input: { topic: "x" }, stream_mode: ["values"] };
    const [own, expected] = await Promise.all(
      [ours(), theirs()].map(async (server) =>
        await read(await server(post("/runs/stream", body)))
      ),
    );
    assertEquals(own?.map(({ event }) => event), expected?.map(({ event }) => event));
    const { data } = own?.at(-1) ?? {};
    assert(JSON.stringify(data).includes("The runnable failed."));
  },
);
