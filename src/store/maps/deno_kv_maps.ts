import { patiently } from "./patiently.ts";
import { deleteAll, readText, type TextEntry, writeTexts } from "./deno_kv_text.ts";
import type { MapChanges, SharedMaps } from "./shared_maps.ts";

/** How long a map lives, and since when its oldest values expire no earlier than that. */
interface Life {
  until: number;
  refreshedAt: number;
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
 * they are not written again with each change.
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
    const found = new Map<string, number>();
    if (await this.#life(kv, map) === null) return found;
    for await (const { key, value } of kv.list<TextEntry>({ prefix: this.#keys(map) })) {
      found.set(String(key.at(-1)), value.length);
    }
    return found;
  }

  async get(map: string, keys: readonly string[]): Promise<(string | null)[]> {
    const kv = await this.#opened();
    if (await this.#life(kv, map) === null) return keys.map(() => null);
    return await Promise.all(keys.map((key) => readText(kv, this.#of(map), key)));
  }

  async change(
    map: string,
    { set = [], add = [], delete: gone = [] }: MapChanges,
    keepMs: number,
  ): Promise<void> {
    const kv = await this.#opened();
    const life = await this.#life(kv, map);
    const now = Date.now();
    // What was left behind by a map of the same name is not part of this one.
    if (life === null) await deleteAll(kv, this.#of(map));
    const refreshes = life !== null && now - life.refreshedAt > keepMs;
    const options = keepMs === Infinity ? {} : { expireIn: Math.ceil(2 * keepMs) };
    if (refreshes) await this.#refresh(kv, map, options);
    const isNew = life === null || refreshes;
    const refreshedAt = isNew ? now : life.refreshedAt;
    await writeTexts(kv, {
      at: this.#of(map),
      set,
      add,
      gone,
      options,
      also: [[[...this.#of(map), "life"], { until: now + keepMs, refreshedAt }]],
    });
  }

  async drop(map: string): Promise<void> {
    const kv = await this.#opened();
    await patiently(() => kv.delete([...this.#of(map), "life"]));
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

  async #life(kv: Deno.Kv, map: string): Promise<Life | null> {
    const { value } = await kv.get<Life>([...this.#of(map), "life"]);
    return value !== null && value.until > Date.now() ? value : null;
  }

  /** Lets all values of a map expire later. */
  async #refresh(kv: Deno.Kv, map: string, options: { expireIn?: number }): Promise<void> {
    for await (const { key, value } of kv.list({ prefix: this.#of(map) })) {
      await patiently(() => kv.set(key, value, options));
    }
  }

  readonly #of = (map: string) => [this.#prefix, "map", map];
  readonly #keys = (map: string) => [...this.#of(map), "key"];
  readonly #lease = (lease: string) => [this.#prefix, "lease", lease];
}
