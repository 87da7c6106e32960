import type { Span, Style } from "../terminal_writer.ts";

/** Spaces in a row, alone, or at an end of a line; line feeds and tabs. */
const INVISIBLE = /( {2,}|^ +$|(?<=\n) +| +(?=\n)|\n|\t)/;
/** The same, and spaces at the edges of the text. */
const INVISIBLE_OR_EDGE = /(^ +| +$|(?<=\n) +| +(?=\n)| {2,}|\n|\t)/;

/** Options for {@linkcode withGlyphs}. */
export interface GlyphOptions {
  styles: readonly Style[];
  /** Whether a single space at an edge of the text has a glyph. */
  hasEdges: boolean;
}

/**
 * Makes white space that one would not see visible, and empty text. Glyphs are dim, so that they
 * differ from the same characters in the text.
 */
export function withGlyphs(text: string, { styles, hasEdges }: GlyphOptions): Span[] {
  const glyph = (text: string): Span => ({ text, styles: [...styles, "dim"] });
  if (text === "") return [glyph("∅")];
  // What the pattern captures stands at the odd places.
  return text.split(hasEdges ? INVISIBLE_OR_EDGE : INVISIBLE).flatMap((part, i): Span[] => {
    if (part === "") return [];
    if (i % 2 === 0) return [{ text: part, styles }];
    if (part === "\n") return [glyph("↵"), { text: part, styles: [] }];
    if (part === "\t") return [glyph("→"), { text: part, styles: [] }];
    return [glyph("·".repeat(part.length))];
  });
}
