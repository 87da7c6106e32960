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
  const observer = new ModelObserver();
  const chunks = await Array.fromAsync(chunksOf(runnable, observer));
  return { chunks, observer };
}
const parser = new StringOutputParser();

Deno.test("ModelObserver tells frames of OpenAI's protocol from empty content deltas", async (t) => {
  const frames = [role, delta("a"), delta(""), delta("b"), delta(""), delta(""), finish, usage(5)];
  const model = new FrameModel(frames);
  for (const [name, runnable] of [["model", model], ["chain", model.pipe(parser)]] as const) {
    await t.step(name, async () => {
      const { chunks, observer } = await run(runnable);
      assertEquals(chunks, ["a", "", "b", "", ""]);
      assertEquals(observer.finishReason, "stop");
      assertEquals(observer.usage?.total_tokens, 10);
      assertEquals(observer.isTruncated, false);
    });
  }
});

Deno.test("ModelObserver takes no empty chunk of an unknown protocol for a frame", async () => {
  const model = new FrameModel([{ content: "" }, { content: "a" }, { content: "" }]);
  const { chunks, observer } = await run(model.pipe(parser));
  assertEquals(chunks, ["", "a", ""]);
  assertEquals(observer.finishReason, null);
  assertEquals(observer.usage, null);
  assertEquals(observer.isTruncated, false);
});

Deno.test("ModelObserver does not count reasoning and tool calls as text", async () => {
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

Deno.test("ModelObserver tells two models of a chain apart, and adds up their usage", async () => {
  const question = new FrameModel([role, delta("q"), finish, usage(1)]).pipe(parser);
  const answer = new FrameModel([role, delta(""), delta(""), delta("a"), finish, usage(2)]);
  const { chunks, observer } = await run(question.pipe(answer).pipe(parser));
  assertEquals(chunks, ["", "", "a"]);
  assertEquals(observer.usage?.total_tokens, 6);
});

Deno.test("ModelObserver accepts a model that is not read to the end", async () => {
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

Deno.test("ModelObserver detects that one of two models was truncated, whichever ends last", async () => {
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

Deno.test("ModelObserver ignores an empty finish reason", async () => {
  const unfinished = (content: string): Frame => ({ ...delta(content), finish_reason: "" });
  const frames = [role, unfinished("a"), unfinished(""), unfinished("b")];
  const { chunks, observer } = await run(new FrameModel([...frames, finish]).pipe(parser));
  assertEquals(chunks, ["a", "", "b"]);
  assertEquals(observer.finishReason, "stop");
  const error = await run(new FrameModel(frames).pipe(parser)).catch((error) => error);
  assertEquals(error.name, "CutStreamError");
});

Deno.test("ModelObserver reads the finish reason from the status of OpenAI's Responses protocol", async () => {
  const block = (text: string): Frame => delta([{ type: "text", text }]);
  const completed = { ...delta([]), response_metadata: { status: "completed" } };
  const frames = [delta([]), block("a"), block("b")];
  const { chunks, observer } = await run(new FrameModel([...frames, completed]).pipe(parser));
  assertEquals(chunks, ["a", "b"]);
  assertEquals(observer.finishReason, "completed");
  const error = await run(new FrameModel(frames).pipe(parser)).catch((error) => error);
  assertEquals(error.name, "CutStreamError");
});

Deno.test("ModelObserver recognizes empty chunks before a failure", async () => {
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

Deno.test("ModelObserver detects a truncated stream", async () => {
  const observer = new ModelObserver();
  const reader = chunksOf(new FrameModel([role, delta("a")]).pipe(parser), observer).getReader();
  assertEquals(await reader.read(), { value: "a", done: false });
  const error = await reader.read().catch((error) => error);
  assertEquals(error.name, "CutStreamError");
  assertEquals(observer.isTruncated, true);
});

Deno.test("ModelObserver reads the message of a model that is not streamed", async () => {
  const model = new FrameModel([delta("a"), delta("b")]);
  const chain = RunnableLambda.from((input: string, config) => model.invoke(input, config))
    .pipe(parser);
  const { chunks, observer } = await run(chain);
  assertEquals(chunks, ["ab"]);
  assertEquals(observer.finishReason, "length");
  assertEquals(observer.usage?.total_tokens, 6);
});
