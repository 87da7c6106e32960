import { RedisMaps } from "./maps/redis_maps.ts";
import type { SharedMaps } from "./maps/shared_maps.ts";
import {
  connectRedis,
  type RedisClient,
  type RedisClients,
  RedisUnreachableError,
} from "./redis/redis_clients.ts";
import { headOf, lastId, positionOf } from "./redis/redis_journal.ts";
import { SignsOfLife } from "./signs_of_life.ts";
import type {
  JournalEntry,
  JournalHead,
  JournalState,
  JournalStatus,
  Store,
  TakeOptions,
} from "./store.ts";

/** Options for {@linkcode RedisStore}. */
export interface RedisStoreOptions {
  /** How long the journal of a finished run is kept, in milliseconds. Default: 300,000. */
  keepMs?: number;
  /** After how long without a sign of life a server counts as stopped, in ms. Default: 5,000. */
  leaseMs?: number;
}

/** What all keys begin with. */
const PREFIX = "splitstream";
/** How long the journal of a run is kept that does not end, in milliseconds. */
const MAX_RUN_MS = 24 * 3_600_000;
/** For how much of the lease a journal counts as followed after a reader was there. */
const FOLLOWED = 0.6;
/** How often a follower looks without having been told, in milliseconds. */
const LOOK_MS = 1_000;
/** The most entries that are read at once. */
const PAGE = 500;

/** Refills the bucket of a caller and takes from it, by the clock of Redis. */
const TAKE = `
local time = redis.call("TIME")
local now = time[1] * 1000 + time[2] / 1000
local count, per_minute = tonumber(ARGV[1]), tonumber(ARGV[2])
local bucket = redis.call("HMGET", KEYS[1], "tokens", "at")
local tokens = tonumber(bucket[1]) or per_minute
local at = tonumber(bucket[2]) or now
tokens = math.min(per_minute, tokens + math.max(0, now - at) * per_minute / 60000)
local left = tokens - count
if left >= 0 or ARGV[3] == "1" then tokens = left end
redis.call("HSET", KEYS[1], "tokens", tostring(tokens), "at", tostring(now))
redis.call("PEXPIRE", KEYS[1], math.ceil((per_minute - tokens) / per_minute * 60000) + 1000)
return tostring(left)
`;

/**
 * A store in Redis, for any number of servers.
 *
 * A journal is a Redis Stream. Its first entry, `0-1`, is the head. The id of every other is the
 * position after it: `7-0`. A last one, `7-2`, holds the state at the end. Followers are told of
 * more by a channel with the name of the stream.
 *
 * @example
 * ```ts
 * import { createApp, RedisStore } from "@splitstream/splitstream";
 *
 * const app = createApp({
 *   store: new RedisStore("redis://localhost:6379"),
 *   journal: { resumeMs: 30_000 },
 * });
 * ```
 */
