import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { Runnable, RunnableBinding, RunnableSequence } from "@langchain/core/runnables";

/** A chain in which a chat model has the last word, taken apart. */
export interface ModelChain {
  /** What makes the model's input: prompts, functions, other models, in their order. */
  readonly before: readonly Runnable[];
  /** The model, with what is bound to it: it yields its messages as they are. */
  readonly speaker: Runnable;
  /** The model itself. */
  readonly model: BaseChatModel;
  /** What the chain makes strings of the messages with, if it does. */
  readonly parser: StringOutputParser | null;
}

/**
 * Takes a runnable apart, if it is a chat model, or a chain that ends with one,
 * or with one and a `StringOutputParser`.
 *
 * @returns `null` if it is anything else, or if its end may do more than that
 */
export function toModelChain(runnable: unknown): ModelChain | null {
  if (!(runnable instanceof Runnable)) return null;
  const isChain = isExactly(runnable, RunnableSequence) && isStreamedAsUsual(runnable);
  const steps = isChain ? [...runnable.steps] : [runnable];
  const last = steps.at(-1);
  const parser = isExactly(last, StringOutputParser) ? last : null;
  if (parser !== null) steps.pop();
  const speaker = steps.pop();
  const model = modelOf(speaker);
  return speaker === undefined || model === null ? null : { before: steps, speaker, model, parser };
}

/** Whether nobody has replaced the way in which LangChain streams a runnable. */
export function isStreamedAsUsual(runnable: Runnable): boolean {
  return runnable.stream === Runnable.prototype.stream;
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
