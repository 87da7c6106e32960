import type { Span, Style } from "../terminal_writer.ts";

/** Spaces at the edges of a line or in a row, line feeds, and tabs. */
const INVISIBLE = /(^ +| +$|(?<=\n) +| +(?=\n)| {2,}|\n|\t)/;

/**
 * Makes white space at the edges of a text visible, and empty text. Glyphs are dim, so that they
 * differ from the same characters in the text.
 */
export function withGlyphs(text: string, styles: readonly Style[]): Span[] {
  const glyph = (text: string): Span => ({ text, styles: [...styles, "dim"] });
  if (text === "") return [glyph("∅")];
  // What the pattern captures stands at the odd places.
  return text.split(INVISIBLE).flatMap((part, i): Span[] => {
    if (part === "") return [];
    if (i % 2 === 0) return [{ text: part, styles }];
    if (part === "\n") return [glyph("↵"), { text: part, styles: [] }];
    if (part === "\t") return [glyph("→"), { text: part, styles: [] }];
    return [glyph("·".repeat(part.length))];
  });
}
