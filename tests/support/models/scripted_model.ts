import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk } from "@langchain/core/messages";
import { ChatGenerationChunk, type ChatResult } from "@langchain/core/outputs";

type StreamParameters = Parameters<BaseChatModel["_streamResponseChunks"]>;

/** A chat model that says what it is told to, message chunk by message chunk. */
export class ScriptedModel extends BaseChatModel {
  /** How many chunks it was made to produce. */
  produced = 0;

  readonly #say: (turn: number) => Iterable<unknown> | AsyncIterable<unknown>;
  #turns = 0;

  /** @param say the texts or message chunks of its first turn, its second… */
  constructor(say: (turn: number) => Iterable<unknown> | AsyncIterable<unknown>) {
    super({});
    this.#say = say;
  }

  override _llmType(): string {
    return "scripted";
  }

  override bindTools(): this {
    return this;
  }

  override _generate(): Promise<ChatResult> {
    throw new Error("This model only streams");
  }

  override async *_streamResponseChunks(...[, , runManager]: StreamParameters) {
    for await (const said of this.#say(this.#turns++)) {
      this.produced++;
      const message = said instanceof AIMessageChunk ? said : new AIMessageChunk(String(said));
      const chunk = new ChatGenerationChunk({ text: message.text, message });
      yield chunk;
      const at = { prompt: 0, completion: 0 };
      await runManager?.handleLLMNewToken(chunk.text, at, undefined, undefined, undefined, {
        chunk,
      });
    }
  }
}
