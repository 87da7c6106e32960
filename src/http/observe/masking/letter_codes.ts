/** The letters and digits of a text, and their positions in it. */
export interface Units {
  codes: readonly number[];
  starts: readonly number[];
  ends: readonly number[];
}

/** Follows each unit that is not ASCII. */
const FILLER = 0x10ffff;
const ESCAPED = /(?:%[0-9a-f]{2})+|\\u[0-9a-f]{4}|\\[a-z]|&#?\w{1,8};/gi;
const TOKENS = new RegExp(`${ESCAPED.source}|[\\p{L}\\p{N}]|[\\u{10000}-\\u{10ffff}]`, "giu");

/**
 * Reduces a text to its letters and digits, in lower case, with the escapes of URLs, JSON and HTML
 * decoded. An ASCII character is one unit. Any other is two, because a Hangul syllable or a Chinese
 * character carries as much as a few letters.
 */
export function letterCodes(text: string): number[] {
  const codes: number[] = [];
  const decoded = /[%\\&]/.test(text) ? text.replaceAll(ESCAPED, decode) : text;
  const lower = decoded.normalize("NFC").toLowerCase();
  for (let index = 0; index < lower.length; index++) {
    const code = lower.charCodeAt(index);
    if (!isLetter(code)) continue;
    codes.push(code);
    if (code > 0x7f) codes.push(FILLER);
  }
  return codes;
}

/** Reduces a text like {@linkcode letterCodes}, and returns the position of each unit, too. */
export function readUnits(text: string): Units {
  const codes: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    for (const code of letterCodes(token)) {
      codes.push(code);
      starts.push(index);
      ends.push(index + token.length);
    }
  }
  return { codes, starts, ends };
}

/** Caches for each code unit: 1 for a letter or digit, 2 for another, 0 if not known yet. */
const letters = new Uint8Array(0x10000);

function isLetter(code: number): boolean {
  // A surrogate may be half of a letter.
  letters[code] ||= /[\p{L}\p{N}\ud800-\udfff]/u.test(String.fromCharCode(code)) ? 1 : 2;
  return letters[code] === 1;
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
