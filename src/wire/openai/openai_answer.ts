import type { EndRecord, TokenLogprob, ToolCall } from "../stream_event.ts";

/** A complete answer in the terms that both of OpenAI's protocols share. */
export interface OpenAIAnswer {
  /** The output as a text: a value is written as JSON. */
  text: string;
  /** Whether the answer is nothing but tool calls. */
  isCallsOnly: boolean;
  /** The tool calls, with their arguments as JSON text. */
  calls: { id: string | null; name: string; arguments: string }[];
  /** The tokens of the text with their log probabilities, if the caller asked for them. */
  logprobs: readonly TokenLogprob[];
  /** Why it ended, in the words of chat completions. */
  finishReason: "stop" | "length" | "tool_calls" | "content_filter";
}

/** Reads the record of an answer in OpenAI's terms. */
export function openAIAnswer(record: EndRecord): OpenAIAnswer {
  const { output, tool_calls } = record;
  return {
    text: typeof output === "string" ? output : JSON.stringify(output) ?? "",
    isCallsOnly: tool_calls.length > 0 && output === "",
    calls: tool_calls.map(toCall),
    logprobs: logprobsWithin(record),
    finishReason: finishReasonOf(record),
  };
}

/** Returns the tokens of the splits that are wholly in the output, which the marker's are not. */
function logprobsWithin({ output, splits, logprobs = [] }: EndRecord): TokenLogprob[] {
  if (typeof output !== "string" || logprobs.length === 0) return [];
  let end = 0;
  return splits.flatMap((split, i) => {
    end += split.length;
    return end <= output.length ? logprobs[i] ?? [] : [];
  });
}

function toCall({ id, name, args }: ToolCall) {
  return { id, name, arguments: typeof args === "string" ? args : JSON.stringify(args) };
}

/** Clients that call tools go on only if the reason says so, whatever else ended the answer. */
function finishReasonOf(
  { end_reason, finish_reason, tool_calls }: EndRecord,
): OpenAIAnswer["finishReason"] {
  if (end_reason === "length") return end_reason;
  if (end_reason === "tool_calls" || tool_calls.length > 0) return "tool_calls";
  return finish_reason === "content_filter" ? "content_filter" : "stop";
}
