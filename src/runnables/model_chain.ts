import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { BasePromptTemplate } from "@langchain/core/prompts";
import { Runnable, RunnableBinding, RunnableSequence } from "@langchain/core/runnables";

/** A chain in which one chat model has all the say, taken apart. */
export interface ModelChain {
  readonly model: BaseChatModel;
  /** All but the parser, in their order: the last yields the model's messages as they are. */
  readonly steps: readonly Runnable[];
  /** What the chain makes strings of the messages with, if it does. */
  readonly parser: StringOutputParser | null;
  /** A model without a chain that streams in a way of its own, as `ChatOpenAI` does. */
  readonly lone: Runnable | null;
}

/**
 * Takes a runnable apart, if it is a chat model, or a chain of nothing but
 * prompts, a chat model, and perhaps a `StringOutputParser`.
 *
 * @returns `null` if it is anything else, or if a part of it may do more
 */
export function toModelChain(runnable: unknown): ModelChain | null {
  if (!(runnable instanceof Runnable)) return null;
  const isChain = isExactly(runnable, RunnableSequence);
  const isUsual = runnable.stream === Runnable.prototype.stream;
  if (isChain && !isUsual) return null;

  const all = isChain ? runnable.steps : [runnable];
  const last = all.at(-1);
  const parser = isExactly(last, StringOutputParser) ? last : null;
  const steps = parser === null ? all : all.slice(0, -1);
  const model = modelOf(steps.at(-1));
  const isPlain = steps.slice(0, -1).every((step) => step instanceof BasePromptTemplate);
  const lone = isUsual ? null : runnable;
  return model !== null && isPlain ? { model, steps, parser, lone } : null;
}

/** The chat model that a step is, or gives options to, if its messages are LangChain's. */
function modelOf(step: unknown): BaseChatModel | null {
  if (isExactly(step, RunnableBinding)) return modelOf(step.bound);
  if (!(step instanceof BaseChatModel) || step.disableStreaming) return null;
  const usual = BaseChatModel.prototype;
  return step.transform === usual.transform &&
      step._streamIterator === usual._streamIterator &&
      step._streamResponseChunks !== usual._streamResponseChunks
    ? step
    : null;
}

/** Whether a thing is of a class, and of none that extends it. */
function isExactly<T extends object>(
  thing: unknown,
  { prototype }: { prototype: T },
): thing is T {
  return thing instanceof Object && Object.getPrototypeOf(thing) === prototype;
}
