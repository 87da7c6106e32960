import type { MaskedRange } from "./masked_range.ts";

/**
 * How long a run has to be that a text repeats of another, in units: an ASCII letter or digit is
 * one, any other two, for a Hangul syllable or a Chinese character says as much as a few letters.
 */
const RUN = 12;
/** The shortest text that is looked for at all: anything shorter is part of any message. */
const MIN = 3;

/** The letters and digits of a text, and where each stands. */
interface Units {
  codes: number[];
  starts: number[];
  ends: number[];
}

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
  const units = unitsOf(text);
  const wanted = new Map<number, Set<number>>(); // the hashes of windows, by the size of these
  const inText = new Set(hashes(units.codes, RUN));
  for (const other of of) {
    const codes = codesOf(other);
    const size = Math.min(RUN, codes.length);
    if (size < MIN) continue;
    const found = wanted.get(size) ?? new Set<number>();
    wanted.set(size, found);
    for (const hash of hashes(codes, size)) if (size < RUN || inText.has(hash)) found.add(hash);
  }
  const ranges: MaskedRange[] = [];
  for (const [size, found] of wanted) {
    hashes(units.codes, size).forEach((hash, index) => {
      const start = units.starts[index];
      const end = units.ends[index + size - 1];
      if (found.has(hash) && start !== undefined && end !== undefined) {
        ranges.push({ start, end, label });
      }
    });
  }
  return ranges;
}

/** The rolling hash of each window of a size. */
function hashes(codes: readonly number[], size: number): Uint32Array {
  const all = new Uint32Array(Math.max(0, codes.length - size + 1));
  let hash = 0;
  let highest = 1;
  for (let index = 1; index < size; index++) highest = Math.imul(highest, FACTOR);
  for (let index = 0; index < codes.length; index++) {
    if (index >= size) hash = (hash - Math.imul(codes[index - size] ?? 0, highest)) | 0;
    hash = (Math.imul(hash, FACTOR) + (codes[index] ?? 0)) | 0;
    if (index >= size - 1) all[index - size + 1] = hash;
  }
  return all;
}
const FACTOR = 0x01000193;

/** Stands behind each unit that is not ASCII, so that it counts for two. */
const FILLER = 0x10ffff;
const ESCAPED = /(?:%[0-9a-f]{2})+|\\u[0-9a-f]{4}|\\[a-z]|&#?\w{1,8};/gi;

function codesOf(text: string): number[] {
  const codes: number[] = [];
  const plain = /[%\\&]/.test(text) ? text.replaceAll(ESCAPED, decode) : text;
  const letters = plain.normalize("NFC").toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");
  for (let index = 0; index < letters.length; index++) push(codes, letters.charCodeAt(index));
  return codes;
}

function unitsOf(text: string): Units {
  const units: Units = { codes: [], starts: [], ends: [] };
  const tokens = new RegExp(`${ESCAPED.source}|[\\p{L}\\p{N}]`, "giu");
  for (const { 0: token, index } of text.matchAll(tokens)) {
    for (const code of codesOf(token)) {
      units.codes.push(code);
      units.starts.push(index);
      units.ends.push(index + token.length);
    }
  }
  return units;
}

function push(codes: number[], code: number): void {
  codes.push(code);
  if (code > 0x7f) codes.push(FILLER);
}

function decode(escape: string): string {
  if (escape.startsWith("%")) return decodePercent(escape);
  if (/^\\u/i.test(escape)) return String.fromCharCode(parseInt(escape.slice(2), 16));
  const number = /^&#(x?)([0-9a-f]{1,6});$/i.exec(escape);
  if (number === null) return " "; // \n, &quot;: neither a letter nor a digit
  const code = parseInt(number[2] ?? "", number[1] === "" ? 10 : 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : " ";
}

function decodePercent(escape: string): string {
  const bytes = escape.slice(1).split("%").map((byte) => parseInt(byte, 16));
  return new TextDecoder().decode(new Uint8Array(bytes));
}
