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
function logprobsWithin(record: EndRecord): TokenLogprob[] {
  const { output, splits, logprobs = [] } = record;
  if (typeof output !== "string" || logprobs.length === 0) return [];
  let end = 0;
  return splitsOfAnswer(record).flatMap((i) => {
    end += splits[i]?.length ?? 0;
    return end <= output.length ? logprobs[i] ?? [] : [];
  });
}

/** Returns the indices of the splits that the output is of: of a graph, those of one message. */
function splitsOfAnswer({ output, splits, speakers = [] }: EndRecord): number[] {
  const keys = splits.map((_, i) => {
    const turn = speakers.findLast(({ first_split }) => first_split <= i);
    return JSON.stringify([turn?.path, turn?.message_id]);
  });
  const messages = [...new Set(keys)].map((key) =>
    splits.flatMap((_, i) => keys[i] === key ? [i] : [])
  );
  const textOf = (message: readonly number[]) => message.map((i) => splits[i]).join("");
  return messages.findLast((it) => textOf(it).startsWith(String(output))) ?? [];
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
