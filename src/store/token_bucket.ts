import type { TakeOptions } from "./store.ts";

/** How many answers a caller has left, and when that was so. */
export interface TokenBucket {
  readonly tokens: number;
  /** A time in milliseconds. */
  readonly at: number;
}

const MINUTE_MS = 60_000;

/** Returns a bucket with what has come since. A new one is full. */
export function refill(
  bucket: TokenBucket | null | undefined,
  { now, perMinute }: { now: number; perMinute: number },
): TokenBucket {
  if (bucket === null || bucket === undefined) return { tokens: perMinute, at: now };
  const come = Math.max(0, now - bucket.at) * perMinute / MINUTE_MS;
  return { tokens: Math.min(perMinute, bucket.tokens + come), at: now };
}

/** Takes from a bucket, if it has enough. @returns what is left, less than 0 if it has not */
export function takeFrom(
  bucket: TokenBucket,
  { count, isForced = false }: Pick<TakeOptions, "count" | "isForced">,
): { left: number; bucket: TokenBucket } {
  const left = bucket.tokens - count;
  return { left, bucket: left < 0 && !isForced ? bucket : { ...bucket, tokens: left } };
}
