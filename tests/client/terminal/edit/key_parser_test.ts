import { assertEquals } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import {
  type Key,
  type KeyName,
  KeyParser,
} from "../../../../src/client/terminal/edit/key_parser.ts";

const text = (text: string): Key => ({ name: "text", text });
const parse = (input: string) => new KeyParser().push(input);

const keys: [input: string, name: KeyName][] = [
  ["\r", "enter"],
  ["\n", "enter"],
  ["\x1b\r", "newline"],
  ["\x7f", "backspace"],
  ["\b", "backspace"],
  ["\x1b[3~", "delete"],
  ["\x1b[A", "up"],
  ["\x1bOA", "up"],
  ["\x10", "up"],
  ["\x1b[B", "down"],
  ["\x0e", "down"],
  ["\x1b[C", "right"],
  ["\x1b[D", "left"],
  ["\x1b[1;5C", "word_right"],
  ["\x1bf", "word_right"],
  ["\x1b[1;3D", "word_left"],
  ["\x1bb", "word_left"],
  ["\x1b[H", "home"],
  ["\x1b[1~", "home"],
  ["\x01", "home"],
  ["\x1bOF", "end"],
  ["\x1b[4~", "end"],
  ["\x05", "end"],
  ["\x15", "kill_before"],
  ["\x0b", "kill_after"],
  ["\x17", "kill_word"],
  ["\x1b\x7f", "kill_word"],
  ["\x03", "interrupt"],
  ["\x04", "end_of_input"],
];

Deno.test("KeyParser knows the keys of common terminals", () => {
  for (const [input, name] of keys) assertEquals(parse(input), [{ name }], JSON.stringify(input));
});

Deno.test("KeyParser tells text from keys", () => {
  assertEquals(parse("안녕 😊\t!\x7f\r다"), [
    text("안녕 😊"),
    text("\t"),
    text("!"),
    { name: "backspace" },
    { name: "enter" },
    text("다"),
  ]);
});

Deno.test("KeyParser makes one text of a paste, with its line feeds and without other controls", () => {
  const paste = (pasted: string) => parse(`가\x1b[200~${pasted}\x1b[201~나`);
  assertEquals(paste("하나\r\n둘\r셋\n넷"), [text("가"), text("하나\n둘\n셋\n넷"), text("나")]);
  assertEquals(paste("한 줄\n"), [text("가"), text("한 줄"), text("나")]);
  assertEquals(paste("a\x1b[31m\x03\tb"), [text("가"), text("a[31m\tb"), text("나")]);
});

Deno.test("KeyParser passes by keys that it does not know", () => {
  assertEquals(parse("\x1b[24~\x1b[I\x1bx\x00\x9ba"), [text("x"), text("a")]);
  assertEquals(parse("\x1b\x1b[A"), [{ name: "up" }]);
});

Deno.test("KeyParser reads the same however the input is cut", () => {
  const piece = fc.oneof(
    fc.constantFrom(...keys.map(([input]) => input)),
    fc.constantFrom("가", "😊", " a", "\x1b[200~하나\r둘\x1b[201~", "\x1b[24~"),
  );
  fc.assert(fc.property(fc.array(piece), fc.array(fc.nat(60)), (pieces, places) => {
    const input = pieces.join("");
    const cuts = [0, ...places.filter((at) => at < input.length).toSorted((a, b) => a - b)];
    const parser = new KeyParser();
    const cut = cuts.flatMap((at, i) => parser.push(input.slice(at, cuts[i + 1])));
    assertEquals(merged(cut), merged(parse(input)));
  }));
});

/** Puts texts together that stand side by side. */
function merged(keys: Key[]): Key[] {
  return keys.reduce<Key[]>((all, key) => {
    const last = all.at(-1);
    if (last?.name !== "text" || key.name !== "text") return [...all, key];
    return [...all.slice(0, -1), text(last.text + key.text)];
  }, []);
}
