import { assert, assertEquals, assertRejects } from "@std/assert";
import { mapConcurrent } from "../../../src/http/routes/batch/map_concurrent.ts";

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

Deno.test("mapConcurrent() rejects when an item rejects before the others have started", async () => {
  const second = Promise.withResolvers<void>();
  let hasSecondStarted = false;
  const map = async (item: number) => {
    if (item === 1) {
      hasSecondStarted = true;
      return second.resolve();
    }
    const end = performance.now() + 6;
    while (performance.now() < end); // so that the next start waits for its turn
    await Promise.resolve();
    throw new Error("the first failed");
  };
  const mapped = mapConcurrent([0, 1], { limit: 2, map });
  await assertRejects(() => mapped, Error, "the first failed");
  assertEquals(hasSecondStarted, false); // or the test did not try what it says
  await second.promise;
});
