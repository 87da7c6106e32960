/**
 * How long after a Ctrl-C a second one counts as the same, in milliseconds. The terminal signals all
 * processes, and `deno task` signals this one again.
 */
const SAME_PRESS_MS = 200;

/** Options for {@linkcode Interrupts}. */
export interface InterruptsOptions {
  /** A monotonic clock, in milliseconds. */
  now: () => number;
  /** Ends the program at once. */
  leave: () => void;
}

/**
 * Handles Ctrl-C. The first press stops the running answer. A press while nothing runs, or before
 * the first one has taken effect, ends the program.
 */
export class Interrupts {
  readonly #now: () => number;
  readonly #leave: () => void;
  #answer: AbortController | null = null;
  #lastPress = -Infinity;

  /** @param options the clock, and how to end the program */
  constructor({ now, leave }: InterruptsOptions) {
    this.#now = now;
    this.#leave = leave;
  }

  /** Handles a press. */
  press(): void {
    const now = this.#now();
    if (now - this.#lastPress < SAME_PRESS_MS) return;
    this.#lastPress = now;
    if (this.#answer === null || this.#answer.signal.aborted) this.#leave();
    else this.#answer.abort();
  }

  /** Runs an answer with a signal that a press aborts. */
  async during<T>(answer: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#answer = new AbortController();
    this.#lastPress = -Infinity; // an earlier press belonged to an earlier answer
    try {
      return await answer(this.#answer.signal);
    } finally {
      this.#answer = null;
    }
  }
}
