import type { MapChanges, SharedMaps } from "./shared_maps.ts";

/** The commands of Redis that it needs. */
export interface RedisCommands {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  hmGet(key: string, fields: string[]): Promise<(string | null)[]>;
  get(key: string): Promise<string | null>;
  del(key: string): Promise<unknown>;
}

/** Returns the fields of a hash, each with the length of its value. */
const KEYS = `
local keys = redis.call("HKEYS", KEYS[1])
local all = {}
for i, key in ipairs(keys) do
  all[2 * i - 1] = key
  all[2 * i] = redis.call("HSTRLEN", KEYS[1], key)
end
return all
`;

/**
 * Changes a hash at once: a number of arguments for each kind of change, then the changes. An
 * expected value comes behind "1", or "0" if there must be none.
 */
const CHANGE = `
local at = 6
for i = 1, tonumber(ARGV[5]) do
  local value = redis.call("HGET", KEYS[1], ARGV[at])
  if ARGV[at + 1] == "0" then
    if value then return 0 end
  elseif value ~= ARGV[at + 2] then return 0 end
  at = at + 3
end
for i = 1, tonumber(ARGV[2]) do
  redis.call("HDEL", KEYS[1], ARGV[at])
  at = at + 1
end
for i = 1, tonumber(ARGV[3]) do
  redis.call("HSET", KEYS[1], ARGV[at], ARGV[at + 1])
  at = at + 2
end
for i = 1, tonumber(ARGV[4]) do
  redis.call("HSETNX", KEYS[1], ARGV[at], ARGV[at + 1])
  at = at + 2
end
if ARGV[1] == "0" then redis.call("PERSIST", KEYS[1])
else redis.call("PEXPIRE", KEYS[1], ARGV[1]) end
return 1
`;

/** Takes or renews a lease. */
const HOLD = `
local holder = redis.call("GET", KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return 1
`;

const RELEASE = `
if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("DEL", KEYS[1]) end
`;

/** Maps in Redis: a hash each. A lease is a string that expires. */
export class RedisMaps implements SharedMaps {
  readonly #prefix: string;
  readonly #connected: () => Promise<RedisCommands>;

  /**
   * @param prefix what all keys begin with
   * @param connected returns the client; it fails while Redis is away
   */
  constructor(prefix: string, connected: () => Promise<RedisCommands>) {
    this.#prefix = prefix;
    this.#connected = connected;
  }

  async keys(map: string): Promise<Map<string, number>> {
    const all = await this.#eval(KEYS, this.#keyOf(map), []);
    const found = new Map<string, number>();
    if (!Array.isArray(all)) return found;
    for (let i = 0; i < all.length; i += 2) found.set(String(all[i]), Number(all[i + 1]));
    return found;
  }

  async get(map: string, keys: readonly string[]): Promise<(string | null)[]> {
    if (keys.length === 0) return [];
    return await (await this.#connected()).hmGet(this.#keyOf(map), [...keys]);
  }

  async change(
    map: string,
    { expect = [], set = [], add = [], delete: gone = [] }: MapChanges,
    keepMs: number,
  ): Promise<boolean> {
    const life = keepMs === Infinity ? 0 : Math.max(1, Math.ceil(keepMs));
    const counts = [life, gone.length, set.length, add.length, expect.length].map(String);
    const expected = expect.flatMap(([key, text]) => [key, text === null ? "0" : "1", text ?? ""]);
    const changes = [...gone, ...set.flat(), ...add.flat()];
    return await this.#eval(CHANGE, this.#keyOf(map), [...counts, ...expected, ...changes]) === 1;
  }

  async drop(map: string): Promise<void> {
    await (await this.#connected()).del(this.#keyOf(map));
  }

  async hold(lease: string, holder: string, ms: number): Promise<boolean> {
    return await this.#eval(HOLD, this.#leaseOf(lease), [holder, `${Math.ceil(ms)}`]) === 1;
  }

  async holder(lease: string): Promise<string | null> {
    return await (await this.#connected()).get(this.#leaseOf(lease));
  }

  async release(lease: string, holder: string): Promise<void> {
    await this.#eval(RELEASE, this.#leaseOf(lease), [holder]);
  }

  async #eval(script: string, key: string, args: string[]): Promise<unknown> {
    return await (await this.#connected()).eval(script, { keys: [key], arguments: args });
  }

  readonly #keyOf = (map: string) => `${this.#prefix}:map:${map}`;
  readonly #leaseOf = (lease: string) => `${this.#prefix}:lease:${lease}`;
}
