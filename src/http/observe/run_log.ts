import type { EndRecord } from "../../wire/stream_event.ts";
import type { FinishedRun } from "../start/run_request.ts";

/** One finished run, for a log. It holds no text of the conversation unless `logPrompts` is set. */
export interface RunLog {
  /** A UUID. */
  run_id: string;
  /** The name that the runnable is served under. */
  runnable: string;
  /** The dialect of the reply: `sse`, `ndjson`, `text`, `openai`, `ai-sdk` or `json`. */
  dialect: string;
  /** The model's name, if the runnable says it. */
  model: string | null;
  /** The status of the reply. */
  status: number;
  /** `complete`, `failed`, or `cancelled` because the client disconnected. */
  outcome: "complete" | "failed" | "cancelled";
  /** Why the answer ended, if it is complete. */
  end_reason: EndRecord["end_reason"] | null;
  /** The number of chunks that the model wrote. */
  chunks: number;
  /** The time to the first text, in milliseconds. */
  first_token_ms: number | null;
  /** The time to the end, in milliseconds. */
  duration_ms: number;
  /** The failure, in the words of the reply. */
  failure: string | null;
  /** The input of the runnable, or the last message of a conversation, if `logPrompts` is set. */
  prompt?: unknown;
  /** The answer, if `logPrompts` is set. */
  output?: unknown;
}

/** Returns what the log says of a finished run. */
export function toRunLog(run: FinishedRun, { withPrompts }: { withPrompts: boolean }): RunLog {
  const { outcome, record, failure, request: { name, input }, reply } = run;
  const status = outcome === "cancelled" ? 499 : failure?.status_code ?? 200;
  return {
    run_id: run.runId,
    runnable: name,
    dialect: reply.dialect,
    model: run.model,
    status: reply.isHeadSent ? 200 : status,
    outcome,
    end_reason: outcome === "complete" ? record.end_reason : null,
    chunks: record.splits.length,
    first_token_ms: record.timing.first_token_ms,
    duration_ms: record.timing.duration_ms,
    failure: failure?.message ?? null,
    ...(withPrompts ? { prompt: promptOf(input.value), output: record.output } : {}),
  };
}

/** Returns the last message of a conversation, or any other input as it is. */
function promptOf(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  if ("user_message" in input) return input.user_message;
  const messages = "messages" in input ? input.messages : input;
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (Array.isArray(last)) return last[1];
  return typeof last === "object" && last !== null && "content" in last ? last.content : input;
}

/** Returns it as a line for people. */
export function formatRunLog(log: RunLog): string {
  const { run_id, runnable, dialect, model, status, outcome, end_reason, chunks } = log;
  const { first_token_ms, duration_ms, failure, prompt, output } = log;
  return [
    run_id.slice(0, 8),
    `${status}`,
    `${runnable}${model === null ? "" : ` (${model})`} as ${dialect}:`,
    outcome === "complete" ? `ended by ${end_reason}` : outcome,
    `after ${chunks} chunks, first after ${first_token_ms ?? "-"} ms, all ${duration_ms} ms`,
    ...(failure === null ? [] : [`- ${failure}`]),
    ...(prompt === undefined ? [] : [JSON.stringify({ prompt, output })]),
  ].join(" ");
}
