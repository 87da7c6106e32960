import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";

/** A chat model that does not stream, as most custom models do not. */
export class WholeModel extends BaseChatModel {
  readonly #text: string;
  /** What it was asked. */
  readonly asked: BaseMessage[][] = [];

  /** @param text its answer */
  constructor(text: string) {
    super({});
    this.#text = text;
  }

  override _llmType(): string {
    return "whole";
  }

  override bindTools(): this {
    return this;
  }

  override _generate(messages: BaseMessage[]): Promise<ChatResult> {
    this.asked.push(messages);
    const message = new AIMessage(this.#text);
    return Promise.resolve({ generations: [{ text: this.#text, message }] });
  }
}
