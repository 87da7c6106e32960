import { EndMarkerStream, type EndMarkerStreamOptions } from "../stream/end_marker_stream.ts";
import type { EndRecord, StreamEvent } from "../wire/stream_event.ts";
import { toFailure } from "./failure.ts";
import { ModelReport } from "./model_report.ts";
import { runChunks, type WaitLimits } from "./run_chunks.ts";
import type { RunnableSource } from "./runnable.ts";
import { StepUpdate } from "./step_update.ts";
import type { Timer } from "./timer.ts";
import { TimeLimitError } from "./watchdog.ts";

/** What {@linkcode streamEvents} needs to know of a run. */
export interface RunOptions extends EndMarkerStreamOptions {
  input: unknown;
  /** How the model is to answer, in the words of OpenAI's requests. */
  sampling?: Readonly<Record<string, unknown>> | undefined;
  /** The name that the runnable is served under. */
  name: string;
  /** A UUID. */
  runId: string;
  /** Aborts the run: the caller went away, or, with a `TimeLimitError`, it took too long. */
  signal: AbortSignal;
  waits: WaitLimits;
  timer: Timer;
  /** Told, once, how it went. */
  onEnd?: (summary: RunSummary) => void;
}

/** How a run went, for who was not there. */
export interface RunSummary {
  /** Whether it was completed, failed, or nobody wanted more of it. */
  outcome: "complete" | "failed" | "cancelled";
  /** What it failed with. */
  error: unknown;
  /** All that is known of the answer, as far as it came. */
  record: EndRecord;
  /** The model's name, where the runnable tells it. */
  model: string | null;
}

/**
 * Runs a runnable and tells what happens, from `start` to `end` or `error`.
 *
 * `start` is told together with the first text, so that until then a failure
 * is thrown, and can still be answered with a status of its own.
 */
export async function* streamEvents(
  source: RunnableSource,
  options: RunOptions,
): AsyncGenerator<StreamEvent, void, void> {
  const { name, runId, signal, timer, onEnd } = options;
  const begin = timer.now();
  const elapsed = () => Math.round(timer.now() - begin);
  const report = new ModelReport();
  const markers = new EndMarkerStream<StepUpdate>({ ...options, passes: isStepUpdate });
  const { record } = markers;
  const at: { step: string | null } = { step: null }; // of an agent, the step under way
  const onStep = (step: string) => at.step = step;
  const reader = runChunks(source, { ...options, report, onStep })
    .pipeThrough(markers).getReader();

  let firstTokenMs: number | null = null;
  let stepBegin = 0; // where in the output the step under way began
  const read = async () => {
    const next = await reader.read();
    if (typeof next.value === "string") firstTokenMs ??= elapsed();
    return next;
  };

  let isStarted = false;
  let outcome: RunSummary["outcome"] = "cancelled";
  let failure: unknown = null;
  try {
    let next = await read();
    isStarted = true;
    yield { type: "start", run: { run_id: runId, runnable: name, model: report.model } };
    for (; !next.done; next = await read()) {
      if (typeof next.value === "string") {
        yield { type: "text", text: next.value };
      } else {
        stepBegin = record.output.length;
        yield { type: "updates", updates: next.value.updates };
      }
    }
    // The marker ends an agent's last step before the agent can tell of it.
    if (at.step !== null && record.endReason === "marker") {
      const message = { type: "ai", content: record.output.slice(stepBegin), tool_calls: [] };
      yield { type: "updates", updates: { [at.step]: { messages: [message] } } };
    }
    outcome = "complete";
    yield { type: "end", record: endRecord() };
  } catch (error) {
    if (isGone(signal)) {
      if (isStarted) return;
      throw error;
    }
    outcome = "failed";
    failure = error;
    if (!isStarted) throw error;
    const { status_code, message } = toFailure(error);
    yield { type: "error", failure: { status_code, message } };
  } finally {
    await reader.cancel().catch(() => {}); // it fails as the run did
    if (outcome === "cancelled" && signal.reason instanceof TimeLimitError) {
      outcome = "failed"; // it took too long while nobody read, so nobody was told
      failure = signal.reason;
    }
    onEnd?.({ outcome, error: failure, record: endRecord(), model: report.model });
  }

  function endRecord(): EndRecord {
    const { endReason, endMarker, output, splits, tokenSplits } = record;
    const metLimit = endReason === "stop" && isLimit(report.finishReason);
    return {
      end_reason: metLimit ? "length" : endReason ?? "stop",
      end_marker: endMarker,
      finish_reason: endReason === "marker" ? null : report.finishReason,
      output,
      splits,
      token_splits: tokenSplits,
      usage: report.usage === null ? null : { ...report.usage },
      timing: { first_token_ms: firstTokenMs, duration_ms: elapsed() },
    };
  }
}

/** Whether the caller went away. */
export function isGone({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof TimeLimitError);
}

/** Whether a finish reason means that the model was stopped, in any provider's words. */
function isLimit(finishReason: string | null): boolean {
  return /^(length|max_(output_)?tokens)$/i.test(finishReason ?? "");
}

function isStepUpdate(chunk: unknown): chunk is StepUpdate {
  return chunk instanceof StepUpdate;
}
