/**
 * Passes values from several writers to one reader. A writer waits until the reader requests the
 * value after its own, so that no writer runs ahead.
 */
export class Handoff<T> {
  /** The unread values, each with a function that lets its writer continue. */
  readonly #waiting: { value: T; release: () => void }[] = [];
  #release = () => {};
  #wanted: PromiseWithResolvers<void> | null = null;
  #end: { error: unknown } | "done" | null = null;

  /** Whether further values are dropped. */
  get isClosed(): boolean {
    return this.#end !== null;
  }

  /**
   * Passes a value to the reader. Drops it if the handoff is closed.
   *
   * @returns a promise that resolves when the reader requests the next value, or stops reading
   */
  async write(value: T): Promise<void> {
    if (this.#end !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ value, release: resolve });
    this.#wanted?.resolve();
    await promise;
  }

  /** Reads the next value. @throws the error passed to {@linkcode fail} */
  async read(): Promise<{ value?: T; done: boolean }> {
    this.#release();
    this.#release = () => {};
    while (this.#waiting.length === 0 && this.#end === null) {
      this.#wanted = Promise.withResolvers();
      await this.#wanted.promise;
    }
    const next = this.#waiting.shift();
    if (next !== undefined) {
      this.#release = next.release;
      return { value: next.value, done: false };
    }
    if (this.#end !== null && this.#end !== "done") throw this.#end.error;
    return { done: true };
  }

  /** Ends the handoff after the unread values. */
  close(): void {
    this.#endWith("done");
  }

  /** Fails the handoff after the unread values. */
  fail(error: unknown): void {
    this.#endWith({ error });
  }

  /** Ends the handoff now. Drops the unread values, and lets their writers continue. */
  cancel(): void {
    for (const { release } of this.#waiting.splice(0)) release();
    this.#endWith("done");
  }

  #endWith(end: { error: unknown } | "done"): void {
    this.#end ??= end;
    this.#release();
    this.#wanted?.resolve();
  }
}
