import { retryAfterSeconds } from "../../run/retry_after.ts";
import type { RunFailure } from "../../run/failure.ts";

/** OpenAI's clients wait no longer than this for another try. They would ask again at once. */
const MAX_PAUSE_SECONDS = 60;

/**
 * Returns the headers that tell a client whether to ask again. OpenAI's clients
 * ask twice more after a 408, 409, 429 or 5xx. Here that is of use only where the
 * model's server said when to come back: what may pass was tried again already.
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
