import { MAX_PART, MAX_PARTS } from "../deno_kv/value_limits.ts";
import { patiently } from "./patiently.ts";
import type { MapChanges } from "./shared_maps.ts";

/** What a key of a map has: its text, or how many values hold it under which stamp. */
export type TextEntry =
  & { length: number }
  & ({ text: string } | { parts: number; stamp: string });

/** What to write, for {@linkcode writeTexts}. */
export interface TextChanges {
  /** What the keys begin with. */
  at: readonly string[];
  changes: MapChanges;
  /** When the values expire. */
  options: { expireIn?: number };
  /** What must not have changed. */
  stamp: Deno.AtomicCheck;
  /** What each change of the map writes. */
  whole: Deno.AtomicCheck;
  /** A value to set together with the texts. */
  also: readonly [Deno.KvKey, unknown];
}

/** The longest text that is kept with its key. */
const MAX_SHORT = 1_000;
/** The most keys that are checked each by itself: a commit has at most 100 checks. */
const MAX_CHECKS = 80;
/** The most values that are deleted at once. */
const MAX_DELETES = 100;
/** How often a text is read that others replace in the meantime. */
const MAX_TRIES = 5;

/** Reads the text of a key, or `null`. */
export async function readText(
  kv: Deno.Kv,
  at: readonly string[],
  key: string,
): Promise<string | null> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { value } = await kv.get<TextEntry>([...at, "key", key]);
    const text = await textOf(kv, [...at, "text", key], value);
    if (text !== undefined) return text;
  }
  return null;
}

/** Returns the text of an entry, or `undefined` if it has just been replaced. */
async function textOf(
  kv: Deno.Kv,
  at: readonly string[],
  value: TextEntry | null,
): Promise<string | null | undefined> {
  if (value === null) return null;
  if ("text" in value) return value.text;
  const parts = kv.list<string>({ prefix: [...at, value.stamp] });
  const texts = (await Array.fromAsync(parts)).map((part) => part.value);
  return texts.length === value.parts ? texts.join("") : undefined;
}

/**
 * Changes texts. Long ones are written first, so that no reader finds half of one.
 *
 * @returns `conflict` if others have changed them in between, `unexpected` if they are others than
 * expected: then nothing has changed
 */
export async function writeTexts(
  kv: Deno.Kv,
  { at, changes, options, stamp, whole, also }: TextChanges,
): Promise<"changed" | "conflict" | "unexpected"> {
  const { expect = [], set = [], add = [], delete: gone = [] } = changes;
  const expected = await Promise.all(expect.map(async ([key, text]) => {
    const entry = await kv.get<TextEntry>([...at, "key", key]);
    return { entry, isSo: text === await textOf(kv, [...at, "text", key], entry.value) };
  }));
  if (expected.some(({ isSo }) => !isSo)) return "unexpected";
  const touched = [...set.map(([key]) => key), ...add.map(([key]) => key), ...gone];
  const get = async (key: string) => [key, await kv.get<TextEntry>([...at, "key", key])] as const;
  const before = new Map(await Promise.all(touched.map(get)));
  const missing = add.filter(([key]) => before.get(key)?.value === null);
  const entries = [...set, ...missing].map(([key, text]) => ({ key, text, entry: entryOf(text) }));

  const parts = entries.flatMap(({ key, text, entry }) =>
    "text" in entry ? [] : Array.from({ length: entry.parts }, (_, i) => ({
      key: [...at, "text", key, entry.stamp, i],
      text: text.slice(i * MAX_PART, (i + 1) * MAX_PART),
    }))
  );
  while (parts.length > 0) {
    const commit = kv.atomic();
    for (const { key, text } of parts.splice(0, MAX_PARTS)) commit.set(key, text, options);
    await patiently(() => commit.commit());
  }

  // What is added must still be missing.
  const checks = [
    ...expected.map(({ entry }) => entry),
    ...missing.flatMap(([key]) => before.get(key) ?? []),
  ];
  const commit = kv.atomic().check(stamp, ...checks.length > MAX_CHECKS ? [whole] : checks);
  for (const { key, entry } of entries) commit.set([...at, "key", key], entry, options);
  for (const key of gone) commit.delete([...at, "key", key]);
  commit.set(...also, options);
  const { ok } = await patiently(() => commit.commit());
  if (!ok) return "conflict";

  const replaced = [...set.map(([key]) => key), ...gone];
  for (const key of new Set(replaced)) {
    const entry = before.get(key)?.value ?? null;
    if (entry !== null && "stamp" in entry) await deleteAll(kv, [...at, "text", key, entry.stamp]);
  }
  return "changed";
}

/** Lets all below a key expire later. What changes in the meantime expires later by that. */
export async function refreshAll(
  kv: Deno.Kv,
  at: readonly string[],
  options: { expireIn?: number },
): Promise<void> {
  for await (const entry of kv.list({ prefix: [...at] })) {
    await patiently(() => kv.atomic().check(entry).set(entry.key, entry.value, options).commit());
  }
}

/** Deletes all below a key. */
export async function deleteAll(kv: Deno.Kv, at: readonly string[]): Promise<void> {
  const keys = (await Array.fromAsync(kv.list({ prefix: [...at] }))).map(({ key }) => key);
  while (keys.length > 0) {
    const commit = kv.atomic();
    for (const key of keys.splice(0, MAX_DELETES)) commit.delete(key);
    await patiently(() => commit.commit());
  }
}

function entryOf(text: string): TextEntry {
  const { length } = text;
  if (length <= MAX_SHORT) return { length, text };
  return { length, parts: Math.ceil(length / MAX_PART), stamp: crypto.randomUUID() };
}
