import type { Timer } from "../../run/timer.ts";

/** The state of a caller's rate limit. */
export interface RateLimitState {
  /** How many requests are left; below zero if this one exceeds the limit. */
  left: number;
  /** The time until the next request is allowed, in seconds. */
  retryAfter: number;
}

/** Returns the state of a bucket that has so many tokens left. */
export function stateOf(left: number, perMinute: number): RateLimitState {
  const missing = left < 0 ? -left : Math.max(0, 1 - left);
  return {
    left: Math.floor(left),
    retryAfter: Math.max(1, Math.ceil(missing / perMinute * MINUTE_MS / 1000)),
  };
}

/** The most callers that are remembered. A forgotten caller starts with a full bucket. */
const MAX_CALLERS = 10_000;
const MINUTE_MS = 60_000;

/**
 * A token bucket for each caller. A bucket holds the tokens of one minute, which may be used at
 * once, and refills continuously. Only the most recent callers are remembered, to bound the memory.
 */
export class RateLimiter {
  /** The number of requests per minute. */
  readonly perMinute: number;
  readonly #timer: Timer;
  /** The buckets by caller, least recent first. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** @param perMinute the number of requests per minute */
  constructor(perMinute: number, timer: Timer) {
    this.perMinute = perMinute;
    this.#timer = timer;
  }

  /** Takes tokens from the bucket of a caller, if it has enough. */
  take(caller: string, count = 1): RateLimitState {
    const bucket = this.#refilled(caller);
    const left = bucket.tokens - count;
    this.#remember(caller, left < 0 ? bucket : { ...bucket, tokens: left });
    return stateOf(left, this.perMinute);
  }

  /** Takes a token for a request already served. The bucket may fall below zero. */
  spend(caller: string): void {
    const { tokens, at } = this.#refilled(caller);
    this.#remember(caller, { tokens: tokens - 1, at });
  }

  #refilled(caller: string): { tokens: number; at: number } {
    const now = this.#timer.now();
    const bucket = this.#buckets.get(caller) ?? { tokens: this.perMinute, at: now };
    const refilled = (now - bucket.at) * this.perMinute / MINUTE_MS;
    return { tokens: Math.min(this.perMinute, bucket.tokens + refilled), at: now };
  }

  #remember(caller: string, bucket: { tokens: number; at: number }): void {
    this.#buckets.delete(caller);
    this.#buckets.set(caller, bucket);
    if (this.#buckets.size <= MAX_CALLERS) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      return;
    }
  }
}
