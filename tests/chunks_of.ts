import { ChatInput } from "../src/runnables/chat_input.ts";
import { ModelReport } from "../src/runnables/model_report.ts";
import { type RunChunk, runInto } from "../src/runnables/run_into.ts";
import type { StreamableRunnable } from "../src/runnables/runnable.ts";

import { systemTimer } from "../src/runnables/timer.ts";

/** Runs a runnable for as long as it takes, and reads its chunks. */
export function chunksOf(
  runnable: StreamableRunnable,
  report: ModelReport = new ModelReport(),
): ReadableStream<RunChunk> {
  const { readable, writable } = new TransformStream<RunChunk>();
  runInto(writable, () => runnable, {
    input: new ChatInput("안녕"),
    runId: crypto.randomUUID(),
    signal: new AbortController().signal,
    report,
    waits: { firstTokenMs: Infinity, idleMs: Infinity, toolMs: Infinity },
    timer: systemTimer,
  });
  return readable;
}
