/** The longest header that is looked into, in characters: parsing it must not take long. */
export const MAX_HEADER_LENGTH = 1_000;

/** How much a caller may ask for, and how long an answer may take. */
export interface Limits {
  /** The most that a request's body may have, in bytes. Default: 1 MiB. */
  bodyBytes: number;
  /**
   * The most that the bodies under way may have together, in bytes, not counting
   * the first 64 KiB of each. Default: 64 MiB.
   */
  totalBodyBytes: number;
  /** How long a request's body may take to come, in milliseconds. Default: 60,000. */
  bodyMs: number;
  /** The most that a conversation may have, in characters (UTF-16 code units). Default: 200,000. */
  inputChars: number;
  /** The most messages that a conversation may have. Default: 1,000. */
  messages: number;
  /** The most inputs that a batch may have. Default: 100. */
  batch: number;
  /** The most that an answer may have, in characters; then it ends by `length`. Default: 1,000,000. */
  outputChars: number;
  /**
   * The most that the answers of a batch may have together, in characters. Each
   * input has an equal share. Default: 2,000,000.
   */
  batchOutputChars: number;
  /** The most chunks that an answer may have, then it ends by `length`. Default: 250,000. */
  chunks: number;
  /**
   * The most steps that an agent or graph may take; `null` for its own limit,
   * which is 25 unless it is bound to another. Default: `null`.
   */
  steps: number | null;
  /** The most answers under way at a time, each input of a batch being one. Default: 1,000. */
  streams: number;
  /** How long a model may take until its first sign of life, in milliseconds. Default: 60,000. */
  firstTokenMs: number;
  /** How long a model may take from one sign of life to the next, in milliseconds. Default: 60,000. */
  idleMs: number;
  /** How long tools may work without a sign of life, in milliseconds. Default: 300,000. */
  toolMs: number;
  /** How long an answer, or a whole batch, may take, in milliseconds. Default: 600,000. */
  durationMs: number;
  /** How long a stream may be silent until a heartbeat is sent, in milliseconds. Default: 15,000. */
  heartbeatMs: number;
  /**
   * How long the head of a reply waits for the first token, in milliseconds, so
   * that a failure can have its own status, be it after a second try. Default: 3,000.
   */
  graceMs: number;
}

/** What is safe for a server that anybody may ask. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 2 ** 20,
  totalBodyBytes: 64 * 2 ** 20,
  bodyMs: 60_000,
  inputChars: 200_000,
  messages: 1_000,
  batch: 100,
  outputChars: 1_000_000,
  batchOutputChars: 2_000_000,
  chunks: 250_000,
  steps: null,
  streams: 1_000,
  firstTokenMs: 60_000,
  idleMs: 60_000,
  toolMs: 300_000,
  durationMs: 600_000,
  heartbeatMs: 15_000,
  graceMs: 3_000,
};
