import type { Span, Style } from "../terminal_writer.ts";
import type { SplitPart } from "./split_parts.ts";
import { withGlyphs } from "./with_glyphs.ts";

/** Underlined as well, because not everyone sees the colours. */
const TEXT: readonly Style[][] = [[], ["cyan", "underline"]];
const MARKER: readonly Style[][] = [["yellow", "reverse"], ["yellow", "reverse", "underline"]];

/**
 * Paints splits so that neighbours differ, with empty splits between them or not. The end marker
 * stands apart.
 */
export class SplitPainter {
  #painted = 0;

  /** Paints a split, or the next piece of an answer. */
  paint(parts: readonly SplitPart[]): Span[] {
    const parity = this.#painted % 2;
    if (parts.some(({ text }) => text !== "")) this.#painted++;
    return parts.flatMap(({ text, isMarker }) => {
      const styles = (isMarker ? MARKER : TEXT)[text === "" ? 0 : parity] ?? [];
      return withGlyphs(text, styles);
    });
  }
}
