import type { StreamError } from "../stream_error.ts";
import { oneLine } from "./view/one_line.ts";

/** Says in a line what went wrong, and what to do, to who asked in a terminal. */
export function describeFailure(
  { type, status, message, retryAfter }: StreamError,
  { server, hasKey }: { server: string; hasKey: boolean },
): string {
  if (type === "unreachable") {
    return `Cannot reach ${server}: is a server running there? "deno task start" starts one.`;
  }
  if (status === 401) {
    return hasKey
      ? `${server} does not accept the key: check API_KEY.`
      : `${server} wants a key: set API_KEY.`;
  }
  const line = oneLine(message);
  if (retryAfter === null || retryAfter === 0) return line;
  return `${line} Try again in ${retryAfter} second${retryAfter === 1 ? "" : "s"}.`;
}