export class RedisStore implements Store {
  /** All servers see it. */
  readonly isShared = true;
  readonly gatherMs = 2;
  readonly maps: SharedMaps = new RedisMaps(PREFIX, async () => (await this.#connected()).commands);
  readonly #url: string;
  readonly #options: Required<RedisStoreOptions>;
  readonly #life: SignsOfLife;
  #clients: Promise<RedisClients> | null = null;

  /**
   * Makes a store that connects when it is first used.
   *
   * @param url the address of the server, for example `redis://localhost:6379`
   */
  constructor(url: string, { keepMs = 300_000, leaseMs = 5_000 }: RedisStoreOptions = {}) {
    this.#url = url;
    this.#options = { keepMs, leaseMs };
    this.#life = new SignsOfLife(leaseMs);
  }

  async begin(head: JournalHead): Promise<number> {
    const { commands } = await this.#connected();
    const { runId, server, alias } = head;
    this.#life.begin(runId, server);
    const key = logOf(runId);
    const last = await lastId(commands, key);
    if (last !== null) return last.position;
    const transaction = commands.multi()
      .xAdd(key, "0-1", { head: JSON.stringify(head) })
      .pExpire(key, MAX_RUN_MS)
      .set(aliveOf(server), "1", { PX: this.#options.leaseMs });
    if (alias !== null) transaction.set(aliasOf(alias), runId, { PX: MAX_RUN_MS });
    await transaction.exec();
    return 0;
  }

  async append(
    runId: string,
    entries: readonly JournalEntry[],
    state: Exclude<JournalState, "lost">,
  ): Promise<void> {
    const { commands } = await this.#connected();
    const key = logOf(runId);
    const transaction = commands.multi();
    const server = this.#life.sign(runId, state === "running");
    if (server !== null) transaction.set(aliveOf(server), "1", { PX: this.#options.leaseMs });
    const [first] = entries;
    const last = entries.at(-1);
    let end = last?.end;
    if (first !== undefined && last !== undefined) {
      const text = entries.map((entry) => entry.text).join("");
      transaction.xAddNoMkStream(key, `${last.end}-0`, { start: `${first.start}`, text });
    }
    if (state !== "running") {
      const known = end === undefined ? await lastId(commands, key) : null;
      if (known?.state !== undefined) return; // the reply to the try before was lost
      end ??= known?.position ?? 0;
      transaction.xAddNoMkStream(key, `${end}-2`, { state }).pExpire(key, this.#options.keepMs);
    }
    const replies = await transaction.publish(key, "").exec();
    if (replies[server === null ? 0 : 1] === null) throw new Error("Redis has lost the journal");
  }

  async find(runId: string): Promise<JournalStatus | null> {
    const { commands } = await this.#connected();
    const key = logOf(runId);
    const [head, last] = await Promise.all([headOf(commands, key), lastId(commands, key)]);
    if (head === null || last === null) return null;
    const state = last.state ?? await this.#stateOf(commands, head.server);
    return { head, end: last.position, state };
  }

  async named(alias: string): Promise<string | null> {
    const { commands } = await this.#connected();
    const runId = await commands.get(aliasOf(alias));
    return runId !== null && await this.find(runId) !== null ? runId : null;
  }

  async *follow(
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly JournalEntry[], JournalState, void> {
    const { commands, subscriber } = await this.#connected();
    const key = logOf(runId);
    const head = await headOf(commands, key);
    if (head === null) return "lost";
    let more = Promise.withResolvers<void>();
    const tell = () => {
      more.resolve();
      more = Promise.withResolvers();
    };
    signal.addEventListener("abort", tell, { once: true });
    await subscriber.subscribe(key, tell);
    let last = `${after}-1`;
    let isLost = false;
    let stopTelling = () => {};
    try {
      stopTelling = await this.#tellFollowed(commands, runId);
      while (!signal.aborted) {
        const { promise } = more;
        const found = await commands.xRange(key, `(${last}`, "+", { COUNT: PAGE }) ?? [];
        last = found.at(-1)?.id ?? last;
        const entries = found.flatMap(({ id, message: { start, text } }) =>
          text === undefined ? [] : [{ start: Number(start), end: positionOf(id), text }]
        );
        if (entries.length > 0) yield entries;
        const state = found.at(-1)?.message.state;
        if (state !== undefined) return state as JournalState;
        if (found.length > 0) {
          isLost = false; // it was only late
          continue;
        }
        // A stopped server may have written just before it stopped: one more look.
        if (isLost) return "lost";
        isLost = await this.#stateOf(commands, head.server) === "lost" ||
          await commands.exists(key) === 0;
        if (!isLost) await within(promise, LOOK_MS);
      }
      return "running";
    } finally {
      stopTelling();
      signal.removeEventListener("abort", tell);
      await subscriber.unsubscribe(key, tell).catch(() => {}); // it may be disconnected
    }
  }

  /** Says that a journal is followed, again and again: a slow reader may not look for long. */
  async #tellFollowed(commands: RedisClient, runId: string): Promise<() => void> {
    const followedMs = Math.ceil(this.#options.leaseMs * FOLLOWED);
    const tell = () => commands.set(followedOf(runId), "1", { PX: followedMs });
    await tell();
    const timer = setInterval(() => tell().catch(() => {}), followedMs / 3); // the next one may do
    return () => clearInterval(timer);
  }

  async isFollowed(runId: string): Promise<boolean> {
    const { commands } = await this.#connected();
    return await commands.exists(followedOf(runId)) === 1;
  }

  async stop(runId: string): Promise<void> {
    const status = await this.find(runId);
    if (status === null) return;
    const { commands } = await this.#connected();
    const key = stopsOf(status.head.server);
    await commands.multi().sAdd(key, runId).pExpire(key, MAX_RUN_MS).exec();
  }

  async beat(server: string): Promise<string[]> {
    const { commands } = await this.#connected();
    const key = stopsOf(server);
    const [, stops] = await commands.multi()
      .set(aliveOf(server), "1", { PX: this.#options.leaseMs })
      .sMembers(key)
      .del(key)
      .execTyped();
    return [...stops];
  }

  async take(caller: string, { count, perMinute, isForced }: TakeOptions): Promise<number> {
    const { commands } = await this.#connected();
    const left = await commands.eval(TAKE, {
      keys: [`${PREFIX}:rate:${caller}`],
      arguments: [`${count}`, `${perMinute}`, isForced ? "1" : "0"],
    });
    return Number(left);
  }

  async close(): Promise<void> {
    const clients = this.#clients;
    this.#clients = null;
    if (clients === null) return;
    const { commands, subscriber } = await clients;
    commands.destroy();
    subscriber.destroy();
  }

  async #stateOf(commands: RedisClient, server: string): Promise<"running" | "lost"> {
    return await commands.exists(aliveOf(server)) === 1 ? "running" : "lost";
  }

  /** @throws {RedisUnreachableError} if Redis cannot be reached */
  async #connected(): Promise<RedisClients> {
    const clients = await (this.#clients ??= connectRedis(this.#url).catch((error) => {
      this.#clients = null;
      throw error;
    }));
    if (!clients.commands.isReady) throw new RedisUnreachableError();
    return clients;
  }
}

/** Waits for a promise, but not for longer than so many milliseconds. */
async function within(promise: Promise<void>, ms: number): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([promise, late.promise]);
  clearTimeout(timer);
}

const logOf = (runId: string) => `${PREFIX}:run:${runId}`;
const followedOf = (runId: string) => `${PREFIX}:followed:${runId}`;
const aliasOf = (alias: string) => `${PREFIX}:alias:${alias}`;
const aliveOf = (server: string) => `${PREFIX}:alive:${server}`;
const stopsOf = (server: string) => `${PREFIX}:stops:${server}`;
