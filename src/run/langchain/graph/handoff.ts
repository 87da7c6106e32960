/**
 * Hands values on from several writers to one reader. A writer waits until the
 * reader asks for the value after its own, so that nothing runs ahead.
 */
export class Handoff<T> {
  /** Values that wait to be read, each with what lets its writer go on. */
  readonly #waiting: { value: T; release: () => void }[] = [];
  #release = () => {};
  #wanted: PromiseWithResolvers<void> | null = null;
  #end: { error: unknown } | "done" | null = null;

  /** Whether nothing more is taken. */
  get isClosed(): boolean {
    return this.#end !== null;
  }

  /**
   * Hands a value on. Once the handoff is closed, values are dropped.
   *
   * @returns a promise of the moment when the reader wants the next value, or never will
   */
  async write(value: T): Promise<void> {
    if (this.#end !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ value, release: resolve });
    this.#wanted?.resolve();
    await promise;
  }

  /** Reads the next value. @throws the error that the handoff was closed with */
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

  /** Ends it behind the values that wait. */
  close(): void {
    this.#endWith("done");
  }

  /** Fails it behind the values that wait. */
  fail(error: unknown): void {
    this.#endWith({ error });
  }

  /** Ends it now: values that wait are dropped, and their writers go on. */
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
