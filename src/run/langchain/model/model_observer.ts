import { type AIMessage, type BaseMessage, mergeUsageMetadata } from "@langchain/core/messages";
import type { UsageMetadata } from "@langchain/core/messages";
import { FinishReasonError, isFailure, readFinishReason } from "./finish_reason.ts";
import { CutStreamError } from "../../failure.ts";
import { findProvider, type Provider } from "./provider.ts";

/** What is known of a model before it answers, as its `getLsParams` tells it. */
export interface ModelNames {
  ls_model_name?: unknown;
  ls_provider?: unknown;
}

/** Called while models and tools work, so that time limits apply to whoever is at work. */
export interface ModelListener {
  /** A model shows that it is alive. */
  onAlive?(): void;
  /** A model gives its first token: text, reasoning, or a tool call. */
  onToken?(): void;
  /** The number of tools at work changes. */
  onTools?(running: number): void;
}

/**
 * What models say beside their text: their names, the usage, the finish
 * reason; and which of their empty chunks are not text at all.
 *
 * A provider's protocol has frames without text, such as the role delta and
 * the finish frame of OpenAI's. LangChain makes an empty chunk of each, and
 * these look like the empty pieces of text that a model really wrote.
 */
export class ModelObserver {
  /** The name of the model that began last. */
  model: string | null = null;
  /** Why the model that ended last stopped, in its provider's word: `stop`, `length`… */
  finishReason: string | null = null;
  /** The tokens that all models together took and gave, if one of them said. */
  usage: UsageMetadata | null = null;
  /** Whether a model's stream ended without the finish that its protocol demands. */
  isTruncated = false;
  /** The finish reason by which a model's server said that it broke off the answer. */
  failedReason: string | null = null;

  readonly #onCall: () => void;
  #listener: ModelListener = {};
  #tools = 0;

  /** @param onCall called for each model call */
  constructor(onCall: () => void = () => {}) {
    this.#onCall = onCall;
  }

  /** Says what is called while models and tools work. */
  listen(listener: ModelListener): void {
    this.#listener = listener;
  }

  /** Notes that a model begins. */
  start({ ls_model_name: model, ls_provider: provider }: ModelNames): ModelRun {
    this.model = typeof model === "string" ? model : null;
    this.#onCall();
    return new ModelRun(this, { provider: findProvider(provider), listener: this.#listener });
  }

  /** Notes that a tool begins, with 1, or ends, with -1. */
  countTool(change: 1 | -1): void {
    this.#tools = Math.max(0, this.#tools + change);
    this.#listener.onTools?.(this.#tools);
  }

  /**
   * Checks that all models gave whole answers.
   *
   * @throws {CutStreamError} if a model's stream was cut
   * @throws {FinishReasonError} if a model's server says that it broke off
   */
  assertWhole(): void {
    if (this.failedReason !== null) throw new FinishReasonError(this.failedReason);
    if (this.isTruncated) throw new CutStreamError();
  }
}

/** One run of one model: what it says goes into the observer. */
export class ModelRun {
  readonly #observer: ModelObserver;
  readonly #listener: ModelListener;
  #provider: Provider | null;
  #finishReason: string | null = null;
  #chunks = 0;
  #hasToken = false;

  /** @param observer what it is a part of @param options the provider, if it is known already */
  constructor(
    observer: ModelObserver,
    { provider, listener }: { provider: Provider | null; listener: ModelListener },
  ) {
    this.#observer = observer;
    this.#provider = provider;
    this.#listener = listener;
  }

  /** How many messages it gave. */
  get chunks(): number {
    return this.#chunks;
  }

  /** How its provider's integration streams, as far as it is known. */
  get provider(): Provider | null {
    return this.#provider;
  }

  /** Whether it has given its finish reason. */
  get isFinished(): boolean {
    return this.#finishReason !== null;
  }

  /**
   * Notes a message of the model, or a chunk of one.
   *
   * @param generationInfo what LangChain has put beside the message
   * @returns whether it is a frame, if it has no text
   */
  onMessage(message: BaseMessage, generationInfo: Record<string, unknown> = {}): boolean {
    const isFirst = this.#chunks++ === 0;
    this.#listener.onAlive?.();
    this.#provider ??= findProvider(message.response_metadata.model_provider);

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

  /**
   * Notes that the model is done.
   *
   * @param message its whole message, if LangChain gave it: some integrations
   *   put the finish reason nowhere else
   */
  end(message?: BaseMessage, generationInfo: Record<string, unknown> = {}): void {
    if (message !== undefined && this.#finishReason === null) {
      this.#noteFinish(message, generationInfo);
    }
    const observer = this.#observer;
    observer.finishReason = this.#finishReason;
    if (this.#finishReason === null) observer.isTruncated ||= this.#provider !== null;
    else if (isFailure(this.#finishReason)) observer.failedReason = this.#finishReason;
  }

  #noteFinish(message: BaseMessage, generationInfo: Record<string, unknown>): string | null {
    const reason = readFinishReason(message, generationInfo);
    if (reason !== null) this.#finishReason = reason;
    return reason;
  }
}

/** Whether a message has something else than text: blocks, reasoning, tool calls. */
function hasOther(message: BaseMessage): boolean {
  const { tool_call_chunks: calls } = message as { tool_call_chunks?: unknown[] };
  return Array.isArray(message.content) ||
    calls !== undefined && calls.length > 0 ||
    "reasoning_content" in message.additional_kwargs;
}
