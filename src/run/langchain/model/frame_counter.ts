import type { BaseMessage } from "@langchain/core/messages";
import type { ModelRun } from "./model_observer.ts";
import { type CallbackParameters, ModelCallbackHandler } from "./model_callback_handler.ts";

/**
 * A {@linkcode ModelCallbackHandler} that also knows which of the empty chunks that a
 * runnable yields are frames of a provider's protocol.
 */
export class FrameCounter extends ModelCallbackHandler {
  readonly #frameMessages = new WeakSet<object>();
  #frames = 0;

  /**
   * Returns how many of the empty chunks that came since the last call a model wrote.
   *
   * A message is known again. Strings are all alike, but a chain hands them on
   * in order, so of those between two chunks of text only the number matters.
   */
  countContentChunks(empty: readonly unknown[]): number {
    const frames = this.#frames;
    this.#frames = 0;
    if (empty.length === 0) return 0;
    const messages = empty.filter((chunk) => typeof chunk === "object" && chunk !== null);
    const written = messages.filter((message) => !this.#frameMessages.has(message));
    const strings = empty.length - messages.length;
    return written.length + Math.max(0, strings - frames);
  }

  /** A model begins. The frames of a model before it do not count. */
  override handleChatModelStart(...args: CallbackParameters<"handleChatModelStart">): void {
    this.#frames = 0;
    super.handleChatModelStart(...args);
  }

  protected override onMessage(message: BaseMessage, { isFrame }: { isFrame: boolean }): void {
    if (!isFrame || message.text !== "") return;
    this.#frames++;
    this.#frameMessages.add(message);
  }

  /** Counts the empty chunks at the end that no callback is told of, or not what they are. */
  protected override onEnd(
    _: BaseMessage | undefined,
    { run: { provider }, isWhole }: { run: ModelRun; isWhole: boolean },
  ): void {
    if (isWhole) return;
    if (provider?.addsChunk) this.#frames++;
    if (provider?.endsWithEmpty) this.#frames++;
  }
}
