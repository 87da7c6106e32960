/** What was measured of one process on one core, and is all that the simulation knows of costs. */
export interface Costs {
  /** CPU of a token that goes through a journal in Redis, in microseconds. */
  tokenUs: number;
  /** Resident memory of an open journalled stream, in KiB. */
  streamKiB: number;
  /** Resident memory of a process without streams, in MiB. */
  baseMiB: number;
  /** CPU of the store for a token that is written to it, in microseconds. */
  storeUs: number;
  /** What the store holds of a token, in bytes. */
  storeBytes: number;
}

/** `tests/bench/README.md` has the commands that measure these. */
export const MEASURED: Costs = {
  tokenUs: 151,
  streamKiB: 206,
  baseMiB: 90,
  storeUs: 3.7,
  storeBytes: 214,
};
