import { getRetryable } from "@langchain/core/errors";
import { retryAfterSeconds } from "../../run/retry_after.ts";

/** LangChain waits at least this long before it tries again. */
const PAUSE_SECONDS = 1;

/**
 * Ends LangChain's retries of a request, by throwing, unless another try may
 * well succeed: after a failure of the server or of the connection. It ends
 * them too when the server says to come back later. The caller is told when.
 */
export function giveUpUnlessItMayPass(error: unknown): void {
  if (!(error instanceof Error)) return;
  const status = "status" in error && typeof error.status === "number" ? error.status : 500;
  const headers = "headers" in error && error.headers instanceof Headers ? error.headers : null;
  const isHopeless = status < 500 || getRetryable(error) === false ||
    error.name === "AbortError" || error.name === "TimeoutError";
  const pause = retryAfterSeconds(headers?.get("retry-after") ?? "") ?? 0;
  const isRefused = headers?.get("x-should-retry") === "false" || pause > PAUSE_SECONDS;
  if (isHopeless || isRefused) throw error;
}
