/** What to change in a map, all at once. */
export interface MapChanges {
  /** Keys and the values that they must have, `null` for none. Otherwise nothing changes. */
  expect?: readonly (readonly [key: string, text: string | null])[];
  /** Keys and their new values. */
  set?: readonly (readonly [key: string, text: string])[];
  /** Keys and their values, unless they have one. */
  add?: readonly (readonly [key: string, text: string])[];
  /** Keys to delete. */
  delete?: readonly string[];
}

/**
 * Maps of texts, and leases, that the servers of a fleet share. A map has a name, and is there as
 * soon as it has a key.
 */
export interface SharedMaps {
  /** Returns the keys of a map, with the length of each value. Those of an unknown map are none. */
  keys(map: string): Promise<Map<string, number>>;

  /** Returns the values of some keys, in their order: `null` for a key that is not there. */
  get(map: string, keys: readonly string[]): Promise<(string | null)[]>;

  /**
   * Changes a map.
   *
   * @param keepMs how long the whole map is kept after this, in milliseconds; `Infinity` for ever
   * @returns whether it has changed: `false` if a key did not have the expected value
   */
  change(map: string, changes: MapChanges, keepMs: number): Promise<boolean>;

  /** Deletes a map. */
  drop(map: string): Promise<void>;

  /**
   * Takes a lease, or renews it.
   *
   * @param ms after how long it runs out
   * @returns whether the holder has it: `false` if another one does
   */
  hold(lease: string, holder: string, ms: number): Promise<boolean>;

  /** Returns who has a lease, or `null`. */
  holder(lease: string): Promise<string | null>;

  /** Gives a lease back, if the holder has it. */
  release(lease: string, holder: string): Promise<void>;
}
