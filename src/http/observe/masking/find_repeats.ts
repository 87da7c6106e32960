import { letterCodes, readUnits } from "./letter_codes.ts";
import type { MaskedRange } from "./masked_range.ts";

/** The length of a repeated run that is found, in units of {@linkcode letterCodes}. */
const RUN = 12;
/** The shortest text to look for: a shorter one occurs in any message. */
const MIN = 3;

/** Caches the codes of the texts, which are used several times for one error. */
const known = new WeakMap<readonly string[], readonly (readonly number[])[]>();

/**
 * Finds where a short text repeats other texts: a whole one, or at least 12 letters and digits of
 * one (six outside of ASCII). Ignores case, white space, punctuation, and the escapes of URLs, JSON
 * and HTML.
 *
 * Takes time linear in the total length of the texts. It compares hashes, so a collision may make
 * it find too much, but it never finds too little.
 */
export function findRepeats(
  text: string,
  { of, label }: { of: readonly string[]; label: MaskedRange["label"] },
): MaskedRange[] {
  const { codes, starts, ends } = readUnits(text);
  const ranges: MaskedRange[] = [];
  for (const [size, wanted] of bySize(of)) {
    const windows = new HashSet();
    forEachHash(codes, { size, each: (hash) => windows.add(hash) });
    const found = new HashSet();
    for (const other of wanted) {
      forEachHash(other, { size, each: (hash) => windows.has(hash) && found.add(hash) });
    }
    forEachHash(codes, {
      size,
      each(hash, index) {
        const start = starts[index];
        const end = ends[index + size - 1];
        if (!found.has(hash) || start === undefined || end === undefined) return;
        ranges.push({ start, end, label });
      },
    });
  }
  return ranges;
}

/** Groups the codes of texts by the length of the window to look for. */
function bySize(of: readonly string[]): Map<number, (readonly number[])[]> {
  const all = known.get(of) ?? of.map(letterCodes);
  known.set(of, all);
  return Map.groupBy(
    all.filter(({ length }) => length >= MIN),
    ({ length }) => Math.min(RUN, length),
  );
}

const FACTOR = 0x01000193;

/** Calls `each` with the rolling hash of every window of a size. */
function forEachHash(
  codes: readonly number[],
  { size, each }: { size: number; each: (hash: number, index: number) => void },
): void {
  let highest = 1;
  for (let index = 1; index < size; index++) highest = Math.imul(highest, FACTOR);
  let hash = 0;
  for (let index = 0; index < codes.length; index++) {
    if (index >= size) hash = (hash - Math.imul(codes[index - size] ?? 0, highest)) | 0;
    hash = (Math.imul(hash, FACTOR) + (codes[index] ?? 0)) | 0;
    if (index >= size - 1) each(hash, index - size + 1);
  }
}

/** A set of hashes with a bitmap that rules out most other hashes quickly. */
class HashSet {
  readonly #bits = new Uint8Array(1 << 13);
  readonly #all = new Set<number>();

  add(hash: number): void {
    const bit = hash >>> 16;
    this.#bits[bit >> 3] = (this.#bits[bit >> 3] ?? 0) | 1 << (bit & 7);
    this.#all.add(hash);
  }

  has(hash: number): boolean {
    const bit = hash >>> 16;
    return ((this.#bits[bit >> 3] ?? 0) & 1 << (bit & 7)) !== 0 && this.#all.has(hash);
  }
}
