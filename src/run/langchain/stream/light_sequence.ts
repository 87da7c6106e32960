// Assumptions about LangChain's internals, which a new version may break. They hold for
// @langchain/core 1.x; the tests compare each result with that of `stream`.
//
// - `RunnableSequence._streamIterator` connects the `transform` methods of its steps. All else that
//   it does is for callbacks: it adds up all chunks, one by one.
// - The `transform` of a parser that streams yields what its `_transform` yields, which gets nothing but
//   the chunks. For each of them, it also finds out anew whether the run is traced, which reads seven
//   variables of the environment; sets LangChain's async local storage, to nothing unless the run is
//   traced; listens to the signal; and adds up its input and its output.
// - `RunnablePassthrough` without a function yields its input.

import { BaseTransformOutputParser } from "@langchain/core/output_parsers";
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
export function lightSequence(
  runnable: Runnable,
  input: unknown,
  config: RunConfig,
): Chunks | null {
  const isPlain = runnable instanceof RunnableSequence &&
    runnable._streamIterator === RunnableSequence.prototype._streamIterator;
  if (!isPlain || !runnable.steps.some((step) => isParser(step) || isPassthrough(step))) {
    return null;
  }
  const { runId: _, runName: __, ...rest } = config; // these are of the chain's own run
  const settings: Partial<RunnableConfig> = ensureConfig(rest as never);
  return runnable.steps.reduce((chunks: Chunks, step: Runnable) => {
    if (isPassthrough(step)) return chunks;
    return isParser(step) ? step._transform(chunks) : step.transform(chunks, settings);
  }, only(input));
}

type Parser = Runnable & { _transform(chunks: Chunks): Chunks };

function isParser(step: Runnable): step is Parser {
  return step instanceof BaseTransformOutputParser &&
    step.transform === BaseTransformOutputParser.prototype.transform;
}

function isPassthrough(step: Runnable): boolean {
  return Object.getPrototypeOf(step) === RunnablePassthrough.prototype &&
    (step as RunnablePassthrough).func === undefined;
}

async function* only(input: unknown): Chunks {
  yield input;
}
