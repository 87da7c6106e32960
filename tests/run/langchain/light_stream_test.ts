import { assert, assertEquals, assertRejects } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import {
  BytesOutputParser,
  CommaSeparatedListOutputParser,
  JsonOutputParser,
  StringOutputParser,
} from "@langchain/core/output_parsers";
import type { CallbackManager } from "@langchain/core/callbacks/manager";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import {
  type Runnable,
  type RunnableConfig,
  RunnableLambda,
  RunnableMap,
  RunnablePassthrough,
} from "@langchain/core/runnables";
import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
import { AIMessageChunk } from "@langchain/core/messages";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { lightStream } from "../../../src/run/langchain/stream/light_stream.ts";
import type { Values } from "../../../src/run/langchain/chunk_reader.ts";

AsyncLocalStorageProviderSingleton.initializeGlobalInstance(new AsyncLocalStorage());

const model = () =>
  new FakeStreamingChatModel({ chunks: ["언어", " ", "모델"].map((it) => new AIMessageChunk(it)) });
const toText = new StringOutputParser();
const chain = () => ChatPromptTemplate.fromTemplate("{q}").pipe(model()).pipe(toText);
/** A model that says these. */
const saying = (...chunks: readonly string[]) =>
  ChatPromptTemplate.fromTemplate("{q}").pipe(
    new FakeStreamingChatModel({ chunks: chunks.map((it) => new AIMessageChunk(it)) }),
  );

/** A parser that asks a model, too, and does not pass on the config. */
class Loud extends StringOutputParser {
  override async parse(text: string): Promise<string> {
    return `${text}${await chain().invoke({ q: text })}`;
  }
}

/** A parser that asks a model with the callbacks of its run, and looks at its config. */
class Asking extends StringOutputParser {
  override async *_transform(
    chunks: AsyncGenerator<unknown>,
    manager?: { getChild(): CallbackManager },
    config?: RunnableConfig,
  ): AsyncGenerator<string> {
    assert(manager !== undefined && config?.configurable !== undefined);
    for await (const _ of chunks) {
      yield await chain().invoke({ q: "" }, { callbacks: manager.getChild() });
    }
  }
}

/** A step that promises its chunks, which LangChain awaits. */
class Promising extends RunnablePassthrough<unknown> {
  override transform(
    ...args: Parameters<RunnablePassthrough["transform"]>
  ): AsyncGenerator<unknown> {
    return Promise.resolve(super.transform(...args)) as never;
  }
}

/** Calls a model without passing on the config, which LangChain then takes from where it runs. */
const calling = new RunnableLambda({ func: (_: unknown) => chain().invoke({ q: "" }) });

const runnables: [name: string, runnable: Runnable][] = [
  ["a chain with a step behind its parser", chain().pipe(new RunnablePassthrough())],
  ["a map", RunnableMap.from({ a: chain(), b: chain() })],
  ["a function", calling],
  ["a chain that ends with a function", chain().pipe((text: string) => `${text}!`)],
  ["a bound chain", chain().pipe(new RunnablePassthrough()).withConfig({ tags: ["t"] })],
  ["a chain with fallbacks", chain().withFallbacks([chain()])],
  ["a chain that yields JSON", saying('{"a": ["', "언어", '", 1]}').pipe(new JsonOutputParser())],
  [
    "a chain that yields changes of JSON",
    saying('{"a": ["', "언어", '", 1]}').pipe(new JsonOutputParser({ diff: true })),
  ],
  ["a list", saying("a, b", ", c").pipe(new CommaSeparatedListOutputParser())],
  ["bytes", saying("a", "언어").pipe(new BytesOutputParser())],
  ["a parser of one's own", saying("a", "b").pipe(new Loud())],
  ["a parser that asks a model of its run", saying("a", "b").pipe(new Asking())],
  ["a step that promises its chunks", saying("a", "b").pipe(new Promising()).pipe(toText)],
  ["a parser behind a function", saying("a").pipe(calling).pipe(toText)],
];

class Names extends BaseCallbackHandler {
  override readonly name = "names";
  override awaitHandlers = true;
  readonly heard: string[] = [];
  override handleChatModelStart() {
    this.heard.push("start");
  }
  override handleLLMNewToken(token: string) {
    this.heard.push(token);
  }
  override handleLLMEnd() {
    this.heard.push("end");
  }
}

async function readAll(values: Values): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let read; (read = await values.read()).done !== true;) all.push(read.value);
  return all;
}

function configOf(handler: object, signal = new AbortController().signal) {
  return { callbacks: [handler], signal, configurable: {}, runId: crypto.randomUUID() };
}

for (const [name, runnable] of runnables) {
  Deno.test(`lightStream() reads ${name} as its stream does, and callbacks hear the same`, async () => {
    const [light, usual] = [new Names(), new Names()];
    const input = { q: "안녕?" };
    const values = await readAll(await lightStream(runnable, input, configOf(light)));
    const expected = await Array.fromAsync(await runnable.stream(input, configOf(usual)));
    assertEquals([values, light.heard], [expected, usual.heard]);
    assert(light.heard.includes("end"), "the model was heard");
  });
}

Deno.test("lightStream() lets a function behind a chain hear all of its text", async () => {
  let heard: unknown;
  const runnable = chain().pipe(
    new RunnablePassthrough({ func: (text: unknown) => void (heard = text) }),
  );
  await readAll(await lightStream(runnable, { q: "" }, configOf(new Names())));
  assertEquals(heard, "언어 모델");
});

Deno.test("lightStream() passes tags and metadata on to the models of a chain", async () => {
  const told: unknown[] = [];
  const handler = BaseCallbackHandler.fromMethods({
    handleChatModelStart: (...[, , , , , tags, metadata]: unknown[]) =>
      void told.push([tags, metadata]),
  });
  const config = { ...configOf(handler), tags: ["t"], metadata: { by: "us" } };
  await readAll(await lightStream(chain().pipe(new RunnablePassthrough()), { q: "" }, config));
  const [[tags, metadata] = []] = told as [string[], Record<string, unknown>][];
  assertEquals([tags?.includes("t"), metadata?.by], [true, "us"]);
});

Deno.test("lightStream() calls a stream of the runnable's own", async () => {
  const own = chain().pipe(new RunnablePassthrough());
  Object.assign(own, { stream: () => Promise.resolve(ReadableStream.from(["own"])) });
  assertEquals(await readAll(await lightStream(own, { q: "" }, configOf(new Names()))), ["own"]);
});

Deno.test("lightStream() fails as the runnable does, and stops it where its reader stops", async () => {
  const failing = chain().pipe(() => {
    throw new Error("broken");
  });
  await assertRejects(
    async () => await readAll(await lightStream(failing, { q: "" }, configOf(new Names()))),
    Error,
    "broken",
  );

  const caller = new AbortController();
  const values = await lightStream(
    chain().pipe(new RunnablePassthrough()),
    { q: "" },
    configOf(new Names(), caller.signal),
  );
  assertEquals((await values.read()).value, "언어");
  caller.abort(new Error("gone"));
  await assertRejects(() => values.read(), Error, "gone");
  await values.cancel(new Error("gone"));
  assertEquals((await values.read()).done, true);
});
