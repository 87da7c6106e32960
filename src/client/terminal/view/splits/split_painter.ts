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
  readonly #hasEdges: boolean;
  #painted = 0;

  /** @param options whether all spaces at edges have glyphs; without them, text is easy to read */
  constructor({ hasEdges }: { hasEdges: boolean }) {
    this.#hasEdges = hasEdges;
  }

  /** Paints a split, or the next piece of an answer. */
  paint(parts: readonly SplitPart[]): Span[] {
    const parity = this.#painted % 2;
    if (parts.some(({ text }) => text !== "")) this.#painted++;
    return parts.flatMap(({ text, isMarker }) => {
      const styles = (isMarker ? MARKER : TEXT)[text === "" ? 0 : parity] ?? [];
      return withGlyphs(text, { styles, hasEdges: this.#hasEdges });
    });
  }
}
