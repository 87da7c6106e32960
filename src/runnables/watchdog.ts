import type { Timer } from "./timer.ts";

/**
 * What a model took too long for: its first sign of life, the next one, or all of its answer; or
 * the time that a server has left to stop.
 */
export type TimeLimit = "first" | "next" | "all" | "stop";

const LIMITS: Readonly<Record<TimeLimit, string>> = {
  first: "begin",
  next: "go on",
  all: "end its answer",
  stop: "end its answer: the server stopped",
};

/** A model took longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
  /** What for. */
  readonly limit: TimeLimit;

  /** @param limit what for */
  constructor(limit: TimeLimit) {
    super(`The model took too long to ${LIMITS[limit]}`);
    this.limit = limit;
  }
}

/** What a {@linkcode Watchdog} needs to know. */
export interface WatchdogOptions {
  /** How long to wait for the first sign of life, in milliseconds. */
  firstMs: number;
  /** How long to wait for each after that. */
  nextMs: number;
  timer: Timer;
  /** Told, once, that it took too long. */
  onLate: (error: TimeLimitError) => void;
}

/**
 * Watches how long somebody waits for a model. Time in which nobody waits, for
 * a slow client wants no more yet, does not count.
 *
 * There is one timer for all of an answer, and it is set anew only when it has
 * run out: to set one for each token would cost more than the token.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #since: number | null = null;
  #isAlive = false;
  #off: (() => void) | null = null;

  /** @param options how long is too long, and whom to tell */
  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** Somebody begins to wait. */
  begin(): void {
    this.#since = this.#options.timer.now();
    if (this.#off === null) this.#set(this.#limit);
  }

  /** The model gave a sign of life. */
  heard(): void {
    if (this.#since !== null) this.#since = this.#options.timer.now();
    if (this.#isAlive) return;
    this.#isAlive = true;
    this.#off?.(); // it was set for longer, or not as long
    this.#off = null;
    if (this.#since !== null) this.#set(this.#limit);
  }

  /** Nobody waits any more, for now. */
  end(): void {
    this.#since = null;
  }

  /** Nobody will wait again. */
  stop(): void {
    this.#since = null;
    this.#off?.();
    this.#off = null;
  }

  get #limit(): number {
    return this.#isAlive ? this.#options.nextMs : this.#options.firstMs;
  }

  #set(ms: number): void {
    this.#off = this.#options.timer.after(ms, () => {
      this.#off = null;
      if (this.#since === null) return; // set again when somebody waits
      const left = this.#limit - (this.#options.timer.now() - this.#since);
      if (left > 0) this.#set(left);
      else this.#options.onLate(new TimeLimitError(this.#isAlive ? "next" : "first"));
    });
  }
}
