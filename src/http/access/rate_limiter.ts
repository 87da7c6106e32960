import type { Timer } from "../../run/timer.ts";

/** What is left to a caller. */
export interface Allowance {
  /** How many more may come now; below zero, this one was too many. */
  left: number;
  /** In how many seconds there will be another. */
  retryAfter: number;
}

/** How many callers are remembered: who is forgotten begins anew. */
const MAX_CALLERS = 10_000;
const MINUTE_MS = 60_000;

/**
 * A token bucket for each caller: so many a minute, all at once if they like,
 * and then as they are refilled. However many callers there are, only those who
 * came last are remembered.
 */
export class RateLimiter {
  /** How many may come in a minute. */
  readonly perMinute: number;
  readonly #timer: Timer;
  /** In the order in which they came last. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** @param perMinute how many may come in a minute */
  constructor(perMinute: number, timer: Timer) {
    this.perMinute = perMinute;
    this.#timer = timer;
  }

  /** Takes tokens of a caller, if there are so many. */
  take(caller: string, count = 1): Allowance {
    const bucket = this.#refilled(caller);
    const left = bucket.tokens - count;
    this.#remember(caller, left < 0 ? bucket : { ...bucket, tokens: left });
    const missing = left < 0 ? -left : Math.max(0, 1 - left);
    return {
      left: Math.floor(left),
      retryAfter: Math.max(1, Math.ceil(missing / this.perMinute * MINUTE_MS / 1000)),
    };
  }

  /** Takes a token that a caller has used already. If there was none left, it has to come first. */
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
