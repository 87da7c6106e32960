import type { RunLimits } from "./run_limits.ts";
import type { Timer } from "./timer.ts";

/**
 * A time limit: on the first token, on the next one, on a tool, on the whole answer, or on the
 * shutdown of the server.
 */
export type TimeLimit = "firstToken" | "idle" | "tool" | "duration" | "stop";

const LIMITS: Readonly<Record<TimeLimit, string>> = {
  firstToken: "The model took too long to start",
  idle: "The model took too long to continue",
  tool: "A tool took too long",
  duration: "The answer took too long",
  stop: "The server stopped before the answer was complete",
};

/** Thrown when a run exceeds a time limit. */
export class TimeLimitError extends Error {
  /** The name of the class. */
  override readonly name = "TimeLimitError";
  /** The limit that was exceeded. */
  readonly limit: TimeLimit;

  /** Makes an error for a limit. */
  constructor(limit: TimeLimit) {
    super(LIMITS[limit]);
    this.limit = limit;
  }
}

/** How long the caller of a run may wait. */
export type WaitLimits = Pick<RunLimits, "firstTokenMs" | "idleMs" | "toolMs">;

/** Options for {@linkcode Watchdog}. */
export interface WatchdogOptions {
  limits: WaitLimits;
  timer: Timer;
  /** Called once, when a limit is exceeded. */
  onLate: (error: TimeLimitError) => void;
}

/**
 * Measures how long a caller waits for a model or a tool. The time that a slow client takes to read
 * does not count.
 *
 * One timer serves the whole answer, and is set again only after it has fired: a timer for each
 * token would cost more than the token.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #since: number | null = null;
  #hasToken = false;
  #tools = 0;
  #cancelTimer: (() => void) | null = null;
  /** When the timer fires. */
  #due = 0;

  /** @param options the limits, the timer and the callback */
  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** Notes that the caller starts to wait. */
  begin(): void {
    this.#since = this.#options.timer.now();
    if (this.#cancelTimer === null) this.#set(this.#ms);
  }

  /** Notes a sign of life, which restarts the wait. */
  alive(): void {
    if (this.#since !== null) this.#since = this.#options.timer.now();
  }

  /** Notes a token, which came with a sign of life. */
  token(): void {
    if (this.#hasToken) return;
    this.alive();
    this.#hasToken = true;
    this.#reset();
  }

  /** Notes how many tools are running. */
  tools(running: number): void {
    this.alive();
    if (running === this.#tools) return;
    this.#tools = running;
    this.#reset();
  }

  /** Notes that the caller does not wait at present. */
  end(): void {
    this.#since = null;
  }

  /** Stops watching. */
  stop(): void {
    this.#since = null;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  get #limit(): "firstToken" | "idle" | "tool" {
    if (this.#tools > 0) return "tool";
    return this.#hasToken ? "idle" : "firstToken";
  }

  get #ms(): number {
    return this.#options.limits[`${this.#limit}Ms`];
  }

  /** Sets the timer for the current limit, unless it fires before that anyway, and is set again. */
  #reset(): void {
    const since = this.#since;
    const isSet = this.#cancelTimer !== null;
    if (isSet && since !== null && this.#due <= since + this.#ms) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (since !== null) this.#set(this.#ms);
  }

  #set(ms: number): void {
    this.#due = this.#options.timer.now() + ms;
    this.#cancelTimer = this.#options.timer.after(ms, () => {
      this.#cancelTimer = null;
      if (this.#since === null) return; // begin() sets it again
      const left = this.#ms - (this.#options.timer.now() - this.#since);
      if (left > 0) this.#set(left);
      else this.#options.onLate(new TimeLimitError(this.#limit));
    });
  }
}
