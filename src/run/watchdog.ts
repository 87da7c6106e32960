import type { Timer } from "./timer.ts";

/**
 * What took too long: the first token, the next one, a tool, the whole answer, or the time that a
 * server has left to stop.
 */
export type TimeLimit = "firstToken" | "idle" | "tool" | "duration" | "stop";

const LIMITS: Readonly<Record<TimeLimit, string>> = {
  firstToken: "The model took too long to begin",
  idle: "The model took too long to go on",
  tool: "A tool took too long",
  duration: "The answer took too long",
  stop: "The server stopped before the answer was complete",
};

/** A time limit was reached. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
  /** Which one. */
  readonly limit: TimeLimit;

  /** @param limit which one */
  constructor(limit: TimeLimit) {
    super(LIMITS[limit]);
    this.limit = limit;
  }
}

/** How long a run may make its caller wait, in milliseconds; `Infinity` for no limit. */
export interface WaitLimits {
  /** Without a sign of life, before the first token. */
  firstTokenMs: number;
  /** Without a sign of life, after it. */
  idleMs: number;
  /** While tools work, without a sign of life. */
  toolMs: number;
}

/** Options of {@linkcode Watchdog}. */
export interface WatchdogOptions {
  waits: WaitLimits;
  timer: Timer;
  /** Called once, when a limit is reached. */
  onLate: (error: TimeLimitError) => void;
}

/**
 * Watches how long a caller waits for a model or a tool. Time in which nobody
 * waits, because a slow client does not want more yet, does not count.
 *
 * There is one timer for the whole answer, and it is set again only when it has
 * run out: to set one for each token would cost more than the token.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #since: number | null = null;
  #hasToken = false;
  #tools = 0;
  #cancelTimer: (() => void) | null = null;

  /** @param options the limits, and what is called */
  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** The caller begins to wait. */
  begin(): void {
    this.#since = this.#options.timer.now();
    if (this.#cancelTimer === null) this.#set(this.#ms);
  }

  /** There was a sign of life: the wait begins anew. */
  alive(): void {
    if (this.#since !== null) this.#since = this.#options.timer.now();
  }

  /** There was a token. */
  token(): void {
    this.alive();
    if (this.#hasToken) return;
    this.#hasToken = true;
    this.#reset();
  }

  /** So many tools are at work. */
  tools(running: number): void {
    this.alive();
    if (running === this.#tools) return;
    this.#tools = running;
    this.#reset();
  }

  /** The caller does not wait, for now. */
  end(): void {
    this.#since = null;
  }

  /** The caller will not wait again. */
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
    return this.#options.waits[`${this.#limit}Ms`];
  }

  /** The timer was set for another limit. */
  #reset(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#since !== null) this.#set(this.#ms);
  }

  #set(ms: number): void {
    this.#cancelTimer = this.#options.timer.after(ms, () => {
      this.#cancelTimer = null;
      if (this.#since === null) return; // set again when somebody waits
      const left = this.#ms - (this.#options.timer.now() - this.#since);
      if (left > 0) this.#set(left);
      else this.#options.onLate(new TimeLimitError(this.#limit));
    });
  }
}
