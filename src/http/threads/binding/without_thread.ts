import { checkpointerOf, isGraph } from "../../../run/langchain/graph/graph.ts";
import type { RunnableSource } from "../../../run/langchain/runnable.ts";
import { bindThread } from "../../../run/langchain/thread/bind_thread.ts";
import { createMemorySaver } from "../../../run/langchain/thread/memory_saver.ts";
import { saverView } from "../../../run/langchain/thread/saver_view.ts";

/**
 * Returns a source whose graph, if it has a checkpointer of its own, runs in a thread that is not
 * kept, because the caller named none.
 */
export function withoutThread(source: RunnableSource, threadId: string): RunnableSource {
  return async () => {
    const runnable = await source();
    if (!isGraph(runnable) || checkpointerOf(runnable) === null) return runnable;
    return await bindThread(runnable, { threadId, viewOf: temporaryView, toInput: (it) => it });
  };
}

/** Returns the checkpoints of a run without a thread, which are not kept. */
export async function temporaryView() {
  const limits = { checkpoints: Infinity, threadBytes: Infinity };
  return saverView(await createMemorySaver(limits));
}
