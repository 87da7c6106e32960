// Assumptions about LangChain's internals, which a new version may break. They hold for
// @langchain/core 1.x; the tests compare each result with that of `stream`.
//
// - `RunnableSequence._streamIterator` connects the `transform` methods of its steps. All else that
//   it does is for callbacks: it adds up all chunks, one by one.
// - The `transform` of a parser that streams yields what its `_transform` yields. LangChain's own look at
//   nothing but the chunks; others also get a callback manager, and the config. For each chunk, it also finds out anew whether the run is traced, which reads seven
//   variables of the environment; sets LangChain's async local storage, to nothing unless the run is
//   traced; listens to the signal; and adds up its input and its output.
// - `RunnablePassthrough` without a function yields its input.

import {
  BaseCumulativeTransformOutputParser,
  BaseTransformOutputParser,
  ListOutputParser,
} from "@langchain/core/output_parsers";
import {
  ensureConfig,
  type Runnable,
  type RunnableConfig,
  RunnablePassthrough,
  RunnableSequence,
} from "@langchain/core/runnables";
import type { RunConfig } from "../runnable.ts";

type Chunks = AsyncGenerator<unknown>;

/**
 * Starts a chain as its `_streamIterator` would, where nothing is traced: no callback hears its parsers,
 * or the chain itself.
 *
 * @returns `null` if the runnable is no such chain, or nothing would be spared
 */
export async function lightSequence(
  runnable: Runnable,
  input: unknown,
  config: RunConfig,
): Promise<Chunks | null> {
  const isPlain = runnable instanceof RunnableSequence &&
    runnable._streamIterator === RunnableSequence.prototype._streamIterator;
  if (!isPlain || !runnable.steps.some((step) => isParser(step) || isPassthrough(step))) {
    return null;
  }
  const { runId: _, runName: __, ...rest } = config; // these are of the chain's own run
  const settings: Partial<RunnableConfig> = ensureConfig(rest as never);
  let chunks = only(input);
  for (const step of runnable.steps) {
    if (isPassthrough(step)) continue;
    // A step may be a program's own, and promise its chunks.
    chunks = isParser(step) ? step._transform(chunks) : await step.transform(chunks, settings);
  }
  return chunks;
}

type Parser = Runnable & { _transform(chunks: Chunks): Chunks };

const OWN_TRANSFORMS: ReadonlySet<unknown> = new Set(
  [BaseTransformOutputParser, BaseCumulativeTransformOutputParser, ListOutputParser]
    .map(({ prototype }): unknown => Reflect.get(prototype, "_transform")),
);

function isParser(step: Runnable): step is Parser {
  return step instanceof BaseTransformOutputParser &&
    step.transform === BaseTransformOutputParser.prototype.transform &&
    OWN_TRANSFORMS.has(Reflect.get(step, "_transform"));
}

function isPassthrough(step: Runnable): boolean {
  return Object.getPrototypeOf(step) === RunnablePassthrough.prototype &&
    (step as RunnablePassthrough).func === undefined;
}

async function* only(input: unknown): Chunks {
  yield input;
}
