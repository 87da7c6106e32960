// Assumptions about LangChain's internals, which a new version may break:
//
// - A `RunnableLambda` has its function in `func`. It gets its input as a whole, put together by
//   `concat`. A plain function yields one chunk, unless it returns another runnable.
// - A `RunnableSequence` has `steps`, a `RunnableBinding` `bound`, a `RunnableMap` `steps`, and a
//   `RunnableAssign` `mapper`.

import { BaseLanguageModel } from "@langchain/core/language_models/base";
import { BaseLLMOutputParser } from "@langchain/core/output_parsers";
import { BasePromptTemplate } from "@langchain/core/prompts";
import { BaseRetriever } from "@langchain/core/retrievers";
import {
  Runnable,
  RunnableAssign,
  RunnableBinding,
  RunnableLambda,
  RunnableMap,
  RunnablePassthrough,
  RunnablePick,
  RunnableSequence,
} from "@langchain/core/runnables";
import { foldOfSteps } from "../output/output_fold.ts";

/** The classes whose stream adds up to what their `invoke` returns. */
const STREAMING = [
  BaseLanguageModel,
  BaseLLMOutputParser,
  BasePromptTemplate,
  BaseRetriever,
  RunnablePassthrough,
  RunnablePick,
];

/**
 * Whether the chunks of a runnable's stream surely add up to what its `invoke` returns. They may not
 * where a function gets the chunks of a cumulative parser, where a failure is retried, or where
 * there is a fallback.
 */
export function streamsAsInvoked(runnable: unknown): boolean {
  if (!(runnable instanceof Runnable)) return true; // it can only stream
  if (runnable instanceof RunnableSequence) return sequenceStreams(runnable.steps);
  if (Object.getPrototypeOf(runnable) === RunnableBinding.prototype) {
    return streamsAsInvoked((runnable as RunnableBinding<unknown, unknown>).bound);
  }
  if (runnable instanceof RunnableAssign) return streamsAsInvoked(runnable.mapper);
  if (runnable instanceof RunnableMap) {
    return Object.values(Object(Reflect.get(runnable, "steps"))).every(streamsAsInvoked);
  }
  if (runnable instanceof RunnableLambda) return isGenerator(runnable);
  return STREAMING.some((type) => runnable instanceof type);
}

function sequenceStreams(steps: readonly unknown[]): boolean {
  return steps.every((step, i) => {
    if (!(step instanceof RunnableLambda)) return streamsAsInvoked(step);
    const isWhole = foldOfSteps(steps.slice(0, i)) === "concat";
    return isWhole && (isGenerator(step) || i < steps.length - 1);
  });
}

function isGenerator(lambda: object): boolean {
  const func: unknown = Reflect.get(lambda, "func");
  return typeof func === "function" && /GeneratorFunction$/.test(func.constructor.name);
}
