/** The most lines that wait for a slow log. */
const MAX_WAITING = 1_000;

/**
 * Writes lines to a log that may be full, closed or slow. Lines that cannot be written are lost but
 * counted, and the count precedes the next line that can be written. Never throws.
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

  /** Writes a line, after the lines before it. */
  write(line: string): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lost++;
      return;
    }
    this.#waiting.push(line);
    if (!this.#isBusy) this.#work();
  }

  /** Resolves when all lines are written or lost. */
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
        this.#lost++; // full or closed: nothing can be reported now
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
