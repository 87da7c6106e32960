import { assertEquals } from "@std/assert";
import { AIMessage, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import { MessagesAnnotation, START, StateGraph } from "npm:@langchain/langgraph@^1.0.0";
import { createAgent, createMiddleware, summarizationMiddleware } from "langchain";
import { Run, type StreamableRunnable } from "../../src/mod.ts";
import { ScriptedModel } from "../support/models/scripted_model.ts";
import { hearEnds } from "../support/models/hear_ends.ts";

type State = { messages: BaseMessage[] };
type Make = () => ScriptedModel;

const graphOf = (node: unknown) =>
  new StateGraph(MessagesAnnotation).addNode("say", node as never).addEdge(START, "say").compile();
const agentWith = (model: ScriptedModel, middleware?: unknown) =>
  createAgent({ model, tools: [], middleware: [middleware as never] });

/** Places of models that no search finds, and how many of them run. */
const PLACES: Record<string, { make: (model: Make) => unknown; runs?: number }> = {
  "an agent": { make: (model) => createAgent({ model: model(), tools: [] }) },
  "an agent whose middleware takes another model": {
    make: (model) => {
      const wrapModelCall = (request: object, handler: (request: never) => unknown) =>
        handler({ ...request, model: model() } as never);
      const swap = createMiddleware({ name: "swap", wrapModelCall: wrapModelCall as never });
      return agentWith(new ScriptedModel(() => ["never"]), swap);
    },
  },
  "an agent with a summarizer": {
    make: (model) => {
      const options = { model: model(), trigger: { messages: 2 }, keep: { messages: 1 } };
      return agentWith(model(), summarizationMiddleware(options as never));
    },
    runs: 2,
  },
  "an agent with a model in a hook": {
    make: (model) => {
      const beforeModel = async () => void await model().invoke("?");
      return agentWith(model(), createMiddleware({ name: "judge", beforeModel }));
    },
    runs: 2,
  },
  "an agent whose text middleware may change": {
    make: (model) =>
      agentWith(model(), createMiddleware({ name: "redact", afterModel: async () => {} })),
  },
  "a node that invokes a model": {
    make: (model) =>
      graphOf(async ({ messages }: State) => ({ messages: [await model().invoke(messages)] })),
  },
  "a node that streams a model": {
    make: (model) =>
      graphOf(async ({ messages }: State) => {
        let text = "";
        for await (const chunk of await model().stream(messages)) text += chunk.text;
        return { messages: [new AIMessage(text)] };
      }),
  },
  "a function that streams a model": {
    make: (model) =>
      RunnableLambda.from(async function* (
        { messages }: State,
        config: RunnableConfig | undefined,
      ) {
        for await (const chunk of await model().stream(messages, config)) yield chunk.text;
      } as never),
  },
  "a function before the model": {
    make: (model) =>
      RunnableLambda.from(async ({ messages }: State, config: RunnableConfig) => {
        let question = "";
        for await (const { text } of await model().stream(messages, config)) question += text;
        return { question };
      }).pipe(ChatPromptTemplate.fromTemplate("{question}")).pipe((prompt, config) =>
        model().stream(prompt, config) as never
      ),
    runs: 2,
  },
};

for (const [place, { make, runs = 1 }] of Object.entries(PLACES)) {
  Deno.test(`a model ends itself at a marker, and nothing is cut: ${place}`, async () => {
    const models: ScriptedModel[] = [];
    const { heard, callbacks } = hearEnds();
    const runnable = make(() => {
      const model = new ScriptedModel(() => ["안녕 ", "(답변 ", "종료) 끝", "둘", "셋", "넷"]);
      models.push(model);
      return model;
    }) as { withConfig(config: object): unknown };
    const run = new Run(runnable.withConfig({ callbacks }) as StreamableRunnable, {
      input: { messages: [new HumanMessage("a"), new AIMessage("b"), new HumanMessage("c")] },
    });
    const { record, outcome } = await run.complete();
    assertEquals([record.output, record.end_reason, outcome], ["안녕 ", "marker", "complete"]);
    assertEquals(record.splits, ["안녕 ", "(답변 ", "종료) 끝"]);
    assertEquals(heard, Array(runs).fill("end: 안녕 "));
    assertEquals(models.map(({ produced }) => produced), Array(runs).fill(3));
  });
}

Deno.test("later nodes run after a marker, and the answer is that of the first", async () => {
  let ran = "";
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("say", async ({ messages }) => ({
      messages: [await new ScriptedModel(() => ["안녕 (답변 종료)"]).invoke(messages)],
    }))
    .addNode("save", ({ messages }) => {
      ran = messages.at(-1)?.text ?? "";
      return {};
    })
    .addEdge(START, "say").addEdge("say", "save").compile();
  const { record } = await new Run(graph as unknown as StreamableRunnable, { input: "?" })
    .complete();
  assertEquals([ran, record.output, record.end_reason], ["안녕 ", "안녕 ", "marker"]);
});
