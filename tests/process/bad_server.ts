// Serves runnables that misbehave in every way that could end the process; run by process_test.ts.
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnablePassthrough } from "@langchain/core/runnables";
import { createApp, type StreamableRunnable } from "../../src/mod.ts";

/** `throw` may not stand in a `finally`. */
function fail(message: string): never {
  throw new Error(message);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A runnable that streams what a function yields. */
function yields(chunks: () => AsyncIterable<unknown>): StreamableRunnable {
  return { stream: () => Promise.resolve(ReadableStream.from(chunks())) };
}

/** A runnable whose stream never ends, and whose cancel does this. */
function cancels(cancel: () => unknown): StreamableRunnable {
  const reader = {
    read: (() => {
      let reads = 0;
      return () =>
        reads++ < 2 ? Promise.resolve({ value: "a", done: false }) : new Promise(() => {});
    })(),
    cancel,
  };
  return { stream: () => Promise.resolve({ getReader: () => reader } as never) };
}

const circle: Record<string, unknown> = {};
circle.self = circle;

const trap = () => {
  throw new Error("trap");
};
const hostile = new Proxy(() => {}, {
  get: trap,
  has: trap,
  getPrototypeOf: trap,
  ownKeys: trap,
  apply: trap,
});

const prompt = ChatPromptTemplate.fromTemplate("{context}");
const model = new FakeListChatModel({ responses: ["answer"] });

const runnables: Record<string, StreamableRunnable> = {
  beside: yields(async function* () {
    for (let i = 0; i < 40; i++) {
      yield `${i} `;
      await pause(25);
    }
  }),
  assign: RunnablePassthrough.assign({ context: () => "c" })
    .pipe(
      RunnablePassthrough.assign({ answer: prompt.pipe(model).pipe(new StringOutputParser()) }),
    ),
  rejects: yields(async function* () {
    Promise.reject(new TypeError("nobody holds this"));
    yield "fine";
  }),
  throws_later: yields(async function* () {
    setTimeout(() => {
      throw new RangeError("in a timer");
    });
    await pause(1);
    yield "fine";
  }),
  ...Object.fromEntries(
    Object.entries({
      undefined,
      circle,
      bigint: { a: 1n },
      function: () => {},
      symbol: Symbol("s"),
    })
      .map(([name, value]) => [
        `yields_${name}`,
        yields(async function* () {
          yield "a";
          yield value;
        }),
      ]),
  ),
  return_throws: yields(async function* () {
    try {
      yield "a";
      yield "b";
      await pause(10_000);
    } finally {
      fail("in its return");
    }
  }),
  slow_assign: RunnablePassthrough.assign({
    context: async () => {
      await pause(50);
      throw new Error("the retriever is down");
    },
  }).pipe(RunnablePassthrough.assign({ answer: prompt.pipe(model) })),
  cancel_throws: cancels(() => {
    throw new Error("cancel throws");
  }),
  cancel_gives_nothing: cancels(() => undefined),
  ...Object.fromEntries(
    Object.entries({ null: null, undefined, symbol: Symbol("s"), hostile, bigint: 1n }).map((
      [name, thrown],
    ) => [
      `throws_${name}`,
      yields(async function* () {
        yield "a";
        throw thrown;
      }),
    ]),
  ),
};

const app = createApp({
  runnables,
  onRun: () => Promise.reject(new Error("an onRun that rejects")),
  ...(Deno.args.includes("--async-on-error")
    ? { onError: () => Promise.reject(new Error("an onError that rejects")) }
    : {}),
});
Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(`port ${port}`) },
  app,
);
