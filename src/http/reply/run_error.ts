import type { RunSummary } from "../../run/run.ts";
import { HttpError } from "../http_error.ts";
import { retryHeaders } from "./retry_headers.ts";

/** Returns the error to reply with for a run without an answer: it failed, or was cancelled. */
export function runError({ failure }: Pick<RunSummary, "failure">): HttpError {
  if (failure === null) return new HttpError(499, "The client disconnected.");
  const { status_code, message, code, pointer } = failure;
  return new HttpError(status_code, message, {
    headers: retryHeaders(failure),
    ...(code === undefined ? {} : { code }),
    ...(pointer === undefined ? {} : { pointer }),
  });
}
