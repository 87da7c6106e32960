import { assertEquals } from "@std/assert";
import { AIMessageChunk } from "@langchain/core/messages";
import { JsonOutputParser, StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { type Runnable, RunnableLambda, RunnableMap } from "@langchain/core/runnables";
import { streamsAsInvoked } from "../../src/run/langchain/invoke/streams_as_invoked.ts";
import { createApp } from "../../src/mod.ts";
import { post } from "../support/client.ts";
import { SayingModel, says } from "../support/models/saying_model.ts";

const prompt = ChatPromptTemplate.fromTemplate("{topic}");
const json = prompt.pipe(says('{"name": "A', 'nn"}')).pipe(
  new JsonOutputParser<{ name: string }>(),
);
const text = prompt.pipe(says("안", "", "녕")).pipe(new StringOutputParser());

/** A model that fails so many times, after its first chunk. */
class FlakyModel extends SayingModel {
  failures = 0;
  override async *_streamResponseChunks(
    ...args: Parameters<SayingModel["_streamResponseChunks"]>
  ) {
    for await (const chunk of super._streamResponseChunks(...args)) {
      yield chunk;
      if (this.failures-- > 0) throw new Error("flaky");
    }
  }
}
const flaky = (failures: number) =>
  Object.assign(new FlakyModel({ chunks: [new AIMessageChunk("하"), new AIMessageChunk("나")] }), {
    failures,
  });

const CASES: Record<string, { make: () => Runnable; output: unknown; splits: string[] }> = {
  "a function behind a JSON parser": {
    make: () => json.pipe(({ name }) => `Name: ${name}`),
    output: "Name: Ann",
    splits: ["Name: Ann"],
  },
  "JSON.stringify behind a JSON parser": {
    make: () => json.pipe((value) => JSON.stringify(value)),
    output: '{"name":"Ann"}',
    splits: ['{"name":"Ann"}'],
  },
  "a chain that is retried": {
    make: () => prompt.pipe(flaky(1)).pipe(new StringOutputParser()).withRetry(),
    output: "하나",
    splits: ["하", "나"],
  },
  "a chain with a fallback after half an answer": {
    make: () => prompt.pipe(flaky(1)).pipe(new StringOutputParser()).withFallbacks([text]),
    output: "안녕",
    splits: ["안", "", "녕"],
  },
  "a map with a function in it": {
    make: () => RunnableMap.from({ text, length: text.pipe((it) => it.length) }),
    output: { text: "안녕", length: 2 },
    splits: [],
  },
  "a function that returns a chain": {
    make: () => RunnableLambda.from(() => text),
    output: "안녕",
    splits: ["안", "", "녕"],
  },
};

for (const [name, { make, output, splits }] of Object.entries(CASES)) {
  Deno.test(`invoke gives what LangChain's gives: ${name}`, async () => {
    const input = { topic: "곰" };
    assertEquals(await make().invoke(input), output);
    const app = createApp({ runnables: { it: make() }, onError() {} });
    const response = await app(post("/it/invoke", { input }));
    const body = await response.json();
    assertEquals(body.output, output);
    assertEquals(body.metadata.splits, splits);
  });
}

Deno.test("streamsAsInvoked() is false only where a stream may add up to something else", () => {
  const generator = async function* (input: string) {
    await Promise.resolve();
    yield* input;
  };
  for (
    const [runnable, expected] of [
      [text, true],
      [json, true],
      [prompt.pipe(says("a")), true],
      [RunnableMap.from({ text, json }), true],
      [RunnableLambda.from((topic: string) => ({ topic })).pipe(text), true],
      [text.pipe(generator), true],
      [text.pipe((it) => it.length).pipe(generator as never), true],
      [json.pipe(generator as never), false],
      [text.withConfig({ tags: ["a"] }), true],
      [json.pipe(({ name }) => name), false],
      [text.withRetry(), false],
      [text.withFallbacks([text]), false],
      [RunnableLambda.from(() => text), false],
      [RunnableMap.from({ length: text.pipe((it) => it.length) }), false],
    ] as const
  ) {
    assertEquals(streamsAsInvoked(runnable), expected, runnable.getName());
  }
});
