import { assert, assertEquals } from "@std/assert";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  RemoveMessage,
} from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { tool } from "@langchain/core/tools";
import {
  Annotation,
  entrypoint,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "npm:@langchain/langgraph@^1.0.0";
import { createAgent } from "langchain";
import { createApp, type EndRecord, Run, type StreamableRunnable } from "../../src/mod.ts";
import { NDJSON, post, see } from "../support/client.ts";
import { delta, finish, FrameModel, role, usage } from "../support/models/frame_model.ts";
import { says } from "../support/models/saying_model.ts";
import { ScriptedModel } from "../support/models/scripted_model.ts";

type State = { messages: BaseMessage[] };

const speaks = (...chunks: string[]) => async ({ messages }: State) => ({
  messages: [await says(...chunks).invoke(messages)],
});
/** Writes to another key than `messages`. */
const judges = (...chunks: string[]) => async ({ messages }: State) => ({
  verdict: (await says(...chunks).invoke(messages)).text,
});
const Judged = Annotation.Root({ ...MessagesAnnotation.spec, verdict: Annotation<string> });
const Values = Annotation.Root({ topic: Annotation<string>, joke: Annotation<string> });

const line = (...nodes: unknown[]) => {
  const graph = new StateGraph(Judged);
  nodes.forEach((node, i) => graph.addNode(`n${i}`, node as never));
  nodes.forEach((_, i) =>
    graph.addEdge((i === 0 ? START : `n${i - 1}`) as never, `n${i}` as never)
  );
  return graph.compile();
};
const side = new StateGraph(MessagesAnnotation)
  .addNode("left", speaks("l1", "l2", "l3")).addNode("right", speaks("r1", "r2", "r3"))
  .addEdge(START, "left").addEdge(START, "right").compile();
const weather = tool(() => "sunny", {
  name: "weather",
  description: "weather",
  schema: { type: "object", properties: {} },
});
const callWeather = new AIMessageChunk({
  content: "",
  tool_call_chunks: [{ type: "tool_call_chunk", index: 0, id: "1", name: "weather", args: "{}" }],
});

/** Graphs, whose output is the last AI message of the state, or the state. */
const GRAPHS: Record<string, { make: () => unknown; input?: unknown; output: unknown }> = {
  "a grader and a generator": {
    make: () => line(speaks("y", "es"), speaks("It is ", "a letter.")),
    output: "It is a letter.",
  },
  "a router whose words are not in the messages": {
    make: () => line(judges("good"), speaks("an ", "answer"), judges("ve", "ry good")),
    output: "an answer",
  },
  "nodes that speak at the same time": { make: () => side, output: "r1r2r3" },
  "a node that changes the message of its model": {
    make: () =>
      line(async ({ messages }: State) => {
        const { id = "", text } = await says("loud").invoke(messages);
        return { messages: [new AIMessage({ id, content: text.toUpperCase() })] };
      }),
    output: "LOUD",
  },
  "a later node that changes a message": {
    make: () =>
      line(speaks("quiet"), ({ messages }: State) => ({
        messages: [new AIMessage({ id: messages.at(-1)?.id ?? "", content: "LOUD" })],
      })),
    output: "LOUD",
  },
  "a later node that removes a message": {
    make: () =>
      line(speaks("first"), speaks("second"), ({ messages }: State) => ({
        messages: [new RemoveMessage({ id: messages.at(-1)?.id ?? "" })],
      })),
    output: "first",
  },
  "a message of no model, without an id": {
    make: () => line(speaks("first"), () => ({ messages: [new AIMessage("fixed")] })),
    output: "fixed",
  },
  "an agent with a tool": {
    make: () =>
      createAgent({
        model: new ScriptedModel((turn) =>
          turn % 2 === 0 ? ["Let me see. ", callWeather] : ["It is sunny."]
        ),
        tools: [weather],
      }),
    output: "It is sunny.",
  },
  "an agent in front of nothing but its model": {
    make: () => createAgent({ model: new ScriptedModel(() => ["al", "one"]) }),
    output: "alone",
  },
  "an agent in a graph": {
    make: () =>
      line(speaks("plan"), createAgent({ model: new ScriptedModel(() => ["do", "ne"]) }).graph),
    output: "done",
  },
  "a graph without messages": {
    make: () =>
      new StateGraph(Values).addNode("tell", async ({ topic }) => ({
        joke: (await says("a joke about ", "cats").invoke(topic)).text,
      })).addEdge(START, "tell").compile(),
    input: { topic: "cats" },
    output: { topic: "cats", joke: "a joke about cats" },
  },
  "an entrypoint": {
    make: () =>
      entrypoint(
        "work",
        async (topic: string) => ({ did: (await says(topic).invoke(topic)).text }),
      ),
    input: "cats",
    output: { did: "cats" },
  },
};

/** Makes models stream in LangChain's `invoke`, too: some of these can only stream. */
class Streaming extends BaseCallbackHandler {
  override readonly name = "streaming";
  readonly lc_prefer_streaming = true;
}

/** A model that can be one of an agent. */
class AgentModel extends FrameModel {
  override bindTools() {
    return this;
  }
}

/** What LangChain's `invoke` makes the output. */
const outputOf = (state: Partial<State> | undefined) =>
  state?.messages === undefined
    ? state
    : state.messages.findLast((it) => AIMessage.isInstance(it))?.text ?? "";

for (const [name, { make, input = "hi", output }] of Object.entries(GRAPHS)) {
  Deno.test(`the output is that of LangChain's invoke: ${name}`, async () => {
    const runnable = make() as StreamableRunnable & {
      invoke(input: unknown, config: object): Promise<State>;
    };
    const plain = input === "hi" ? { messages: [["human", input]] } : input;
    assertEquals(outputOf(await runnable.invoke(plain, { callbacks: [new Streaming()] })), output);

    const ended: unknown[] = [];
    const onEnd = ({ record }: { record: EndRecord }) => void ended.push(record.output);
    const app = createApp({ runnables: { graph: { runnable, onEnd } } });
    const { record } = await see(await app(post("/graph/stream", { input }, { accept: NDJSON })));
    assertEquals(record?.output, output);
    const invoked = await (await app(post("/graph/invoke", { input }))).json();
    assertEquals([invoked.output, invoked.metadata.output], [output, output]);
    const batch = await (await app(post("/graph/batch", { inputs: [input] }))).json();
    assertEquals(batch.output, [output]);
    assertEquals(ended, [output, output, output]);
  });
}

Deno.test("the output is the result of a tool that an agent returns directly", async () => {
  const direct = Object.assign(
    tool(() => "sunny", {
      name: "weather",
      description: "weather",
      schema: { type: "object", properties: {} },
    }),
    { returnDirect: true },
  );
  const model = () => new ScriptedModel(() => [callWeather]);
  const agent = () => createAgent({ model: model(), tools: [direct] });
  const { output, splits, speakers, end_reason } = await record(agent());
  assertEquals([output, splits, end_reason], ["sunny", ["sunny"], "stop"]);
  assertEquals(speakers?.map(({ node }) => node), ["tools"]);
  assertEquals((await record(agent(), { answer: ["model_request"] })).output, "");
});

const record = async (graph: unknown, options: { answer?: string[]; input?: unknown } = {}) => {
  const { answer, input = "hi" } = options;
  const run = new Run(graph as StreamableRunnable, { input, answer });
  return (await run.complete()).record;
};

Deno.test("the output is the last message of the nodes whose words are the answer", async () => {
  const graph = line(speaks("plan"), speaks("an ", "answer"), speaks("praise"));
  assertEquals((await record(graph)).output, "praise");
  const { output, splits } = await record(graph, { answer: ["n1"] });
  assertEquals([output, splits], ["an answer", ["an ", "answer"]]);
  assertEquals((await record(graph, { answer: ["n0", "n1"] })).output, "an answer");

  const copies = line(
    async ({ messages }: State) => ({
      messages: [new AIMessage((await says("co", "py").invoke(messages)).text)],
    }),
    () => ({ messages: [new AIMessage("fixed")] }),
  );
  assertEquals((await record(copies, { answer: ["n0"] })).output, "copy");
  assertEquals((await record(copies, { answer: ["n1"] })).output, "fixed");
});

Deno.test("the output ends at the marker of the message that has it", async () => {
  const graph = line(speaks("plan "), speaks("an ", "answer (답변 ", "종료)"));
  const { output, end_reason, speakers } = await record(graph);
  assertEquals([output, end_reason], ["an answer ", "marker"]);
  assertEquals(speakers?.map(({ node, first_split }) => [node, first_split]), [["n0", 0], [
    "n1",
    1,
  ]]);
});

Deno.test("the output of a run that fails is the message under way", async () => {
  const graph = line(speaks("plan "), async ({ messages }: State) => {
    await says("half").invoke(messages);
    throw new Error("broken");
  });
  const { output, end_reason, splits } = await record(graph);
  assertEquals([output, end_reason, splits], ["half", "error", ["plan ", "half"]]);
});

Deno.test("the output of a graph that asks a human is what it has written", async () => {
  const graph = new StateGraph(Values).addNode("tell", () => ({ joke: "half" }))
    .addNode("ask", () => ({ topic: interrupt("Which?") }))
    .addEdge(START, "tell").addEdge("tell", "ask").compile({ checkpointer: new MemorySaver() });
  const [input, configurable] = [{ topic: "x" }, { thread_id: "1" }];
  const run = new Run(graph as never, { input, config: { configurable } });
  const { record: { output, end_reason, interrupts } } = await run.complete();
  const invoked = await graph.invoke(input, { configurable: { thread_id: "2" } });
  const withoutId = (it: unknown) => JSON.stringify(it).replaceAll(/"id":"[^"]*"/g, "");
  assertEquals(withoutId(output), withoutId(invoked));
  assertEquals([end_reason, interrupts?.[0]?.value], ["interrupt", "Which?"]);
});

Deno.test("the record tells who wrote which splits", async () => {
  const graph = line(judges("go", "od"), speaks("an ", "", "answer"));
  const { splits, speakers = [], output } = await record(graph);
  assertEquals(splits, ["go", "od", "an ", "", "answer"]);
  assertEquals(speakers.map(({ node, path, first_split }) => ({ node, path, first_split })), [
    { node: "n0", path: ["n0"], first_split: 0 },
    { node: "n1", path: ["n1"], first_split: 2 },
  ]);
  assert(speakers.every(({ message_id }) => message_id?.startsWith("run-")));
  assertEquals(output, splits.slice(2).join(""));
});

Deno.test("the record tells speakers apart that speak at the same time", async () => {
  const { splits, speakers = [] } = await record(side);
  const said: Record<string, string> = {};
  splits.forEach((split, i) => {
    const { node = "", message_id } = speakers.findLast((it) => it.first_split <= i) ?? {};
    assert(message_id !== undefined);
    said[node] = (said[node] ?? "") + split;
  });
  assertEquals(said, { left: "l1l2l3", right: "r1r2r3" });
  const firsts = speakers.map(({ first_split }) => first_split);
  assertEquals(firsts, [...new Set(firsts)].toSorted((a, b) => a - b));
});

Deno.test("a chain has no speakers", async () => {
  const chain = says("a", "b").pipe(new StringOutputParser());
  assertEquals((await record(chain)).speakers, undefined);
});

Deno.test("the record of a graph has exactly the chunks of its model, as that of a chain has", async () => {
  for (
    const frames of [
      [
        role,
        delta(""),
        delta("안"),
        delta(""),
        delta(""),
        delta("녕"),
        delta(""),
        finish,
        usage(3),
      ],
      [role, delta("안"), finish],
      [role, delta(""), finish],
      [role, finish, usage(1)],
      ["", "a", "", "", "b", ""].map((content) => ({ content })),
    ]
  ) {
    const model = () => new AgentModel(frames);
    const chain = await record(model().pipe(new StringOutputParser()));
    for (
      const graph of [
        line(async ({ messages }: State) => ({ messages: [await model().invoke(messages)] })),
        line(async ({ messages }: State) => {
          const chunks = await Array.fromAsync(await model().stream(messages));
          return { messages: chunks.slice(0, 1).map(() => chunks.reduce((a, b) => a.concat(b))) };
        }),
        createAgent({ model: model() }),
      ]
    ) {
      const { splits, output } = await record(graph);
      assertEquals([splits, output], [chain.splits, chain.output], JSON.stringify(frames));
    }
  }
});
