import { AIMessageChunk } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { FakeStreamingChatModel } from "@langchain/core/utils/testing";

/** LangChain's fake changes the chunks of a tool call, and its `invoke` echoes the input. */
export class SayingModel extends FakeStreamingChatModel {
  override async *_streamResponseChunks(
    ...[, , manager]: Parameters<FakeStreamingChatModel["_streamResponseChunks"]>
  ) {
    for (const chunk of this.chunks ?? []) {
      // LangChain gives a message without an id that of its run: each run has messages of its own.
      const message: AIMessageChunk = Object.assign(
        Object.create(Object.getPrototypeOf(chunk)),
        chunk,
      );
      const { text } = message;
      await Promise.resolve();
      const next = new ChatGenerationChunk({ message, text });
      yield next;
      const fields = { chunk: next };
      await manager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, fields);
    }
  }

  override async _generate(...args: Parameters<FakeStreamingChatModel["_generate"]>) {
    const chunks = await Array.fromAsync(this._streamResponseChunks(...args));
    const message = chunks.map(({ message }) => message as AIMessageChunk)
      .reduce((sum, chunk) => sum.concat(chunk));
    return { generations: [{ message, text: message.text }] };
  }
}

/** A model that yields messages, or the chunks of a text. */
export const says = (...chunks: (string | AIMessageChunk)[]) =>
  new SayingModel({
    chunks: chunks.map((chunk) => typeof chunk === "string" ? new AIMessageChunk(chunk) : chunk),
  });
