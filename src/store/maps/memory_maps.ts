import type { MapChanges, SharedMaps } from "./shared_maps.ts";

/** Options for {@linkcode MemoryMaps}. */
export interface MemoryMapsOptions {
  /** The maximum size of all maps together, in bytes. */
  bytes: number;
  /** Returns the time in milliseconds. */
  now: () => number;
}

/** About what a value needs beside its text, in bytes. */
const VALUE_BYTES = 64;
/** The most leases of which expired ones are not looked for. */
const MAX_LEASES = 1_000;

interface Kept {
  values: Map<string, string>;
  bytes: number;
  until: number;
}

/** Maps in the memory of one process. Those that changed least recently are dropped first. */
export class MemoryMaps implements SharedMaps {
  readonly #options: MemoryMapsOptions;
  /** Least recently changed first. */
  readonly #maps = new Map<string, Kept>();
  readonly #leases = new Map<string, { holder: string; until: number }>();
  #bytes = 0;

  /** @param options the bounds */
  constructor(options: MemoryMapsOptions) {
    this.#options = options;
  }

  keys(map: string): Promise<Map<string, number>> {
    const values = this.#find(map)?.values ?? new Map<string, string>();
    return Promise.resolve(new Map([...values].map(([key, { length }]) => [key, length])));
  }

  get(map: string, keys: readonly string[]): Promise<(string | null)[]> {
    const values = this.#find(map)?.values;
    return Promise.resolve(keys.map((key) => values?.get(key) ?? null));
  }

  change(
    map: string,
    { expect = [], set = [], add = [], delete: gone = [] }: MapChanges,
    keepMs: number,
  ): Promise<boolean> {
    const kept = this.#find(map) ?? { values: new Map<string, string>(), bytes: 0, until: 0 };
    const isExpected = expect.every(([key, text]) => (kept.values.get(key) ?? null) === text);
    if (!isExpected) return Promise.resolve(false);
    this.#forget(map);
    for (const key of gone) kept.values.delete(key);
    for (const [key, text] of set) kept.values.set(key, text);
    for (const [key, text] of add) if (!kept.values.has(key)) kept.values.set(key, text);
    if (kept.values.size === 0) return Promise.resolve(true);
    kept.bytes = sizeOf(kept.values);
    kept.until = this.#options.now() + keepMs;
    this.#maps.set(map, kept);
    this.#bytes += kept.bytes;
    for (const [name, { until }] of this.#maps) {
      const isOld = until <= this.#options.now();
      if (!isOld && this.#bytes <= this.#options.bytes) break;
      this.#forget(name);
    }
    return Promise.resolve(true);
  }

  drop(map: string): Promise<void> {
    this.#forget(map);
    return Promise.resolve();
  }

  hold(lease: string, holder: string, ms: number): Promise<boolean> {
    const known = this.#holderOf(lease);
    if (known !== null && known !== holder) return Promise.resolve(false);
    const now = this.#options.now();
    this.#leases.set(lease, { holder, until: now + ms });
    if (this.#leases.size > MAX_LEASES) {
      for (const [name, { until }] of this.#leases) if (until <= now) this.#leases.delete(name);
    }
    return Promise.resolve(true);
  }

  holder(lease: string): Promise<string | null> {
    return Promise.resolve(this.#holderOf(lease));
  }

  release(lease: string, holder: string): Promise<void> {
    if (this.#leases.get(lease)?.holder === holder) this.#leases.delete(lease);
    return Promise.resolve();
  }

  #holderOf(lease: string): string | null {
    const known = this.#leases.get(lease);
    return known !== undefined && known.until > this.#options.now() ? known.holder : null;
  }

  #find(map: string): Kept | undefined {
    const kept = this.#maps.get(map);
    if (kept === undefined || kept.until > this.#options.now()) return kept;
    this.#forget(map);
    return undefined;
  }

  #forget(map: string): void {
    this.#bytes -= this.#maps.get(map)?.bytes ?? 0;
    this.#maps.delete(map);
  }
}

function sizeOf(values: ReadonlyMap<string, string>): number {
  let bytes = 0;
  for (const [key, text] of values) bytes += key.length + text.length + VALUE_BYTES;
  return bytes;
}
