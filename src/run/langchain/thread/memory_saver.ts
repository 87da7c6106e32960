// Assumptions about LangGraph's internals, which a new version may break:
//
// - A `MemorySaver` has its checkpoints in `storage`, by thread, namespace and id, as a tuple that
//   begins with their bytes. It has the writes to a checkpoint in `writes`, by the JSON of
//   `[thread, namespace, id]`, as tuples with the bytes at the third place.
// - The ids of checkpoints grow.

import { InputError } from "../input/input_error.ts";
import { loadLangGraph } from "./load_langgraph.ts";
import type { Checkpointer } from "./checkpointer.ts";
import type { Place, RunChanges, ThreadChanges, Undoing } from "./rollback/run_changes.ts";

/** The limits of each thread in memory. */
export interface MemoryLimits {
  /** The maximum number of checkpoints of a thread. The oldest are dropped. */
  checkpoints: number;
  /** The maximum size of a thread, in bytes. The oldest checkpoints are dropped. */
  threadBytes: number;
}

type MemorySaver = InstanceType<typeof import("@langchain/langgraph")["MemorySaver"]>;
type PutArguments = Parameters<MemorySaver["put"]>;
/** The writes to a checkpoint, as a `MemorySaver` keeps them. */
type Writes = MemorySaver["writes"][string];

/** Returns LangGraph's `MemorySaver`, with limits. The last checkpoint of a thread is always kept. */
export async function createMemorySaver(limits: MemoryLimits): Promise<Checkpointer> {
  const { MemorySaver } = await loadLangGraph();

  class BoundedMemorySaver extends MemorySaver implements Undoing<Writes | undefined> {
    override async put(
      config: PutArguments[0],
      checkpoint: PutArguments[1],
      metadata: PutArguments[2],
      _versions?: unknown,
      changes?: RunChanges,
    ) {
      const { thread_id = "", checkpoint_ns = "" } = config.configurable ?? {};
      const [thread, namespace] = [String(thread_id), String(checkpoint_ns)];
      const isKept = changes?.kept(thread, () => lastOf(this.#placesOf(thread)));
      const saved = await super.put(config, checkpoint, metadata);
      const place = { thread, namespace, id: checkpoint.id };
      if (this.#sizeOf(place) > limits.threadBytes) {
        this.#drop(place);
        throw new InputError(
          "",
          `must not make its thread longer than ${limits.threadBytes} bytes`,
        );
      }
      this.#trim(thread, isKept);
      return saved;
    }

    writesOf(place: Place): Promise<Writes | undefined> {
      const writes = this.writes[keyOf(place)];
      return Promise.resolve(writes === undefined ? undefined : { ...writes });
    }

    undo(_thread: string, { saved, writes }: ThreadChanges<Writes | undefined>): Promise<void> {
      for (const place of saved) this.#drop(place);
      for (const [place, before] of writes) {
        if (before === undefined || !this.#has(place)) delete this.writes[keyOf(place)];
        else this.writes[keyOf(place)] = before;
      }
      return Promise.resolve();
    }

    /** Drops the oldest checkpoints, but none that is the last of its namespace. */
    #trim(thread: string, isKept: (place: Place) => boolean = () => false): void {
      const places = this.#placesOf(thread);
      const last = new Set(lastOf(places));
      let count = places.length;
      let bytes = places.reduce((sum, place) => sum + this.#sizeOf(place), 0);
      for (const place of places) {
        if (count <= limits.checkpoints && bytes <= limits.threadBytes) return;
        if (last.has(place) || isKept(place)) continue;
        bytes -= this.#sizeOf(place);
        count--;
        this.#drop(place);
      }
    }

    /** The checkpoints of a thread, oldest first. */
    #placesOf(thread: string): Place[] {
      const places = Object.entries(this.storage[thread] ?? {})
        .flatMap(([namespace, all]) => Object.keys(all).map((id) => ({ thread, namespace, id })));
      return places.sort((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
    }

    #has({ thread, namespace, id }: Place): boolean {
      return this.storage[thread]?.[namespace]?.[id] !== undefined;
    }

    /** A namespace without a checkpoint could not be read. */
    #drop(place: Place): void {
      const { thread, namespace, id } = place;
      delete this.writes[keyOf(place)];
      const all = this.storage[thread]?.[namespace];
      if (all === undefined) return;
      delete all[id];
      if (Object.keys(all).length === 0) delete this.storage[thread]?.[namespace];
    }

    #sizeOf(place: Place): number {
      const { thread, namespace, id } = place;
      const checkpoint = this.storage[thread]?.[namespace]?.[id]?.[0].length ?? 0;
      const writes = Object.values(this.writes[keyOf(place)] ?? {});
      return writes.reduce((sum, write) => sum + write[2].length, checkpoint);
    }
  }

  return new BoundedMemorySaver();
}

/** Returns the last checkpoint of each namespace. */
function lastOf(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [place.namespace, place])).values()];
}

function keyOf({ thread, namespace, id }: Place): string {
  return JSON.stringify([thread, namespace, id]);
}
