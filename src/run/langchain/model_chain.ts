import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { Runnable, RunnableBinding, RunnableSequence } from "@langchain/core/runnables";

/** The parts of a chain that ends with a chat model. */
export interface ModelChain {
  /** The steps before the model, in order: prompts, functions, other models. */
  readonly steps: readonly Runnable[];
  /** The model with its bound options. It yields the messages of the answer. */
  readonly boundModel: Runnable;
  /** The model itself. */
  readonly model: BaseChatModel;
  /** The options bound to the model. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The parser after the model, or `null`. */
  readonly parser: StringOutputParser | null;
}

/**
 * Splits a runnable into its parts if it is a chat model, or a chain that ends with a chat model
 * and, optionally, a `StringOutputParser`.
 *
 * @returns `null` for any other runnable: with further steps after the model, with retries or
 *   fallbacks, or with its own implementation of streaming
 */
export function toModelChain(runnable: unknown): ModelChain | null {
  if (!(runnable instanceof Runnable)) return null;
  const isChain = isExactly(runnable, RunnableSequence) && hasDefaultStream(runnable);
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
 * Whether a runnable has LangChain's default `stream`. (A chain does not call the `stream` of its
 * steps.)
 */
export function hasDefaultStream(runnable: Runnable): boolean {
  return runnable.stream === Runnable.prototype.stream;
}

/** Returns the chat model of a step and its options, or `null` if its messages may be changed. */
function modelOf(
  step: unknown,
  options: Readonly<Record<string, unknown>> = {},
): Pick<ModelChain, "model" | "options"> | null {
  if (isExactly(step, RunnableBinding)) {
    return modelOf(step.bound, { ...step.config, ...step.kwargs, ...options });
  }
  if (!(step instanceof BaseChatModel) || step.disableStreaming) return null;
  if ((options.outputVersion ?? step.outputVersion) === "v1") return null; // LangChain converts the messages
  const usual = BaseChatModel.prototype;
  return step.transform === usual.transform &&
      step._streamIterator === usual._streamIterator &&
      step._streamResponseChunks !== usual._streamResponseChunks
    ? { model: step, options }
    : null;
}

/** Whether a value is an instance of a class itself, not of a subclass. */
function isExactly<T extends object>(
  thing: unknown,
  { prototype }: { prototype: T },
): thing is T {
  return thing instanceof Object && Object.getPrototypeOf(thing) === prototype;
}
