/** As many lines wait for a log that is slow. */
const MAX_WAITING = 1_000;

/**
 * Writes lines to a log that may be full, closed or slow. A line that cannot be written is lost
 * and counted, and the count is written before the next line that can be. Never throws.
 */
export class LineWriter {
  readonly #write: (text: string) => void | Promise<void>;
  readonly #waiting: string[] = [];
  #lost = 0;
  #isBusy = false;
  #onIdle: (() => void) | null = null;

  /** @param write writes a text and a line feed; may throw, or reject */
  constructor(write: (text: string) => void | Promise<void>) {
    this.#write = write;
  }

  /** Writes a line, at once or after those before it. */
  write(line: string): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lost++;
      return;
    }
    this.#waiting.push(line);
    if (!this.#isBusy) this.#work();
  }

  /** Resolves when all lines are written, or lost. */
  async flush(): Promise<void> {
    if (!this.#isBusy) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onIdle = resolve;
    await promise;
  }

  #work(): void {
    this.#isBusy = true;
    for (let line = this.#waiting.shift(); line !== undefined; line = this.#waiting.shift()) {
      const lost = this.#lost;
      try {
        const writing = this.#write(lost === 0 ? line : `${noticeOf(lost)}\n${line}`);
        if (writing !== undefined) {
          writing.then(() => this.#lost -= lost, () => this.#lost++).then(() => this.#work());
          return;
        }
        this.#lost -= lost;
      } catch {
        this.#lost++; // full or closed: there is nowhere to say so
      }
    }
    this.#isBusy = false;
    this.#onIdle?.();
  }
}

function noticeOf(lost: number): string {
  return lost === 1
    ? "1 log line could not be written."
    : `${lost} log lines could not be written.`;
}
