import type { JournalEntry } from "../store.ts";
import { MAX_PART } from "./value_limits.ts";

/** The most values that are read at once. */
const PAGE = 100;

/** A part of what was appended. A text that is too long for one has several. */
interface Part {
  start: number;
  text: string;
  isLast: boolean;
}

/** Returns the values for some entries. @param start where the first one starts */
export function partsOf(
  start: number,
  entries: readonly JournalEntry[],
): { part: Part; index: number }[] {
  const text = entries.map((entry) => entry.text).join("");
  const count = Math.max(1, Math.ceil(text.length / MAX_PART));
  return Array.from({ length: count }, (_, index) => ({
    index,
    part: {
      start,
      text: text.slice(index * MAX_PART, (index + 1) * MAX_PART),
      isLast: index === count - 1,
    },
  }));
}

/**
 * Reads entries that end after a position. The text of each is whole.
 *
 * @param options `log` is what their keys begin with
 */
export async function readEntries(
  kv: Deno.Kv,
  { log, after, end }: { log: readonly string[]; after: number; end: number },
): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  let texts: string[] = [];
  const range = { start: [...log, after + 1], end: [...log, end + 1] };
  let read = 0;
  for await (const { key, value } of kv.list<Part>(range, { batchSize: PAGE })) {
    if (key.at(-1) === 0) texts = []; // before it, there may be parts of a write that failed
    texts.push(value.text);
    read++;
    if (!value.isLast) continue;
    entries.push({ start: value.start, end: Number(key.at(-2)), text: texts.join("") });
    texts = [];
    if (read >= PAGE) break;
  }
  return entries;
}
