import { assertEquals } from "@std/assert";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { RunnableLambda } from "@langchain/core/runnables";
import { ModelObserver } from "../../../../src/run/langchain/model/model_observer.ts";
import { Reasoning } from "../../../../src/run/langchain/message/reasoning.ts";
import type { StreamableRunnable } from "../../../../src/run/langchain/runnable.ts";
import { chunksOf } from "../../../support/models/chunks_of.ts";
import {
  delta,
  finish,
  type Frame,
  FrameModel,
  role,
  usage,
} from "../../../support/models/frame_model.ts";

async function run(runnable: StreamableRunnable) {
  const report = new ModelObserver();
  const chunks = await Array.fromAsync(chunksOf(runnable, report));
  return { chunks, report };
}
const parser = new StringOutputParser();

Deno.test("ModelObserver tells frames of OpenAI's protocol from empty content deltas", async (t) => {
  const frames = [role, delta("a"), delta(""), delta("b"), delta(""), delta(""), finish, usage(5)];
  const model = new FrameModel(frames);
  for (const [name, runnable] of [["model", model], ["chain", model.pipe(parser)]] as const) {
    await t.step(name, async () => {
      const { chunks, report } = await run(runnable);
      assertEquals(chunks, ["a", "", "b", "", ""]);
      assertEquals(report.finishReason, "stop");
      assertEquals(report.usage?.total_tokens, 10);
      assertEquals(report.isTruncated, false);
    });
  }
});

Deno.test("ModelObserver takes the empty chunks of another protocol for what they are", async () => {
  const model = new FrameModel([{ content: "" }, { content: "a" }, { content: "" }]);
  const { chunks, report } = await run(model.pipe(parser));
  assertEquals(chunks, ["", "a", ""]);
  assertEquals(report.finishReason, null);
  assertEquals(report.usage, null);
  assertEquals(report.isTruncated, false);
});

Deno.test("ModelObserver takes reasoning and tool calls for no text", async () => {
  const model = new FrameModel([
    role,
    { ...delta(""), additional_kwargs: { reasoning_content: "hm" } },
    { ...delta(""), tool_call_chunks: [{ type: "tool_call_chunk", args: "{}" }] },
    delta([{ type: "reasoning", reasoning: "hm" }]),
    delta(""),
    delta("a"),
    delta([{ type: "text", text: "b" }]),
    finish,
  ]);
  const hm = new Reasoning("hm");
  assertEquals((await run(model.pipe(parser))).chunks, [hm, hm, "", "a", "b"]);
});

Deno.test("ModelObserver keeps two models of a chain apart, and adds up what they cost", async () => {
  const question = new FrameModel([role, delta("q"), finish, usage(1)]).pipe(parser);
  const answer = new FrameModel([role, delta(""), delta(""), delta("a"), finish, usage(2)]);
  const { chunks, report } = await run(question.pipe(answer).pipe(parser));
  assertEquals(chunks, ["", "", "a"]);
  assertEquals(report.usage?.total_tokens, 6);
});

Deno.test("ModelObserver does not mind a model that is not heard out", async () => {
  const model = new FrameModel([role, delta("a"), delta("b"), delta("c"), finish]);
  const chain = RunnableLambda.from(async function* (input: string, config) {
    for await (const { text } of await model.stream(input, config)) {
      yield text;
      if (text === "b") break;
    }
    yield "!";
  });
  assertEquals((await run(chain)).chunks.join(""), "ab!");
});

Deno.test("ModelObserver sees that one of two models was cut, whichever ends last", async () => {
  const cut = new FrameModel([role, delta("a")]);
  const side = new FrameModel([role, delta("x"), delta("y"), finish]);
  const chain = RunnableLambda.from(async function* (input: string, config) {
    const aside = await side.stream(input, config);
    for await (const { text } of await cut.stream(input, config)) yield text;
    for await (const _ of aside);
  });
  const error = await run(chain).catch((error) => error);
  assertEquals(error.name, "CutStreamError");
});

Deno.test("ModelObserver takes an empty finish reason for none", async () => {
  const unfinished = (content: string): Frame => ({ ...delta(content), finish_reason: "" });
  const frames = [role, unfinished("a"), unfinished(""), unfinished("b")];
  const { chunks, report } = await run(new FrameModel([...frames, finish]).pipe(parser));
  assertEquals(chunks, ["a", "", "b"]);
  assertEquals(report.finishReason, "stop");
  const error = await run(new FrameModel(frames).pipe(parser)).catch((error) => error);
  assertEquals(error.name, "CutStreamError");
});

Deno.test("ModelObserver takes the status of OpenAI's Responses protocol for its finish", async () => {
  const block = (text: string): Frame => delta([{ type: "text", text }]);
  const completed = { ...delta([]), response_metadata: { status: "completed" } };
  const frames = [delta([]), block("a"), block("b")];
  const { chunks, report } = await run(new FrameModel([...frames, completed]).pipe(parser));
  assertEquals(chunks, ["a", "b"]);
  assertEquals(report.finishReason, "completed");
  const error = await run(new FrameModel(frames).pipe(parser)).catch((error) => error);
  assertEquals(error.name, "CutStreamError");
});

Deno.test("ModelObserver tells empty chunks before a failure", async () => {
  const chain = RunnableLambda.from(async function* () {
    yield* ["a", "", ""];
    throw new Error("boom");
  });
  const chunks: unknown[] = [];
  const error = await (async () => {
    for await (const chunk of chunksOf(chain)) chunks.push(chunk);
  })().catch((error) => error);
  assertEquals(error.message, "boom");
  assertEquals(chunks, ["a", "", ""]);
});

Deno.test("ModelObserver sees that a stream was cut", async () => {
  const report = new ModelObserver();
  const reader = chunksOf(new FrameModel([role, delta("a")]).pipe(parser), report).getReader();
  assertEquals(await reader.read(), { value: "a", done: false });
  const error = await reader.read().catch((error) => error);
  assertEquals(error.name, "CutStreamError");
  assertEquals(report.isTruncated, true);
});

Deno.test("ModelObserver hears what a model says that is not streamed", async () => {
  const model = new FrameModel([delta("a"), delta("b")]);
  const chain = RunnableLambda.from((input: string, config) => model.invoke(input, config))
    .pipe(parser);
  const { chunks, report } = await run(chain);
  assertEquals(chunks, ["ab"]);
  assertEquals(report.finishReason, "length");
  assertEquals(report.usage?.total_tokens, 6);
});
