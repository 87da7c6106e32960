import { partsOf, readEntries } from "./deno_kv/journal_parts.ts";
import { MAX_PARTS } from "./deno_kv/value_limits.ts";
import { DenoKvMaps } from "./maps/deno_kv_maps.ts";
import { patiently } from "./maps/patiently.ts";
import type { SharedMaps } from "./maps/shared_maps.ts";
import { SignsOfLife } from "./signs_of_life.ts";
import type {
  JournalEntry,
  JournalHead,
  JournalState,
  JournalStatus,
  Store,
  TakeOptions,
} from "./store.ts";
import { refill, takeFrom, type TokenBucket } from "./token_bucket.ts";

/** Options for {@linkcode DenoKvStore}. */
export interface DenoKvStoreOptions {
  /** How long the journal of a finished run is kept, in milliseconds. Default: 300,000. */
  keepMs?: number;
  /** After how long without a sign of life a server counts as stopped, in ms. Default: 5,000. */
  leaseMs?: number;
  /** How often a follower looks for more, in milliseconds. Default: 50. */
  lookMs?: number;
}

/** What all keys begin with. */
const PREFIX = "splitstream";
/** How long the journal of a run is kept that does not end, in milliseconds. */
const MAX_RUN_MS = 24 * 3_600_000;
/** For how much of the lease a journal counts as followed after a reader was there. */
const FOLLOWED = 0.6;
const MINUTE_MS = 60_000;
/** How often a bucket is tried that others change, too. */
const MAX_TRIES = 100;

interface Status {
  end: number;
  state: Exclude<JournalState, "lost">;
}

/**
 * A store in Deno KV: a file that several processes share, or Deno Deploy's. A follower looks again
 * after a short while, because a file tells nobody of the writes of another process.
 *
 * @example
 * ```ts
 * import { createApp, DenoKvStore } from "@splitstream/splitstream";
 *
 * const app = createApp({ store: new DenoKvStore("./kv"), journal: { resumeMs: 30_000 } });
 * ```
 */
