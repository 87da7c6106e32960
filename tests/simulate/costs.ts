/** What was measured of one process on one core, and is all that the simulation knows of costs. */
export interface Costs {
  /** CPU of a token through the built-in chain, in microseconds (`paced-openai`). */
  tokenUs: number;
  /** What a journal in Redis makes of that, as a factor (`journal`). */
  journalFactor: number;
  /** Resident memory of an open stream with a journal in Redis, in KiB (`journal`). */
  streamKiB: number;
  /** Resident memory of a process without streams, in MiB (the first measurement of `deno task soak`). */
  baseMiB: number;
  /** CPU of Redis for a token, in microseconds (`journal`). */
  storeUs: number;
  /** What Redis holds of a token, in bytes (`journal`). */
  storeBytes: number;
}

/** Measured on 26 November 2026 on a quiet machine; `tests/bench/README.md` has the figures. */
export const MEASURED: Costs = {
  tokenUs: 62,
  journalFactor: 1.73,
  streamKiB: 174,
  baseMiB: 109,
  storeUs: 3.4,
  storeBytes: 179,
};
