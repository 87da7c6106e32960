// Assumptions about LangChain's internals, which a new version may break:
//
// - A `RunnableSequence` has `steps`, a `RunnableBinding` `bound`, a `RunnableMap` `steps`, a
//   `RunnableAssign` `mapper`, a `RunnableWithFallbacks` `runnable`, a `RunnablePick` `keys`.
// - A `BaseCumulativeTransformOutputParser` yields what it has parsed so far, every time; all other
//   runnables yield pieces that LangChain's `concat` puts together.

import { BaseCumulativeTransformOutputParser } from "@langchain/core/output_parsers";
import {
  RunnableAssign,
  RunnableBinding,
  RunnableMap,
  RunnablePassthrough,
  RunnablePick,
  RunnableSequence,
  RunnableWithFallbacks,
} from "@langchain/core/runnables";
import { concat } from "@langchain/core/utils/stream";

/**
 * How the chunks of a runnable become its output: `concat`, by LangChain's `concat`; `last`, the
 * last one is all of it; or by key, for chunks that are objects.
 */
export type OutputFold = "concat" | "last" | ReadonlyMap<string, OutputFold>;

/** Returns how the chunks of a runnable become its output. */
export function outputFoldOf(runnable: unknown): OutputFold {
  if (runnable instanceof BaseCumulativeTransformOutputParser) return "last";
  if (runnable instanceof RunnableBinding) return outputFoldOf(runnable.bound);
  if (runnable instanceof RunnableWithFallbacks) return outputFoldOf(runnable.runnable);
  if (runnable instanceof RunnableAssign) return outputFoldOf(runnable.mapper);
  if (runnable instanceof RunnableSequence) return foldOfSteps(runnable.steps);
  if (runnable instanceof RunnableMap) {
    const steps: unknown = Reflect.get(runnable, "steps");
    const folds = Object.entries(Object(steps)).map(([key, step]) =>
      [key, outputFoldOf(step)] as const
    );
    return folds.some(([, fold]) => fold !== "concat") ? new Map(folds) : "concat";
  }
  return "concat";
}

/** Returns how the chunks of a sequence of these steps become its output. */
export function foldOfSteps(steps: readonly unknown[]): OutputFold {
  const before = () => foldOfSteps(steps.slice(0, -1));
  const last = steps.at(-1);
  if (last instanceof RunnablePassthrough) return before();
  if (last instanceof RunnablePick) {
    const fold = before();
    const keys: unknown = Reflect.get(last, "keys");
    return typeof keys === "string" && fold instanceof Map ? fold.get(keys) ?? "concat" : fold;
  }
  if (!(last instanceof RunnableAssign)) return outputFoldOf(last);
  const [fold, added] = [before(), outputFoldOf(last)];
  return new Map([
    ...(fold instanceof Map ? fold : []),
    ...(added instanceof Map ? added : []),
  ]);
}

/** Puts chunks together. @returns `undefined` if there are none */
export function foldOutput(chunks: readonly unknown[], fold: OutputFold): unknown {
  if (chunks.length === 0) return undefined;
  if (fold === "last") return chunks.at(-1);
  if (fold === "concat" || !chunks.every(isRecord)) return concatAll(chunks);
  const byKey = new Map<string, unknown[]>();
  for (const [key, value] of chunks.flatMap((chunk) => Object.entries(chunk))) {
    const values = byKey.get(key);
    if (values === undefined) byKey.set(key, [value]);
    else values.push(value);
  }
  return Object.fromEntries(
    [...byKey].map(([key, values]) => [key, foldOutput(values, fold.get(key) ?? "concat")]),
  );
}

function concatAll(chunks: readonly unknown[]): unknown {
  if (chunks.every(Array.isArray)) return chunks.flat();
  try {
    // deno-lint-ignore no-explicit-any -- LangChain's own type of a chunk
    return chunks.reduce((sum: any, chunk: any) => concat(sum, chunk));
  } catch {
    return chunks.at(-1); // LangChain cannot put them together either
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
