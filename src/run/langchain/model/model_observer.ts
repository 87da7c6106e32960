import { type AIMessage, type BaseMessage, mergeUsageMetadata } from "@langchain/core/messages";
import type { UsageMetadata } from "@langchain/core/messages";
import { FinishReasonError, isFailure, readFinishReason } from "./finish_reason.ts";
import { refusalOf } from "../message/text_of.ts";
import { splitOf } from "../marker/split_of.ts";
import { CutStreamError } from "../../failure.ts";
import { propertyOf } from "../../inspect.ts";
import { findProvider, type Provider } from "./provider.ts";
import { metadataOf } from "../message/metadata_of.ts";

/** The names of a model, from its `getLsParams`. */
export interface ModelNames {
  ls_model_name?: unknown;
  ls_provider?: unknown;
}

/** How many causes of an error are looked at. */
const MAX_CAUSES = 10;

/** Receives signs of life of models and tools, for time limits. */
export interface ModelListener {
  /** Called at each sign of life of a model. */
  onAlive?(): void;
  /** Called with the first token of a model: text, reasoning, or a tool call. */
  onToken?(): void;
  /** Called when the number of running tools changes. */
  onTools?(running: number): void;
}

/**
 * Collects the metadata of the models in a run: names, usage and finish reasons. Also tells which
 * empty chunks are frames.
 *
 * The protocol of a provider has frames without text, such as the role delta and the finish frame of
 * OpenAI's. LangChain turns each into an empty chunk, which looks like an empty piece of text.
 */
export class ModelObserver {
  /** The name of the model that started last. */
  model: string | null = null;
  /** The finish reason of the model that ended last, as its provider calls it: `stop`, `length`… */
  finishReason: string | null = null;
  /** Whether the model that started last refuses, so that its text is its refusal. */
  isRefusal = false;
  /** The token usage of all models together; `null` if none reported any. */
  usage: UsageMetadata | null = null;
  /** Whether a model's stream ended without the finish reason that its protocol requires. */
  isTruncated = false;
  /** The finish reason that means that a model did not complete its answer, if there was one. */
  failedReason: string | null = null;

  /** The error of a tool that could not ask a human, if a model was told of it; else `null`. */
  unasked: unknown = null;

  readonly #errors = new WeakSet<object>();
  readonly #onCall: () => void;
  #listener: ModelListener = {};
  #tools = 0;

  /** @param onCall called for each model call */
  constructor(onCall: () => void = () => {}) {
    this.#onCall = onCall;
  }

  /** Sets the listener for signs of life. */
  listen(listener: ModelListener): void {
    this.#listener = listener;
  }

