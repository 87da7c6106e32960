import type { Checkpointer } from "../checkpointer.ts";
import { rebuilding } from "./rebuilding.ts";

/** Where a checkpoint is in its saver. */
export interface Place {
  thread: string;
  namespace: string;
  id: string;
}

/** What a run has changed in a thread. */
export interface ThreadChanges<Writes = unknown> {
  /** The checkpoints that it has saved. */
  saved: readonly Place[];
  /** The writes to earlier checkpoints, as they were before the run added to them. */
  writes: readonly (readonly [place: Place, before: Writes])[];
}

/** How a checkpoint saver undoes what a run has saved. */
export interface Undoing<Writes = unknown> {
  /** Returns the writes to a checkpoint. */
  writesOf(place: Place): Promise<Writes>;
  /** Makes a thread what it was before a run. It is called again if it has failed. */
  undo(thread: string, changes: ThreadChanges<Writes>): Promise<void>;
  /** Completes what a process has left undone that ended while it was at it. */
  recover?(thread: string): Promise<void>;
  /** Deletes what is kept beside a thread for that. */
  forget?(thread: string): Promise<void>;
}

/** Returns how a saver undoes what a run has saved. Ours can do it themselves. */
export function undoingOf(saver: Checkpointer): Undoing {
  return isUndoing(saver) ? saver : rebuilding(saver);
}

/** Deletes a thread. Nothing of it comes back if the process ends in between. */
export async function deleteThread(saver: Checkpointer, thread: string): Promise<void> {
  await undoingOf(saver).forget?.(thread);
  await saver.deleteThread(thread);
}

function isUndoing(saver: object): saver is Undoing {
  return "writesOf" in saver && "undo" in saver;
}

/** Returns a place within a thread, as the key of a map. */
export function placeKey({ namespace, id }: Pick<Place, "namespace" | "id">): string {
  return JSON.stringify([namespace, id]);
}

interface Noted {
  saved: Map<string, Place>;
  writes: Map<string, { place: Place; before: Promise<unknown> }>;
  /** The keys of the checkpoints that were the last ones before the run; `null` until it saves. */
  latest: ReadonlySet<string> | null;
}

/** Notes what a run changes in its thread, so that it can be undone. */
export class RunChanges {
  readonly #undoing: Undoing;
  readonly #threads = new Map<string, Noted>();

  /** @param undoing how it is undone */
  constructor(undoing: Undoing) {
    this.#undoing = undoing;
  }

  /** Called before the run saves a checkpoint. */
  beforePut(place: Place): void {
    this.#of(place.thread).saved.set(placeKey(place), place);
  }

  /** Called before the run saves writes to a checkpoint. */
  async beforeWrites(place: Place): Promise<void> {
    const { saved, writes } = this.#of(place.thread);
    const key = placeKey(place);
    if (saved.has(key)) return;
    const known = writes.get(key);
    if (known !== undefined) return void await known.before;
    const before = this.#undoing.writesOf(place);
    writes.set(key, { place, before });
    try {
      await before;
    } catch (error) {
      writes.delete(key);
      throw error;
    }
  }

  /**
   * Says which checkpoints a saver with limits must not drop, because the thread may go back to them.
   *
   * @param latest returns the last checkpoints of the thread, before the first one of the run
   */
  kept(
    thread: string,
    latest: () => readonly Pick<Place, "namespace" | "id">[],
  ): (place: Pick<Place, "namespace" | "id">) => boolean {
    const noted = this.#of(thread);
    noted.latest ??= new Set(latest().map(placeKey));
    const { latest: last, writes } = noted;
    return (place) => last.has(placeKey(place)) || writes.has(placeKey(place));
  }

  /** Undoes all. It can be called again if it has failed. */
  async undo(): Promise<void> {
    for (const [thread, { saved, writes }] of this.#threads) {
      // Writes may come before the checkpoint that they belong to.
      const earlier = [...writes].filter(([key]) => !saved.has(key)).map(([, it]) => it);
      await this.#undoing.undo(thread, {
        saved: [...saved.values()],
        writes: await Promise.all(
          earlier.map(async ({ place, before }) => [place, await before] as const),
        ),
      });
    }
  }

  #of(thread: string): Noted {
    let noted = this.#threads.get(thread);
    if (noted === undefined) {
      noted = { saved: new Map(), writes: new Map(), latest: null };
      this.#threads.set(thread, noted);
    }
    return noted;
  }
}
