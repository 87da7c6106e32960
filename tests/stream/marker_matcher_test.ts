import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { automatonOf, MarkerMatcher } from "../../src/stream/marker_matcher.ts";
import { stopCases } from "./stop_cases.ts";

/** The same answer, found the slow way: by looking at the whole text. */
function lookAtWhole(text: string, markers: readonly string[]) {
  for (let end = 1; end <= text.length; end++) {
    const complete = markers.filter((marker) => text.slice(0, end).endsWith(marker));
    if (complete.length > 0) {
      const marker = complete.reduce((a, b) => (a.length >= b.length ? a : b));
      return { output: text.slice(0, end - marker.length), marker };
    }
  }
  return { output: text, marker: null };
}

/** How much of the end of `text` has to be held back. */
function holdBack(text: string, markers: readonly string[]): number {
  const prefixes = markers.flatMap((marker) =>
    Array.from({ length: marker.length - 1 }, (_, i) => marker.slice(0, i + 1))
  );
  const high = /[\ud800-\udbff]$/.test(text) ? 1 : 0;
  return Math.max(high, ...prefixes.map((p) => (text.endsWith(p) ? p.length : 0)));
}

function run(chunks: readonly string[], markers: readonly string[]) {
  const matcher = new MarkerMatcher(markers);
  const emits: string[] = [];
  for (const chunk of chunks) {
    emits.push(matcher.push(chunk));
    if (matcher.marker !== null) break;
  }
  return { emits, flush: matcher.flush(), marker: matcher.marker };
}

Deno.test("MarkerMatcher knows every case, chunk by chunk", async (t) => {
  assertStrictEquals(stopCases.length, 93);
  for (const { id, stops, chunks, emits, flush, emitted, matched, stop_chunk } of stopCases) {
    await t.step(id, () => {
      const result = run(chunks, stops);
      assertEquals(result.emits, emits);
      assertEquals(result.flush, flush);
      assertEquals(result.emits.join("") + result.flush, emitted);
      assertEquals(result.marker, matched);
      assertEquals(result.marker === null ? null : result.emits.length - 1, stop_chunk);
    });
  }
});

Deno.test("MarkerMatcher gives the same for one chunk and for single code units", async (t) => {
  for (const { id, stops, chunks, emitted, matched } of stopCases) {
    await t.step(id, () => {
      const whole = chunks.join("");
      for (const cut of [[whole], whole.split("")]) {
        const result = run(cut, stops);
        assertEquals(result.emits.join("") + result.flush, emitted);
        assertEquals(result.marker, matched);
      }
    });
  }
});

// Few letters, so that markers are met often, in a mix that breaks byte and
// code unit arithmetic: Korean, an emoji, its two halves, a combining mark.
const letter = fc.constantFrom(
  "(",
  "답",
  "변",
  " ",
  "종",
  ")",
  "a",
  "😀",
  "\ud83d",
  "\ude00",
  "\u0301",
);
const text = fc.array(letter, { maxLength: 24 }).map((letters) => letters.join(""));
const marker = fc.array(letter, { minLength: 1, maxLength: 5 })
  .map((letters) => letters.join("")).filter((m) => m.isWellFormed());
const markers = fc.array(marker, { maxLength: 4 });
const cuts = fc.array(fc.nat({ max: 6 }), { maxLength: 24 });

function cut(whole: string, lengths: readonly number[]): string[] {
  const chunks: string[] = [];
  for (const length of lengths) {
    chunks.push(whole.slice(0, length));
    whole = whole.slice(length);
  }
  return [...chunks, whole];
}

/** Of random texts alone few would hold a marker, so some are given one. */
const scenario = fc.record({
  before: text,
  after: text,
  markers,
  cuts,
  planted: fc.nat({ max: 4 }),
})
  .map(({ before, after, markers, cuts, planted }) => {
    const whole = before + (markers[planted] ?? "") + after;
    return { whole, markers, chunks: cut(whole, cuts) };
  });

Deno.test("MarkerMatcher finds what a look at the whole text finds", () => {
  let found = 0;
  fc.assert(
    fc.property(scenario, ({ whole, markers, chunks }) => {
      const expected = lookAtWhole(whole, markers);
      const result = run(chunks, markers);
      if (result.marker !== null) found++;
      assertStrictEquals(result.marker, expected.marker);
      assertStrictEquals(result.emits.join("") + result.flush, expected.output);
    }),
    { numRuns: 20_000 },
  );
  assert(found > 2_000, `only ${found} of the texts held a marker`);
});

Deno.test("MarkerMatcher holds back what may become a marker, and not a character more", () => {
  fc.assert(
    fc.property(scenario, ({ markers, chunks }) => {
      const matcher = new MarkerMatcher(markers);
      let read = "";
      let sent = "";
      for (const chunk of chunks) {
        read += chunk;
        sent += matcher.push(chunk);
        if (matcher.marker !== null) return;
        assertStrictEquals(sent, read.slice(0, read.length - holdBack(read, markers)));
      }
    }),
    { numRuns: 10_000 },
  );
});

Deno.test("MarkerMatcher ignores all text behind a marker", () => {
  const matcher = new MarkerMatcher(["끝"]);
  assertEquals(matcher.push("a끝b"), "a");
  assertEquals(matcher.push("끝c"), "");
  assertEquals(matcher.flush(), "");
  assertEquals(matcher.marker, "끝");
});

Deno.test("MarkerMatcher refuses markers that cannot be met as they stand", () => {
  assertThrows(() => new MarkerMatcher([""]), TypeError, "empty end marker");
  assertThrows(() => new MarkerMatcher(["끝", "\ud83d"]), TypeError, "half a surrogate pair");
  assertThrows(() => new MarkerMatcher([7 as unknown as string]), TypeError, "of type number");
});

Deno.test("automatonOf() shares one automaton among equal markers, and keeps the last four", () => {
  const first = automatonOf(["first", "끝"]);
  for (const marker of ["b", "c", "d"]) {
    automatonOf([marker]);
    assert(automatonOf(["first", "끝"]) === first, `not shared after ${marker}`);
  }
  assert(automatonOf(["끝", "first"]) !== first);
  for (const marker of ["e", "f", "g", "h"]) automatonOf([marker]);
  assert(automatonOf(["first", "끝"]) !== first, "kept for ever");
});
