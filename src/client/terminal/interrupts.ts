/**
 * How long after a Ctrl-C another one is the same, in milliseconds. `deno task`
 * hands on the signal that the terminal has sent to all, so each comes twice.
 */
const SAME_PRESS_MS = 200;

/** What {@linkcode Interrupts} needs to know. */
export interface InterruptsOptions {
  /** A clock that only goes forward, in milliseconds. */
  now: () => number;
  /** Ends the program at once. */
  leave: () => void;
}

/**
 * What Ctrl-C does: it stops the answer under way. If that has had no effect
 * yet, or there is no answer under way, it ends the program.
 */
export class Interrupts {
  readonly #now: () => number;
  readonly #leave: () => void;
  #answer: AbortController | null = null;
  #lastPress = -Infinity;

  /** @param options the clock, and the way out */
  constructor({ now, leave }: InterruptsOptions) {
    this.#now = now;
    this.#leave = leave;
  }

  /** Ctrl-C was pressed. */
  press(): void {
    const now = this.#now();
    if (now - this.#lastPress < SAME_PRESS_MS) return;
    this.#lastPress = now;
    if (this.#answer === null || this.#answer.signal.aborted) this.#leave();
    else this.#answer.abort();
  }

  /** Answers, with a signal that stops it. */
  async during<T>(answer: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#answer = new AbortController();
    this.#lastPress = -Infinity; // a press is about the answer that it met
    try {
      return await answer(this.#answer.signal);
    } finally {
      this.#answer = null;
    }
  }
}
