import { assertEquals } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { Reasoning } from "../../../../src/run/langchain/message/reasoning.ts";
import { ThoughtSplitter } from "../../../../src/run/langchain/message/thought_splitter.ts";

function split(chunks: readonly string[]): (string | Reasoning)[] {
  const splitter = new ThoughtSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}
const hm = (text: string) => new Reasoning(text);

const cases: [name: string, chunks: string[], expected: (string | Reasoning)[]][] = [
  ["a block", ["<think>", "hm", "</think>", "a"], [hm("hm"), "a"]],
  ["tags that are cut", ["<th", "ink>h", "m</", "think>\n\n", "a"], [
    hm("h"),
    hm("m"),
    "\n\n",
    "a",
  ]],
  ["white space before it", [" ", "\n<think>hm</think>a"], [" ", "\n", hm("hm"), "a"]],
  ["a block without end", ["<think>hm", "</thi"], [hm("hm"), hm("</thi")]],
  ["an empty block", ["<think></think>", "a"], ["a"]],
  ["a block that is not leading", ["a", "<think>hm</think>"], ["a", "<think>hm</think>"]],
  ["a second block", ["<think>x</think><think>y</think>"], [hm("x"), "<think>y</think>"]],
  ["the beginning of a tag alone", ["<", "thin"], ["<", "thin"]],
  ["another tag", ["<thing>", "", "a"], ["<thing>", "", "a"]],
  ["chunks that are empty", ["", " ", "", "a", ""], ["", " ", "", "a", ""]],
];
for (const [name, chunks, expected] of cases) {
  Deno.test(`ThoughtSplitter splits a text with ${name}`, () =>
    assertEquals(split(chunks), expected));
}

Deno.test("ThoughtSplitter leaves chunks unchanged if there is no block", () => {
  const chunk = fc.constantFrom("", " ", "<", "<think", ">", "언어", "a<think>", "🙂");
  fc.assert(fc.property(fc.array(chunk), (chunks) => {
    fc.pre(!chunks.join("").trimStart().startsWith("<think>"));
    assertEquals(split(chunks), chunks);
  }));
});

Deno.test("ThoughtSplitter splits a text in the same way, whatever its chunks", () => {
  const piece = fc.constantFrom("<think>", "</think>", "<th", "ink>", "</", " ", "언어 🙂", "a");
  const whole = (parts: (string | Reasoning)[]) => [
    parts.filter((part) => typeof part === "string").join(""),
    parts.filter((part) => part instanceof Reasoning).map(({ text }) => text).join(""),
  ];
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat({ max: 5 })), (pieces, cuts) => {
      const text = pieces.join("");
      const chunks: string[] = [];
      let rest = text;
      for (const cut of cuts) {
        chunks.push(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      assertEquals(whole(split([...chunks, rest])), whole(split([text])));
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("ThoughtSplitter starts again after the end of a text", () => {
  const splitter = new ThoughtSplitter();
  assertEquals(splitter.push("a"), ["a"]);
  assertEquals(splitter.end(), []);
  assertEquals(splitter.push("<think>hm</think>b"), [hm("hm"), "b"]);
});
