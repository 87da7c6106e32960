import { MemoryMaps } from "./maps/memory_maps.ts";
import type { SharedMaps } from "./maps/shared_maps.ts";
import type {
  JournalEntry,
  JournalHead,
  JournalState,
  JournalStatus,
  Store,
  TakeOptions,
} from "./store.ts";
import { refill, takeFrom, type TokenBucket } from "./token_bucket.ts";

/** Options for {@linkcode MemoryStore}. */
export interface MemoryStoreOptions {
  /** The maximum number of journals. Default: 10,000. */
  runs?: number;
  /** The maximum size of all journals together, in bytes. Default: 64 MiB. */
  bytes?: number;
  /** The maximum size of all maps together, in bytes. Default: 64 MiB. */
  mapBytes?: number;
  /** How long the journal of a finished run is kept, in milliseconds. Default: 300,000. */
  keepMs?: number;
  /** Returns the time in milliseconds. Default: that of the system. */
  now?: () => number;
}

/** The most callers that are remembered. A forgotten caller starts with a full bucket. */
const MAX_CALLERS = 10_000;
/** About what an entry needs beside its text, in bytes. */
const ENTRY_BYTES = 64;
/** How long after a look a journal counts as followed, in milliseconds. */
const FOLLOWED_MS = 3_000;

interface Journal {
  head: JournalHead;
  entries: JournalEntry[];
  bytes: number;
  state: JournalState;
  /** When it may be forgotten. */
  until: number;
  followers: number;
  followedAt: number;
  /** Wakes those who wait for more. */
  more: PromiseWithResolvers<void>;
}

/**
 * A store in the memory of one process, bounded in journals and bytes. What it has no room for it
 * forgets: first what ended longest ago, then what began longest ago.
 *
 * @example
 * ```ts
 * import { createApp, MemoryStore } from "@splitstream/splitstream";
 *
 * const app = createApp({
 *   store: new MemoryStore({ bytes: 2 ** 24 }),
 *   journal: { resumeMs: 30_000 },
 * });
 * ```
 */
export class MemoryStore implements Store {
  /** No other process sees it. */
  readonly isShared = false;
  /** Readers in the same process do not wait for it, and no others would find it after a crash. */
  readonly gatherMs = 5_000;
  readonly maps: SharedMaps;
  readonly #options: Required<Omit<MemoryStoreOptions, "mapBytes">>;
  /** The journals by run. Those that have ended come in the order in which they did. */
  readonly #running = new Map<string, Journal>();
  readonly #ended = new Map<string, Journal>();
  readonly #aliases = new Map<string, string>();
  readonly #stops = new Map<string, string[]>();
  readonly #buckets = new Map<string, TokenBucket>();
  #bytes = 0;

  /** Makes an empty store with these bounds. */
  constructor(
    {
      runs = 10_000,
      bytes = 64 * 2 ** 20,
      mapBytes = 64 * 2 ** 20,
      keepMs = 300_000,
      now = () => performance.now(),
    }: MemoryStoreOptions = {},
  ) {
    this.#options = { runs, bytes, keepMs, now };
    this.maps = new MemoryMaps({ bytes: mapBytes, now });
  }

  /** The number of journals. */
  get runs(): number {
    return this.#running.size + this.#ended.size;
  }

