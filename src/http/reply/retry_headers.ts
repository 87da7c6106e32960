import { retryAfterSeconds } from "../../run/retry_after.ts";
import type { RunFailure } from "../../run/failure.ts";

/** The longest wait that OpenAI's clients accept. For a longer one, they retry at once. */
const MAX_PAUSE_SECONDS = 60;

/**
 * Returns the headers that tell a client whether to retry. OpenAI's clients retry twice after a 408,
 * 409, 429 or 5xx. That helps only if the model's server said when to retry: transient failures were
 * retried here already.
 */
export function retryHeaders(
  { refusal, retryAfter }: Pick<RunFailure, "refusal" | "retryAfter">,
): Record<string, string> {
  const seconds = retryAfter === null ? null : retryAfterSeconds(retryAfter);
  const isWorthwhile = refusal === null && seconds !== null && seconds <= MAX_PAUSE_SECONDS;
  return {
    ...(retryAfter === null ? {} : { "retry-after": retryAfter }),
    ...(isWorthwhile ? {} : { "x-should-retry": "false" }),
  };
}
