import { assertEquals, assertRejects } from "@std/assert";
import { HttpError } from "../../src/http/http_error.ts";
import { DEFAULT_LIMITS } from "../../src/http/limits.ts";
import { Runner } from "../../src/http/runner.ts";
import type { FinishedRun } from "../../src/http/start/run_request.ts";
import { Served } from "../../src/http/served.ts";
import { Threads } from "../../src/http/threads/threads.ts";
import type { RunnableSource } from "../../src/run/langchain/runnable.ts";
import { FakeTimer } from "../support/fake_timer.ts";
import { FakeRunnable } from "../support/models/runnables.ts";

/** A runner of one runnable, which may be slow to load, that carries one stream at a time. */
function runnerOf(source: RunnableSource) {
  const timer = new FakeTimer();
  const runs: FinishedRun[] = [];
  const limits = { ...DEFAULT_LIMITS, streams: 1, durationMs: 500 };
  const clock = () => new Date(0);
  const runner = new Runner({
    runnables: new Map([["slow", new Served("slow", { runnable: source })]]),
    endMarkers: [],
    limits,
    threads: new Threads({ checkpointer: undefined, limits, timer, clock }),
    timer,
    generateId: () => crypto.randomUUID(),
    onRun: (run) => runs.push(run),
    onError: (error) => {
      throw error;
    },
    waitUntil: () => {},
    draining: new AbortController().signal,
    signal: new AbortController().signal,
    startSpan: () => null,
  });
  const complete = () =>
    runner.complete(new Request("http://localhost"), {
      name: "slow",
      input: { kind: "value", value: "?", pointer: "#/input" },
      config: {},
    });
  return { timer, runs, complete };
}

Deno.test("Runner counts the time that a runnable takes to load", async () => {
  const { timer, runs, complete } = runnerOf(() => new Promise(() => {}));
  for (let i = 0; i < 2; i++) { // the first makes room for the second
    const failed = assertRejects(complete, HttpError);
    await timer.pass(500);
    assertEquals((await failed).status, 504);
  }
  assertEquals(runs.map(({ outcome }) => outcome), ["failed", "failed"]);
  assertEquals(timer.pending, 0);
});

Deno.test("Runner tells of a runnable that cannot be loaded, and tries again", async () => {
  let tries = 0;
  const { timer, runs, complete } = runnerOf(() => {
    if (tries++ === 0) throw new TypeError("Cannot find module");
    return new FakeRunnable(() => ["a"]);
  });
  assertEquals((await assertRejects(complete, HttpError)).status, 500);
  assertEquals((await complete()).record.output, "a");
  assertEquals(runs.map(({ outcome }) => outcome), ["failed", "complete"]);
  assertEquals(String(runs[0]?.error), "TypeError: Cannot find module");
  assertEquals(timer.pending, 0);
});
