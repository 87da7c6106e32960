import type { BaseMessage } from "@langchain/core/messages";

/**
 * How the integration of a model's provider streams: which of its empty chunks
 * are frames of the provider's protocol, and whether a whole answer always has
 * a finish reason. Tried on `@langchain/openai` 1.6, `anthropic` 1.5,
 * `groq` 1.3 and `ollama` 1.3; read in `google-genai`, `google`, `aws`,
 * `deepseek` and `openrouter`.
 */
export interface Provider {
  /** Whether the first chunk, if it is empty, is a frame that names the role. */
  readonly opensWithRole?: boolean;
  /** Whether an empty chunk is a frame, for a reason that its message shows. */
  readonly isFrame?: (message: BaseMessage) => boolean;
  /** Whether the last chunk that looks like empty text only says that the model is done. */
  readonly endsWithEmpty?: boolean;
  /** Whether the integration adds a chunk at the end without telling callbacks of it. */
  readonly addsChunk?: boolean;
}

const COMPLETIONS: Provider = { opensWithRole: true };

/** By `model_provider` of a message's metadata, or LangSmith's `ls_provider`. */
const PROVIDERS: ReadonlyMap<string, Provider> = new Map<string, Provider>([
  ["openai", COMPLETIONS],
  ["deepseek", COMPLETIONS],
  ["openrouter", COMPLETIONS],
  ["groq", {
    opensWithRole: true,
    addsChunk: true,
    isFrame: ({ response_metadata }) => response_metadata.object === "chat.completion.chunk",
  }],
  // A text delta of Anthropic's has no metadata; all that opens and closes blocks has.
  ["anthropic", { isFrame: ({ response_metadata }) => "model_provider" in response_metadata }],
  ["ollama", { endsWithEmpty: true, addsChunk: true }],
  ["google-genai", {}],
  ["google", {}],
  ["bedrock-converse", {}],
]);

/**
 * Returns how a provider streams.
 *
 * @param name its name, as LangChain knows it
 * @returns `null` for one that is not known: nothing is assumed of it
 */
export function findProvider(name: unknown): Provider | null {
  return typeof name === "string" ? PROVIDERS.get(name) ?? null : null;
}
