import { type RunFailure, toFailure } from "../runnables/failure.ts";
import type { StreamableRunnable } from "../runnables/runnable.ts";
import { isGone, type RunOptions, streamEvents } from "../runnables/stream_events.ts";
import type { RunStart, StreamEvent } from "../wire/stream_event.ts";
import { HttpError } from "./http_error.ts";

/** A run that has got as far as its first text, or its end. */
export interface Run {
  /** What runs. */
  run: RunStart;
  /** What happens. */
  rest: AsyncGenerator<StreamEvent, void, void>;
}

/**
 * Starts a run and waits for its first text.
 *
 * @throws {HttpError} if it fails before, with a status that says how
 */
export async function startRun(runnable: StreamableRunnable, options: RunOptions): Promise<Run> {
  const events = streamEvents(runnable, options);
  try {
    const first = await events.next();
    if (first.done || first.value.type !== "start") {
      throw new Error("A run must begin with a start");
    }
    return { run: first.value.run, rest: events };
  } catch (error) {
    if (isGone(options.signal)) throw new HttpError(499, "The caller went away.");
    const { message, refusal, retryAfter, ...failure } = toFailure(error);
    const headers = new Headers(retryAfter === null ? {} : { "retry-after": retryAfter });
    // OpenAI's clients would send a request that was refused twice more.
    if (refusal !== null) headers.set("x-should-retry", "false");
    const isOwn = isCallers(refusal, options.sampling);
    throw new HttpError(isOwn ? 400 : failure.status_code, message, { headers });
  }
}

/** Whether a refusal may be about how the caller said that the model is to answer. */
function isCallers(refusal: RunFailure["refusal"], sampling: RunOptions["sampling"]): boolean {
  const isAsked = sampling !== undefined && Object.keys(sampling).length > 0;
  return isAsked && (refusal === 400 || refusal === 422);
}
