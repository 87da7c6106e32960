import { HttpError } from "../http_error.ts";
import type { Stop, Thread } from "./thread.ts";
import type { ThreadRun } from "./thread_run.ts";
import type { Threads } from "./threads.ts";

/** What a run does if another one is in its thread, in LangGraph's words. */
export type MultitaskStrategy = "reject" | "enqueue" | Stop;

/** Options for {@linkcode enterThread}. */
export interface EnterOptions {
  thread: Thread;
  run: ThreadRun;
  strategy: MultitaskStrategy;
}

/**
 * Puts a run into a thread, and stops those before it, at whichever server, if it is to.
 *
 * @throws {HttpError} 422 if another run is in the thread, and this one must not wait for it
 */
export async function enterThread(
  threads: Threads,
  { thread, run, strategy }: EnterOptions,
): Promise<void> {
  if (strategy === "reject") return await enterFree(threads, thread, run);
  const letGo = thread.keep();
  try {
    if (strategy !== "enqueue") {
      const isElsewhere = thread.isFree && await threads.holder(thread) !== null;
      thread.stop(strategy);
      if (isElsewhere) await threads.stop(thread, { how: strategy });
    }
    thread.addRun(run);
  } finally {
    letGo();
  }
}

/** Of several requests that come at once, to whichever servers, one finds the thread free. */
async function enterFree(threads: Threads, thread: Thread, run: ThreadRun): Promise<void> {
  if (!thread.isFree) throw busy();
  thread.entering.add(run.id);
  try {
    if (!await threads.claim(thread, run.id)) throw busy();
    thread.addRun(run);
  } finally {
    thread.entering.delete(run.id);
  }
}

function busy(): HttpError {
  return new HttpError(
    422,
    "The thread is busy. Wait for its run to end, or choose another multitask_strategy.",
  );
}
