import { findRepeats } from "./find_repeats.ts";
import { findRanges, type MaskedRange, maskRanges } from "./masked_range.ts";
import { ADDRESS_PATTERNS, PATH_PATTERNS, SECRET_PATTERNS } from "./secret_patterns.ts";

/** The texts that must not appear in a log. */
export interface Secrets {
  /** Keys, and addresses of upstream servers. */
  secrets: readonly string[];
  /**
   * The prompts and answers of the run; `"any"` if the log may contain them, `"unknown"` if it must
   * not, but they are not known here.
   */
  said: readonly string[] | "any" | "unknown";
}

/** How many characters of a text are read, and how many are shown. */
const MAX_READ = 4_000;
const MAX_SHOWN = 500;
/** The most characters of prompts and answers that are searched, which takes about 20 ms. */
const MAX_SAID = 250_000;

/**
 * Masks keys, passwords, addresses, file paths, prompts and answers in a text for a log, and
 * shortens it to one line.
 *
 * @returns `null` if the text may contain a prompt or an answer, but cannot be searched for it
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

/** White space, control characters, and characters that change the direction of text. */
const CONTROLS = /[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** Shortens a long text at a space, because no pattern recognizes half of a key. */
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

/** Finds quoted text. It is usually data, except for a name. */
function quotes(text: string): MaskedRange[] {
  const isJson = text.includes("is not valid JSON"); // V8 quotes the invalid JSON
  return findRanges(text, { patterns: [/"([^"]+)"/gd], label: "text" })
    .filter(({ start, end }) => isJson || !/^[\w.$-]{1,40}$/.test(text.slice(start, end)));
}
