import type { Checkpointer } from "../../../run/langchain/thread/checkpointer.ts";
import type { Timer } from "../../../run/timer.ts";
import type { SharedMaps } from "../../../store/maps/shared_maps.ts";
import type { Limits } from "../../limits.ts";
import type { Stop } from "../thread.ts";
import { SavedThreads } from "./saved_threads.ts";
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
  /** What all servers know of threads. */
  readonly saved: SavedThreads;

  /** @param options where the threads are */
  constructor(options: FleetThreadsOptions) {
    this.#options = options;
    const { maps, limits: { threadMs }, timer, onFailure } = options;
    this.unsaved = new UnsavedWrites(timer, onFailure);
    this.saved = new SavedThreads(maps, { threadMs, unsaved: this.unsaved });
  }

  /** Returns the checkpoint saver in the store. */
  async saver(): Promise<Checkpointer> {
    const { createSaver } = await import("../../../run/langchain/thread/saver/store_saver.ts");
    const { maps, limits: { checkpoints, threadBytes, threadMs } } = this.#options;
    return await createSaver({ maps }, { checkpoints, threadBytes, threadMs });
  }

  /** Returns the lease of a thread for a run. @param onStop called when the run must stop */
  lease(key: string, runId: string, onStop: (how: Stop) => void): ThreadLease {
    return new ThreadLease(this.#options.maps, { key, runId, timer: this.#options.timer, onStop });
  }

  /** Gives a thread to a run, unless another one has it. @returns whether the run has it */
  async claim(key: string, runId: string): Promise<boolean> {
    const lease = this.lease(key, runId, () => {});
    for (let looks = 0; looks < LOOKS; looks++) {
      if (await lease.claim()) return true;
      await this.#pause(); // the other one may just have ended
    }
    return await lease.claim();
  }

  /**
   * Returns the id of the run that has a thread, or `null`. One that has just ended may still be
   * telling of it, and is not counted.
   */
  async holder(key: string): Promise<string | null> {
    const { maps } = this.#options;
    for (let looks = 0; looks < LOOKS; looks++) {
      if (await maps.holder(key) === null) return null;
      await this.#pause();
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
    const { maps } = this.#options;
    const runId = await this.stop(key, how);
    while (runId !== null && await maps.holder(key) === runId) {
      await this.#pause();
    }
  }

  /**
   * Stops the run that has a thread, drops those that wait for it, and keeps new ones out.
   *
   * @returns a function that lets them in
   */
  async close(key: string): Promise<() => Promise<void>> {
    const lease = this.lease(key, crypto.randomUUID(), () => {});
    await lease.noteDeletion(STOP_MS);
    while (!await lease.claim()) await this.stopped(key, "interrupt");
    await lease.take(); // it is renewed from now on
    return () => lease.end();
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => void this.#options.timer.after(LOOK_MS, resolve));
  }
}
