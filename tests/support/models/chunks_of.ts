import { HumanMessage } from "@langchain/core/messages";
import { fitConversation } from "../../../src/run/langchain/input/fit_input.ts";
import { type InputShape, inputShapeOf } from "../../../src/run/langchain/input/input_shape.ts";
import { ModelObserver } from "../../../src/run/langchain/model/model_observer.ts";
import type { RunChunk } from "../../../src/run/langchain/chunk_reader.ts";
import { runInto } from "../../../src/run/chunk_pump.ts";
import type { StreamableRunnable } from "../../../src/run/langchain/runnable.ts";
import { RunTiming } from "../../../src/run/run_timing.ts";
import { systemTimer } from "../../../src/run/timer.ts";

/** Runs a runnable for as long as it takes, and reads its chunks. */
export function chunksOf(
  runnable: StreamableRunnable,
  observer: ModelObserver = new ModelObserver(),
  { shape = inputShapeOf(runnable) }: { shape?: InputShape } = {},
): ReadableStream<RunChunk> {
  const { readable, writable } = new TransformStream<RunChunk>();
  runInto(writable.getWriter(), () => runnable, {
    onLoad: () => {
      const messages = [new HumanMessage("안녕")];
      return shape.kind === "any" ? messages : fitConversation(messages, shape);
    },
    runId: crypto.randomUUID(),
    signal: new AbortController().signal,
    observer,
    limits: { firstTokenMs: Infinity, idleMs: Infinity, toolMs: Infinity },
    timer: systemTimer,
    timing: new RunTiming(systemTimer),
    logprobs: null,
  });
  return readable;
}
