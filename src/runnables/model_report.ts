import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import {
  type AIMessage,
  BaseMessage,
  mergeUsageMetadata,
  type UsageMetadata,
} from "@langchain/core/messages";
import type { ChatGeneration, Generation, GenerationChunk } from "@langchain/core/outputs";

type Handler<Name extends keyof BaseCallbackHandler> = NonNullable<BaseCallbackHandler[Name]>;

/** What is known of one run of one model. */
interface ModelRun {
  /** Whether its provider speaks OpenAI's protocol, of chat completions. */
  isOpenAI: boolean;
  chunks: number;
  finishReason: string | null;
}

/**
 * Hears what models say beside their text: their names, the usage, the finish
 * reason; and which of the empty strings a chain yields are none of their chunks.
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

  /** The name of the model that began last. */
  model: string | null = null;
  /** Why the model that ended last stopped, in its provider's word: `stop`, `length`… */
  finishReason: string | null = null;
  /** The tokens that all models together took and gave, if one of them said. */
  usage: UsageMetadata | null = null;
  /** Whether a model's stream ended without the finish that its protocol demands. */
  isCut = false;

  readonly #runs = new Map<string, ModelRun>();
  readonly #frameMessages = new WeakSet<object>();
  #frames = 0;

  /**
   * How many of the empty chunks that came since the last call a model wrote.
   *
   * A message is known again. Strings are all alike, but a chain hands them on
   * in order, so of those between two chunks of text only the number matters.
   */
  countWritten(empty: readonly unknown[]): number {
    if (empty.length === 0) {
      this.#frames = 0;
      return 0;
    }
    const messages = empty.filter((chunk) => typeof chunk === "object" && chunk !== null);
    const written = messages.filter((message) => !this.#frameMessages.has(message));
    const strings = empty.length - messages.length;
    const frames = this.#frames;
    this.#frames = 0;
    return written.length + Math.max(0, strings - frames);
  }

  /** A model begins. What a model before it framed is no matter of this one's. */
  override handleChatModelStart(...args: Parameters<Handler<"handleChatModelStart">>): void {
    const { ls_model_name: model, ls_provider: provider } = args[6] ?? {};
    this.model = typeof model === "string" ? model : null;
    this.#frames = 0;
    this.#runs.set(args[2], { isOpenAI: provider === "openai", chunks: 0, finishReason: null });
  }

  /** A model gave a chunk, be it empty. */
  override handleLLMNewToken(...args: Parameters<Handler<"handleLLMNewToken">>): void {
    const run = this.#runs.get(args[2]);
    const chunk = args[5]?.chunk;
    const message = messageOf(chunk);
    if (run === undefined || chunk === undefined || message === undefined) return;

    const isFirst = run.chunks++ === 0;
    this.#hear(run, { message, generation: chunk });

    const isRole = isFirst && run.isOpenAI;
    if (args[0] !== "" || !isRole && !isFrame(message, chunk)) return;
    this.#frames++;
    this.#frameMessages.add(message);
  }

  /** A model was heard out. One that was not streamed says all it has to say here. */
  override handleLLMEnd(...args: Parameters<Handler<"handleLLMEnd">>): void {
    const run = this.#runs.get(args[1]);
    if (run === undefined) return;
    this.#runs.delete(args[1]);

    const generation = args[0].generations[0]?.[0];
    const message = messageOf(generation);
    if (run.chunks === 0 && generation !== undefined && message !== undefined) {
      this.#hear(run, { message, generation });
    }
    this.finishReason = run.finishReason;
    if (run.isOpenAI && run.finishReason === null) this.isCut = true;
  }

  #hear(
    run: ModelRun,
    { message, generation }: { message: BaseMessage; generation: Generation },
  ): void {
    if (message.response_metadata.model_provider === "openai") run.isOpenAI = true;
    // The other protocol of OpenAI's, of responses, has blocks for content.
    if (typeof message.content !== "string") run.isOpenAI = false;
    run.finishReason = finishReasonOf(message, generation) ?? run.finishReason;
    const usage = (message as AIMessage).usage_metadata;
    if (usage === undefined) return;
    this.usage = this.usage === null ? usage : mergeUsageMetadata(this.usage, usage);
  }
}

function messageOf(
  generation: Generation | ChatGeneration | GenerationChunk | undefined,
): BaseMessage | undefined {
  const message = generation !== undefined && "message" in generation
    ? generation.message
    : undefined;
  return BaseMessage.isInstance(message) ? message : undefined;
}

/** Why a model stopped, wherever its provider's integration puts it. */
function finishReasonOf(message: BaseMessage, { generationInfo }: Generation): string | null {
  const { response_metadata: metadata, additional_kwargs: extra } = message;
  const reasons = [
    generationInfo?.finish_reason,
    metadata.finish_reason,
    metadata.finishReason,
    metadata.stop_reason,
    extra.stop_reason,
    (metadata.incomplete_details as { reason?: unknown } | undefined)?.reason,
  ];
  // Some servers send an empty one with each delta that is not the last.
  return reasons.find((reason) => typeof reason === "string" && reason !== "") ?? null;
}

/** Whether a chunk without text is there for something else: a finish, a tool call… */
function isFrame(message: BaseMessage, generation: Generation): boolean {
  const { usage_metadata, tool_call_chunks } = message as {
    usage_metadata?: unknown;
    tool_call_chunks?: unknown[];
  };
  return finishReasonOf(message, generation) !== null ||
    usage_metadata !== undefined ||
    Array.isArray(message.content) ||
    "reasoning_content" in message.additional_kwargs ||
    tool_call_chunks !== undefined && tool_call_chunks.length > 0;
}