  /** The size of all journals together, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  begin(head: JournalHead): Promise<number> {
    const known = this.#find(head.runId);
    if (known !== undefined) return Promise.resolve(known.entries.at(-1)?.end ?? 0);
    this.#running.set(head.runId, {
      head,
      entries: [],
      bytes: ENTRY_BYTES,
      state: "running",
      until: Infinity,
      followers: 0,
      followedAt: -Infinity,
      more: Promise.withResolvers(),
    });
    this.#bytes += ENTRY_BYTES;
    if (head.alias !== null) this.#aliases.set(head.alias, head.runId);
    this.#makeRoom();
    return Promise.resolve(0);
  }

  append(
    runId: string,
    entries: readonly JournalEntry[],
    state: Exclude<JournalState, "lost">,
  ): Promise<void> {
    const journal = this.#running.get(runId);
    if (journal === undefined) return Promise.resolve(); // there was no room for it
    let bytes = 0;
    for (const entry of entries) {
      journal.entries.push(entry);
      bytes += entry.text.length + ENTRY_BYTES;
    }
    journal.bytes += bytes;
    this.#bytes += bytes;
    if (state !== "running") {
      journal.state = state;
      journal.until = this.#options.now() + this.#options.keepMs;
      this.#running.delete(runId);
      this.#ended.set(runId, journal);
    }
    wake(journal);
    this.#makeRoom();
    return Promise.resolve();
  }

  find(runId: string): Promise<JournalStatus | null> {
    const journal = this.#find(runId);
    if (journal === undefined) return Promise.resolve(null);
    const { head, entries, state } = journal;
    return Promise.resolve({ head, end: entries.at(-1)?.end ?? 0, state });
  }

  named(alias: string): Promise<string | null> {
    const runId = this.#aliases.get(alias);
    const isKept = runId !== undefined && this.#find(runId) !== undefined;
    return Promise.resolve(isKept ? runId : null);
  }

  async *follow(
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly JournalEntry[], JournalState, void> {
    const journal = this.#find(runId);
    if (journal === undefined) return "lost";
    journal.followers++;
    const stop = () => wake(journal);
    signal.addEventListener("abort", stop, { once: true });
    try {
      let next = indexAfter(journal.entries, after);
      while (!signal.aborted) {
        const { entries, state, more } = journal;
        if (next < entries.length) {
          const page = entries.slice(next);
          next = entries.length;
          yield page;
        } else if (state !== "running") return state;
        else await more.promise;
      }
      return journal.state;
    } finally {
      signal.removeEventListener("abort", stop);
      journal.followers--;
      journal.followedAt = this.#options.now();
    }
  }

  isFollowed(runId: string): Promise<boolean> {
    const journal = this.#find(runId);
    const isFollowed = journal !== undefined &&
      (journal.followers > 0 || this.#options.now() - journal.followedAt < FOLLOWED_MS);
    return Promise.resolve(isFollowed);
  }

  stop(runId: string): Promise<void> {
    const journal = this.#running.get(runId);
    if (journal !== undefined) {
      const { server } = journal.head;
      this.#stops.set(server, [...this.#stops.get(server) ?? [], runId]);
    }
    return Promise.resolve();
  }

  beat(server: string): Promise<string[]> {
    const stops = this.#stops.get(server) ?? [];
    this.#stops.delete(server);
    return Promise.resolve(stops);
  }

  take(caller: string, options: TakeOptions): Promise<number> {
    const now = this.#options.now();
    const bucket = refill(this.#buckets.get(caller), { now, perMinute: options.perMinute });
    const { left, bucket: rest } = takeFrom(bucket, options);
    this.#buckets.delete(caller); // the most recent callers come last
    this.#buckets.set(caller, rest);
    if (this.#buckets.size > MAX_CALLERS) this.#buckets.delete(firstOf(this.#buckets) ?? "");
    return Promise.resolve(left);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #find(runId: string): Journal | undefined {
    this.#forgetOld();
    return this.#running.get(runId) ?? this.#ended.get(runId);
  }

  #forgetOld(): void {
    const now = this.#options.now();
    for (const [runId, { until }] of this.#ended) {
      if (until > now) return;
      this.#forget(runId);
    }
  }

  #makeRoom(): void {
    const { runs, bytes } = this.#options;
    this.#forgetOld();
    while (this.runs > runs || this.#bytes > bytes) {
      const oldest = firstOf(this.#ended) ?? firstOf(this.#running);
      if (oldest === undefined) return;
      this.#forget(oldest);
    }
  }

  #forget(runId: string): void {
    const journal = this.#running.get(runId) ?? this.#ended.get(runId);
    if (journal === undefined) return;
    this.#running.delete(runId);
    this.#ended.delete(runId);
    this.#bytes -= journal.bytes;
    const { alias } = journal.head;
    if (alias !== null && this.#aliases.get(alias) === runId) this.#aliases.delete(alias);
    if (journal.state === "running") journal.state = "full";
    wake(journal);
  }
}

function wake(journal: Journal): void {
  journal.more.resolve();
  journal.more = Promise.withResolvers();
}

/** Returns the index of the first entry that ends after a position. */
function indexAfter(entries: readonly JournalEntry[], after: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.end ?? Infinity) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

function firstOf<K>(map: ReadonlyMap<K, unknown>): K | undefined {
  return map.keys().next().value;
}
