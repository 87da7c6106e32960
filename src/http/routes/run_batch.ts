import type { Timer } from "../../run/timer.ts";
import type { BatchResult } from "./batch_reply.ts";
import { HttpError } from "../http_error.ts";
import type { Limits } from "../limits.ts";
import { mapConcurrent } from "./map_concurrent.ts";
import type { RunRequest } from "../request/read_input.ts";
import type { Runner, Wish } from "../runner.ts";

/** Options of {@linkcode runBatch}. */
export interface BatchOptions extends Omit<Wish, "asked"> {
  /** The inputs, each with its configuration. */
  requests: readonly RunRequest[];
  /** How many run at a time. */
  maxConcurrency: number;
  limits: Limits;
  timer: Timer;
}

/**
 * Runs the inputs of a batch, and returns what became of each, in their order.
 *
 * A batch has the time of one answer, for nobody waits for longer, and its
 * answers share the length that all of them may have together.
 */
export async function runBatch(
  runner: Runner,
  request: Request,
  { requests, maxConcurrency, limits, timer, ...wish }: BatchOptions,
): Promise<BatchResult[]> {
  const endsAt = timer.now() + limits.durationMs;
  const share = Math.max(1, Math.floor(limits.batchOutputChars / Math.max(1, requests.length)));
  const maxOutputLength = Math.min(limits.outputChars, share);
  const maxSplits = Math.min(limits.chunks, share); // a chunk takes the room of a character
  return await mapConcurrent(requests, {
    limit: maxConcurrency,
    map: (asked) =>
      runner.complete(request, { ...wish, asked, endsAt, maxOutputLength, maxSplits })
        .then(({ record }): BatchResult => record, asFailure),
  });
}

/** What stands in a batch's reply where an input failed, so that the others are not lost. */
function asFailure(error: unknown): BatchResult {
  if (!(error instanceof HttpError)) throw error;
  const { status, message, code } = error;
  return { error: { status_code: status, message, ...(code === undefined ? {} : { code }) } };
}
