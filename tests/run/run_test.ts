import { assert, assertEquals, assertThrows } from "@std/assert";
import { Run, type RunOptions, type RunSummary, TimeLimitError } from "../../src/mod.ts";
import type { Timer } from "../../src/run/timer.ts";
import type { StreamEvent } from "../../src/wire/stream_event.ts";
import { FakeTimer } from "../support/fake_timer.ts";
import { failAfter, FakeRunnable, forever } from "../support/models/runnables.ts";

/** A run with a timer of the test's own, which the public options do not have. */
function runWith(
  runnable: ConstructorParameters<typeof Run>[0],
  options: Partial<RunOptions> & { timer?: Timer; settle?: () => Promise<StreamEvent[]> } = {},
): Run {
  return new Run(runnable, { input: "?", ...options });
}

async function eventsOf(run: Run): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  for (let event = await run.next(); event !== null; event = await run.next()) events.push(event);
  return events;
}

/** A runnable that yields a chunk, and then nothing more. */
const stuck = () =>
  new FakeRunnable(async function* () {
    yield "a";
    await new Promise(() => {});
  });

Deno.test("Run tells the start, the text and the end, in this order", async () => {
  const runId = crypto.randomUUID();
  const run = runWith(new FakeRunnable(() => ["안", "녕"]), { name: "chain", runId });
  assertEquals(run.id, runId);
  assertEquals(run.summary, null);
  const events = await eventsOf(run);
  assertEquals(events.map(({ type }) => type), ["start", "text", "text", "end"]);
  assertEquals(events[0], {
    type: "start",
    run: { run_id: runId, runnable: "chain", model: null },
  });
  const [end] = events.slice(-1);
  assert(end?.type === "end");
  assertEquals(end.record.splits, ["안", "녕"]);
  assertEquals(run.summary?.record, end.record);
  assertEquals(run.summary?.outcome, "complete");
  assertEquals(await run.next(), null);
});

Deno.test("Run answers in their order all who ask at once for its next event", async () => {
  const run = runWith(new FakeRunnable(() => ["안", "녕"]));
  const events = await Promise.all(Array.from({ length: 6 }, () => run.next()));
  const types = events.map((event) => event?.type);
  assertEquals(types, ["start", "text", "text", "end", undefined, undefined]);
});

Deno.test("Run hands over the input, and the id of the run, as it got them", async () => {
  const input = { topic: "곰" };
  const runnable = new FakeRunnable(() => []);
  await runWith(runnable, { input }).complete();
  assertEquals(runnable.inputs, [input]);
});

Deno.test("Run cuts its answer at its end marker, and aborts the model", async () => {
  const runnable = new FakeRunnable(() => forever("끝"));
  const run = runWith(runnable, { endMarkers: ["끝끝"], includeEndMarker: true });
  const { outcome, record } = await run.complete();
  assertEquals([outcome, record.output, record.end_marker], ["complete", "끝끝", "끝끝"]);
  await runnable.aborted;
});

Deno.test("Run refuses an empty end marker", () => {
  const run = () => runWith(new FakeRunnable(() => []), { endMarkers: [""] });
  assertThrows(run, TypeError, "empty end marker");
});

