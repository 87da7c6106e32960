import { RunnableLambda } from "@langchain/core/runnables";
import type { RunConfig, StreamableRunnable } from "../../../src/mod.ts";

/** A runnable that yields what it is given, and counts how it was used. */
export class FakeRunnable implements StreamableRunnable {
  /** What it was run on. */
  readonly inputs: unknown[] = [];
  /** How many chunks it was made to yield. */
  pulls = 0;
  /** Resolves, with the signal's reason, when it is aborted. */
  readonly aborted: Promise<unknown>;

  readonly #chunks: () => Iterable<unknown> | AsyncIterable<unknown>;
  readonly #abort: (reason: unknown) => void;

  constructor(chunks: () => Iterable<unknown> | AsyncIterable<unknown>) {
    this.#chunks = chunks;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.aborted = promise;
    this.#abort = resolve;
  }

  /** What LangChain does with a function that yields. */
  stream(input: unknown, config: RunConfig): Promise<ReadableStream<unknown>> {
    this.inputs.push(input);
    config.signal.addEventListener("abort", () => this.#abort(config.signal.reason));
    const run = this.#run.bind(this);
    return RunnableLambda.from(run).stream(input, config);
  }

  async *#run() {
    for await (const chunk of this.#chunks()) {
      this.pulls++;
      yield chunk;
    }
  }
}

/** Yields the chunks of an answer, then fails. */
export function* failAfter(chunks: readonly string[], error: unknown = new Error("boom")) {
  yield* chunks;
  throw error;
}

/** Yields one chunk for ever. */
export function* forever<T>(chunk: T): Generator<T, never> {
  while (true) yield chunk;
}
