import { findRepeats } from "./find_repeats.ts";
import { findRanges, type MaskedRange, maskRanges } from "./masked_range.ts";
import { ADDRESS_PATTERNS, PATH_PATTERNS, SECRET_PATTERNS } from "./secret_patterns.ts";

/** What must not be in a log. */
export interface Secrets {
  /** Keys, and addresses of servers behind this one. */
  secrets: readonly string[];
  /**
   * What callers said and were answered; `"any"` where that may be in the log, and `"unknown"`
   * where it must not be and nobody can say what it was.
   */
  said: readonly string[] | "any" | "unknown";
}

/** As much of a text is looked at, and so little of it shown. */
const MAX_READ = 4_000;
const MAX_SHOWN = 500;
/** As much as callers may have said for a text to be searched for it: that takes 20 ms or so. */
const MAX_SAID = 250_000;

/**
 * Masks in a text what must not be in a log, and writes it in one line, shortened: keys and
 * passwords by their shapes, addresses, paths of files, and what callers said.
 *
 * @returns `null` if it may hold what callers said, and cannot be searched for it
 */
export function maskText(text: string, { secrets, said }: Secrets): string | null {
  const isSearched = typeof said !== "string";
  if (said === "unknown") return null;
  if (isSearched && said.reduce((sum, { length }) => sum + length, 0) > MAX_SAID) return null;

  const read = cut(text, MAX_READ).normalize("NFC");
  const ranges = [
    ...secrets.flatMap((secret) => findExactly(read, secret)),
    ...findRepeats(read, { of: secrets, label: "secret" }),
    ...findRanges(read, { patterns: SECRET_PATTERNS, label: "secret" }),
    ...findRanges(read, { patterns: ADDRESS_PATTERNS, label: "address" }),
    ...findRanges(read, { patterns: PATH_PATTERNS, label: "path" }),
    ...(isSearched ? [...findRepeats(read, { of: said, label: "prompt" }), ...quotes(read)] : []),
  ];
  const line = maskRanges(read, ranges).replaceAll(CONTROLS, " ").trim();
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}

/** White space, control characters, and those that turn the direction of a line. */
const CONTROLS = /[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** Shortens a text that is too long, at a space: half of a key has no shape. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.slice(0, length).search(/\s\S*$/);
  return end === -1 ? "" : text.slice(0, end);
}

function findExactly(text: string, secret: string): MaskedRange[] {
  const ranges: MaskedRange[] = [];
  if (secret === "") return ranges;
  for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length)) {
    ranges.push({ start: at, end: at + secret.length, label: "secret" });
  }
  return ranges;
}

/** What stands in quotes is data more often than not, unless it is a name. */
function quotes(text: string): MaskedRange[] {
  const isJson = text.includes("is not valid JSON"); // V8 quotes what it was to read
  return findRanges(text, { patterns: [/"([^"]+)"/gd], label: "text" })
    .filter(({ start, end }) => isJson || !/^[\w.$-]{1,40}$/.test(text.slice(start, end)));
}
