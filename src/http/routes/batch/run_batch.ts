import type { Timer } from "../../../run/timer.ts";
import { HttpError } from "../../http_error.ts";
import type { Limits } from "../../limits.ts";
import type { Runner } from "../../runner.ts";
import type { RunRequest } from "../../start/run_request.ts";
import type { BatchResult } from "./batch_reply.ts";
import { mapConcurrent } from "./map_concurrent.ts";

/** Options for {@linkcode runBatch}. */
export interface BatchOptions {
  /** The inputs, each with its configuration. */
  inputs: readonly RunRequest[];
  /** The maximum number of inputs that run at a time. */
  maxConcurrency: number;
  limits: Limits;
  timer: Timer;
}

/**
 * Runs the inputs of a batch, and returns their results in the same order.
 *
 * A batch has the time limit of one answer. Its answers share the maximum length of a batch equally.
 *
 * @throws {HttpError} that of the first input, if all of them fail
 */
export async function runBatch(
  runner: Runner,
  request: Request,
  { inputs, maxConcurrency, limits, timer }: BatchOptions,
): Promise<BatchResult[]> {
  const endsAt = timer.now() + limits.durationMs;
  const share = Math.max(1, Math.floor(limits.batchOutputChars / Math.max(1, inputs.length)));
  const shared = {
    outputChars: Math.min(limits.outputChars, share),
    chunks: Math.min(limits.chunks, share), // a chunk counts like a character
  };
  const results = await mapConcurrent(inputs, {
    limit: maxConcurrency,
    map: (input) =>
      runner.complete(request, { ...input, endsAt, limits: shared })
        .then(({ record }): BatchResult | HttpError => record, asHttpError),
  });
  const [failed] = results;
  if (failed instanceof HttpError && results.every((result) => result instanceof HttpError)) {
    throw failed; // there is no answer to lose
  }
  return results.map((result) => result instanceof HttpError ? failureOf(result) : result);
}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  throw error;
}

/** Returns the result of a failed input, so that the other answers are not lost. */
function failureOf({ status, message, code }: HttpError): BatchResult {
  return { error: { status_code: status, message, ...(code === undefined ? {} : { code }) } };
}
