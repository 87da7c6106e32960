import { assert, assertEquals } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { layout } from "../../../../src/client/terminal/edit/layout.ts";
import { charactersOf, widthOf } from "../../../../src/client/terminal/edit/text_width.ts";

const widths: [text: string, width: number][] = [
  ["abc", 3],
  ["안녕", 4],
  ["ひらカナ漢字", 12],
  ["ｶﾅＡ", 4],
  ["。「」", 6],
  ["é", 1],
  ["e\u0301", 1],
  ["한", 2], // in conjoining letters
  ["😊👍🏽👨‍👩‍👧", 6],
  ["☀☀\ufe0f", 3],
  ["\u200b", 0],
  ["—…", 2],
];
for (const [text, width] of widths) {
  Deno.test(`widthOf() finds ${text} ${width} columns wide`, () => {
    assertEquals(widthOfText(text), width);
  });
}

function widthOfText(text: string): number {
  return charactersOf(text).reduce((sum, character) => sum + widthOf(character), 0);
}

Deno.test("layout() breaks rows where the screen ends, before a wide character if need be", () => {
  const size = { columns: 5, rows: 9 };
  assertEquals(layout({ before: "> 안", after: "녕!" }, size), {
    rows: ["> 안", "녕!"],
    cursor: { row: 0, column: 4 },
  });
  assertEquals(layout({ before: "> abc", after: "" }, size), {
    rows: ["> abc", ""],
    cursor: { row: 1, column: 0 },
  });
  assertEquals(layout({ before: "> abc", after: "d" }, size), {
    rows: ["> abc", "d"],
    cursor: { row: 1, column: 0 },
  });
});

Deno.test("layout() shows line feeds, tabs and controls as glyphs", () => {
  const { rows } = layout({ before: "a\nb\tc\x1b", after: "" }, { columns: 80, rows: 9 });
  assertEquals(rows, ["a↵b→c␛"]);
});

Deno.test("layout() keeps to the screen, with the cursor on it", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "가", "😊", "\n", " "), maxLength: 40 });
  fc.assert(fc.property(
    text,
    text,
    fc.integer({ min: 2, max: 12 }),
    fc.integer({ min: 1, max: 4 }),
    (before, after, columns, rows) => {
      const { rows: shown, cursor } = layout({ before, after }, { columns, rows });
      assert(shown.length >= 1 && shown.length <= rows);
      assert(shown.every((row) => widthOfText(row) <= columns));
      assert(cursor.row < shown.length && cursor.column < columns);
      // The cursor stands where a character ends.
      let column = 0;
      const stops = charactersOf(shown[cursor.row] ?? "").map((c) => column += widthOf(c));
      assert([0, ...stops].includes(cursor.column));
      if (shown.length < rows) assertEquals(shown.join(""), (before + after).replaceAll("\n", "↵"));
    },
  ));
});
