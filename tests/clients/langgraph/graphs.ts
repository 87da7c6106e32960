import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import {
  Annotation,
  interrupt,
  type MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "@langchain/langgraph";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { says } from "../../support/models/saying_model.ts";

/** A graph whose model speaks in pieces, once a turn. */
export const chat = () =>
  new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }, config: LangGraphRunnableConfig) => {
      config.writer?.({ progress: messages.length });
      return { messages: [await says("안", "녕", "!").invoke(messages)] };
    })
    .addEdge(START, "model")
    .compile();

/** A graph that calls a tool and goes on. */
export const tools = () =>
  new StateGraph(MessagesAnnotation)
    .addNode("model", async ({ messages }) => {
      const isDone = messages.at(-1)?.type === "tool";
      const call = { name: "weather", args: '{"city":"서울"}', id: "call-1", index: 0 };
      const model = isDone
        ? says("맑", "음")
        : says(new AIMessageChunk({ content: "", tool_call_chunks: [call] }));
      return { messages: [await model.invoke(messages)] };
    })
    .addNode("tools", () => ({
      messages: [{ role: "tool", content: "sunny", tool_call_id: "call-1", name: "weather" }],
    }))
    .addEdge(START, "model")
    .addConditionalEdges(
      "model",
      ({ messages }) => messages.some(({ type }) => type === "tool") ? "__end__" : "tools",
      { tools: "tools", __end__: "__end__" },
    )
    .addEdge("tools", "model")
    .compile();

const State = Annotation.Root({ topic: Annotation<string>, joke: Annotation<string> });

/** A graph that asks a human. */
export const asks = () =>
  new StateGraph(State)
    .addNode("ask", () => ({ topic: interrupt({ question: "About what?" }) }))
    .addNode("tell", ({ topic }) => ({ joke: `about ${topic}` }))
    .addEdge(START, "ask").addEdge("ask", "tell").compile();

/** A graph with a graph in it. */
export const nested = () => {
  const inner = new StateGraph(MessagesAnnotation)
    .addNode("speak", async ({ messages }) => ({
      messages: [await says("속", "삭").invoke(messages)],
    }))
    .addEdge(START, "speak").compile();
  return new StateGraph(MessagesAnnotation)
    .addNode("inner", inner).addEdge(START, "inner").compile();
};

/** A graph with a graph in its graph. */
export const deep = () => {
  const middle = new StateGraph(MessagesAnnotation)
    .addNode("begin", (_, config: LangGraphRunnableConfig) => {
      config.writer?.({ progress: "begun" });
      return { messages: [{ role: "ai", content: "음…" }] };
    })
    .addNode("inner", nested())
    .addEdge(START, "begin").addEdge("begin", "inner").compile();
  return new StateGraph(MessagesAnnotation)
    .addNode("outer", middle).addEdge(START, "outer").compile();
};

/** A graph that fails. */
export const fails = () =>
  new StateGraph(State)
    .addNode("fail", () => {
      throw new TypeError("It is broken");
    })
    .addEdge(START, "fail").compile();

const Decided = Annotation.Root({ ...MessagesAnnotation.spec, decision: Annotation<unknown> });

/** A graph that asks whether a tool may run, and says what was decided. */
export const approves = (checkpointer?: MemorySaver) =>
  new StateGraph(Decided)
    .addNode("ask", () => ({
      decision: interrupt({ actionRequests: [{ name: "send", args: { to: "로라" } }] }),
    }))
    .addNode("tell", ({ decision }) => ({ messages: [new AIMessage(JSON.stringify(decision))] }))
    .addEdge(START, "ask").addEdge("ask", "tell")
    .compile(checkpointer === undefined ? {} : { checkpointer });
