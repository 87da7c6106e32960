import { assertEquals } from "@std/assert";
import type { KeyName } from "../../../../src/client/terminal/edit/key_parser.ts";
import { LineEditor } from "../../../../src/client/terminal/edit/line_editor.ts";

/** Presses keys; what is not the name of a key in `<>` is typed. */
function press(editor: LineEditor, keys: string) {
  const edited = [];
  for (const [, name, text = ""] of keys.matchAll(/<(\w+)>|([^<]+)/g)) {
    const key = name === undefined ? { name: "text", text } as const : { name: name as KeyName };
    edited.push(editor.press(key));
  }
  return edited.filter(({ type }) => type !== "edit");
}

/** The line after some keys, with the cursor as `|`. */
function line(keys: string, editor = new LineEditor()): string {
  assertEquals(press(editor, keys), []);
  return `${editor.before}|${editor.after}`;
}

const edits: [keys: string, line: string][] = [
  ["안녕<left>X", "안X|녕"],
  ["안녕<left><left><left>X<right>Y", "X안Y|녕"],
  ["안녕<home>X<end>Y", "X안녕Y|"],
  ["안녕<right>", "안녕|"],
  ["안녕<backspace>", "안|"],
  ["<backspace><delete><left>", "|"],
  ["안녕<home><delete>", "|녕"],
  ["안녕<home><end_of_input>", "|녕"],
  ["하나 둘  <kill_word>", "하나 |"],
  ["하나 둘<left><kill_word>", "|둘"],
  ["하나 둘<left><kill_before>", "|둘"],
  ["하나 둘<left><kill_after>", "하나 |"],
  ["하나 둘<word_left>X<word_left><word_left>Y", "Y|하나 X둘"],
  ["하나 둘<home><word_right>X<word_right>Y", "하나X 둘Y|"],
  ["하나<newline>둘<left>", "하나\n|둘"],
  ["반만<interrupt>", "|"],
  // What people see as one character is one.
  ["a👨‍👩‍👧<backspace>", "a|"],
  ["a👍🏽<left>", "a|👍🏽"],
  ["한글<home><delete>", "|글"],
];
for (const [keys, expected] of edits) {
  Deno.test(`LineEditor makes ${expected} of ${keys}`, () => assertEquals(line(keys), expected));
}

Deno.test("LineEditor submits the whole line, wherever the cursor is, and starts anew", () => {
  const editor = new LineEditor();
  assertEquals(press(editor, "하나<newline>둘<home><enter>"), [{
    type: "submit",
    text: "하나\n둘",
  }]);
  assertEquals(line("", editor), "|");
});

Deno.test("LineEditor cancels on an empty line only", () => {
  for (const key of ["<interrupt>", "<end_of_input>"]) {
    const editor = new LineEditor();
    assertEquals(press(editor, `가<home>${key}`), []);
    assertEquals(press(editor, key), [{ type: "cancel" }]);
  }
});

Deno.test("LineEditor recalls earlier lines, and keeps the new one", () => {
  const editor = new LineEditor();
  press(editor, "하나<enter>둘<enter>");
  assertEquals(line("새<left>", editor), "|새");
  assertEquals(line("<up>", editor), "둘|");
  assertEquals(line("<up>", editor), "하나|");
  assertEquals(line("<up>", editor), "하나|");
  assertEquals(line("<down>", editor), "둘|");
  assertEquals(line("<down>", editor), "새|");
  assertEquals(line("<down>", editor), "새|");
});

Deno.test("LineEditor does not change what it remembers, nor repeat it", () => {
  const editor = new LineEditor();
  press(editor, "하나<enter>둘<enter>둘<enter> <enter><up><up>와 반<enter>");
  assertEquals(line("<up>", editor), "하나와 반|");
  assertEquals(line("<up>", editor), "둘|");
  assertEquals(line("<up>", editor), "하나|");
});

Deno.test("LineEditor forgets a line that Ctrl-C cleared", () => {
  const editor = new LineEditor();
  press(editor, "하나<enter><up>둘<interrupt>");
  assertEquals(line("<down>", editor), "|");
  assertEquals(line("<up>", editor), "하나|");
});
