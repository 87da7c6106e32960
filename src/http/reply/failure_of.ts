import { type RunFailure, toFailure } from "../../run/failure.ts";
import type { RunRequest } from "../request/read_input.ts";

/**
 * Says what a caller may know of a run's failure. A refusal of the model's
 * server is the caller's own fault where it may be about how they said that the
 * model is to answer.
 */
export function failureOf(error: unknown, sampling: RunRequest["sampling"]): RunFailure {
  const failure = toFailure(error);
  const isAsked = sampling !== undefined && Object.keys(sampling).length > 0;
  const isOwn = isAsked && (failure.refusal === 400 || failure.refusal === 422);
  return isOwn ? { ...failure, status_code: 400 } : failure;
}
