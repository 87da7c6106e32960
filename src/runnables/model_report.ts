import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import {
  AIMessage,
  AIMessageChunk,
  mergeUsageMetadata,
  type UsageMetadata,
} from "@langchain/core/messages";
import type { ChatGeneration, Generation, GenerationChunk } from "@langchain/core/outputs";

type Handler<Name extends keyof BaseCallbackHandler> = NonNullable<BaseCallbackHandler[Name]>;

/**
 * Hears what a model says beside its text: its name, the usage, the finish
 * reason; and which of the empty strings a chain yields are none of its chunks.
 *
 * An OpenAI-compatible server opens with a role delta and closes with a finish
 * and a usage frame. LangChain makes an empty chunk of each, and behind a
 * `StringOutputParser` these look like the empty content deltas that a model
 * really wrote. Its callbacks still see the difference, wherever in a chain
 * the model stands.
 */
export class ModelReport extends BaseCallbackHandler {
  override readonly name = "splitstream_model_report";
  // Awaited, so that what is heard of a chunk is heard before the next one.
  override awaitHandlers = true;
  override ignoreChain = true;
  override ignoreAgent = true;
  override ignoreRetriever = true;

  /** The name of the model that ran last. */
  model: string | null = null;
  /** Why that model stopped, in its provider's word: `stop`, `length`… */
  finishReason: string | null = null;
  /** The tokens that all models together took and gave, if one of them said. */
  usage: UsageMetadata | null = null;

  #speaksOpenAI = false;
  #tokens = 0;
  #frames = 0;

  /** Whether the model's stream ended without the finish that its protocol demands. */
  get isCut(): boolean {
    return this.#speaksOpenAI && this.finishReason === null;
  }

  /** How many empty chunks since the last call carried none of the model's text. */
  takeFrames(): number {
    const frames = this.#frames;
    this.#frames = 0;
    return frames;
  }

  /** A model begins. */
  override handleChatModelStart(...args: Parameters<Handler<"handleChatModelStart">>): void {
    const model = args[6]?.ls_model_name;
    this.model = typeof model === "string" ? model : null;
    this.finishReason = null;
    this.#speaksOpenAI = false;
    this.#tokens = 0;
    this.#frames = 0;
  }

  /** A model gave a chunk, be it empty. */
  override handleLLMNewToken(...args: Parameters<Handler<"handleLLMNewToken">>): void {
    const isFirst = this.#tokens++ === 0;
    const chunk = args[5]?.chunk;
    const message = chunk === undefined ? undefined : messageOf(chunk);
    if (chunk === undefined || message === undefined) return;
    this.#hear(message, chunk.generationInfo?.finish_reason);

    const isRole = isFirst && this.#speaksOpenAI;
    if (args[0] === "" && (isRole || isFrame(message, chunk))) this.#frames++;
  }

  /** A model is done. One that was not streamed says all it has to say here. */
  override handleLLMEnd(...args: Parameters<Handler<"handleLLMEnd">>): void {
    if (this.#tokens > 0) return;
    const generation = args[0].generations[0]?.[0];
    const message = generation === undefined ? undefined : messageOf(generation);
    if (generation === undefined || message === undefined) return;
    this.#hear(message, generation.generationInfo?.finish_reason);
  }

  #hear(message: AIMessage | AIMessageChunk, finishReason: unknown): void {
    if (typeof finishReason === "string") this.finishReason = finishReason;
    if (message.response_metadata.model_provider === "openai") this.#speaksOpenAI = true;
    if (message.usage_metadata === undefined) return;
    this.usage = this.usage === null
      ? message.usage_metadata
      : mergeUsageMetadata(this.usage, message.usage_metadata);
  }
}

function messageOf(
  generation: Generation | ChatGeneration | GenerationChunk,
): AIMessage | AIMessageChunk | undefined {
  const message = "message" in generation ? generation.message : undefined;
  return AIMessage.isInstance(message) || AIMessageChunk.isInstance(message) ? message : undefined;
}

/** Whether a chunk without text is there for something else: a finish, a tool call… */
function isFrame(message: AIMessage | AIMessageChunk, { generationInfo }: Generation): boolean {
  return generationInfo?.finish_reason != null ||
    message.usage_metadata !== undefined ||
    Array.isArray(message.content) ||
    "reasoning_content" in message.additional_kwargs ||
    message instanceof AIMessageChunk && (message.tool_call_chunks?.length ?? 0) > 0;
}
