import type { BaseMessage } from "@langchain/core/messages";
import { type Split, splitOf } from "../marker/split_of.ts";
import type { ModelObserver, ModelRun } from "./model_observer.ts";
import {
  type CallbackParameters,
  ModelCallbackHandler,
  type StreamedMessage,
} from "./model_callback_handler.ts";
import { logprobsOf } from "../message/logprobs_of.ts";

/**
 * A {@linkcode ModelCallbackHandler} that also tells the frames of a provider's protocol from the
 * other empty chunks that a runnable yields.
 */
export class FrameCounter extends ModelCallbackHandler {
  readonly #frameMessages = new WeakSet<object>();
  /** What a model that ends itself has passed on, and the splits behind it. */
  readonly #splits: { passed: string; split: Split }[] = [];
  readonly #hasLogprobs: boolean;
  #frames = 0;

  /**
   * @param observer collects the metadata of the models
   * @param hasLogprobs whether the log probabilities of the splits are needed
   */
  constructor(observer: ModelObserver, { hasLogprobs = false }: { hasLogprobs?: boolean } = {}) {
    super(observer);
    this.#hasLogprobs = hasLogprobs;
  }

  /**
   * Returns how many of the empty chunks since the last call are content, not frames.
   *
   * Messages are recognized by identity. Strings cannot be, but a chain keeps their order, so only
   * their number between two chunks of text matters.
   */
  countContentChunks(empty: readonly unknown[]): number {
    const frames = this.#frames;
    this.#frames = 0;
    if (empty.length === 0) return 0;
    const messages = empty.filter((chunk) => typeof chunk === "object" && chunk !== null);
    const content = messages.filter((message) => !this.#frameMessages.has(message));
    const strings = empty.length - messages.length;
    return content.length + Math.max(0, strings - frames);
  }

  /** Called when a model starts. Frames are counted per model. */
  override handleChatModelStart(...args: CallbackParameters<"handleChatModelStart">): void {
    this.#frames = 0;
    super.handleChatModelStart(...args);
  }

  /**
   * Returns the split of a text that a chain yields, if its model ends itself and the chain passes
   * chunks on one by one. A text before the first split is a split itself.
   *
   * @returns `undefined` if the text is not that of the next split
   */
  takeSplit(text: string): Split | undefined {
    const [next] = this.#splits;
    if (next === undefined || next.passed !== text) return undefined;
    this.#splits.shift();
    return next.split;
  }

  protected override onMessage(message: BaseMessage, { isFrame, info }: StreamedMessage): void {
    const split = splitOf(message);
    const { content } = message;
    // LangChain converts the content to blocks for its `text`, which costs as much as its callbacks.
    const passed = typeof content === "string" ? content : message.text;
    const logprobs = this.#hasLogprobs ? logprobsOf(message, info) : undefined;
    if (split !== undefined) {
      this.#splits.push({ passed, split: { ...split, logprobs } });
      return;
    }
    const isTracked = this.#splits.length > 0 || logprobs !== undefined;
    if (isTracked && (!isFrame || passed !== "")) {
      this.#splits.push({ passed, split: { text: passed, isLast: false, logprobs } });
    }
    if (!isFrame || passed !== "") return;
    this.#frames++;
    this.#frameMessages.add(message);
  }

  /** Counts the empty chunks at the end that callbacks do not receive, or not as frames. */
  protected override onEnd(
    message: BaseMessage | undefined,
    { run, runId, isWhole }: { run: ModelRun; runId: string; isWhole: boolean },
  ): void {
    const { provider } = run;
    if (isWhole) {
      if (message !== undefined) {
        this.onMessage(message, { run, runId, isFrame: false, info: undefined });
      }
      return;
    }
    if (provider?.addsChunk) this.#frames++;
    if (provider?.endsWithEmpty) this.#frames++;
  }
}
