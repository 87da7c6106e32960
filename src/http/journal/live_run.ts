import type { Run } from "../../run/run.ts";
import type { Timer } from "../../run/timer.ts";
import type { JournalEntry, JournalHead } from "../../store/store.ts";
import type { Dialect } from "../../wire/dialect.ts";
import { countFrames } from "../../wire/frames.ts";
import { LiveReader } from "./live_reader.ts";

/** Options for {@linkcode LiveRun}. */
export interface LiveRunOptions {
  head: JournalHead;
  dialect: Dialect;
  /** How long it waits for a reader, in milliseconds; `Infinity` if it needs none. */
  resumeMs: number;
  /** The maximum size of its journal, in bytes. */
  maxBytes: number;
  timer: Timer;
  /** Whether a reader follows it at another server. */
  isFollowed: () => Promise<boolean>;
  /** Called when there is more to store. */
  onMore: () => void;
}

/** How often to look whether a run is followed at another server, in milliseconds. */
const LOOK_MS = 1_000;
/** About what an entry needs beside its text, in bytes. */
const ENTRY_BYTES = 64;

/**
 * A run in this process that outlives its connection. It is written once, for any number of
 * readers, as fast as the fastest of them reads. Without a reader it goes on by itself.
 */
export class LiveRun {
  readonly head: JournalHead;
  readonly dialect: Dialect;
  /** Resolves when the run is over, and all of its events are there. */
  readonly done: Promise<void>;
  /** How far it is. */
  state: "running" | "ended" | "broken" = "running";
  /** Whether the store knows of it. */
  isStored = false;
  /** Whether the journal had to drop its first entries. */
  isFull = false;
  /** What broke the reply, if its dialect cannot express it. */
  error: unknown = null;
  readonly #run: Run;
  readonly #options: LiveRunOptions;
  readonly #readers = new Set<LiveReader>();
  /** The last entries, and how many before them were dropped. */
  #entries: JournalEntry[] = [];
  #dropped = 0;
  #bytes = 0;
  #added = 0;
  #end = 0;
  #wake = () => {};
  #cancelTimer = () => {};

  /** Begins to read the run. It has a reader from the start: {@linkcode LiveRun.attach} returns it. */
  constructor(run: Run, options: LiveRunOptions) {
    this.head = options.head;
    this.dialect = options.dialect;
    this.#run = run;
    this.#options = options;
    run.signal.addEventListener("abort", () => this.#wake());
    const first = this.attach(0);
    this.done = this.#pump();
    this.first = first;
  }

  /** The reader that began the run. */
  readonly first: LiveReader;

  /** Whether it needs no reader. */
  get isDetached(): boolean {
    return this.#options.resumeMs === Infinity;
  }

  /** Aborted when the run is. */
  get signal(): AbortSignal {
    return this.#run.signal;
  }

  /** The position after the last entry. */
  get end(): number {
    return this.#end;
  }

  /** The position before the first entry that is still there. */
  get begin(): number {
    return this.#entries[0]?.start ?? this.#end;
  }

  /** How many entries there have been. */
  get count(): number {
    return this.#dropped + this.#entries.length;
  }

  /** The size of all entries that there have been, in bytes. */
  get added(): number {
    return this.#added;
  }

  /** How many bytes may be added before entries are dropped that nobody has stored. */
  get room(): number {
    return this.#options.maxBytes / 4;
  }

  /** Returns an entry by its number; `undefined` if it has not come, or was dropped. */
  entry(index: number): JournalEntry | undefined {
    return this.#entries[index - this.#dropped];
  }

  /** Returns the number of the first entry that ends after a position. */
  indexAfter(position: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.end ?? Infinity) > position) high = middle;
      else low = middle + 1;
    }
    return this.#dropped + low;
  }

  /** Lets a reader in. */
  attach(position: number): LiveReader {
    const reader = new LiveReader(this, {
      position,
      onWait: () => this.#wake(),
      onLeave: () => this.#leave(reader),
    });
    this.#readers.add(reader);
    this.#cancelTimer();
    return reader;
  }

  /** Stops the run. Its readers get an error that says so. */
  stop(): void {
    this.#run.cancel();
  }

  #leave(reader: LiveReader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
    this.#wake();
    if (this.state === "running") this.#waitForReader(this.#options.resumeMs);
  }

  /** Stops the run unless a reader comes, here or at another server. */
  #waitForReader(ms: number): void {
    const { timer, isFollowed } = this.#options;
    if (ms === Infinity) return;
    this.#cancelTimer();
    if (ms === 0) return this.stop();
    this.#cancelTimer = timer.after(ms, async () => {
      const isNeeded = await isFollowed().catch(() => false);
      if (this.#readers.size > 0 || this.state !== "running") return;
      if (isNeeded) this.#waitForReader(LOOK_MS);
      else this.stop();
    });
  }

  async #pump(): Promise<void> {
    const { dialect, head } = this.#options;
    const encode = dialect.createEncoder(head.hasLongIds ? { idPrefix: `${head.runId}/` } : {});
    try {
      while (true) {
        if (this.#mustWait()) await new Promise<void>((resolve) => this.#wake = resolve);
        const event = await this.#run.next();
        if (event === null) break;
        this.#add(encode(event));
      }
      const { summary } = this.#run;
      if (summary?.outcome === "cancelled") {
        const failure = { status_code: 499, message: "The run was cancelled." };
        this.#add(encode({ type: "error", failure, record: summary.record }));
      }
      this.state = "ended";
    } catch (error) {
      this.#run.cancel(error);
      this.error = error;
      this.state = "broken";
    }
    this.#cancelTimer();
    this.#tell();
  }

  /** Whether all readers have more than they have read. */
  #mustWait(): boolean {
    if (this.#readers.size === 0 || this.signal.aborted) return false;
    for (const reader of this.#readers) if (reader.isWaiting) return false;
    return true;
  }

  #add(text: string): void {
    if (text === "") return;
    const start = this.#end;
    this.#end += countFrames(text, this.dialect.frameEnd);
    this.#entries.push({ start, end: this.#end, text });
    const bytes = text.length + ENTRY_BYTES;
    this.#added += bytes;
    this.#bytes += bytes;
    if (this.#bytes > this.#options.maxBytes) this.#drop();
    this.#tell();
  }

  /** Drops the first half. A run that only waits for its reader is stopped: it could read no more. */
  #drop(): void {
    this.isFull = true;
    const count = Math.ceil(this.#entries.length / 2);
    for (const { text } of this.#entries.splice(0, count)) this.#bytes -= text.length + ENTRY_BYTES;
    this.#dropped += count;
    if (this.#readers.size === 0 && this.#options.resumeMs !== Infinity) this.stop();
  }

  #tell(): void {
    for (const reader of this.#readers) reader.wake();
    this.#options.onMore();
  }
}
