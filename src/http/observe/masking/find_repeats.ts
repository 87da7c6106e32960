import { letterCodes, readUnits } from "./letter_codes.ts";
import type { MaskedRange } from "./masked_range.ts";

/** How long a run has to be that a text repeats of another, in units of {@linkcode letterCodes}. */
const RUN = 12;
/** The shortest text that is looked for at all: anything shorter is part of any message. */
const MIN = 3;

/** The codes of texts that are looked for again and again, while one error is described. */
const known = new WeakMap<readonly string[], readonly (readonly number[])[]>();

/**
 * Finds where a short text repeats others: whole, or a run of 12 letters and digits (six outside
 * of ASCII) or more. Case, white space, punctuation, and the escapes of URLs, JSON and HTML make
 * no difference.
 *
 * Takes time linear in the length of the texts together. It compares hashes, so by a rare
 * accident it may find too much, and never too little.
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

/** The codes of texts, by how long a window of them has to be repeated. */
function bySize(of: readonly string[]): Map<number, (readonly number[])[]> {
  const all = known.get(of) ?? of.map(letterCodes);
  known.set(of, all);
  return Map.groupBy(
    all.filter(({ length }) => length >= MIN),
    ({ length }) => Math.min(RUN, length),
  );
}

const FACTOR = 0x01000193;

/** Rolls a hash over the windows of a size. */
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

/** A set of numbers that knows of most others at once that they are not in it. */
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