Deno.test("Run opens with the first text, or with the failure before it", async () => {
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  const slow = runWith(
    new FakeRunnable(async function* () {
      await promise;
      yield "a";
    }),
  );
  let isOpen = false;
  slow.opened.then(() => isOpen = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(isOpen, false);
  goOn();
  await slow.opened;
  await slow.complete();

  const failed = runWith(new FakeRunnable(() => failAfter([], new Error("boom"))));
  await failed.opened;
  assertEquals(failed.summary?.outcome, "failed");
  const events = await eventsOf(failed);
  assertEquals(events.map(({ type }) => type), ["error"]); // there was nothing to start
});

Deno.test("Run keeps a failure's text, and the record up to it, and computes it once", async () => {
  const error = Object.assign(new Error("key sk-1"), { status: 503 });
  const ends: RunSummary[] = [];
  const run = runWith(new FakeRunnable(() => failAfter(["a", "b"], error)), {
    onEnd: (summary) => ends.push(summary),
  });
  const events = await eventsOf(run);
  assertEquals(events.map(({ type }) => type), ["start", "text", "text", "error"]);
  const last = events.at(-1);
  assert(last?.type === "error");
  assertEquals(last.failure, { status_code: 502, message: "The model's server failed (503)." });
  assertEquals(last.record, run.summary?.record);
  assertEquals(run.summary?.record.end_reason, "error");
  assertEquals(ends.length, 1);
  assertEquals(ends[0], run.summary);
  assertEquals(ends[0]?.error, error);
  assertEquals(ends[0]?.record.splits, ["a", "b"]);
});

Deno.test("Run cancels its runnable when it is cancelled, and says so once", async () => {
  const runnable = stuck();
  const ends: string[] = [];
  const run = runWith(runnable, { onEnd: ({ outcome }) => ends.push(outcome) });
  await run.next();
  await run.next();
  const pending = run.next();
  run.cancel();
  run.cancel();
  assertEquals(await pending, null);
  await runnable.aborted;
  assertEquals(ends, ["cancelled"]);
  assertEquals(run.summary?.record.output, "a");
});

Deno.test("Run is cancelled by its signal, before it and in it", async () => {
  const early = new FakeRunnable(() => ["a"]);
  const aborted = await runWith(early, { signal: AbortSignal.abort() }).complete();
  assertEquals([aborted.outcome, early.inputs], ["cancelled", []]);

  const controller = new AbortController();
  const runnable = stuck();
  const run = runWith(runnable, { signal: controller.signal });
  await run.opened;
  controller.abort();
  await runnable.aborted;
  assertEquals((await run.complete()).outcome, "cancelled");
});

Deno.test("Run is cancelled when its iterator is left", async () => {
  const runnable = new FakeRunnable(() => forever("a"));
  const run = runWith(runnable);
  for await (const { type } of run) if (type === "text") break;
  await runnable.aborted;
  assertEquals(run.summary?.outcome, "cancelled");
});

Deno.test("Run holds its runnable back until more is wanted", async () => {
  const runnable = new FakeRunnable(() => forever("a"));
  const run = runWith(runnable);
  await run.opened;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert(runnable.pulls < 10, `${runnable.pulls} chunks were read ahead`);
  run.cancel();
});

for (
  const [limit, limits, message] of [
    ["firstToken", { firstTokenMs: 100 }, "The model did not begin to answer in time."],
    ["duration", { durationMs: 100 }, "The answer was not complete in time."],
  ] as const
) {
  Deno.test(`Run fails at its limit ${limit}, and leaves no timer`, async () => {
    const timer = new FakeTimer();
    const runnable = new FakeRunnable(async function* () {
      await new Promise(() => {});
      yield "a";
    });
    const run = runWith(runnable, { limits, timer });
    const completed = run.complete();
    await timer.pass(100);
    const { outcome, error, failure } = await completed;
    assertEquals(outcome, "failed");
    assert(error instanceof TimeLimitError);
    assertEquals([error.limit, failure?.status_code, failure?.message], [limit, 504, message]);
    assertEquals(timer.pending, 0);
    await runnable.aborted;
  });
}

Deno.test("Run fails at its time limit while nobody reads it", async () => {
  const timer = new FakeTimer();
  const runnable = new FakeRunnable(() => forever("a"));
  const ends: string[] = [];
  const run = runWith(runnable, {
    limits: { durationMs: 100 },
    timer,
    onEnd: ({ outcome }) => ends.push(outcome),
  });
  await run.opened;
  await timer.pass(100);
  assertEquals(ends, ["failed"]);
  await runnable.aborted;
  const events = await eventsOf(run);
  assertEquals(events.map(({ type }) => type), ["start", "text", "error"]);
});

Deno.test("Run fails at its time limit while its thread is saved", async () => {
  const timer = new FakeTimer();
  const saved = Promise.withResolvers<void>();
  const run = runWith(new FakeRunnable(() => ["a"]), {
    limits: { durationMs: 100 },
    timer,
    settle: async () => {
      saved.resolve();
      return await new Promise(() => {});
    },
  });
  const events = eventsOf(run);
  await saved.promise;
  await timer.pass(100);
  assertEquals((await events).map(({ type }) => type), ["start", "text", "error"]);
  assertEquals(timer.pending, 0);
});

Deno.test("Run loads its runnable when it starts, and fails if it cannot", async () => {
  const loaded = runWith(async () => await Promise.resolve(new FakeRunnable(() => ["a"])));
  assertEquals((await loaded.complete()).record.output, "a");
  const broken = runWith(() => {
    throw new TypeError("Cannot find module");
  });
  assertEquals((await broken.complete()).failure?.status_code, 500);
});

Deno.test("Run is not harmed by a listener that throws", async () => {
  const errors: unknown[] = [];
  const { error } = console;
  console.error = (...args: unknown[]) => errors.push(args);
  try {
    const run = runWith(new FakeRunnable(() => ["a"]), {
      onEnd: () => {
        throw new Error("the listener is broken");
      },
    });
    const events = await eventsOf(run);
    assertEquals(events.map(({ type }) => type), ["start", "text", "end"]);
  } finally {
    console.error = error;
  }
  assertEquals(errors.length, 1);
});

Deno.test("Run gives each reader of its record the same frozen value", async () => {
  const { record } = await runWith(new FakeRunnable(() => ["a"])).complete();
  assertThrows(() => (record.splits as string[]).push("b"), TypeError);
  assertEquals(JSON.parse(JSON.stringify(record)), { ...record });
});
