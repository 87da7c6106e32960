import { assert, assertEquals, assertThrows } from "@std/assert";
import { AIMessageChunk } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { RunnableLambda } from "@langchain/core/runnables";
import { MemorySaver } from "npm:@langchain/langgraph@^1.0.0";
import fc from "npm:fast-check@^4.10.0";
import { createAgent } from "langchain";
import { DemoChatModel } from "../../../../src/builtin/demo.ts";
import { endAtMarkers, Run, type StreamableRunnable } from "../../../../src/mod.ts";
import { modelsIn } from "../../../../src/run/langchain/marker/models_in.ts";
import { delta, finish, FrameModel, role } from "../../../support/models/frame_model.ts";
import { SayingModel, says } from "../../../support/models/saying_model.ts";
import { hearEnds } from "../../../support/models/hear_ends.ts";

const MARKERS = ["끝끝", "<|end|>"];

/** Hides the class of a runnable, so that it is not read from its model. */
const opaque = (runnable: StreamableRunnable): StreamableRunnable => ({
  stream: (input, config) => runnable.stream(input, config),
});
/** Keeps the markers from the models of a runnable, so that it is cut outside. */
const hidden = (runnable: StreamableRunnable): StreamableRunnable => ({
  stream: (input, config) => runnable.stream(input, { ...config, configurable: {} }),
});
const record = async (
  runnable: StreamableRunnable,
  options: { includeEndMarker?: boolean } = {},
) => {
  const run = new Run(runnable, { input: [["human", "?"]], endMarkers: MARKERS, ...options });
  const texts: string[] = [];
  for await (const event of run) if (event.type === "text") texts.push(event.text);
  assert(run.summary !== null);
  const { record: { timing: _, ...rest }, outcome } = run.summary;
  return { ...rest, outcome, texts: texts.join("") };
};

const chunk = fc.oneof(
  fc.constantFrom("", "끝", "끝끝", "<|", "end", "|>", "<|end|>", "안녕 ", "<think>", "</think>"),
  fc.string({ unit: "grapheme", maxLength: 4 }),
);

Deno.test("a model that ends itself leaves the record that a cut outside leaves", async () => {
  let markers = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(chunk, { maxLength: 8 }),
      fc.boolean(),
      async (chunks, includeEndMarker) => {
        const options = { includeEndMarker };
        const frames = () => [role, ...chunks.map(delta), finish];
        const outside = await record(hidden(new FrameModel(frames())), options);
        if (outside.end_reason === "marker") markers++;
        const usage = { finish_reason: outside.finish_reason, usage: outside.usage };

        const chain = () => new FrameModel(frames()).pipe(new StringOutputParser());
        const inside = endAtMarkers(new FrameModel(frames())).pipe(new StringOutputParser());
        const whole = RunnableLambda.from(() => chain());
        const messages = opaque(endAtMarkers(new FrameModel(frames())));
        for (
          const runnable of [new FrameModel(frames()), chain(), opaque(inside), messages, whole]
        ) {
          const own = await record(runnable, options);
          // A chain that ends with a parser yields no reasoning.
          assertEquals({ ...own, ...usage, reasoning: null }, { ...outside, reasoning: null });
        }
      },
    ),
    { numRuns: 300 },
  );
  assert(markers > 30, `${markers} answers ended at a marker`);
});

Deno.test("LangChain hears that a model that ends itself has ended, and with what", async () => {
  const { heard, callbacks } = hearEnds();
  const chain = says("하나 ", "끝", "끝 둘", "never").pipe(new StringOutputParser());
  const { output, splits, end_marker } = await record(chain.withConfig({ callbacks }));
  assertEquals([output, splits, end_marker], ["하나 ", ["하나 ", "끝", "끝 둘"], "끝끝"]);
  assertEquals(heard, ["end: 하나 "]);
});

