import { assert, assertEquals } from "@std/assert";
import { SimpleChatModel } from "@langchain/core/language_models/chat_models";
import { LLM } from "@langchain/core/language_models/llms";
import { AIMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import {
  type Runnable,
  RunnableLambda,
  RunnableMap,
  RunnablePassthrough,
} from "@langchain/core/runnables";
import { FakeChatModel, FakeListChatModel, FakeLLM } from "@langchain/core/utils/testing";
import { MessagesAnnotation, START, StateGraph } from "npm:@langchain/langgraph@^1.0.0";
import { createAgent } from "langchain";
import { createApp, endAtMarkers, Run, type StreamableRunnable } from "../../src/mod.ts";
import { NDJSON, post, see, SSE, TEXT } from "../support/client.ts";
import { type SayingModel, says } from "../support/models/saying_model.ts";
import { WholeModel } from "../support/models/whole_model.ts";
import { hearEnds } from "../support/models/hear_ends.ts";

const WRITTEN = "하나 둘 (답변 종료) 셋";
const ANSWER = "하나 둘 ";

class SimpleModel extends SimpleChatModel {
  override _llmType() {
    return "simple";
  }
  override _call() {
    return Promise.resolve(WRITTEN);
  }
  override bindTools() {
    return this;
  }
}
class CompletionModel extends LLM {
  override _llmType() {
    return "completion";
  }
  override _call() {
    return Promise.resolve(WRITTEN);
  }
}

/** Models that do not stream. */
const MODELS: Record<string, () => Runnable> = {
  "a model with only _generate": () => new WholeModel(WRITTEN),
  "a SimpleChatModel": () => new SimpleModel({}),
  "a model with disableStreaming": () => Object.assign(says(WRITTEN), { disableStreaming: true }),
  "a model that ends itself": () => endAtMarkers(new WholeModel(WRITTEN)),
  "a completion model": () => new CompletionModel({}),
};

const prompt = ChatPromptTemplate.fromTemplate("{topic}");
const string = new StringOutputParser();
const toMessage = (it: unknown) => it instanceof AIMessage ? it : new AIMessage(String(it));
const graphOf = (node: unknown) =>
  new StateGraph(MessagesAnnotation).addNode("say", node as never).addEdge(START, "say").compile();

/** Places in which a model may be. */
const PLACES: Record<string, (model: Runnable) => unknown> = {
  "by itself": (model) => model,
  "in a chain": (model) => prompt.pipe(model).pipe(string),
  "with a config": (model) => model.withConfig({ tags: ["a"] }),
  "with retries": (model) => model.withRetry(),
  "with fallbacks": (model) => model.withFallbacks([model]),
  "with tools": (model) => "bindTools" in model ? (model as SayingModel).bindTools([]) : model,
  "in an agent": (model) =>
    model instanceof LLM ? graphOf(chainNode(model)) : createAgent({ model: model as WholeModel }),
  "in a node": (model) => graphOf(chainNode(model)),
  "in a function of a node": (model) =>
    graphOf(async ({ messages }: { messages: never }) => ({
      messages: [toMessage(await model.invoke(messages))],
    })),
};
const chainNode = (model: Runnable) =>
  RunnableLambda.from(({ messages }: { messages: never }) => messages).pipe(model)
    .pipe((it: unknown) => ({ messages: [toMessage(it)] }));

const serve = (runnable: unknown) =>
  createApp({ runnables: { it: runnable as StreamableRunnable }, onError() {} });

for (const [name, make] of Object.entries(MODELS)) {
  for (const [place, put] of Object.entries(PLACES)) {
    Deno.test(`${name} answers on every route, ${place}`, async () => {
      const app = serve(put(make()));
      const body = { input: "hi" };
      for (const accept of [SSE, NDJSON]) {
        const { record, text } = await see(await app(post("/it/stream", body, { accept })));
        assertEquals([text, record?.output, record?.splits], [ANSWER, ANSWER, [WRITTEN]]);
        assertEquals([record?.end_reason, record?.end_marker], ["marker", "(답변 종료)"]);
      }
      const text = await (await app(post("/it/stream", body, { accept: TEXT }))).text();
      assertEquals(text, ANSWER);
      const invoked = await (await app(post("/it/invoke", body))).json();
      assertEquals([invoked.output, invoked.metadata.splits], [ANSWER, [WRITTEN]]);
      assertEquals(invoked.metadata.end_reason, "marker");
      const batch = await (await app(post("/it/batch", { inputs: ["hi", "hi"] }))).json();
      assertEquals(batch.output, [ANSWER, ANSWER]);
      for (const [path, body] of Object.entries(FACES)) {
        const response = await app(post(path, body));
        const text = await response.text();
        assertEquals(response.status, 200, text);
        assert(text.includes("하나 둘"), `${path}: ${text}`);
        assert(!/__error__|event: error|RUN_ERROR|"type":"error"/.test(text), `${path}: ${text}`);
        // A record has all splits. A completion model in a node is cut after its node.
        const isCut = /v1/.test(path) || /runs/.test(path) && !/completion/.test(name);
        assert(!isCut || !/답변|셋/.test(text), `${path}: ${text}`);
      }
    });
  }
}

const messages = [{ role: "user", content: "hi" }];
const FACES: Record<string, unknown> = {
  "/v1/chat/completions": { model: "it", messages },
  "/v1/responses": { model: "it", input: "hi", stream: true },
  "/api/chat?runnable=it": {
    id: "1",
    runnable: "it",
    messages: [{ id: "1", role: "user", parts: [{ type: "text", text: "hi" }] }],
  },
  "/ag-ui/it": {
    threadId: "1",
    runId: "1",
    messages: [{ id: "1", role: "user", content: "hi" }],
    tools: [],
    context: [],
    state: {},
    forwardedProps: {},
  },
  "/runs/wait": { assistant_id: "it", input: { messages } },
  "/runs/stream": {
    assistant_id: "it",
    input: { messages },
    stream_mode: ["values", "messages-tuple", "updates"],
  },
};

Deno.test("a model that does not stream can be a part of a map", async () => {
  const chain = prompt.pipe(new WholeModel(WRITTEN)).pipe(string);
  for (
    const [runnable, expected] of [
      [RunnableMap.from({ a: chain }), { a: ANSWER }],
      [RunnablePassthrough.assign({ a: chain }), { topic: "x", a: ANSWER }],
    ]
  ) {
    const response = await serve(runnable)(post("/it/invoke", { input: { topic: "x" } }));
    assertEquals((await response.json()).output, expected);
  }
});

Deno.test("LangChain's fake models answer", async () => {
  for (
    const [model, output] of [
      [new FakeChatModel({}), "hi"],
      [new FakeListChatModel({ responses: ["hello"] }), "hello"],
      [new FakeLLM({ response: "hello" }), "hello"],
    ] as const
  ) {
    const { record } = await see(await serve(model)(post("/it/stream", { input: "hi" })));
    assertEquals(record?.output, output);
  }
});

Deno.test("a completion model is a model: its calls count, and its failures are its own", async () => {
  class NamedModel extends CompletionModel {
    override invocationParams = () => ({ model: "davinci" });
  }
  class BrokenModel extends CompletionModel {
    override _call(): Promise<string> {
      return Promise.reject(new Error("unreachable"));
    }
  }
  const run = async (model: Runnable) => {
    let calls = 0;
    const options = { input: { topic: "x" }, onModelCall: () => void calls++ };
    const summary = await new Run(prompt.pipe(model) as StreamableRunnable, options).complete();
    return { ...summary, calls };
  };
  const answered = await run(new NamedModel({}));
  assertEquals([answered.model, answered.calls, answered.outcome], ["davinci", 1, "complete"]);
  const failed = await run(new BrokenModel({ maxRetries: 0 }));
  assertEquals([failed.calls, failed.failure?.status_code], [1, 502]);
});

Deno.test("callbacks of a model that does not stream hear its answer without the marker", async () => {
  const { heard, callbacks } = hearEnds();
  const chain = prompt.pipe(new WholeModel(WRITTEN)).pipe(string).withConfig({ callbacks });
  await see(await serve(chain)(post("/it/stream", { input: "hi" })));
  assertEquals(heard, [`end: ${ANSWER}`]);
});

Deno.test("a model that does not stream is as it was outside of runs", async () => {
  const model = new WholeModel(WRITTEN);
  await see(await serve(model)(post("/it/stream", { input: "hi" })));
  assertEquals((await model.invoke("hi")).text, WRITTEN);
});
