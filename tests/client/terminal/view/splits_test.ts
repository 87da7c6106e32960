import { assert, assertEquals } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { SplitPainter } from "../../../../src/client/terminal/view/splits/split_painter.ts";
import { markerTail, splitParts } from "../../../../src/client/terminal/view/splits/split_parts.ts";
import { withGlyphs } from "../../../../src/client/terminal/view/splits/with_glyphs.ts";
import { Screen } from "../screen.ts";

const MARKER = "(답변 종료)";

/** Parts as text, those of the marker in `«»`. */
function asText(splits: ReturnType<typeof splitParts>): string {
  return splits.map((parts) =>
    parts.map(({ text, isMarker }) => isMarker ? `«${text}»` : text).join("")
  ).join("|");
}

Deno.test("splitParts() finds the marker across splits, and empty splits inside of it", () => {
  const splits = ["", "안", "녕(답", "", "변 ", "종료) ", ""];
  assertEquals(asText(splitParts(splits, MARKER)), "|안|녕«(답»|«»|«변 »|«종료)» |");
  assertEquals(asText(splitParts(splits, null)), "|안|녕(답||변 |종료) |");
  assertEquals(asText(splitParts(["a끝b끝c"], "끝")), "a«끝»b«끝»c");
});

Deno.test("splitParts() loses no text", () => {
  const split = fc.string({ unit: fc.constantFrom("a", "가", "끝", "😊", " "), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(split), fc.constantFrom("끝", "a가", "😊", null), (splits, end) => {
      const parts = splitParts(splits, end);
      assertEquals(parts.map((list) => list.map(({ text }) => text).join("")), splits);
      assert(parts.flat().every(({ text }) => text !== "" || splits.includes("")));
      const marked = parts.flat().filter(({ isMarker }) => isMarker).map(({ text }) => text).join(
        "",
      );
      assertEquals(marked.length % (end ?? "a").length, 0);
      assertEquals(marked !== "", end !== null && splits.join("").includes(end));
    }),
  );
});

const tails: [name: string, shown: string, splits: string[], tail: string][] = [
  ["the marker", "안녕", ["안", "", "녕", "", "(답변 ", "", "종료)"], "«(답변 »|«»|«종료)»"],
  ["the rest of a split", "안녕", ["안", "녕(답변 ", "종료)"], "«(답변 »|«종료)»"],
  ["what stands behind it", "안녕", ["안녕", "(답변 종료) 더"], "«(답변 종료)» 더"],
  [
    "a marker that comes twice",
    "안녕",
    ["안녕", "(답변 종료)(답변 종료)"],
    "«(답변 종료)(답변 종료)»",
  ],
  ["all, without an answer", "", ["", "(답변 종료)"], "«(답변 종료)»"],
  [
    "the last marker of an agent",
    "보자응",
    ["보자(답변 종료)", "응", "(답변 종료)"],
    "«(답변 종료)»",
  ],
  ["nothing that is not there", "보자", ["응"], ""],
];
for (const [name, shown, splits, tail] of tails) {
  Deno.test(`markerTail() is ${name}`, () => {
    assertEquals(asText(markerTail({ splits, end_marker: MARKER, shown })), tail);
  });
}

const glyphs: [text: string, some: string, edges: string][] = [
  ["", "[∅]", "[∅]"],
  ["안녕", "안녕", "안녕"],
  [" 안 녕 ", " 안 녕 ", "[·]안 녕[·]"],
  [" ", "[·]", "[·]"],
  ["안  녕", "안[··]녕", "안[··]녕"],
  ["a \n b", "a[·][↵]\n[·]b", "a[·][↵]\n[·]b"],
  ["\n\n", "[↵]\n[↵]\n", "[↵]\n[↵]\n"],
  ["\ta", "[→]\ta", "[→]\ta"],
  ["·↵∅", "·↵∅", "·↵∅"],
];
for (const [text, some, edges] of glyphs) {
  Deno.test(`withGlyphs() shows ${JSON.stringify(text)}`, () => {
    for (const hasEdges of [false, true]) {
      const spans = withGlyphs(text, { styles: ["cyan"], hasEdges });
      const shown = spans.map(({ text, styles }) => styles.includes("dim") ? `[${text}]` : text);
      assertEquals(shown.join(""), hasEdges ? edges : some);
    }
  });
}

/** What a terminal gets of splits. */
async function painted(splits: string[]): Promise<string> {
  const screen = new Screen({ isTerminal: true, hasColor: true });
  const painter = new SplitPainter({ hasEdges: true });
  const spans = splitParts(splits, MARKER).flatMap((parts) => painter.paint(parts));
  await screen.stdout.spans(spans);
  return screen.said;
}

Deno.test("SplitPainter gives neighbours different colours, across empty splits, too", async () => {
  const odd = "\x1b[36;4m";
  const end = "\x1b[0m";
  const empty = `\x1b[2m∅${end}`;
  assertEquals(await painted(["가", "나", "다"]), `가${odd}나${end}다`);
  assertEquals(
    await painted(["가", "", "나", "", "", "다"]),
    `가${empty}${odd}나${end}${empty}${empty}다`,
  );
});

Deno.test("SplitPainter sets the marker apart, and its splits from each other", async () => {
  const [even, odd] = ["\x1b[33;7m", "\x1b[33;7;4m"];
  const end = "\x1b[0m";
  const empty = `\x1b[33;7;2m∅${end}`;
  assertEquals(
    await painted(["가(답", "", "변 종", "료)"]),
    `가${even}(답${end}${empty}${odd}변 종${end}${even}료)${end}`,
  );
});
