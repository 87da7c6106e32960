import { StreamError } from "@splitstream/splitstream/client";
import type { Messages } from "./messages.ts";

/** A failure in words for the reader. */
export interface FailureMessage {
  /** What went wrong, and what to do. */
  text: string;
  /** The server's own message, if it says more. */
  detail: string | null;
  /** Whether a key may help. */
  wantsKey: boolean;
  /** Whether the connection was lost while the answer came. */
  isLost: boolean;
  /** The address of the run, if the server may still keep it. */
  location: string | null;
}

/** Describes a failure in plain messages. */
export function toFailureMessage(
  error: unknown,
  { messages, hasKey, isBegun = false }: {
    messages: Messages;
    hasKey: boolean;
    /** Whether a part of the answer has come. */
    isBegun?: boolean;
  },
): FailureMessage {
  const rest = { wantsKey: false, isLost: false, location: null };
  if (!(error instanceof StreamError)) {
    return { text: messages.unknown, detail: String(error), ...rest };
  }
  const { type, status, message, retryAfter, code, location } = error;
  if (isBegun && type !== "failed") {
    return { text: messages.lost, detail: null, ...rest, isLost: true, location };
  }
  const wantsKey = type === "refused" && status === 401;
  const detail = type === "refused" || type === "failed" ? messages.serverSays(message) : null;
  const say = (text: string) => ({ ...rest, text, detail, wantsKey });

  if (type === "unreachable") return say(messages.unreachable);
  if (type === "broken") return say(messages.broken);
  // Here the server's own message says no more.
  if (wantsKey) return { ...say(hasKey ? messages.keyRefused : messages.keyWanted), detail: null };
  if (status === 429 || status === 503) {
    return { ...say(messages.tooMany(retryAfter)), detail: null };
  }
  const known: Readonly<Record<string, string>> = {
    model_key_refused: messages.keyRefusedByModel,
    model_unknown: messages.modelUnknown,
    model_unreachable: messages.modelUnreachable,
    runnable_failed: messages.runnableFailed,
  };
  const text = code === null ? undefined : known[code];
  if (text !== undefined) return { ...say(text), detail: null };
  if (status === 504) return say(messages.tooSlow);
  return say(status !== null && status < 500 ? messages.notTaken : messages.modelFailed);
}
