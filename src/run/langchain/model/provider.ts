import type { BaseMessage } from "@langchain/core/messages";
import { metadataOf } from "../message/metadata_of.ts";

/**
 * How the integration of a provider streams: which of its empty chunks are frames of the protocol.
 * A complete answer of a known provider always has a finish reason. Tested with `@langchain/openai`
 * 1.6, `anthropic` 1.5, `groq` 1.3 and `ollama` 1.3; taken from the source code of `google-genai`,
 * `google`, `aws`, `deepseek` and `openrouter`.
 */
export interface Provider {
  /** Whether the first chunk, if empty, is a frame with the role. */
  readonly opensWithRole?: boolean;
  /** Returns whether the message of an empty chunk shows that it is a frame. */
  readonly isFrame?: (message: BaseMessage) => boolean;
  /** Whether the last empty chunk only signals that the model is done. */
  readonly endsWithEmpty?: boolean;
  /** Whether the integration adds a chunk at the end that callbacks do not receive. */
  readonly addsChunk?: boolean;
}

const COMPLETIONS: Provider = { opensWithRole: true };

/** Keyed by `model_provider` of a message's metadata, or LangSmith's `ls_provider`. */
const PROVIDERS: ReadonlyMap<string, Provider> = new Map<string, Provider>([
  ["openai", COMPLETIONS],
  ["deepseek", COMPLETIONS],
  ["openrouter", COMPLETIONS],
  ["groq", {
    opensWithRole: true,
    addsChunk: true,
    isFrame: (message) => metadataOf(message).object === "chat.completion.chunk",
  }],
  // Anthropic's text deltas have no metadata, but the frames that open and close blocks do.
  ["anthropic", { isFrame: ({ response_metadata }) => "model_provider" in response_metadata }],
  ["ollama", { endsWithEmpty: true, addsChunk: true }],
  ["google-genai", {}],
  ["google", {}],
  ["bedrock-converse", {}],
]);

/**
 * Returns how a provider streams.
 *
 * @param name the provider's name in LangChain
 * @returns `null` for an unknown provider, about which nothing is assumed
 */
export function findProvider(name: unknown): Provider | null {
  return typeof name === "string" ? PROVIDERS.get(name) ?? null : null;
}
