import { AIMessageChunk } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { FakeStreamingChatModel } from "@langchain/core/utils/testing";

/** A model that counts how much of its script it was made to write. */
export class PacedModel extends FakeStreamingChatModel {
  /** How many pieces it has begun to write. */
  produced = 0;
  /** Whether it has written all, was stopped, or has failed. */
  isOver = false;
  /** Resolves when it has written all, was stopped, or has failed. */
  readonly over: Promise<void>;
  readonly #over = Promise.withResolvers<void>();
  readonly #pieces: readonly (string | Error)[];

  /** @param pieces what it writes; an error is thrown */
  constructor(pieces: readonly (string | Error)[]) {
    super({});
    this.#pieces = pieces;
    this.over = this.#over.promise;
  }

  override async *_streamResponseChunks(
    ...[, options, manager]: Parameters<FakeStreamingChatModel["_streamResponseChunks"]>
  ): ReturnType<FakeStreamingChatModel["_streamResponseChunks"]> {
    // OpenAI's request is aborted then, whether or not somebody reads it.
    options.signal?.addEventListener("abort", () => this.#end());
    try {
      for (const piece of this.#pieces) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        options.signal?.throwIfAborted();
        if (piece instanceof Error) throw piece;
        this.produced++;
        const chunk = new ChatGenerationChunk({ text: piece, message: new AIMessageChunk(piece) });
        yield chunk;
        const fields = { chunk };
        await manager?.handleLLMNewToken(piece, undefined, undefined, undefined, undefined, fields);
      }
    } finally {
      this.#end();
    }
  }

  #end(): void {
    this.isOver = true;
    this.#over.resolve();
  }
}
