import type { Timer } from "../../../run/timer.ts";

/** How often what could not be saved is tried again, in milliseconds. */
const RETRY_MS = 500;
/** For how long, in milliseconds. */
const KEEP_MS = 120_000;
/** The most writes that are kept. */
const MAX_WRITES = 1_000;

interface Unsaved {
  write: () => Promise<unknown>;
  until: number;
}

/**
 * Writes to the store that failed, because it was away. They are tried again in their order, so that
 * the answer of a run goes on, and its thread has it later.
 */
export class UnsavedWrites {
  readonly #timer: Timer;
  readonly #onFailure: (error: unknown) => void;
  readonly #queue: Unsaved[] = [];
  #isTrying = false;

  /** @param onFailure called once for each time that the store is away */
  constructor(timer: Timer, onFailure: (error: unknown) => void) {
    this.#timer = timer;
    this.#onFailure = onFailure;
  }

  /** Keeps a write that failed. */
  add(write: () => Promise<unknown>, error: unknown): void {
    this.#queue.push({ write, until: this.#timer.now() + KEEP_MS });
    if (this.#queue.length > MAX_WRITES) this.#queue.shift();
    if (this.#isTrying) return;
    this.#isTrying = true;
    this.#onFailure(error);
    this.#tryLater();
  }

  #tryLater(): void {
    this.#timer.after(RETRY_MS, () => this.#try());
  }

  async #try(): Promise<void> {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      try {
        await next.write();
      } catch {
        if (next.until > this.#timer.now()) return this.#tryLater();
      }
      if (this.#queue[0] === next) this.#queue.shift();
    }
    this.#isTrying = false;
  }
}
