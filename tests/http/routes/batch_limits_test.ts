import { assert, assertEquals } from "@std/assert";
import { createApp, type Limits } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { FakeTimer } from "../../support/fake_timer.ts";
import { FakeRunnable, forever } from "../../support/models/runnables.ts";
import { testApp } from "../../support/test_app.ts";

const inputs = ["1", "2", "3", "4"];

Deno.test("the answers of a batch share what they may have together", async () => {
  const runnables = { endless: new FakeRunnable(() => forever("가나")) };
  const ask = async (limits: Partial<Limits>, inputs: string[]) => {
    const app = createApp({ runnables, limits });
    const { output, metadata } = await (await app(post("/endless/batch", { inputs }))).json();
    const reasons = metadata.responses.map((it: { end_reason: string }) => it.end_reason);
    assertEquals(reasons, inputs.map(() => "length"));
    return output;
  };
  assertEquals(await ask({ batchOutputChars: 12 }, inputs), Array(4).fill("가나가"));
  assertEquals(await ask({ batchOutputChars: 12 }, ["1"]), ["가나가나가나가나가나가나"]);
  assertEquals(await ask({ batchOutputChars: 12, outputChars: 2 }, ["1"]), ["가나"]);
  assertEquals(await ask({ batchOutputChars: 1 }, inputs), Array(4).fill("가"));
});

Deno.test("an answer in a batch has no more chunks than characters to share", async () => {
  const runnables = { empty: new FakeRunnable(() => forever("")) };
  const app = createApp({ runnables, limits: { batchOutputChars: 12 } });
  const { metadata } = await (await app(post("/empty/batch", { inputs }))).json();
  const splits = metadata.responses.map((it: { splits: string[] }) => it.splits.length);
  assertEquals(splits, [3, 3, 3, 3]);
});

Deno.test("a batch is written an answer at a time", async () => {
  const runnables = { echo: new FakeRunnable(() => ["a".repeat(1_000)]) };
  const response = await createApp({ runnables })(post("/echo/batch", { inputs }));
  const pieces = await Array.fromAsync(response.body ?? []);
  assert(pieces.length >= 2 * inputs.length, `${pieces.length} pieces`);
  assert(pieces.every(({ length }) => length < 4_000));
});

Deno.test("a batch has no more time than an answer, however many run at a time", async () => {
  const timer = new FakeTimer();
  let started = 0;
  const runnables = {
    slow: new FakeRunnable(async function* () {
      yield "a";
      const slow = new Promise<void>((resolve) => timer.after(40, resolve));
      started++;
      await slow;
    }),
  };
  const app = testApp({ runnables, timer, limits: { durationMs: 100 }, onError() {} });
  const config = { max_concurrency: 1 };
  const replying = app(post("/slow/batch", { inputs, config }));
  for (const count of [1, 2, 3]) { // each takes its turns of the event loop until it waits
    while (started < count) await new Promise((resolve) => setTimeout(resolve));
    await timer.pass(40);
  }
  const { output, metadata } = await (await replying).json();
  assertEquals(output, ["a", "a", null, null]);
  assertEquals(metadata.responses.slice(2), [
    { error: { status_code: 504, message: "The answer was not complete in time." } },
    { error: { status_code: 504, message: "The answer was not complete in time." } },
  ]);
  assertEquals(started, 3);
});
