import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { JsonOutputParser, StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import {
  RunnableLambda,
  RunnableMap,
  RunnablePassthrough,
  RunnableSequence,
} from "@langchain/core/runnables";
import { FakeChatModel } from "@langchain/core/utils/testing";
import fc from "npm:fast-check@^4.10.0";
import { toModelChain } from "../../../src/run/langchain/model_chain.ts";
import { inputShapeOf } from "../../../src/run/langchain/input/input_shape.ts";
import { Reasoning } from "../../../src/run/langchain/message/reasoning.ts";
import type { BaseMessage } from "@langchain/core/messages";
import { ModelObserver } from "../../../src/run/langchain/model/model_observer.ts";
import { Run } from "../../../src/run/run.ts";
import type { StreamableRunnable } from "../../../src/run/langchain/runnable.ts";
import { chunksOf } from "../../support/models/chunks_of.ts";
import {
  delta,
  finish,
  type Frame,
  FrameModel,
  role,
  usage,
} from "../../support/models/frame_model.ts";

const prompt = ChatPromptTemplate.fromTemplate("{user_message} (답변 시작)");
const model = new FrameModel([role, delta("안"), delta("녕"), finish]);
const parser = new StringOutputParser();

class LoudParser extends StringOutputParser {
  override parse(text: string): Promise<string> {
    return super.parse(text.toUpperCase());
  }
}
class OwnStreamModel extends FrameModel {
  override async stream(...[input, options]: Parameters<FrameModel["stream"]>) {
    return await super.stream(input, { ...options, stop: ["."] });
  }
}
class LoudModel extends FrameModel {
  override async *_streamIterator(...args: Parameters<FrameModel["_streamIterator"]>) {
    for await (const message of super._streamIterator(...args)) yield message;
  }
}
class LoudSequence extends RunnableSequence {}

Deno.test("toModelChain() accepts chains that end with a model, or with a parser after it", async (t) => {
  const bound = model.withConfig({ stop: ["."] });
  const map = RunnableMap.from({ user_message: new RunnablePassthrough<string>() });
  const chains = {
    "model": [model, false],
    "model with options": [bound, false],
    "model, parser": [model.pipe(parser), true],
    "prompt, model": [prompt.pipe(model), false],
    "prompt, model, parser": [prompt.pipe(model).pipe(parser), true],
    "prompt, model with options, parser": [prompt.pipe(bound).pipe(parser), true],
    "function, model, parser": [RunnableLambda.from(String).pipe(model).pipe(parser), true],
    "map, prompt, model": [map.pipe(prompt).pipe(model), false],
    "a chain with a name": [prompt.pipe(model).pipe(parser).withConfig({ runName: "a" }), true],
    "a chain with tags and metadata": [
      prompt.pipe(model).withConfig({ tags: ["a"], metadata: { b: 1 } }),
      false,
    ],
    "two models, parser": [RunnableSequence.from([model, model as never, parser]), true],
  } as const;
  for (const [name, [chain, isParsed]] of Object.entries(chains)) {
    await t.step(name, () => {
      const parts = toModelChain(chain);
      assertStrictEquals(parts?.model, model);
      assertStrictEquals(parts.parser, isParsed ? parser : null);
    });
  }
});

Deno.test("toModelChain() returns null for any other runnable", async (t) => {
  const runnables = {
    "a function": RunnableLambda.from(String),
    "a function after the model": model.pipe(() => "안녕"),
    "another parser": model.pipe(new JsonOutputParser()),
    "a custom parser": model.pipe(new LoudParser()),
    "two parsers": model.pipe(parser).pipe(parser),
    "a parser alone": parser,
    "a model that converts its messages": new FrameModel([], { outputVersion: "v1" }),
    "a model with an option to convert them": model.withConfig({ outputVersion: "v1" }).pipe(
      parser,
    ),
    "a model with its own stream iterator": new LoudModel([]).pipe(parser),
    "a chain whose stream was replaced": Object.assign(model.pipe(parser), { stream() {} }),
    "a model that does not stream": new FakeChatModel({}).pipe(parser),
    "a model with streaming disabled": Object.assign(new FrameModel([]), {
      disableStreaming: true,
    }),
    "a model with retries": model.withRetry().pipe(parser),
    "a model with a fallback": model.withFallbacks([model]).pipe(parser),
    "a chain with options": model.pipe(parser).withConfig({ stop: ["."] } as never),
    "a chain with callbacks": model.pipe(parser).withConfig({ callbacks: [] }),
    "a chain whose bound stream was replaced": Object.assign(
      model.pipe(parser).withConfig({ runName: "a" }),
      { stream() {} },
    ),
    "a custom chain": new LoudSequence({ first: model, last: parser }),
    "an object that is not a LangChain runnable": { stream() {} },
    "nothing": undefined,
  };
  for (const [name, runnable] of Object.entries(runnables)) {
    await t.step(name, () => assertStrictEquals(toModelChain(runnable), null));
  }
});

Deno.test("a chain that is read from its model has the config bound to it, and the run's", async () => {
  const seen: unknown[] = [];
  const step = RunnableLambda.from((input: string, { configurable, tags, metadata }) => {
    seen.push([configurable?.bound, configurable?.own, tags, metadata]);
    return input;
  });
  const chain = step.pipe(model).pipe(parser).withConfig({
    tags: ["a"],
    metadata: { b: 1, c: 2 },
    configurable: { bound: 1, own: 1 },
  });
  assertStrictEquals(toModelChain(chain)?.model, model);
  const config = { tags: ["d"], metadata: { c: 3 }, configurable: { own: 2 } };
  for (const runnable of [chain, whole(chain)]) {
    const { record } = await new Run(runnable, { input: "?", config }).complete();
    assertEquals(record.output, "안녕");
  }
  assertEquals(seen[0], seen[1]);
  assertEquals(seen[0], [1, 2, ["a", "d"], { b: 1, c: 3 }]);
});

/** Hides the class of a runnable, so that it is read by callbacks. */
function whole(runnable: StreamableRunnable): StreamableRunnable {
  return { stream: (input, config) => runnable.stream(input, config) };
}

/** Returns the chunks, the metadata and the failure of a run. */
async function outcome(runnable: StreamableRunnable, shape = inputShapeOf(runnable)) {
  const observer = new ModelObserver();
  const chunks: unknown[] = [];
  let failure: string | null = null;
  try {
    // A whole chain that ends with a parser yields no reasoning.
    for await (const chunk of chunksOf(runnable, observer, { shape })) {
      if (!(chunk instanceof Reasoning)) chunks.push(chunk);
    }
  } catch (error) {
    failure = String(error);
  }
  return { chunks, failure, observer };
}

const content = fc.oneof(
  fc.constantFrom("", "", "a", "언어 ", "🙂", "(답변"),
  fc.array(
    fc.constantFrom(
      { type: "text", text: "b" },
      { type: "text", text: "" },
      { type: "reasoning", reasoning: "hm" },
    ),
    { maxLength: 2 },
  ),
);
const frame: fc.Arbitrary<Frame> = fc.oneof(
  content.map(delta),
  content.map((content) => ({ content })),
  content.map((content): Frame => ({ content, additional_kwargs: { reasoning_content: "hm" } })),
  fc.constantFrom(role, finish, usage(1), { ...delta("c"), finish_reason: "" }),
  fc.constant<Frame>({ content: "", tool_call_chunks: [{ type: "tool_call_chunk", args: "{}" }] }),
);

Deno.test("a chain read directly yields the same as the whole chain", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 12 }), async (frames) => {
      const model = new FrameModel(frames);
      const own = new OwnStreamModel(frames); // as ChatOpenAI has it
      const asking = RunnableLambda.from(async (input: BaseMessage[], config) =>
        (await own.invoke(input, config)).text
      ).pipe(model).pipe(parser);
      const chains = [prompt.pipe(model).pipe(parser), prompt.pipe(own), model, own, asking];
      for (const chain of chains) {
        assertEquals(await outcome(chain), await outcome(whole(chain), inputShapeOf(chain)));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("a chain read directly fails like the whole chain", async () => {
  const image = delta([{ type: "image_url" }]);
  const chain = prompt.pipe(new FrameModel([role, delta("a"), image])).pipe(parser);
  const { chunks, failure } = await outcome(chain);
  assertEquals(chunks, ["a"]);
  assertEquals(failure, (await outcome(whole(chain), inputShapeOf(chain))).failure);
});

Deno.test("a truncated chain is detected if its model converts its messages", async () => {
  const cut = new FrameModel([role, delta("a"), delta(""), delta("b")], { outputVersion: "v1" });
  const { chunks, failure } = await outcome(prompt.pipe(cut).pipe(parser));
  assertEquals(chunks, ["a", "", "b"]);
  assert(failure?.startsWith("CutStreamError"), `${failure}`);
});

Deno.test("a traced chain is run as a whole", async () => {
  const printed: string[] = [];
  const { log } = console;
  console.log = (line: string) => printed.push(line);
  Deno.env.set("LANGCHAIN_VERBOSE", "true");
  try {
    assertEquals((await outcome(prompt.pipe(model).pipe(parser))).chunks, ["안", "녕"]);
  } finally {
    Deno.env.delete("LANGCHAIN_VERBOSE");
    console.log = log;
  }
  assert(printed.join("\n").includes("parser:StrOutputParser"), printed.join("\n"));
});
