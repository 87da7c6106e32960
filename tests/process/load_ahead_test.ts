import { assertEquals } from "@std/assert";
import { loadAhead } from "../../src/process/load_ahead.ts";
import { FakeTimer } from "../support/fake_timer.ts";

const ask = () => new Request("http://localhost/");

Deno.test("loadAhead() loads once, when the server has had nothing to do for a moment", async () => {
  const timer = new FakeTimer();
  let loads = 0;
  const load = () => {
    loads++;
    return Promise.reject(new Error("no disk"));
  };
  const replies: ((reply: Response) => void)[] = [];
  const handler = loadAhead(() => new Promise((resolve) => replies.push(resolve)), { load, timer });

  await timer.pass(99);
  const both = [handler(ask()), handler(ask())];
  await timer.pass(1_000);
  replies[0]?.(new Response("a"));
  await timer.pass(1_000);
  assertEquals(loads, 0); // a request is still open

  replies[1]?.(new Response("b"));
  assertEquals(await Promise.all(both.map(async (reply) => await (await reply).text())), [
    "a",
    "b",
  ]);
  await timer.pass(99);
  assertEquals(loads, 0);
  await timer.pass(1);
  assertEquals(loads, 1);

  const last = handler(ask());
  replies[2]?.(new Response("c"));
  assertEquals(await (await last).text(), "c");
  await timer.pass(1_000);
  assertEquals([loads, timer.pending], [1, 0]);
});

Deno.test("loadAhead() waits on after a request that failed", async () => {
  const timer = new FakeTimer();
  let loads = 0;
  const load = () => Promise.resolve(loads++);
  const handler = loadAhead(() => Promise.reject(new Error("failed")), { load, timer });
  await handler(ask()).catch(() => {});
  await timer.pass(100);
  assertEquals(loads, 1);
});
