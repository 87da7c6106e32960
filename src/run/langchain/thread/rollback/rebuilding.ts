import type { BaseCheckpointSaver, CheckpointTuple } from "@langchain/langgraph-checkpoint";
import type { Checkpointer } from "../checkpointer.ts";
import { copyThread, type KeptTuple, readThread } from "./copy_thread.ts";
import { type Place, placeKey, type ThreadChanges, type Undoing } from "./run_changes.ts";

type PendingWrites = NonNullable<CheckpointTuple["pendingWrites"]>;

/** The namespace of a copy's mark. */
const MARK = "copy";

/**
 * Returns how a saver of others undoes what a run has saved. LangGraph's savers can only delete whole
 * threads, so that the rest is put back. A copy is kept beside the thread meanwhile: if the process
 * ends in between, the next run in the thread goes on with it, and nothing is lost.
 */
export function rebuilding(checkpointer: Checkpointer): Undoing<PendingWrites> {
  const saver = checkpointer as unknown as BaseCheckpointSaver;

  /** Marks the copy of a thread as complete, or as no longer needed. */
  const mark = async (thread: string, isNeeded: boolean): Promise<void> => {
    const { emptyCheckpoint } = await import("@langchain/langgraph-checkpoint");
    const config = { configurable: { thread_id: copyOf(thread), checkpoint_ns: MARK } };
    const before = await saver.getTuple(config);
    const checkpoint = before?.checkpoint ?? emptyCheckpoint();
    const metadata = { source: "fork", step: 0, parents: {}, isNeeded } as const;
    await saver.put(config, checkpoint, metadata, {});
  };

  const isCopied = async (thread: string): Promise<boolean> => {
    const configurable = { thread_id: copyOf(thread), checkpoint_ns: MARK };
    const { metadata } = await saver.getTuple({ configurable }) ?? {};
    return metadata !== undefined && "isNeeded" in metadata && metadata.isNeeded === true;
  };

  const putBack = async (thread: string): Promise<void> => {
    const all = await readThread(saver, copyOf(thread));
    const kept = all.filter(({ place }) => place.namespace !== MARK);
    await saver.deleteThread(thread);
    await copyThread(saver, kept, thread);
    await mark(thread, false); // a deletion may end half-way, too
    await saver.deleteThread(copyOf(thread));
  };

  return {
    async writesOf(place: Place) {
      return (await saver.getTuple({ configurable: configurableOf(place) }))?.pendingWrites ?? [];
    },

    async undo(thread: string, { saved, writes }: ThreadChanges<PendingWrites>) {
      if (await isCopied(thread)) return await putBack(thread); // it has failed after the copy
      const isSaved = new Set(saved.map(placeKey));
      const before = new Map(writes.map(([place, pending]) => [placeKey(place), pending]));
      const kept = (await readThread(saver, thread))
        .filter(({ place }) => !isSaved.has(placeKey(place)))
        .map((it): KeptTuple => ({ ...it, writes: before.get(placeKey(it.place)) ?? it.writes }));
      if (kept.length === 0) return await saver.deleteThread(thread);
      await saver.deleteThread(copyOf(thread));
      await copyThread(saver, kept, copyOf(thread));
      await mark(thread, true);
      await putBack(thread);
    },

    async recover(thread: string) {
      if (await isCopied(thread)) await putBack(thread);
    },

    async forget(thread: string) {
      await saver.deleteThread(copyOf(thread));
    },
  };
}

/** No thread of a caller has such an id. */
function copyOf(thread: string): string {
  return `${thread}/kept`;
}

function configurableOf({ thread, namespace, id }: Place): Record<string, string> {
  return { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: id };
}
