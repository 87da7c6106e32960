import { assertEquals } from "@std/assert";
import { median, pairwise, percentile, spread } from "./statistics.ts";

Deno.test("median() and percentile() do not care about the order", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(percentile([5, 4, 3, 2, 1], 99), 5);
  assertEquals(percentile([5, 4, 3, 2, 1], 0), 1);
  assertEquals(median([4, 1, 2, 9]), 3);
  assertEquals(median([]), NaN);
});

Deno.test("spread() shows the median between the least and the most", () => {
  assertEquals(spread([3, 1, 2]), "2.0 (1.0–3.0)");
});

Deno.test("pairwise() compares within a round", () => {
  assertEquals(pairwise([[4, 9], [2, 3]], (a, b) => a / b), [2, 3]);
});
