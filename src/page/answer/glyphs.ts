/** A part of a split, and the glyph that is shown with it; `null` for a text that shows itself. */
export interface GlyphRun {
  text: string;
  glyph: string | null;
}

const GLYPHS: Readonly<Record<string, string>> = {
  " ": "·",
  "\n": "↵",
  "\r": "␍",
  "\t": "→",
  "\u00a0": "⍽",
  "\u200b": "‸",
  "\u3000": "□",
};

/** The glyph of a split without text. */
export const EMPTY_GLYPH = "∅";

/** Cuts a text into parts that show themselves, and characters that need a glyph. */
export function toGlyphRuns(text: string): GlyphRun[] {
  const runs: GlyphRun[] = [];
  let plain = "";
  for (const char of text) {
    const glyph = GLYPHS[char];
    if (glyph === undefined) {
      plain += char;
      continue;
    }
    if (plain !== "") runs.push({ text: plain, glyph: null });
    plain = "";
    runs.push({ text: char, glyph });
  }
  if (plain !== "") runs.push({ text: plain, glyph: null });
  return runs;
}

/** Returns a text with glyphs in place of what cannot be seen. */
export function withGlyphs(text: string): string {
  if (text === "") return EMPTY_GLYPH;
  return toGlyphRuns(text).map(({ text, glyph }) => glyph ?? text).join("");
}
