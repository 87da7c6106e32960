import { assertEquals } from "@std/assert";
import { Interrupts } from "../../../src/client/terminal/interrupts.ts";

/** What Ctrl-C acts on, at times that a test says. */
function setUp() {
  const seen = { now: 0, left: 0 };
  const interrupts = new Interrupts({ now: () => seen.now, leave: () => void seen.left++ });
  const pressAt = (now: number) => {
    seen.now = now;
    interrupts.press();
  };
  return { seen, interrupts, pressAt };
}

Deno.test("Interrupts stops the answer first, and ends the program if that has no effect", async () => {
  const { seen, interrupts, pressAt } = setUp();
  await interrupts.during((signal) => {
    assertEquals(signal.aborted, false);
    pressAt(1_000);
    assertEquals([signal.aborted, seen.left], [true, 0]);
    pressAt(1_200);
    assertEquals(seen.left, 1);
    return Promise.resolve();
  });
});

Deno.test("Interrupts takes the echo of a press for that press", async () => {
  const { seen, interrupts, pressAt } = setUp();
  await interrupts.during((signal) => {
    pressAt(1_000);
    pressAt(1_001);
    pressAt(1_199); // held down, perhaps
    assertEquals([signal.aborted, seen.left], [true, 0]);
    pressAt(1_200);
    assertEquals(seen.left, 1);
    return Promise.resolve();
  });
});

Deno.test("Interrupts stops each answer, however soon after another", async () => {
  const { seen, interrupts, pressAt } = setUp();
  for (const now of [1_000, 1_001]) {
    const stopped = await interrupts.during((signal) => {
      pressAt(now);
      return Promise.resolve(signal.aborted);
    });
    assertEquals([stopped, seen.left], [true, 0]);
  }
});

Deno.test("Interrupts ends the program when nothing is answered, be it after a failure", async () => {
  const { seen, interrupts, pressAt } = setUp();
  pressAt(0);
  assertEquals(seen.left, 1);
  await interrupts.during(() => Promise.reject(new Error("boom"))).catch(() => {});
  pressAt(1_000);
  assertEquals(seen.left, 2);
});
