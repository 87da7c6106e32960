import { patiently } from "./patiently.ts";
import { deleteAll, readText, refreshAll, type TextEntry, writeTexts } from "./deno_kv_text.ts";
import type { MapChanges, SharedMaps } from "./shared_maps.ts";

/** How long a map lives, and since when its oldest values expire no earlier than that. */
interface Life {
  stamp: string;
  until: number;
  refreshedAt: number;
}

/** A map that is there: its values are below its stamp. */
interface Living {
  entry: Deno.KvEntryMaybe<string>;
  life: Life | null;
  /** Written with each change. */
  lifeEntry: Deno.KvEntryMaybe<Life>;
}

interface Lease {
  holder: string;
  until: number;
}

/** How often a map or a lease is tried that others change, too. */
const MAX_TRIES = 100;

/**
 * Maps in Deno KV. A long text has several values, because one has at most 64 KiB.
 *
 * The whole of a map lives as long as `life` says. Its values expire only some time later, so that
 * they are not written again with each change. They are below a stamp, which is another one when the
 * map is made anew: a change that comes too late for one is not part of the next.
 */
export class DenoKvMaps implements SharedMaps {
  readonly #prefix: string;
  readonly #opened: () => Promise<Deno.Kv>;

  /**
   * @param prefix what all keys begin with
   * @param opened returns the database
   */
  constructor(prefix: string, opened: () => Promise<Deno.Kv>) {
    this.#prefix = prefix;
    this.#opened = opened;
  }

  async keys(map: string): Promise<Map<string, number>> {
    const kv = await this.#opened();
    const { life } = await this.#find(kv, map);
    const found = new Map<string, number>();
    if (life === null) return found;
    const prefix = [...this.#of(map), life.stamp, "key"];
    for await (const { key, value } of kv.list<TextEntry>({ prefix })) {
      found.set(String(key.at(-1)), value.length);
    }
    return found;
  }

  async get(map: string, keys: readonly string[]): Promise<(string | null)[]> {
    const kv = await this.#opened();
    const { life } = await this.#find(kv, map);
    if (life === null) return keys.map(() => null);
    return await Promise.all(keys.map((key) => readText(kv, [...this.#of(map), life.stamp], key)));
  }

  async change(map: string, changes: MapChanges, keepMs: number): Promise<boolean> {
    const kv = await this.#opened();
    const options = keepMs === Infinity ? {} : { expireIn: Math.ceil(2 * keepMs) };
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const now = Date.now();
      const { entry, life, lifeEntry } = await this.#find(kv, map);
      if (life === null) {
        if (changes.expect?.some(([, text]) => text !== null)) return false;
        await this.#make(kv, map, { entry, until: now + keepMs, options });
        continue;
      }
      const refreshes = now - life.refreshedAt > keepMs;
      if (refreshes) await refreshAll(kv, this.#of(map), options);
      const [stamp, whole] = refreshes
        ? await kv.getMany([entry.key, lifeEntry.key])
        : [entry, lifeEntry];
      const refreshedAt = refreshes ? now : life.refreshedAt;
      const result = await writeTexts(kv, {
        at: [...this.#of(map), life.stamp],
        changes,
        options,
        stamp,
        whole,
        also: [lifeEntry.key, { ...life, until: now + keepMs, refreshedAt }],
      });
      if (result !== "conflict") return result === "changed";
    }
    throw new Error("Deno KV is too busy to change a map");
  }

  async drop(map: string): Promise<void> {
    const kv = await this.#opened();
    await patiently(() => kv.delete([...this.#of(map), "stamp"]));
    await deleteAll(kv, this.#of(map));
  }

  async hold(lease: string, holder: string, ms: number): Promise<boolean> {
    const kv = await this.#opened();
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const known = await kv.get<Lease>(this.#lease(lease));
      const now = Date.now();
      const isFree = known.value === null || known.value.until <= now;
      if (!isFree && known.value?.holder !== holder) return false;
      const value: Lease = { holder, until: now + ms };
      const commit = kv.atomic().check(known)
        .set(this.#lease(lease), value, { expireIn: Math.ceil(ms) + 1_000 });
      if ((await patiently(() => commit.commit())).ok) return true;
    }
    throw new Error("Deno KV is too busy to take a lease");
  }

  async holder(lease: string): Promise<string | null> {
    const kv = await this.#opened();
    const { value } = await kv.get<Lease>(this.#lease(lease));
    return value !== null && value.until > Date.now() ? value.holder : null;
  }

  async release(lease: string, holder: string): Promise<void> {
    const kv = await this.#opened();
    const known = await kv.get<Lease>(this.#lease(lease));
    if (known.value?.holder !== holder) return;
    await patiently(() => kv.atomic().check(known).delete(this.#lease(lease)).commit());
  }

  async #find(kv: Deno.Kv, map: string): Promise<Living> {
    const [entry, lifeEntry] = await kv.getMany<[string, Life]>([
      [...this.#of(map), "stamp"],
      [...this.#of(map), "life"],
    ]);
    const { value: life } = lifeEntry;
    const lives = life !== null && life.stamp === entry.value && life.until > Date.now();
    return { entry, life: lives ? life : null, lifeEntry };
  }

  /** Makes a map, unless another one has just done so, and deletes what the one before it had. */
  async #make(
    kv: Deno.Kv,
    map: string,
    { entry, until, options }: {
      entry: Living["entry"];
      until: number;
      options: { expireIn?: number };
    },
  ): Promise<void> {
    const stamp = crypto.randomUUID();
    const life: Life = { stamp, until, refreshedAt: Date.now() };
    const commit = kv.atomic().check(entry)
      .set(entry.key, stamp, options)
      .set([...this.#of(map), "life"], life, options);
    const { ok } = await patiently(() => commit.commit());
    if (ok && entry.value !== null) await deleteAll(kv, [...this.#of(map), entry.value]);
  }

  readonly #of = (map: string) => [this.#prefix, "map", map];
  readonly #lease = (lease: string) => [this.#prefix, "lease", lease];
}
