import { showControls } from "../view/show_controls.ts";
import { charactersOf, widthOf } from "./text_width.ts";

/** Where the text and the cursor are on the screen. */
export interface Layout {
  /** The rows of text. None is wider than the screen. */
  rows: string[];
  cursor: { row: number; column: number };
}

/** The size of a screen. */
export interface Size {
  columns: number;
  rows: number;
}

/**
 * Lays out a text with a cursor. Line feeds and tabs are glyphs. Of a text that is higher than the
 * screen, the rows around the cursor are laid out.
 */
export function layout(
  { before, after }: { before: string; after: string },
  { columns, rows: height }: Size,
): Layout {
  const rows = [""];
  let column = 0;
  const place = (characters: string[]) => {
    for (const character of characters) {
      const width = widthOf(character);
      if (column + width > columns) {
        rows.push("");
        column = 0;
      }
      rows[rows.length - 1] += character;
      column += width;
    }
  };
  place(shown(before));
  if (column >= columns) {
    rows.push("");
    column = 0;
  }
  const cursor = { row: rows.length - 1, column };
  place(shown(after));
  const first = Math.max(0, cursor.row - height + 1);
  return {
    rows: rows.slice(first, first + height),
    cursor: { ...cursor, row: cursor.row - first },
  };
}

function shown(text: string): string[] {
  return charactersOf(showControls(text.replaceAll("\n", "↵").replaceAll("\t", "→")));
}
