import { EndMarkerStream, type EndMarkerStreamOptions } from "../stream/end_marker_stream.ts";
import type { EndRecord, StreamEvent } from "../wire/stream_event.ts";
import { toFailure } from "./failure.ts";
import { ModelReport } from "./model_report.ts";
import { runChunks } from "./run_chunks.ts";
import type { StreamableRunnable } from "./runnable.ts";
import { StepUpdate } from "./step_update.ts";

/** What {@linkcode streamEvents} needs to know of a run. */
export interface RunOptions extends EndMarkerStreamOptions {
  input: unknown;
  /** How the model is to answer, in the words of OpenAI's requests. */
  sampling?: Readonly<Record<string, unknown>> | undefined;
  /** The name that the runnable is served under. */
  name: string;
  /** A UUID. */
  runId: string;
  /** Aborts the run: the caller went away. */
  signal: AbortSignal;
  /** A clock that only goes forward, in milliseconds. */
  now: () => number;
  /** Told of an error, before the caller is told what it may know of it. */
  onError?: (error: unknown) => void;
}

/**
 * Runs a runnable and tells what happens, from `start` to `end` or `error`.
 *
 * `start` is told together with the first text, so that until then a failure
 * is thrown, and can still be answered with a status of its own.
 */
export async function* streamEvents(
  runnable: StreamableRunnable,
  options: RunOptions,
): AsyncGenerator<StreamEvent, void, void> {
  const { input, sampling, name, runId, signal, now, onError } = options;
  const begin = now();
  const elapsed = () => Math.round(now() - begin);
  const report = new ModelReport();
  const markers = new EndMarkerStream<StepUpdate>({ ...options, passes: isStepUpdate });
  const { record } = markers;
  const at: { step: string | null } = { step: null }; // of an agent, the step under way
  const onStep = (step: string) => at.step = step;
  const reader = runChunks(runnable, { input, runId, sampling, signal, report, onStep })
    .pipeThrough(markers).getReader();

  let firstTokenMs: number | null = null;
  let stepBegin = 0; // where in the output the step under way began
  const read = async () => {
    const next = await reader.read();
    if (typeof next.value === "string") firstTokenMs ??= elapsed();
    return next;
  };

  try {
    let next = await read();
    yield { type: "start", run: { run_id: runId, runnable: name, model: report.model } };
    try {
      for (; !next.done; next = await read()) {
        if (typeof next.value === "string") {
          yield { type: "text", text: next.value };
        } else {
          stepBegin = record.output.length;
          yield { type: "updates", updates: next.value.updates };
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      onError?.(error);
      const { status_code, message } = toFailure(error);
      return yield { type: "error", failure: { status_code, message } };
    }
    // The marker ends an agent's last step before the agent can tell of it.
    if (at.step !== null && record.endReason === "marker") {
      const message = { type: "ai", content: record.output.slice(stepBegin), tool_calls: [] };
      yield { type: "updates", updates: { [at.step]: { messages: [message] } } };
    }
    yield { type: "end", record: endRecord() };
  } finally {
    await reader.cancel().catch(() => {}); // it fails as the run did
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

/** Whether a finish reason means that the model was stopped, in any provider's words. */
function isLimit(finishReason: string | null): boolean {
  return /^(length|max_(output_)?tokens)$/i.test(finishReason ?? "");
}

function isStepUpdate(chunk: unknown): chunk is StepUpdate {
  return chunk instanceof StepUpdate;
}
