/** Marks that stand on the character before them, and characters that are not seen. */
const NARROWEST = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]+$/u;
/** Wide and full-width characters of Unicode's East Asian Width, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}\ufe0f]/u;

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Returns the characters of a text as people see them. */
export function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Returns how many columns of a terminal a character takes. */
export function widthOf(character: string): number {
  if (WIDE.test(character)) return 2;
  return NARROWEST.test(character) ? 0 : 1;
}
