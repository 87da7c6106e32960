import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { Runnable, RunnableBinding, RunnableSequence } from "@langchain/core/runnables";

/** A chain in which a chat model has the last word, taken apart. */
export interface ModelChain {
  /** What makes the model's input: prompts, functions, other models, in their order. */
  readonly steps: readonly Runnable[];
  /** The model, with what is bound to it: it yields its messages as they are. */
  readonly boundModel: Runnable;
  /** The model itself. */
  readonly model: BaseChatModel;
  /** What is bound to it. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the chain makes strings of the messages with, if it does. */
  readonly parser: StringOutputParser | null;
}

/**
 * Takes a runnable apart, if it is a chat model, or a chain that ends with one,
 * or with one and a `StringOutputParser`.
 *
 * @returns `null` if it is anything else: if there is more behind the model, or it
 *   is tried again, has another to fall back on, or streams in a way of its own
 */
export function toModelChain(runnable: unknown): ModelChain | null {
  if (!(runnable instanceof Runnable)) return null;
  const isChain = isExactly(runnable, RunnableSequence) && isStreamedAsUsual(runnable);
  const steps = isChain ? [...runnable.steps] : [runnable];
  const last = steps.at(-1);
  const parser = isExactly(last, StringOutputParser) ? last : null;
  if (parser !== null) steps.pop();
  const boundModel = steps.pop();
  const bound = modelOf(boundModel);
  return boundModel === undefined || bound === null
    ? null
    : { steps, boundModel, parser, ...bound };
}

/**
 * Whether nobody has replaced the way in which LangChain streams a runnable by
 * itself. (In a chain it is not asked to `stream`.)
 */
export function isStreamedAsUsual(runnable: Runnable): boolean {
  return runnable.stream === Runnable.prototype.stream;
}

/** The chat model that a step is, or binds options to, if its messages are as it made them. */
function modelOf(
  step: unknown,
  options: Readonly<Record<string, unknown>> = {},
): Pick<ModelChain, "model" | "options"> | null {
  if (isExactly(step, RunnableBinding)) {
    return modelOf(step.bound, { ...step.config, ...step.kwargs, ...options });
  }
  if (!(step instanceof BaseChatModel) || step.disableStreaming) return null;
  if ((options.outputVersion ?? step.outputVersion) === "v1") return null; // they are recast
  const usual = BaseChatModel.prototype;
  return step.transform === usual.transform &&
      step._streamIterator === usual._streamIterator &&
      step._streamResponseChunks !== usual._streamResponseChunks
    ? { model: step, options }
    : null;
}

/** Whether a thing is of a class, and of none that extends it. */
function isExactly<T extends object>(
  thing: unknown,
  { prototype }: { prototype: T },
): thing is T {
  return thing instanceof Object && Object.getPrototypeOf(thing) === prototype;
}
