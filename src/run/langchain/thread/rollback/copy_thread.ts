// Assumptions about LangGraph's internals, which a new version may break:
//
// - The ids of checkpoints grow, so that a thread is put back from the lowest one on.
// - A saver sorts the writes to a checkpoint by the path of their task, and uses it for nothing else.
// - A saver numbers the writes of a task, but for those to the channels in `WRITES_IDX_MAP`.

import type {
  BaseCheckpointSaver,
  CheckpointTuple,
  PendingWrite,
} from "@langchain/langgraph-checkpoint";
import type { Place } from "./run_changes.ts";

/** A checkpoint, and the writes to it. */
export interface KeptTuple {
  place: Place;
  tuple: CheckpointTuple;
  writes: NonNullable<CheckpointTuple["pendingWrites"]>;
}

/** Reads a whole thread, oldest first. */
export async function readThread(
  saver: BaseCheckpointSaver,
  thread: string,
): Promise<KeptTuple[]> {
  const kept: KeptTuple[] = [];
  for await (const { config } of saver.list({ configurable: { thread_id: thread } })) {
    const tuple = await saver.getTuple(config); // some lists are without the writes
    const { checkpoint_ns: namespace = "" } = config.configurable ?? {};
    if (tuple === undefined) continue;
    const place = { thread, namespace: String(namespace), id: tuple.checkpoint.id };
    kept.push({ place, tuple, writes: tuple.pendingWrites ?? [] });
  }
  return kept.sort(({ place: a }, { place: b }) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Saves checkpoints, and the writes to them, in another thread. */
export async function copyThread(
  saver: BaseCheckpointSaver,
  kept: readonly KeptTuple[],
  thread: string,
): Promise<void> {
  const { WRITES_IDX_MAP } = await import("@langchain/langgraph-checkpoint");
  for (const { place: { namespace, id }, tuple, writes } of kept) {
    const { checkpoint, metadata, parentConfig } = tuple;
    const at = { thread_id: thread, checkpoint_ns: namespace };
    const parent = parentConfig?.configurable?.checkpoint_id;
    const above = parent === undefined ? at : { ...at, checkpoint_id: parent };
    const own = metadata ?? { source: "loop", step: 0, parents: {} } as const;
    await saver.put({ configurable: above }, checkpoint, own, checkpoint.channel_versions);

    const config = { configurable: { ...at, checkpoint_id: id } };
    const byTask = [...Map.groupBy(writes, ([taskId]) => taskId)];
    for (const [i, [taskId, all]] of byTask.entries()) {
      const pairs = all.map(([, channel, value]): PendingWrite => [channel, value]);
      const isSpecial = ([channel]: PendingWrite) => channel in WRITES_IDX_MAP;
      const path = String(i).padStart(8, "0"); // in the order that they have
      for (const some of [pairs.filter((it) => !isSpecial(it)), pairs.filter(isSpecial)]) {
        if (some.length > 0) await saver.putWrites(config, some, taskId, path);
      }
    }
  }
}
