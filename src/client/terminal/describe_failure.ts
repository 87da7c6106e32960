import type { StreamError } from "../stream_error.ts";
import { oneLine } from "./view/one_line.ts";

/** Returns one line that says what went wrong, and what to do. */
export function describeFailure(
  { type, status, message, retryAfter }: StreamError,
  { server, hasKey }: { server: string; hasKey: boolean },
): string {
  if (type === "unreachable") {
    return `Cannot reach ${server}. Is a server running there? "deno task start" starts one.`;
  }
  if (status === 401) {
    return hasKey
      ? `${server} does not accept the key. Check API_KEY.`
      : `${server} requires a key. Set API_KEY.`;
  }
  const line = oneLine(message);
  if (retryAfter === null || retryAfter === 0) return line;
  return `${line} Try again in ${retryAfter} second${retryAfter === 1 ? "" : "s"}.`;
}
