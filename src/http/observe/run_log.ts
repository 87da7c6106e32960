import { failureOf } from "../reply/failure_of.ts";
import type { FinishedRun } from "../runner.ts";

/** How a run went, in a line of a log. It holds nothing that anybody said. */
export interface RunLog {
  /** A UUID. */
  run_id: string;
  /** The name that the runnable is served under. */
  runnable: string;
  /** What the answer was written in: `sse`, `ndjson`, `text`, `openai`, `ai-sdk` or `json`. */
  dialect: string;
  /** The model's name, where the runnable tells it. */
  model: string | null;
  /** The status of the reply. */
  status: number;
  /** `complete`, `failed`, or `cancelled` where the caller went away. */
  outcome: "complete" | "failed" | "cancelled";
  /** Why the answer ended, if it is complete. */
  end_reason: "marker" | "stop" | "length" | null;
  /** How many chunks the model gave. */
  chunks: number;
  /** Until the first text, in milliseconds. */
  first_token_ms: number | null;
  /** Until the end, in milliseconds. */
  duration_ms: number;
  /** What the caller was told of a failure. */
  failure: string | null;
  /** What the user said last, if that is logged. */
  prompt?: string;
  /** What was answered, if that is logged. */
  output?: string;
}

/** Says how a run went. */
export function logOf(run: FinishedRun, { withPrompts }: { withPrompts: boolean }): RunLog {
  const { outcome, record, error } = run;
  const failure = outcome === "failed" ? failureOf(error, run.asked.sampling) : null;
  const refused = outcome === "cancelled" ? 499 : failure?.status_code ?? 200;
  return {
    run_id: run.runId,
    runnable: run.name,
    dialect: run.dialect,
    model: run.model,
    status: run.isBegun ? 200 : refused,
    outcome,
    end_reason: outcome === "complete" ? record.end_reason : null,
    chunks: record.splits.length,
    first_token_ms: record.timing.first_token_ms,
    duration_ms: record.timing.duration_ms,
    failure: failure?.message ?? null,
    ...(withPrompts ? { prompt: run.asked.input.user_message, output: record.output } : {}),
  };
}

/** Writes it for people, in a line. */
export function readableLog(log: RunLog): string {
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
