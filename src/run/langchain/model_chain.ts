import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { StringOutputParser } from "@langchain/core/output_parsers";
import {
  Runnable,
  RunnableBinding,
  type RunnableConfig,
  RunnableSequence,
} from "@langchain/core/runnables";

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
  /** The config bound to the whole chain, or `null`. */
  readonly config: Partial<RunnableConfig> | null;
}

/** The keys of a config that a chain passes on to its steps, and no more. */
const PLAIN_KEYS: ReadonlySet<string> = new Set(["runName", "tags", "metadata", "configurable"]);

/**
 * Splits a runnable into its parts if it is a chat model, or a chain that ends with a chat model
 * and, optionally, a `StringOutputParser`. A name, tags, metadata and `configurable` may be bound to
 * the chain.
 *
 * @returns `null` for any other runnable: with further steps after the model, with retries or
 *   fallbacks, or with its own implementation of streaming
 */
export function toModelChain(runnable: unknown): ModelChain | null {
  if (!(runnable instanceof Runnable)) return null;
  if (isExactly(runnable, RunnableBinding) && isExactly(runnable.bound, RunnableSequence)) {
    const isUsual = runnable.stream === RunnableBinding.prototype.stream;
    const config = isUsual ? plainConfigOf(runnable) : null;
    const chain = config === null ? null : toModelChain(runnable.bound);
    return chain === null ? null : { ...chain, config };
  }
  const isChain = isExactly(runnable, RunnableSequence) && hasDefaultStream(runnable);
  const steps = isChain ? [...runnable.steps] : [runnable];
  const last = steps.at(-1);
  const parser = isExactly(last, StringOutputParser) ? last : null;
  if (parser !== null) steps.pop();
  const boundModel = steps.pop();
  const bound = modelOf(boundModel);
  return boundModel === undefined || bound === null
    ? null
    : { steps, boundModel, parser, config: null, ...bound };
}

/** Returns the config of a binding, or `null` if it binds more than a chain passes on. */
function plainConfigOf(
  { config = {}, kwargs = {}, configFactories = [] }: RunnableBinding<unknown, unknown>,
): Partial<RunnableConfig> | null {
  const isPlain = Object.keys(config).every((key) => PLAIN_KEYS.has(key)) &&
    Object.keys(kwargs).length === 0 && configFactories.length === 0;
  return isPlain ? config : null;
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