export class DenoKvStore implements Store {
  /** All processes with the same file see it. */
  readonly isShared = true;
  /** A write takes a while, so that several tokens go into one. */
  readonly gatherMs = 10;
  readonly maps: SharedMaps = new DenoKvMaps(PREFIX, () => this.#opened());
  readonly #path: string | undefined;
  readonly #options: Required<DenoKvStoreOptions>;
  readonly #life: SignsOfLife;
  #kv: Promise<Deno.Kv> | null = null;

  /**
   * Makes a store that opens when it is first used.
   *
   * @param path the file; `undefined` for the database of Deno Deploy
   */
  constructor(
    path?: string,
    { keepMs = 300_000, leaseMs = 5_000, lookMs = 50 }: DenoKvStoreOptions = {},
  ) {
    this.#path = path;
    this.#options = { keepMs, leaseMs, lookMs };
    this.#life = new SignsOfLife(leaseMs);
  }

  async begin(head: JournalHead): Promise<number> {
    const kv = await this.#opened();
    const { runId, server, alias } = head;
    this.#life.begin(runId, server);
    const known = await kv.get<Status>([PREFIX, "status", runId]);
    if (known.value !== null) return known.value.end;
    const expireIn = MAX_RUN_MS;
    const commit = kv.atomic().check(known)
      .set([PREFIX, "head", runId], head, { expireIn })
      .set([PREFIX, "status", runId], { end: 0, state: "running" }, { expireIn })
      .set([PREFIX, "alive", server], Date.now() + this.#options.leaseMs, { expireIn });
    if (alias !== null) commit.set([PREFIX, "alias", alias], runId, { expireIn });
    if ((await patiently(() => commit.commit())).ok) return 0;
    throw new Error("Deno KV has the journal by now");
  }

  async append(
    runId: string,
    entries: readonly JournalEntry[],
    state: Exclude<JournalState, "lost">,
  ): Promise<void> {
    const kv = await this.#opened();
    const known = await kv.get<Status>([PREFIX, "status", runId]);
    if (known.value === null) throw new Error("Deno KV has lost the journal");
    const isOver = state !== "running";
    const server = this.#life.sign(runId, !isOver);
    const expireIn = isOver ? this.#options.keepMs : MAX_RUN_MS;
    const [first] = entries;
    const end = entries.at(-1)?.end ?? known.value.end;
    const parts = first === undefined ? [] : partsOf(first.start, entries);
    // The status comes with the last parts, so that it never says more than there is.
    do {
      const some = parts.splice(0, MAX_PARTS);
      const commit = kv.atomic();
      for (const { part, index } of some) {
        commit.set([PREFIX, "log", runId, end, index], part, { expireIn });
      }
      if (parts.length === 0) {
        commit.check(known); // a try before may come late
        commit.set([PREFIX, "status", runId], { end, state }, { expireIn });
        const until = Date.now() + this.#options.leaseMs;
        if (server !== null) commit.set([PREFIX, "alive", server], until, { expireIn: MAX_RUN_MS });
      }
      const { ok } = await patiently(() => commit.commit());
      if (!ok) throw new Error("Deno KV has more of the journal by now");
    } while (parts.length > 0);
    if (isOver) this.#expire(kv, runId).catch(() => {}); // it is forgotten a little later
  }

  async find(runId: string): Promise<JournalStatus | null> {
    const kv = await this.#opened();
    const [head, status] = await kv.getMany<[JournalHead, Status]>([
      [PREFIX, "head", runId],
      [PREFIX, "status", runId],
    ]);
    if (head.value === null || status.value === null) return null;
    const { end, state } = status.value;
    const isLost = state === "running" && await this.#isLost(kv, head.value.server);
    return { head: head.value, end, state: isLost ? "lost" : state };
  }

  async named(alias: string): Promise<string | null> {
    const kv = await this.#opened();
    const { value } = await kv.get<string>([PREFIX, "alias", alias]);
    return value !== null && await this.find(value) !== null ? value : null;
  }

  async *follow(
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly JournalEntry[], JournalState, void> {
    const kv = await this.#opened();
    const { value: head } = await kv.get<JournalHead>([PREFIX, "head", runId]);
    if (head === null) return "lost";
    let position = after;
    let isLost = false;
    const stopTelling = await this.#tellFollowed(kv, runId);
    try {
      while (!signal.aborted) {
        const { value: status } = await kv.get<Status>([PREFIX, "status", runId]);
        if (status === null) return "lost";
        if (status.end > position) {
          const entries = await readEntries(kv, {
            log: [PREFIX, "log", runId],
            after: position,
            end: status.end,
          });
          if (entries.length === 0) return "lost"; // forgotten in the meantime
          position = entries.at(-1)?.end ?? position;
          isLost = false;
          yield entries;
        } else if (status.state !== "running") return status.state;
        else if (isLost) return "lost";
        else {
          // The run may have ended, and its server with it, since the status was read: one more look.
          isLost = await this.#isLost(kv, head.server);
          if (!isLost) await sleep(this.#options.lookMs, signal);
        }
      }
      return "running";
    } finally {
      stopTelling();
    }
  }

  /** Says that a journal is followed, again and again: a slow reader may not look for long. */
  async #tellFollowed(kv: Deno.Kv, runId: string): Promise<() => void> {
    const followedMs = this.#options.leaseMs * FOLLOWED;
    const tell = () =>
      patiently(() => {
        const until = Date.now() + followedMs;
        return kv.set([PREFIX, "followed", runId], until, { expireIn: MINUTE_MS });
      });
    await tell();
    const timer = setInterval(() => tell().catch(() => {}), followedMs / 3); // the next one may do
    return () => clearInterval(timer);
  }

  async isFollowed(runId: string): Promise<boolean> {
    const kv = await this.#opened();
    const { value } = await kv.get<number>([PREFIX, "followed", runId]);
    return value !== null && value > Date.now();
  }

  async stop(runId: string): Promise<void> {
    const kv = await this.#opened();
    const { value: head } = await kv.get<JournalHead>([PREFIX, "head", runId]);
    if (head === null) return;
    const key = [PREFIX, "stops", head.server, runId];
    await patiently(() => kv.set(key, true, { expireIn: MAX_RUN_MS }));
  }

  async beat(server: string): Promise<string[]> {
    const kv = await this.#opened();
    const until = Date.now() + this.#options.leaseMs;
    await patiently(() => kv.set([PREFIX, "alive", server], until, { expireIn: MAX_RUN_MS }));
    const stops: string[] = [];
    for await (const { key } of kv.list({ prefix: [PREFIX, "stops", server] })) {
      stops.push(String(key.at(-1)));
      await patiently(() => kv.delete(key));
    }
    return stops;
  }

  async take(caller: string, options: TakeOptions): Promise<number> {
    const kv = await this.#opened();
    const key = [PREFIX, "rate", caller];
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const known = await kv.get<TokenBucket>(key);
      const { perMinute } = options;
      const bucket = refill(known.value, { now: Date.now(), perMinute });
      const { left, bucket: rest } = takeFrom(bucket, options);
      const empty = Math.max(0, perMinute - rest.tokens) / perMinute * MINUTE_MS;
      const commit = kv.atomic().check(known).set(key, rest, {
        expireIn: Math.ceil(empty) + 1_000,
      });
      if ((await patiently(() => commit.commit())).ok) return left;
    }
    throw new Error("Deno KV is too busy to count a request");
  }

  async close(): Promise<void> {
    const kv = this.#kv;
    this.#kv = null;
    if (kv !== null) (await kv).close();
  }

  async #isLost(kv: Deno.Kv, server: string): Promise<boolean> {
    const { value } = await kv.get<number>([PREFIX, "alive", server]);
    return value === null || value < Date.now();
  }

  /** Lets what was written while the run was running expire, too. */
  async #expire(kv: Deno.Kv, runId: string): Promise<void> {
    const expireIn = this.#options.keepMs;
    const { value: head } = await kv.get([PREFIX, "head", runId]);
    await patiently(() => kv.set([PREFIX, "head", runId], head, { expireIn }));
    for await (const { key, value } of kv.list({ prefix: [PREFIX, "log", runId] })) {
      await patiently(() => kv.set(key, value, { expireIn }));
    }
  }

  #opened(): Promise<Deno.Kv> {
    return this.#kv ??= Deno.openKv(this.#path).catch((error) => {
      this.#kv = null;
      throw error;
    });
  }
}

/** Waits, but not beyond an abort. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  const timer = setTimeout(stop, ms);
  signal.addEventListener("abort", stop, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
}