Deno.test("a model that ends itself aborts its request at the marker", async () => {
  let [pulled, isReturned] = [0, false];
  class Endless extends SayingModel {
    override async *_streamResponseChunks(
      ...args: Parameters<SayingModel["_streamResponseChunks"]>
    ) {
      try {
        while (true) {
          for await (const chunk of super._streamResponseChunks(...args)) {
            pulled++;
            yield chunk;
          }
        }
      } finally {
        isReturned = true;
      }
    }
  }
  const model = new Endless({ chunks: ["가", "끝", "끝"].map((text) => new AIMessageChunk(text)) });
  assertEquals((await record(model)).output, "가");
  assertEquals([pulled, isReturned], [3, true]);
});

Deno.test("an agent remembers answers that ended at the marker, and what it was told", async () => {
  const checkpointer = new MemorySaver();
  const agent = createAgent({ model: says("반가워 ", "끝끝"), tools: [], checkpointer });
  const config = { configurable: { thread_id: "1" } };
  for (const text of ["하나", "둘"]) {
    const input = { messages: [["human", text]] };
    const run = new Run(agent as unknown as StreamableRunnable, {
      input,
      config,
      endMarkers: MARKERS,
    });
    const { record } = await run.complete();
    assertEquals([record.output, record.end_marker], ["반가워 ", "끝끝"]);
  }
  const { values, next } = await agent.graph.getState(config);
  const said = values.messages.map(({ type, text }: { type: string; text: string }) =>
    `${type} ${text}`
  );
  assertEquals(said, ["human 하나", "ai 반가워 ", "human 둘", "ai 반가워 "]);
  assertEquals(next, []);
});

Deno.test("endAtMarkers() keeps what is bound to a model, and leaves the model itself alone", async () => {
  const model = says("가", "끝끝", "나");
  const ending = endAtMarkers(model, { endMarkers: MARKERS });
  const textOf = async (runnable: { stream: typeof model.stream }) => {
    let text = "";
    for await (const { content } of await runnable.stream("?")) text += content;
    return text;
  };
  assertEquals(await textOf(ending), "가");
  assertEquals(await textOf(ending.withConfig({ tags: ["a"] }) as never), "가");
  assertEquals(await textOf(model), "가끝끝나");
});

Deno.test("endAtMarkers() refuses an empty end marker", () => {
  assertThrows(() => endAtMarkers(says("a"), { endMarkers: [""] }), TypeError);
});

Deno.test("endAtMarkers() takes a model with private fields", async () => {
  const [startMarker, endMarker] = ["", "(답변 종료)"];
  const demo = new DemoChatModel({ startMarker, endMarker, tokenDelayMs: 0 });
  const model = endAtMarkers(demo, { endMarkers: [endMarker] });
  const thanks = "별말을 다 해! 도움이 됐다니 내가 더 고마워 😊";
  const chunks = await Array.fromAsync(await model.stream("고마워!"));
  assertEquals(chunks.map(({ text }) => text).join(""), thanks);
  assert((await model.invoke("고마워!")).text.startsWith(thanks));
  assertEquals((await record(endAtMarkers(demo))).outcome, "complete");
});

Deno.test("a model is not changed by a run, but in runs", async () => {
  const model = says("가", "끝끝", "나");
  assertEquals((await record(model)).output, "가");
  const chunks = await Array.fromAsync(await model.stream("?"));
  assertEquals(chunks.map(({ text }) => text).join(""), "가끝끝나");
  assertEquals((await record(Object.freeze(says("가", "끝끝", "나")))).output, "가");
});

Deno.test("modelsIn() finds models wherever LangChain keeps them", () => {
  const model = says("a");
  const chain = model.pipe(new StringOutputParser());
  for (
    const runnable of [
      model,
      chain,
      chain.withRetry(),
      chain.withConfig({}),
      RunnableLambda.from(String).pipe(chain),
      RunnableLambda.from(() => "").withFallbacks([chain]),
      createAgent({ model, tools: [] }),
    ]
  ) assertEquals(modelsIn(runnable), [model]);
  assertEquals(modelsIn(RunnableLambda.from(() => chain)), []);
});
