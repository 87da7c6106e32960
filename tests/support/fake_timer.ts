import type { Timer } from "../../src/run/timer.ts";

/** Time that passes only when a test lets it. */
export class FakeTimer implements Timer {
  #now = 0;
  #calls: { at: number; call: () => void }[] = [];

  /** How many calls are still to come. */
  get pending(): number {
    return this.#calls.length;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const entry = { at: this.#now + ms, call };
    this.#calls.push(entry);
    return () => {
      this.#calls = this.#calls.filter((other) => other !== entry);
    };
  }

  /** Lets time pass, and all that follows from it happen. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#calls = this.#calls.filter((other) => other !== next);
      this.#now = next.at;
      next.call();
      await settle();
    }
    this.#now = end;
  }

  #next(end: number) {
    return this.#calls.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  }
}

/** Lets all happen that can without time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
