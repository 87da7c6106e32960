import type { Timer } from "../../run/timer.ts";
import type { JournalEntry, Store } from "../../store/store.ts";
import type { LiveRun } from "./live_run.ts";

/** Options for {@linkcode JournalWriter}. */
export interface JournalWriterOptions {
  store: Store;
  timer: Timer;
  /** Called when the store fails. */
  onFailure: (error: unknown) => void;
  /** Called when the store works again. */
  onSuccess: () => void;
}

/** The most entries, and about the most text, of one write. */
const MAX_ENTRIES = 1_000;
const MAX_LENGTH = 2 ** 18;
/** How long the store may take, in milliseconds. */
const TIMEOUT_MS = 5_000;
/** The first and the longest pause after a failure, in milliseconds. */
const PAUSES_MS = [100, 5_000] as const;
/** How often it tries again after the end of the run. */
const LAST_TRIES = 8;

/**
 * Writes a run to the store, behind its readers: what comes while it writes goes into the next
 * write. If the store fails, it tries again with what the run still has.
 */
export class JournalWriter {
  /** Resolves when all is written, or cannot be. It never rejects. */
  readonly done: Promise<void>;
  readonly #options: JournalWriterOptions;
  #wake = () => {};

  /** @param live returns the run, which may tell of more before it is there */
  constructor(live: () => LiveRun, options: JournalWriterOptions) {
    this.#options = options;
    this.done = this.#write(live);
  }

  /** Called when there is more to write, or the run is over. */
  wake(): void {
    this.#wake();
  }

  async #write(live: () => LiveRun): Promise<void> {
    const { store, onFailure, onSuccess } = this.#options;
    await null;
    const run = live();
    const { head } = run;
    let stored: number | null = null;
    let pause: number = PAUSES_MS[0];
    let tries = LAST_TRIES;
    while (true) {
      try {
        stored ??= await this.#within(store.begin(head));
        run.isStored = true;
        const begin: number = stored;
        const hasGap = run.isFull && begin < run.begin;
        const entries = hasGap ? [] : entriesAfter(run, begin);
        const end = entries.at(-1)?.end ?? begin;
        const isOver = run.state !== "running" && (end === run.end || hasGap);
        const state = hasGap ? "full" : isOver ? run.state : "running";
        if (entries.length > 0 || state !== "running") {
          await this.#within(store.append(head.runId, entries, state));
          onSuccess();
          pause = PAUSES_MS[0];
        }
        stored = end;
        if (state !== "running") return;
        if (end < run.end || run.state !== "running") continue;
        await new Promise<void>((resolve) => this.#wake = resolve);
        if (run.state === "running") await this.#sleep(store.gatherMs, run);
      } catch (error) {
        onFailure(error);
        stored = null;
        if (run.state !== "running" && --tries === 0) return;
        await this.#sleep(pause, null);
        pause = Math.min(2 * pause, PAUSES_MS[1]);
      }
    }
  }

  /** Waits, but not beyond the end of the run, nor until the run drops what is not stored. */
  async #sleep(ms: number, run: LiveRun | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.timer.after(ms, resolve);
    const added = run?.added ?? 0;
    this.#wake = () => {
      if (run !== null && (run.state !== "running" || run.added - added > run.room)) resolve();
    };
    await promise;
    cancel();
  }

  /** @throws {Error} if a promise takes too long. A store in this process takes no time. */
  async #within<T>(promise: Promise<T>): Promise<T> {
    if (!this.#options.store.isShared) return await promise;
    const late = Promise.withResolvers<never>();
    const cancel = this.#options.timer.after(
      TIMEOUT_MS,
      () => late.reject(new Error("The store does not answer")),
    );
    try {
      return await Promise.race([promise, late.promise]);
    } finally {
      cancel();
    }
  }
}

function entriesAfter(run: LiveRun, position: number): JournalEntry[] {
  const entries: JournalEntry[] = [];
  let length = 0;
  for (
    let index = run.indexAfter(position), entry = run.entry(index);
    entry !== undefined && entries.length < MAX_ENTRIES && length < MAX_LENGTH;
    entry = run.entry(++index)
  ) {
    entries.push(entry);
    length += entry.text.length;
  }
  return entries;
}
