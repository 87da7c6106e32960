/** The longest header that is parsed, in characters. A longer one would take too much time. */
export const MAX_HEADER_LENGTH = 1_000;

/** Limits on the size of requests and answers, and on the time they take. */
export interface Limits {
  /** The maximum size of a request body, in bytes. Default: 1 MiB. */
  bodyBytes: number;
  /**
   * The maximum size of all request bodies that are read at the same time, in bytes, not counting
   * the first 64 KiB of each. Default: 64 MiB.
   */
  totalBodyBytes: number;
  /** The maximum time to receive a request body, in milliseconds. Default: 60,000. */
  bodyMs: number;
  /** The maximum length of a conversation, in characters (UTF-16 code units). Default: 200,000. */
  inputChars: number;
  /**
   * The maximum size of the images, audio and files of a conversation, in bytes. The body has a
   * limit of its own. Default: 1 MiB.
   */
  mediaBytes: number;
  /** The maximum number of messages of a conversation. Default: 1,000. */
  messages: number;
  /** The maximum number of inputs of a batch. Default: 100. */
  batch: number;
  /**
   * The maximum length of an answer, in characters. A longer answer ends there, with the end reason
   * `length`. Default: 1,000,000.
   */
  outputChars: number;
  /**
   * The maximum length of all answers of a batch together, in characters. Each input has an equal
   * share. Default: 2,000,000.
   */
  batchOutputChars: number;
  /**
   * The maximum number of chunks of an answer. A longer answer ends there, with the end reason
   * `length`. Default: 250,000.
   */
  chunks: number;
  /**
   * The maximum number of steps of an agent or graph; `null` for its own limit, which is 25 unless
   * configured otherwise. Default: `null`.
   */
  steps: number | null;
  /**
   * The maximum number of threads that are remembered. The least recently used are dropped; their
   * messages, too, unless they are in a checkpointer of your own. Default: 500.
   */
  threads: number;
  /**
   * How long a thread is remembered after its last use, in milliseconds. Default: 604,800,000, a
   * week.
   */
  threadMs: number;
  /**
   * The maximum size of a thread in memory, in bytes. Its oldest checkpoints are dropped. Default:
   * 1 MiB.
   */
  threadBytes: number;
  /** The maximum number of checkpoints of a thread in memory. Default: 100. */
  checkpoints: number;
  /** The maximum number of concurrent runs. Each input of a batch counts as one. Default: 1,000. */
  streams: number;
  /**
   * The maximum time without a sign of life before the first token of the model, in milliseconds.
   * Default: 60,000.
   */
  firstTokenMs: number;
  /**
   * The maximum time without a sign of life after the first token, in milliseconds. Default: 60,000.
   */
  idleMs: number;
  /** The maximum time without a sign of life while tools run, in milliseconds. Default: 300,000. */
  toolMs: number;
  /** The maximum duration of an answer or a whole batch, in milliseconds. Default: 600,000. */
  durationMs: number;
  /** How long a stream may be idle before a heartbeat is sent, in milliseconds. Default: 15,000. */
  heartbeatMs: number;
  /**
   * How long the response head waits for the first token, in milliseconds, so that a failure, even
   * after a retry, can still set the status. Default: 3,000.
   */
  graceMs: number;
}

/** The default limits, safe for a public server. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 2 ** 20,
  totalBodyBytes: 64 * 2 ** 20,
  bodyMs: 60_000,
  inputChars: 200_000,
  mediaBytes: 2 ** 20,
  messages: 1_000,
  batch: 100,
  outputChars: 1_000_000,
  batchOutputChars: 2_000_000,
  chunks: 250_000,
  steps: null,
  threads: 500,
  threadMs: 7 * 86_400_000,
  threadBytes: 2 ** 20,
  checkpoints: 100,
  streams: 1_000,
  firstTokenMs: 60_000,
  idleMs: 60_000,
  toolMs: 300_000,
  durationMs: 600_000,
  heartbeatMs: 15_000,
  graceMs: 3_000,
};
