import { assert, assertEquals } from "@std/assert";
import { mapConcurrent } from "../../src/http/map_concurrent.ts";

Deno.test("mapConcurrent() keeps the order, and the limit", async () => {
  let running = 0;
  let most = 0;
  const map = async (item: number) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5 - item));
    running--;
    return item * 2;
  };
  assertEquals(await mapConcurrent([1, 2, 3, 4, 5], { limit: 2, map }), [2, 4, 6, 8, 10]);
  assertEquals(most, 2);
  assertEquals(await mapConcurrent([], { limit: 2, map }), []);
});

Deno.test("mapConcurrent() lets others have their turn while it starts many", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++);
  const map = (item: number) => {
    const end = performance.now() + 6;
    while (performance.now() < end); // a start that takes its time
    return Promise.resolve(item);
  };
  await mapConcurrent(Array.from({ length: 20 }, (_, i) => i), { limit: 20, map });
  clearInterval(timer);
  assert(turns > 2, `${turns} turns`); // none, if all were started at once
});
