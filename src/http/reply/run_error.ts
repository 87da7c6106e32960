import type { RunFailure } from "../../run/failure.ts";
import type { Failure } from "../../wire/stream_event.ts";
import { HttpError } from "../http_error.ts";
import { retryHeaders } from "./retry_headers.ts";

/**
 * Returns the error that answers for a failed run. After its first text a run
 * does not tell what the model's server said of another try.
 */
export function runError(
  { status_code, message, code, ...rest }: Failure & Partial<RunFailure>,
): HttpError {
  const { refusal = null, retryAfter = null } = rest;
  const headers = retryHeaders({ refusal, retryAfter });
  return new HttpError(status_code, message, { headers, ...(code === undefined ? {} : { code }) });
}
