import { assertEquals } from "@std/assert";
import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  RemoveMessage,
} from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import {
  Annotation,
  Command,
  MessagesAnnotation,
  REMOVE_ALL_MESSAGES,
  START,
  StateGraph,
} from "npm:@langchain/langgraph@^1.0.0";
import { createAgent } from "langchain";
import { createApp, Run, type StreamableRunnable } from "../../src/mod.ts";
import { post } from "../support/client.ts";
import { ScriptedModel } from "../support/models/scripted_model.ts";

type State = { messages: BaseMessage[] };

const call = (id: string) =>
  new AIMessageChunk({
    content: "",
    tool_call_chunks: [{ type: "tool_call_chunk", index: 0, id, name: "add", args: "{}" }],
  });
const add = tool(() => "2", {
  name: "add",
  description: "add",
  schema: { type: "object", properties: {} },
});
const agent = (id: string) =>
  createAgent({
    model: new ScriptedModel((turn) => turn % 2 === 0 ? [call(id)] : [`done ${id}`]),
    tools: [add],
  });
const graphOf = (nodes: Record<string, unknown>) => {
  const names = Object.keys(nodes);
  const graph = new StateGraph(Annotation.Root({
    ...MessagesAnnotation.spec,
    notes: Annotation<BaseMessage[]>,
  }));
  for (const [name, node] of Object.entries(nodes)) graph.addNode(name, node as never);
  names.forEach((name, i) => graph.addEdge((names[i - 1] ?? START) as never, name as never));
  return graph.compile();
};

/** What each update tells, as `node: type text`. */
async function toldBy(graph: unknown): Promise<string[]> {
  const told: string[] = [];
  const input = { messages: [{ role: "user", content: "hi" }] };
  for await (const event of new Run(graph as StreamableRunnable, { input })) {
    if (event.type !== "updates") continue;
    for (const [node, update] of Object.entries(event.updates)) {
      const { messages = [] } = Object(update);
      for (const { type, content, tool_calls = [] } of messages) {
        told.push(`${node}: ${type} ${content}${tool_calls.length > 0 ? "(call)" : ""}`);
      }
      if (messages.length === 0) told.push(`${node}: nothing`);
    }
  }
  return told;
}

Deno.test("a supervisor that repeats the messages of its agents does not tell them twice", async () => {
  const repeats = ({ messages }: State) => ({ messages });
  const graph = graphOf({
    one: agent("a").graph,
    look: repeats,
    two: agent("b").graph,
    end: repeats,
  });
  assertEquals(await toldBy(graph), [
    "one: ai (call)",
    "one: tool 2",
    "one: ai done a",
    "look: nothing",
    "two: ai (call)",
    "two: tool 2",
    "two: ai done b",
    "end: nothing",
  ]);
});

Deno.test("messages that an agent hands up by a command are told once", async () => {
  const inner = new StateGraph(MessagesAnnotation)
    .addNode("say", () => ({ messages: [new AIMessage("said")] }))
    .addNode(
      "up",
      ({ messages }) => new Command({ update: { messages }, graph: Command.PARENT, goto: "look" }),
    )
    .addEdge(START, "say").addEdge("say", "up").compile();
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("inner", inner, { ends: ["look"] }).addNode("look", ({ messages }) => ({ messages }))
    .addEdge(START, "inner").compile();
  assertEquals(await toldBy(graph), ["inner: ai said", "look: nothing"]);
});

Deno.test("a message that a later step changes is told again", async () => {
  const graph = graphOf({
    say: () => ({ messages: [new AIMessage({ id: "1", content: "quiet" })] }),
    shout: () => ({ messages: [new AIMessage({ id: "1", content: "LOUD" })] }),
    again: ({ messages }: State) => ({ messages: messages.slice(-1) }),
  });
  assertEquals(await toldBy(graph), ["say: ai quiet", "shout: ai LOUD", "again: nothing"]);
});

Deno.test("messages that are put in place of all are told", async () => {
  const graph = graphOf({
    say: () => ({ messages: [new AIMessage({ id: "1", content: "kept" })] }),
    trim: ({ messages }: State) => ({
      messages: [new RemoveMessage({ id: REMOVE_ALL_MESSAGES }), ...messages.slice(-1)],
    }),
  });
  assertEquals(await toldBy(graph), ["say: ai kept", "trim: remove ", "trim: ai kept"]);
});

Deno.test("messages under other keys of a state are told as they are", async () => {
  const note = new AIMessage({ id: "1", content: "noted" });
  const graph = graphOf({
    say: () => ({ messages: [note] }),
    note: () => ({ notes: [note] }),
  });
  const run = new Run(graph as unknown as StreamableRunnable, { input: "hi" });
  const events = await Array.fromAsync(run);
  const updates = events.flatMap((event) => event.type === "updates" ? [event.updates] : []);
  assertEquals(updates[1], {
    note: { notes: [{ type: "ai", content: "noted", id: "1", tool_calls: [] }] },
  });
});

Deno.test("the AI SDK gets each tool of a supervisor's agents once", async () => {
  const graph = graphOf({ one: agent("a").graph, look: ({ messages }: State) => ({ messages }) });
  const app = createApp({ runnables: { graph: graph as unknown as StreamableRunnable } });
  const messages = [{ id: "1", role: "user", parts: [{ type: "text", text: "hi" }] }];
  const response = await app(post("/api/chat", { id: "1", runnable: "graph", messages }));
  const text = await response.text();
  assertEquals(text.match(/"tool-input-available"/g)?.length, 1);
  assertEquals(text.match(/"tool-output-available"/g)?.length, 1);
});
