import type { BaseMessage } from "@langchain/core/messages";
import type { TokenAlternative, TokenLogprob } from "../../../wire/stream_event.ts";
import { metadataOf } from "./metadata_of.ts";

/**
 * Reads the log probabilities in a chunk of a model, in the form of OpenAI's chat completions.
 *
 * @param info the metadata that LangChain puts beside the message
 * @returns `undefined` if there are none
 */
export function logprobsOf(
  message: BaseMessage,
  info: Record<string, unknown> = {},
): TokenLogprob[] | undefined {
  const logprobs: unknown = metadataOf(message).logprobs ?? info.logprobs;
  if (!isObject(logprobs) || !Array.isArray(logprobs.content)) return undefined;
  const tokens = logprobs.content.flatMap((entry: unknown) => {
    const token = toToken(entry);
    if (token === null || !isObject(entry)) return [];
    const top = Array.isArray(entry.top_logprobs) ? entry.top_logprobs : [];
    return [{ ...token, top_logprobs: top.map(toToken).filter((it) => it !== null) }];
  });
  return tokens.length === 0 ? undefined : tokens;
}

function toToken(entry: unknown): TokenAlternative | null {
  if (!isObject(entry)) return null;
  const { token, logprob, bytes } = entry;
  if (typeof token !== "string" || typeof logprob !== "number") return null;
  const isBytes = Array.isArray(bytes) && bytes.every((byte) => typeof byte === "number");
  return { token, logprob, bytes: isBytes ? bytes : null };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
