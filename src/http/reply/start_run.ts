import type { RunnableSource } from "../../run/langchain/runnable.ts";
import { isGone, RunEvents, type RunOptions } from "../../run/run_events.ts";
import type { RunStart } from "../../wire/stream_event.ts";
import { failureOf } from "./failure_of.ts";
import { HttpError } from "../http_error.ts";
import { runError } from "./run_error.ts";

/** A run that has got as far as its first text, or its end. */
export interface Run {
  /** What runs. */
  run: RunStart;
  /** What happens from then on. */
  rest: RunEvents;
}

/**
 * Starts a run and waits for its first text.
 *
 * @throws {HttpError} if it fails before, with a status that says how
 */
export async function startRun(source: RunnableSource, options: RunOptions): Promise<Run> {
  const events = new RunEvents(source, options);
  try {
    const first = await events.next();
    if (first?.type !== "start") throw new Error("A run must begin with a start");
    return { run: first.run, rest: events };
  } catch (error) {
    if (isGone(options.signal)) throw new HttpError(499, "The caller went away.");
    throw runError(failureOf(error, options.sampling));
  }
}
