import { assertEquals } from "@std/assert";
import { RateLimiter } from "../../../src/http/access/rate_limiter.ts";
import { FakeTimer } from "../../support/fake_timer.ts";

Deno.test("RateLimiter forgets the least recent callers, not the most recent ones", () => {
  const limiter = new RateLimiter(1, new FakeTimer());
  limiter.take("first");
  for (let i = 0; i < 9_999; i++) limiter.take(`${i}`);
  assertEquals(limiter.take("9998").left, -1);
  assertEquals(limiter.take("first").left, -1); // 10,000 are remembered
  limiter.take("one more");
  assertEquals(limiter.take("0").left, 0);
});

Deno.test("RateLimiter allows no more than a full bucket and its refill", () => {
  let now = 0;
  const limiter = new RateLimiter(60, { now: () => now, after: () => () => {} });
  let passed = 0;
  for (; now < 100_000; now += 100) {
    if (limiter.take("a").left >= 0) passed++;
  }
  assertEquals(passed, 60 + 99);
});

Deno.test("RateLimiter makes a caller wait for tokens already used", async () => {
  const timer = new FakeTimer();
  const limiter = new RateLimiter(2, timer);
  assertEquals(limiter.take("a").left, 1);
  for (let i = 0; i < 3; i++) limiter.spend("a");
  assertEquals(limiter.take("a"), { left: -3, retryAfter: 90 });
  assertEquals(limiter.take("b").left, 1);
  await timer.pass(90_000);
  assertEquals(limiter.take("a").left, 0);
});
