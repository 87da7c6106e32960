import { StreamError } from "@splitstream/splitstream/client";
import type { Words } from "./words.ts";

/** What to tell a reader of a failure. */
export interface Advice {
  /** What went wrong, and what to do. */
  text: string;
  /** What the server says of it, if that says more. */
  detail: string | null;
  /** Whether a key may help. */
  wantsKey: boolean;
}

/** Says a failure in plain words. */
export function adviceOn(
  error: unknown,
  { words, hasKey }: { words: Words; hasKey: boolean },
): Advice {
  if (!(error instanceof StreamError)) {
    return { text: words.unknown, detail: String(error), wantsKey: false };
  }
  const { type, status, message, retryAfter } = error;
  const wantsKey = type === "refused" && status === 401;
  const detail = type === "refused" || type === "failed" ? words.serverSays(message) : null;
  const say = (text: string) => ({ text, detail, wantsKey });

  if (type === "unreachable") return say(words.unreachable);
  if (type === "broken") return say(words.broken);
  // Here the server's own words say no more.
  if (wantsKey) return { ...say(hasKey ? words.keyRefused : words.keyWanted), detail: null };
  if (status === 429 || status === 503) {
    return { ...say(words.tooMany(retryAfter)), detail: null };
  }
  if (status === 504) return say(words.tooSlow);
  return say(status !== null && status < 500 ? words.notTaken : words.modelFailed);
}
