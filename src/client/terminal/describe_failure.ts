import type { StreamError } from "../stream_error.ts";
import type { Messages } from "./messages/messages.ts";
import { oneLine } from "./view/one_line.ts";

/** What {@linkcode describeFailure} knows besides the error. */
export interface FailureContext {
  /** The server, as the user knows it. */
  server: string;
  /** Whether the connection was lost while the answer came. */
  isLost?: boolean;
  /** Whether a key was sent. */
  hasKey: boolean;
  messages: Messages;
}

/** Returns one line, or two, that say what went wrong, and what to do. */
export function describeFailure(
  { type, status, message, retryAfter, location }: StreamError,
  { server, hasKey, isLost = false, messages }: FailureContext,
): string {
  if (isLost) {
    const next = location === null ? messages.askAgain : messages.readOn(location);
    return `${messages.lost}\n${next}`;
  }
  if (type === "unreachable") return messages.unreachable(server);
  if (status === 401) return hasKey ? messages.keyRefused(server) : messages.keyRequired(server);
  const reason = oneLine(message);
  const line = type === "broken" ? messages.broken(reason) : reason;
  return retryAfter ? messages.tryAgain(line, retryAfter) : line;
}
