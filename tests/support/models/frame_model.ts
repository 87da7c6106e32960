import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk, type UsageMetadata } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";

/** What a model's server sends, as LangChain makes a chunk of it. */
export interface Frame {
  content: string | { type: string; text?: string; reasoning?: string }[];
  response_metadata?: Record<string, unknown>;
  additional_kwargs?: Record<string, unknown>;
  tool_call_chunks?: { type: "tool_call_chunk"; args: string }[];
  usage_metadata?: UsageMetadata;
  finish_reason?: string;
}

const openai = { response_metadata: { model_provider: "openai" } };

/** The frames of OpenAI's protocol. */
export const role: Frame = { content: "", ...openai };
export const delta = (content: Frame["content"]): Frame => ({ content, ...openai });
export const finish: Frame = { content: "", ...openai, finish_reason: "stop" };
export const usage = (tokens: number): Frame => ({
  content: "",
  usage_metadata: { input_tokens: tokens, output_tokens: tokens, total_tokens: 2 * tokens },
});

/** A chat model that yields message chunks as they are given. */
export class FrameModel extends BaseChatModel {
  constructor(
    readonly frames: readonly Frame[],
    options: ConstructorParameters<typeof BaseChatModel>[0] = {},
  ) {
    super(options);
  }
  override _llmType(): string {
    return "frames";
  }
  override _generate() {
    const text = this.frames.map(({ content }) => content).join("");
    const message = Object.assign(new AIMessage(text), { ...usage(3), ...openai, content: text });
    return Promise.resolve({
      generations: [{ text, message, generationInfo: { finish_reason: "length" } }],
    });
  }
  override async *_streamResponseChunks(
    ...[, , runManager]: Parameters<BaseChatModel["_streamResponseChunks"]>
  ) {
    for (const { finish_reason, ...fields } of this.frames) {
      const message = Object.assign(new AIMessageChunk(""), fields);
      const generationInfo = finish_reason === undefined ? {} : { finish_reason };
      const chunk = new ChatGenerationChunk({ text: message.text, message, generationInfo });
      yield chunk; // first, as ChatOpenAI does it
      const at = { prompt: 0, completion: 0 };
      await runManager?.handleLLMNewToken(chunk.text, at, undefined, undefined, undefined, {
        chunk,
      });
    }
  }
}