  /** Notes that a model starts. */
  start({ ls_model_name: model, ls_provider: provider }: ModelNames): ModelRun {
    this.model = typeof model === "string" ? model : null;
    this.isRefusal = false;
    this.#onCall();
    return new ModelRun(this, { provider: findProvider(provider), listener: this.#listener });
  }

  /** Notes that a tool starts, with 1, or ends, with -1. */
  countTool(change: 1 | -1): void {
    this.#tools = Math.max(0, this.#tools + change);
    this.#listener.onTools?.(this.#tools);
  }

  /** Notes that a model failed with an error. */
  noteError(error: unknown): void {
    if (typeof error === "object" && error !== null) this.#errors.add(error);
  }

  /** Whether an error is that of a model, or was caused by it. */
  isModelError(error: unknown): boolean {
    let cause = error;
    for (let i = 0; i < MAX_CAUSES && typeof cause === "object" && cause !== null; i++) {
      if (this.#errors.has(cause)) return true;
      cause = propertyOf(cause, "cause");
    }
    return false;
  }

  /**
   * Checks that all models completed their answers, as {@linkcode assertAsked} checks those of people.
   *
   * @throws {CutStreamError} if a model's stream was truncated
   * @throws {FinishReasonError} if a finish reason means that the answer is incomplete
   */
  assertWhole(): void {
    this.assertAsked();
    if (this.failedReason !== null) throw new FinishReasonError(this.failedReason);
    if (this.isTruncated) throw new CutStreamError();
  }

  /** Checks that no tool asked a human in vain. @throws the error of the tool */
  assertAsked(): void {
    if (this.unasked !== null) throw this.unasked;
  }
}

/** One run of one model, which adds its metadata to the observer. */
export class ModelRun {
  readonly #observer: ModelObserver;
  readonly #listener: ModelListener;
  #provider: Provider | null;
  #finishReason: string | null = null;
  #chunks = 0;
  #hasToken = false;
  #hasEndedItself = false;

  /** @param observer collects the metadata @param options the provider, or `null` if unknown yet */
  constructor(
    observer: ModelObserver,
    { provider, listener }: { provider: Provider | null; listener: ModelListener },
  ) {
    this.#observer = observer;
    this.#provider = provider;
    this.#listener = listener;
  }

  /** The number of its messages so far. */
  get chunks(): number {
    return this.#chunks;
  }

  /** How the integration of its provider streams; `null` if the provider is unknown. */
  get provider(): Provider | null {
    return this.#provider;
  }

  /** Whether it has sent a finish reason. */
  get isFinished(): boolean {
    return this.#finishReason !== null;
  }

  /** Notes that the model has written something, of which there is no message. */
  onSign(): void {
    this.#listener.onAlive?.();
    if (this.#hasToken) return;
    this.#hasToken = true;
    this.#listener.onToken?.();
  }

  /**
   * Notes a message of the model, or a chunk of one.
   *
   * @param generationInfo the metadata that LangChain puts beside the message
   * @returns whether an empty message is a protocol frame, not content
   */
  onMessage(message: BaseMessage, generationInfo: Record<string, unknown> = {}): boolean {
    const isFirst = this.#chunks++ === 0;
    this.#listener.onAlive?.();
    this.#hasEndedItself ||= splitOf(message)?.isLast === true;
    this.#provider ??= findProvider(metadataOf(message).model_provider);

    this.#noteRefusal(message);
    const finishReason = this.#noteFinish(message, generationInfo);
    const { usage_metadata: usage } = message as AIMessage;
    if (usage !== undefined) {
      const observer = this.#observer;
      observer.usage = observer.usage === null ? usage : mergeUsageMetadata(observer.usage, usage);
    }
    const hasOwnContent = hasOther(message);
    if (!this.#hasToken && (hasOwnContent || message.content !== "")) {
      this.#hasToken = true;
      this.#listener.onToken?.();
    }
    if (message.content !== "" && !hasOwnContent) return false;
    const isRole = isFirst && this.#provider?.opensWithRole === true;
    return isRole || finishReason !== null || usage !== undefined || hasOwnContent ||
      this.#provider?.isFrame?.(message) === true;
  }

  /** Notes a text of the model that came without a message. */
  onText(text: string): void {
    this.#chunks++;
    if (this.#hasToken || text === "") return;
    this.#hasToken = true;
    this.#listener.onToken?.();
  }

  /**
   * Notes that the model is done.
   *
   * @param message its whole message, if LangChain has it: some integrations put the finish reason
   *   only there
   */
  end(message?: BaseMessage, generationInfo: Record<string, unknown> = {}): void {
    if (message !== undefined) this.#noteRefusal(message);
    if (message !== undefined && this.#finishReason === null) {
      this.#noteFinish(message, generationInfo);
    }
    const observer = this.#observer;
    observer.finishReason = this.#finishReason;
    if (this.#hasEndedItself) return; // at a marker, before its server could finish
    if (this.#finishReason === null) observer.isTruncated ||= this.#provider !== null;
    else if (isFailure(this.#finishReason)) observer.failedReason = this.#finishReason;
  }

  #noteRefusal(message: BaseMessage): void {
    if (refusalOf(message)) this.#observer.isRefusal = true;
  }

  #noteFinish(message: BaseMessage, generationInfo: Record<string, unknown>): string | null {
    const reason = readFinishReason(message, generationInfo);
    if (reason !== null) this.#finishReason = reason;
    return reason;
  }
}

/** Whether a message contains blocks, reasoning or tool calls. */
function hasOther(message: BaseMessage): boolean {
  const { tool_call_chunks: calls } = message as { tool_call_chunks?: unknown[] };
  return Array.isArray(message.content) ||
    calls !== undefined && calls.length > 0 ||
    "reasoning_content" in message.additional_kwargs;
}
