import type { Timer } from "../../../run/timer.ts";
import type { SharedMaps } from "../../../store/maps/shared_maps.ts";
import type { Stop } from "../thread.ts";

/** Options for {@linkcode ThreadLease}. */
export interface ThreadLeaseOptions {
  /** The owner and the id of the thread. */
  key: string;
  runId: string;
  timer: Timer;
  /** Called when the run must stop: it was asked to, or has lost the thread to another one. */
  onStop: (how: Stop) => void;
}

/** After how long the lease of a dead server runs out, in milliseconds. */
const LEASE_MS = 5_000;
/** How often a lease is renewed, in milliseconds. */
const RENEW_MS = 1_000;
/** How often one waits for the lease of another server, in milliseconds. */
const LOOK_MS = 100;

/** The key of the last deletion of a thread, among the runs in it that must stop. */
const DELETION = "*";

/** Lets one run of all servers at a time into a thread. */
export class ThreadLease {
  readonly #maps: SharedMaps;
  readonly #options: ThreadLeaseOptions;
  #isOver = false;
  /** The last deletion of the thread before this run; `undefined` if it did not have to wait. */
  #deletion: string | null | undefined;
  #stopRenewing = () => {};

  /** Returns the name of the map that says which runs of a thread must stop. */
  static stopsOf(key: string): string {
    return `stops/${key}`;
  }

  /** @param maps where leases are */
  constructor(maps: SharedMaps, options: ThreadLeaseOptions) {
    this.#maps = maps;
    this.#options = options;
  }

  /** Takes it unless another run has it. It is not renewed before {@linkcode take}. */
  async claim(): Promise<boolean> {
    const { key, runId } = this.#options;
    return await this.#maps.hold(key, runId, LEASE_MS);
  }

  /** Tells the runs that wait for a thread that it is deleted, for a while. */
  async noteDeletion(ms: number): Promise<void> {
    const { key, runId } = this.#options;
    await this.#maps.change(ThreadLease.stopsOf(key), { set: [[DELETION, runId]] }, ms);
  }

  /** Called when the run has to wait: if the thread is deleted meanwhile, so is the run. */
  async wait(): Promise<void> {
    if (this.#deletion !== undefined) return;
    const deletion = await this.#lastDeletion();
    this.#deletion ??= deletion;
  }

  /**
   * Waits until no run of another server is in the thread, or until the end of this one.
   *
   * @returns `false` if the thread was deleted meanwhile, so that the run does not have it
   */
  async take(): Promise<boolean> {
    const { key, runId, timer } = this.#options;
    while (!this.#isOver) {
      if (await this.#maps.hold(key, runId, LEASE_MS)) {
        const isThere = await this.#isThere();
        if (this.#isOver || !isThere) await this.end();
        else this.#renewLater();
        return isThere;
      }
      await this.wait();
      await new Promise<void>((resolve) => void timer.after(LOOK_MS, resolve));
    }
    return true;
  }

  /** Gives it back. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#stopRenewing();
    const { key, runId } = this.#options;
    await this.#maps.release(key, runId);
  }

  /** Whether the thread was not deleted while the run waited. While the store is away, it is there. */
  async #isThere(): Promise<boolean> {
    if (this.#deletion === undefined) return true;
    const deletion = await this.#lastDeletion().catch(() => null);
    return deletion === null || deletion === this.#deletion;
  }

  async #lastDeletion(): Promise<string | null> {
    const [deletion = null] = await this.#maps.get(ThreadLease.stopsOf(this.#options.key), [
      DELETION,
    ]);
    return deletion;
  }

  #renewLater(): void {
    this.#stopRenewing = this.#options.timer.after(RENEW_MS, () => this.#renew());
  }

  async #renew(): Promise<void> {
    const { key, runId, onStop } = this.#options;
    try {
      const [isHeld, [stop]] = await Promise.all([
        this.#maps.hold(key, runId, LEASE_MS),
        this.#maps.get(ThreadLease.stopsOf(key), [runId]),
      ]);
      if (this.#isOver) return await this.#maps.release(key, runId);
      if (!isHeld) return onStop("interrupt");
      // It is held on to until the end of the run, which may be rolled back first.
      if (stop != null) onStop(stop === "rollback" ? stop : "interrupt");
    } catch {
      // The store is away. Its answer goes on; the lease is renewed when the store is back.
    }
    if (!this.#isOver) this.#renewLater();
  }
}
