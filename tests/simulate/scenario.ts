/** What callers do, and what isolates are: assumptions, not measurements. */
export interface Scenario {
  /** Streams that are open at once. */
  streams: number;
  /** Tokens of an answer, on average. Their number is distributed exponentially. */
  tokens: number;
  /** Tokens a second of a stream. */
  rate: number;
  /** How often the connection of a stream breaks, an hour. */
  breaksPerHour: number;
  /** How long a reader is away, on average, in seconds. Distributed exponentially. */
  awaySeconds: number;
  /** `RESUME_MS`, in seconds. */
  resumeSeconds: number;
  /** `JOURNAL_MS`, in seconds: how long the journal of a finished run is kept. */
  keepSeconds: number;
  /** `SHUTDOWN_MS`, in seconds: how long streams may take to finish when their isolate is replaced. */
  shutdownSeconds: number;
  /** `MAX_STREAMS`: of one isolate. */
  maxStreams: number;
  /** How long an isolate lives until it is replaced, on average, in minutes. */
  lifeMinutes: number;
  /** How many of the replacements come without a warning, in a hundred. */
  crashPercent: number;
  /** The memory of an isolate, in MiB. */
  isolateMiB: number;
  /** How much of a core, and of the streams that fit, an isolate is planned to use: 0 to 1. */
  share: number;
  /** How long to simulate, in seconds. */
  seconds: number;
}

/** A million streams of answers of 20 seconds, on phones that change networks. */
export const MILLION: Scenario = {
  streams: 1_000_000,
  tokens: 400,
  rate: 20,
  breaksPerHour: 6,
  awaySeconds: 3,
  resumeSeconds: 30,
  keepSeconds: 300,
  shutdownSeconds: 10,
  maxStreams: 1_000,
  lifeMinutes: 30,
  crashPercent: 5,
  isolateMiB: 512,
  share: 0.7,
  seconds: 60,
};
