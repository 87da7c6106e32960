/** How long a run and its answer may be. */
export interface RunLimits {
  /** The maximum length of an answer, in characters; then it ends by `length`. Default: 1,000,000. */
  outputChars: number;
  /** The maximum number of chunks of an answer; then it ends by `length`. Default: 250,000. */
  chunks: number;
  /**
   * The maximum number of steps of an agent or graph; `null` for its own limit,
   * which is 25 unless it is bound to another. Default: `null`.
   */
  steps: number | null;
  /** How long a model may take until its first sign of life, in milliseconds. Default: 60,000. */
  firstTokenMs: number;
  /** How long a model may take from one sign of life to the next, in milliseconds. Default: 60,000. */
  idleMs: number;
  /** How long tools may work without a sign of life, in milliseconds. Default: 300,000. */
  toolMs: number;
  /** How long a run may take, in milliseconds. Default: 600,000. */
  durationMs: number;
}

/** Safe for a server that is open to anybody. */
export const DEFAULT_RUN_LIMITS: Readonly<RunLimits> = {
  outputChars: 1_000_000,
  chunks: 250_000,
  steps: null,
  firstTokenMs: 60_000,
  idleMs: 60_000,
  toolMs: 300_000,
  durationMs: 600_000,
};
