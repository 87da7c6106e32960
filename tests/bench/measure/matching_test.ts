import { assertEquals } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { fixtures, match, matchers, worst } from "./matching.ts";

function resultsOf(fixture: { chunks: readonly string[]; markers: readonly string[] }) {
  return Object.values(matchers).map((create) => match(create(fixture.markers), fixture.chunks));
}

Deno.test("the matchers that are compared give the same for each fixture, and for its end", () => {
  for (const [name, fixture] of Object.entries({ ...fixtures, worst: worst(1_000) })) {
    const text = fixture.chunks.join("");
    for (const result of resultsOf(fixture)) {
      assertEquals(result, { output: text, marker: null }, name);
    }
    const [marker = ""] = fixture.markers;
    for (const result of resultsOf({ ...fixture, chunks: [...fixture.chunks, marker, "…"] })) {
      assertEquals(result.marker, marker, name);
    }
  }
});

Deno.test("the matchers that are compared give the same for all texts, markers and cuts", () => {
  const text = (minLength: number) =>
    fc.string({ unit: fc.constantFrom("a", "b", "답", "😊"), minLength, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(text(0)), fc.array(text(1), { maxLength: 4 }), (chunks, markers) => {
      const [expected, ...others] = resultsOf({ chunks, markers });
      for (const result of others) assertEquals(result, expected);
    }),
  );
});
