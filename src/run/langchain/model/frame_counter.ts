import type { BaseMessage } from "@langchain/core/messages";
import { type Split, splitOf } from "../marker/split_of.ts";
import type { ModelObserver, ModelRun } from "./model_observer.ts";
import {
  type CallbackParameters,
  ModelCallbackHandler,
  type StreamedMessage,
} from "./model_callback_handler.ts";
import { logprobsOf } from "../message/logprobs_of.ts";

/** What a model that ends itself has passed on, the split behind it, and the empty chunks before. */
interface Passed {
  passed: string;
  split: Split;
  empty: number;
}

/**
 * A {@linkcode ModelCallbackHandler} that also tells the frames of a provider's protocol from the
 * other empty chunks that a runnable yields.
 */
export class FrameCounter extends ModelCallbackHandler {
  readonly #frameMessages = new WeakSet<object>();
  /**
   * What models that end themselves have passed on, and the splits behind it, by their runs. Only one
   * of them writes the answer.
   */
  readonly #splits = new Map<string, Passed[]>();
  /** The number of other empty chunks since then, by the runs. */
  readonly #empty = new Map<string, number>();
  readonly #hasLogprobs: boolean;
  /** The number of frames before each text that the runnable has not yielded yet. */
  #frames = [0];
  /** The number of texts that came before the callback for them. */
  #early = 0;

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
   * their number between two chunks of text matters. LangChain may have read ahead, beyond the next.
   */
  countContentChunks(empty: readonly unknown[]): number {
    if (empty.length === 0) return 0;
    const [frames = 0] = this.#frames;
    const messages = empty.filter((chunk) => typeof chunk === "object" && chunk !== null);
    const content = messages.filter((message) => !this.#frameMessages.has(message));
    const strings = empty.length - messages.length;
    this.#frames[0] = Math.max(0, frames - strings);
    return content.length + Math.max(0, strings - frames);
  }

  /** Notes that the runnable has yielded a text. */
  passText(): void {
    if (this.#frames.length === 1) {
      this.#frames.push(0);
      this.#early++;
    }
    this.#frames.shift();
  }

  /** Notes that the runnable yields no more. */
  passAll(): void {
    this.#frames = [this.#frames.reduce((sum, count) => sum + count)];
  }

  #addText(): void {
    if (this.#early > 0) this.#early--;
    else this.#frames.push(0);
  }

  #addFrame(): void {
    const last = this.#frames.length - 1;
    this.#frames[last] = (this.#frames[last] ?? 0) + 1;
  }

  /** Called when a model starts. Frames are counted per model. */
  override handleChatModelStart(...args: CallbackParameters<"handleChatModelStart">): void {
    this.#frames = [0];
    this.#early = 0;
    super.handleChatModelStart(...args);
  }

  /**
   * Returns the split of a text that a chain yields, if its model ends itself and the chain passes
   * chunks on one by one. A text before the first split is a split itself.
   *
   * @param empty how many empty texts came since the last other one. LangChain may have read ahead.
   * @returns `undefined` if the text is not that of the next split
   */
  takeSplit(text: string, empty: number): Split | undefined {
    if (this.#splits.size === 0) return undefined;
    const splits = [...this.#splits.values()].findLast(([next]) =>
      next?.passed === text && (text !== "" || empty >= next.empty)
    );
    return splits?.shift()?.split;
  }

  protected override onMessage(
    message: BaseMessage,
    { runId, isFrame, info }: StreamedMessage,
  ): void {
    const split = splitOf(message);
    const { content } = message;
    // LangChain converts the content to blocks for its `text`, which costs as much as its callbacks.
    const passed = typeof content === "string" ? content : message.text;
    const logprobs = this.#hasLogprobs ? logprobsOf(message, info) : undefined;
    const splits = this.#splits.get(runId);
    const isFrameOnly = split === undefined && isFrame && passed === "";
    const isTracked = split !== undefined || splits !== undefined && splits.length > 0 ||
      logprobs !== undefined;
    if (isTracked && !isFrameOnly) {
      const own = split ?? { text: passed, isLast: false };
      const next = { passed, split: { ...own, logprobs }, empty: this.#empty.get(runId) ?? 0 };
      this.#empty.delete(runId);
      if (splits === undefined) this.#splits.set(runId, [next]);
      else splits.push(next);
      if (own.text !== null) this.#addText();
      return;
    }
    if (passed !== "") {
      this.#empty.delete(runId);
      this.#addText();
      return;
    }
    this.#empty.set(runId, (this.#empty.get(runId) ?? 0) + 1);
    if (!isFrame) return;
    this.#addFrame();
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
    if (provider?.addsChunk) this.#addFrame();
    if (provider?.endsWithEmpty) this.#addFrame();
  }
}
