// Assumptions about LangGraph's internals, which a new version may break:
//
// - A `MemorySaver` has its checkpoints in `storage`, by thread, namespace and id, as a tuple that
//   begins with their bytes. It has the writes to a checkpoint in `writes`, by the JSON of
//   `[thread, namespace, id]`, as tuples with the bytes at the third place.

import { InputError } from "../input/input_error.ts";
import { loadLangGraph } from "./load_langgraph.ts";
import type { Checkpointer } from "./checkpointer.ts";

/** The limits of each thread in memory. */
export interface MemoryLimits {
  /** The maximum number of checkpoints of a thread. The oldest are dropped. */
  checkpoints: number;
  /** The maximum size of a thread, in bytes. The oldest checkpoints are dropped. */
  threadBytes: number;
}

/** A checkpoint in memory. */
interface Kept {
  namespace: string;
  id: string;
}

/** Returns LangGraph's `MemorySaver`, with limits. The last checkpoint of a thread is always kept. */
export async function createMemorySaver(limits: MemoryLimits): Promise<Checkpointer> {
  const { MemorySaver } = await loadLangGraph();

  class BoundedMemorySaver extends MemorySaver {
    readonly #kept = new Map<string, Kept[]>();

    override async put(...args: Parameters<InstanceType<typeof MemorySaver>["put"]>) {
      const config = await super.put(...args);
      const { thread_id = "", checkpoint_ns = "" } = config.configurable ?? {};
      const thread = String(thread_id);
      const saved = { namespace: String(checkpoint_ns), id: args[1].id };
      if (this.#sizeOf(thread, saved) > limits.threadBytes) {
        delete this.storage[thread]?.[saved.namespace]?.[saved.id];
        throw new InputError(
          "",
          `must not make its thread longer than ${limits.threadBytes} bytes`,
        );
      }
      const kept = this.#kept.get(thread) ?? [];
      kept.push(saved);
      this.#kept.set(thread, kept);
      this.#trim(thread, kept);
      return config;
    }

    override async deleteThread(thread: string) {
      this.#kept.delete(thread);
      await super.deleteThread(thread);
    }

    /** Drops the oldest checkpoints, but none that is the last of its namespace. */
    #trim(thread: string, kept: Kept[]): void {
      let bytes = kept.reduce((sum, it) => sum + this.#sizeOf(thread, it), 0);
      for (let i = 0; i < kept.length;) {
        if (kept.length <= limits.checkpoints && bytes <= limits.threadBytes) return;
        const oldest = kept[i];
        const isLast = !kept.slice(i + 1).some(({ namespace }) => namespace === oldest?.namespace);
        if (oldest === undefined || isLast) {
          i++;
          continue;
        }
        bytes -= this.#sizeOf(thread, oldest);
        kept.splice(i, 1);
        delete this.storage[thread]?.[oldest.namespace]?.[oldest.id];
        delete this.writes[JSON.stringify([thread, oldest.namespace, oldest.id])];
      }
    }

    #sizeOf(thread: string, { namespace, id }: Kept): number {
      const checkpoint = this.storage[thread]?.[namespace]?.[id]?.[0].length ?? 0;
      const writes = Object.values(this.writes[JSON.stringify([thread, namespace, id])] ?? {});
      return writes.reduce((sum, write) => sum + write[2].length, checkpoint);
    }
  }

  return new BoundedMemorySaver();
}
