import { EndMarkerStream, type EndMarkerStreamOptions } from "../stream/end_marker_stream.ts";
import type { EndRecord, StreamEvent } from "../wire/stream_event.ts";
import { ModelReport } from "./model_report.ts";
import type { StreamableRunnable } from "./runnable.ts";
import { textChunks } from "./text_chunks.ts";
import { toFailure } from "./failure.ts";

/** What {@linkcode streamEvents} needs to know of a run. */
export interface RunOptions extends EndMarkerStreamOptions {
  input: unknown;
  /** The name that the runnable is served under. */
  name: string;
  /** A UUID. */
  runId: string;
  /** Aborts the run when aborted; is aborted when the run is over. */
  abort: AbortController;
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
  const { input, name, runId, abort, now, onError } = options;
  const begin = now();
  const report = new ModelReport();
  const markers = new EndMarkerStream(options);
  const reader = textChunks(runnable, { input, runId, abort, report })
    .pipeThrough(markers).getReader();

  try {
    let next = await reader.read();
    const firstTokenMs = next.done ? null : Math.round(now() - begin);
    yield { type: "start", run: { run_id: runId, runnable: name, model: report.model } };
    try {
      while (!next.done) {
        yield { type: "text", text: next.value };
        next = await reader.read();
      }
    } catch (error) {
      if (abort.signal.aborted) return;
      onError?.(error);
      const { status_code, message } = toFailure(error);
      return yield { type: "error", failure: { status_code, message } };
    }
    yield { type: "end", record: endRecord(firstTokenMs) };
  } finally {
    await reader.cancel().catch(() => {}); // it fails as the run did
  }

  function endRecord(firstTokenMs: number | null): EndRecord {
    const { endReason, endMarker, output, splits, tokenSplits } = markers.record;
    const wasCutShort = endReason === "stop" && report.finishReason === "length";
    return {
      end_reason: wasCutShort ? "length" : endReason ?? "stop",
      end_marker: endMarker,
      output,
      splits,
      token_splits: tokenSplits,
      usage: report.usage === null ? null : { ...report.usage },
      timing: { first_token_ms: firstTokenMs, duration_ms: Math.round(now() - begin) },
    };
  }
}
