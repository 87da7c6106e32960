import { AIMessageChunk } from "@langchain/core/messages";
import { SayingModel } from "./saying_model.ts";

/** A model that writes two words, and the others when the test says so. */
export class PausingModel extends SayingModel {
  runs = 0;
  readonly #pause = Promise.withResolvers<void>();
  readonly #end = Promise.withResolvers<string>();
  goOn = this.#pause.resolve;
  ended = this.#end.promise;

  /** Returns a model that writes these words. */
  static of(words: readonly string[]): PausingModel {
    return new PausingModel({ chunks: words.map((word) => new AIMessageChunk(word)) });
  }

  override async *_streamResponseChunks(
    ...args: Parameters<SayingModel["_streamResponseChunks"]>
  ) {
    this.runs++;
    args[1].signal?.addEventListener("abort", () => this.#end.resolve("aborted"));
    let words = 0;
    for await (const chunk of super._streamResponseChunks(...args)) {
      if (words++ === 2) await this.#pause.promise;
      yield chunk;
    }
    this.#end.resolve("complete");
  }
}
