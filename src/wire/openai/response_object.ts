import type { EndRecord, RunStart } from "../stream_event.ts";
import { openAIAnswer } from "./openai_answer.ts";

/** The fields of a request that its response repeats. */
export type ResponseEcho = Readonly<Record<string, unknown>>;

/** The status of a response, and of the items in it. */
export type ResponseStatus = "in_progress" | "completed" | "incomplete";

/** The parts of {@linkcode responseObject} that differ between its states. */
export interface ResponseState {
  run: RunStart;
  /** When the answer began, in seconds since 1970. */
  created: number;
  /** The fields of the request that the response repeats. */
  echo: ResponseEcho;
  /** The items of the answer so far. */
  output: readonly unknown[];
  /** The record of a complete answer. */
  record?: EndRecord;
}

/** What a response says of a request that leaves everything out. */
const UNSAID: ResponseEcho = {
  instructions: null,
  max_output_tokens: null,
  metadata: {},
  parallel_tool_calls: true,
  reasoning: { effort: null, summary: null },
  temperature: null,
  text: { format: { type: "text" } },
  tool_choice: "auto",
  tools: [],
  top_logprobs: 0,
  top_p: null,
  truncation: "disabled",
};

/** The fields of a request that its response repeats. */
export const ECHOED: readonly string[] = Object.keys(UNSAID);

/** Returns OpenAI's response object: of a complete answer if there is a record. */
export function responseObject(
  { run, created, echo, output, record }: ResponseState,
): Record<string, unknown> {
  const reason = record === undefined ? null : incompleteReason(record);
  return {
    id: `resp_${run.run_id}`,
    object: "response",
    created_at: created,
    status: record === undefined ? "in_progress" : statusOf(record),
    background: false,
    error: null,
    incomplete_details: reason === null ? null : { reason },
    model: run.runnable,
    output,
    previous_response_id: null,
    store: false,
    usage: record === undefined ? null : usageOf(record),
    ...UNSAID,
    ...echo,
  };
}

/** Returns the status of a complete answer: a limit or a filter makes it incomplete. */
export function statusOf(record: EndRecord): "completed" | "incomplete" {
  return incompleteReason(record) === null ? "completed" : "incomplete";
}

function incompleteReason(record: EndRecord): string | null {
  const { finishReason } = openAIAnswer(record);
  if (finishReason === "length") return "max_output_tokens";
  return finishReason === "content_filter" ? finishReason : null;
}

/** Returns the usage with the names of the Responses API; `null` if the model did not report it. */
function usageOf({ usage }: EndRecord) {
  if (usage === null) return null;
  const { input_tokens, output_tokens, total_tokens } = usage;
  return {
    input_tokens,
    input_tokens_details: { cached_tokens: countIn(usage.input_token_details, "cache_read") },
    output_tokens,
    output_tokens_details: { reasoning_tokens: countIn(usage.output_token_details, "reasoning") },
    total_tokens,
  };
}

function countIn(details: unknown, key: string): number {
  const count = typeof details === "object" && details !== null ? Reflect.get(details, key) : 0;
  return typeof count === "number" ? count : 0;
}
