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
import { toPlainJson } from "../message/to_plain_json.ts";

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

/** Puts chunks together as they come, so that only the output is kept in memory. */
export class OutputFolder {
  readonly #fold: OutputFold;
  #value: unknown = undefined;
  /** The values of objects by their keys, as long as all chunks are objects. */
  #children: Map<string, OutputFolder> | null = null;
  #isEmpty = true;
  #size = 0;

  /** @param fold how chunks become the output */
  constructor(fold: OutputFold) {
    this.#fold = fold;
  }

  /** The length of the output so far as JSON, in characters, or somewhat more. */
  get size(): number {
    if (this.#children === null) return this.#size;
    return [...this.#children.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Adds a chunk. @param size its length as JSON, if it is known */
  add(chunk: unknown, size = lengthOf(chunk)): void {
    const isFirst = this.#isEmpty;
    this.#isEmpty = false;
    if (this.#fold === "last") this.#replace(chunk, size);
    else if (isRecord(chunk) && (isFirst || this.#children !== null)) this.#addRecord(chunk);
    else if (isFirst || this.#children !== null) this.#replace(chunk, size);
    else this.#append(chunk, size);
  }

  /** The output so far. */
  get output(): unknown {
    return this.#children === null
      ? this.#value
      : Object.fromEntries([...this.#children].map(([key, { output }]) => [key, output]));
  }

  #replace(chunk: unknown, size: number): void {
    this.#children = null;
    this.#value = Array.isArray(chunk) ? [...chunk] : chunk; // it may grow here
    this.#size = size;
  }

  #addRecord(chunk: Readonly<Record<string, unknown>>): void {
    const children = this.#children ??= new Map();
    for (const [key, value] of Object.entries(chunk)) {
      let child = children.get(key);
      if (child === undefined) {
        child = new OutputFolder(
          this.#fold instanceof Map ? this.#fold.get(key) ?? "concat" : "concat",
        );
        children.set(key, child);
      }
      child.add(value);
    }
  }

  #append(chunk: unknown, size: number): void {
    this.#size += size;
    if (Array.isArray(this.#value) && Array.isArray(chunk)) {
      for (const item of chunk) this.#value.push(item);
      return;
    }
    try {
      this.#value = concat(this.#value as never, chunk as never);
    } catch {
      this.#replace(chunk, size); // LangChain cannot put them together either
    }
  }
}

/** Whether a value is a plain object. Messages and documents are put together by LangChain. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length + 2;
  return typeof value === "object" && value !== null
    ? JSON.stringify(toPlainJson(value)).length
    : 8;
}
