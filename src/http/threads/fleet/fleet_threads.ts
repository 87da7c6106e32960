import type { Checkpointer } from "../../../run/langchain/thread/checkpointer.ts";
import type { Timer } from "../../../run/timer.ts";
import type { SharedMaps } from "../../../store/maps/shared_maps.ts";
import type { Limits } from "../../limits.ts";
import type { Stop, Thread, ThreadAbout } from "../thread.ts";
import { ThreadLease } from "./thread_lease.ts";
import { UnsavedWrites } from "./unsaved_writes.ts";

/** Options for {@linkcode FleetThreads}. */
export interface FleetThreadsOptions {
  maps: SharedMaps;
  limits: Limits;
  timer: Timer;
  /** Called with each failure of the store. */
  onFailure: (error: unknown) => void;
}

/** What is saved of a thread, and as which text. */
interface Saved {
  text: string | null;
  about: ThreadAbout | null;
}

/** How long a request to stop a run is kept, in milliseconds. */
const STOP_MS = 60_000;
/** How often one looks whether a run of another server has ended, in milliseconds. */
const LOOK_MS = 100;
/** How often one looks before a thread counts as busy. */
const LOOKS = 2;

/** The threads of all servers that share a store. */
export class FleetThreads {
  readonly #options: FleetThreadsOptions;
  /** What could not be saved while the store was away. */
  readonly unsaved: UnsavedWrites;

  /** @param options where the threads are */
  constructor(options: FleetThreadsOptions) {
    this.#options = options;
    this.unsaved = new UnsavedWrites(options.timer, options.onFailure);
  }

  /** Returns the checkpoint saver in the store. */
  async saver(): Promise<Checkpointer> {
    const { createSaver } = await import("../../../run/langchain/thread/saver/store_saver.ts");
    const { maps, limits: { checkpoints, threadBytes, threadMs } } = this.#options;
    return await createSaver({ maps }, { checkpoints, threadBytes, threadMs });
  }

  /** Returns what is known of a thread, or `null`. */
  async find(owner: string, id: string): Promise<ThreadAbout | null> {
    const { about } = await this.#read(owner, id);
    return about === null ? null : await this.#checked(owner + id, about);
  }

  /** Returns the threads of an owner, most recently used first, and forgets old ones. */
  async of(owner: string): Promise<(readonly [id: string, about: ThreadAbout])[]> {
    const { maps, limits } = this.#options;
    const ids = [...(await maps.keys(mapOf(owner))).keys()];
    const texts = await maps.get(mapOf(owner), ids);
    const all = ids.flatMap((id, i) => {
      const text = texts[i];
      return text == null ? [] : [[id, JSON.parse(text) as ThreadAbout] as const];
    });
    const old = all.filter(([, about]) => this.#isOld(about)).map(([id]) => id);
    if (old.length > 0) await maps.change(mapOf(owner), { delete: old }, limits.threadMs);
    const young = all.filter(([, about]) => !this.#isOld(about))
      .toSorted(([, a], [, b]) => b.savedAt - a.savedAt);
    return await Promise.all(
      young.map(async ([id, about]) => [id, await this.#checked(owner + id, about)] as const),
    );
  }

  /** Saves a new thread. @returns what is known of it, if another server has been faster */
  async create(thread: Thread): Promise<ThreadAbout | null> {
    while (true) {
      const saved = await this.#read(thread.prefix, thread.id);
      if (saved.about !== null) return thread.isMade ? null : saved.about; // a run of it may have saved it
      if (await this.#write(thread, saved)) return null;
    }
  }

  /** Saves how a run has left a thread, with what others have added to its metadata. */
  async save(thread: Thread): Promise<void> {
    while (true) {
      const saved = await this.#read(thread.prefix, thread.id);
      if (saved.about !== null) thread.merge(saved.about);
      if (await this.#write(thread, saved)) return;
    }
  }

  /** Saves what was added to the metadata of a thread, which a run of another server may be in. */
  async saveMetadata(thread: Thread): Promise<void> {
    const { updatedAt } = thread;
    while (true) {
      const saved = await this.#read(thread.prefix, thread.id);
      if (saved.about !== null) thread.recall({ ...saved.about, updatedAt });
      if (await this.#write(thread, saved)) return;
    }
  }

  /** Forgets a thread. */
  async delete(owner: string, id: string): Promise<void> {
    const { maps, limits } = this.#options;
    await maps.change(mapOf(owner), { delete: [id] }, limits.threadMs);
  }

  /** Returns the lease of a thread for a run. @param onStop called when the run must stop */
  lease(key: string, runId: string, onStop: (how: Stop) => void): ThreadLease {
    return new ThreadLease(this.#options.maps, { key, runId, timer: this.#options.timer, onStop });
  }

  /**
   * Returns the id of the run that has a thread, or `null`. One that has just ended may still be
   * telling of it, and is not counted.
   */
  async holder(key: string): Promise<string | null> {
    const { maps, timer } = this.#options;
    for (let looks = 0; looks < LOOKS; looks++) {
      if (await maps.holder(key) === null) return null;
      await new Promise<void>((resolve) => void timer.after(LOOK_MS, resolve));
    }
    return await maps.holder(key);
  }

  /** Asks the server of the run that has a thread to stop it. @returns the id of the run, or `null` */
  async stop(key: string, how: Stop): Promise<string | null> {
    const { maps } = this.#options;
    const runId = await maps.holder(key);
    if (runId !== null) {
      await maps.change(ThreadLease.stopsOf(key), { set: [[runId, how]] }, STOP_MS);
    }
    return runId;
  }

  /** Stops the run that has a thread, and waits until it has it no longer, or its server has died. */
  async stopped(key: string, how: Stop): Promise<void> {
    const { maps, timer } = this.#options;
    const runId = await this.stop(key, how);
    while (runId !== null && await maps.holder(key) === runId) {
      await new Promise<void>((resolve) => void timer.after(LOOK_MS, resolve));
    }
  }

  /** Returns what is saved of a thread, as it was written, and unless it is old. */
  async #read(owner: string, id: string): Promise<Saved> {
    const [text = null] = await this.#options.maps.get(mapOf(owner), [id]);
    const about = text === null ? null : JSON.parse(text) as ThreadAbout;
    return { text, about: about === null || this.#isOld(about) ? null : about };
  }

  /** Writes a thread. @returns whether it still was as it had been read */
  async #write(thread: Thread, { text, about }: Saved): Promise<boolean> {
    const { maps, limits } = this.#options;
    const { id, prefix, news } = thread;
    const changes = {
      expect: [[id, text]],
      set: [[id, JSON.stringify(thread.about)]],
    } as const;
    const isWritten = await maps.change(mapOf(prefix), changes, limits.threadMs);
    if (isWritten) thread.told(news);
    if (isWritten && about === null) thread.isMade = true;
    return isWritten;
  }

  #isOld({ savedAt }: ThreadAbout): boolean {
    return savedAt < Date.now() - this.#options.limits.threadMs;
  }

  /** A server that has died has not said so. */
  async #checked(key: string, about: ThreadAbout): Promise<ThreadAbout> {
    if (about.status !== "busy" || await this.#options.maps.holder(key) !== null) return about;
    return { ...about, status: "error" };
  }
}

const mapOf = (owner: string) => `owners/${owner}`;
