import type { StreamError } from "../stream_error.ts";
import type { Messages } from "./messages/messages.ts";
import { oneLine } from "./view/one_line.ts";

/** What {@linkcode describeFailure} knows besides the error. */
export interface FailureContext {
  /** The server, as the user knows it. */
  server: string;
  /** Whether a key was sent. */
  hasKey: boolean;
  messages: Messages;
}

/** Returns one line that says what went wrong, and what to do. */
export function describeFailure(
  { type, status, message, retryAfter }: StreamError,
  { server, hasKey, messages }: FailureContext,
): string {
  if (type === "unreachable") return messages.unreachable(server);
  if (status === 401) return hasKey ? messages.keyRefused(server) : messages.keyRequired(server);
  const reason = oneLine(message);
  const line = type === "broken" ? messages.broken(reason) : reason;
  return retryAfter ? messages.tryAgain(line, retryAfter) : line;
}
