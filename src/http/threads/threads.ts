import { createMemorySaver } from "../../run/langchain/thread/memory_saver.ts";
import type { Checkpointer } from "../../run/langchain/thread/checkpointer.ts";
import { deleteThread } from "../../run/langchain/thread/rollback/run_changes.ts";
import { type SaverView, saverView } from "../../run/langchain/thread/saver_view.ts";
import type { Timer } from "../../run/timer.ts";
import type { SharedMaps } from "../../store/maps/shared_maps.ts";
import { HttpError } from "../http_error.ts";
import type { Limits } from "../limits.ts";
import { FleetThreads } from "./fleet/fleet_threads.ts";
import type { ThreadLease } from "./fleet/thread_lease.ts";
import { persist } from "./persist.ts";
import { type Stop, Thread, type ThreadAbout } from "./thread.ts";

/** Options for {@linkcode Threads}. */
export interface ThreadsOptions {
  /** Keeps the states of threads; `undefined` for LangGraph's `MemorySaver`, with limits. */
  checkpointer: Checkpointer | undefined;
  limits: Limits;
  timer: Timer;
  clock: () => Date;
  /** What other servers share with this one; `null` if it is alone. */
  maps?: SharedMaps | null;
  /** Called with each failure of the store. */
  onFailure?: (error: unknown) => void;
  /** Called with each promise that a graceful stop must wait for. */
  waitUntil?: (promise: Promise<unknown>) => void;
}

/** Who asks: the prefix of the threads of an API key. */
export type Owner = string;

/** The threads of this process, by their owners and ids, and those of its fleet. */
export class Threads {
  readonly #options: ThreadsOptions;
  /** Least recently used first. */
  readonly #threads = new Map<string, Thread>();
  readonly #fleet: FleetThreads | null;
  #saver: Promise<Checkpointer> | undefined;

  /** @param options where states are kept, and the limits */
  constructor(options: ThreadsOptions) {
    this.#options = options;
    const { maps = null, limits, timer, onFailure = () => {} } = options;
    this.#fleet = maps === null ? null : new FleetThreads({ maps, limits, timer, onFailure });
  }

  /**
   * Returns a thread that any server knows, or `null`.
   *
   * @throws {HttpError} 503 if the store cannot be reached
   */
  async load(owner: Owner, id: string): Promise<Thread | null> {
    const known = this.find(owner, id);
    if (this.#fleet === null) return known;
    const about = await this.#ask((fleet) => fleet.saved.find(owner, id), null);
    if (about !== null) {
      const thread = known ?? this.open(owner, id);
      thread.recall(about);
      return thread;
    }
    if (known === null || known.isBusy || !known.isShared) return known;
    this.#forget(known); // another server has deleted it
    return null;
  }

  /**
   * Tells the other servers of a new thread. If one has made it already, it is taken over.
   *
   * @returns whether it is new to all of them
   * @throws {HttpError} 503 if the store cannot be reached
   */
  async create(thread: Thread): Promise<boolean> {
    const known = await this.#ask((fleet) => fleet.saved.create(thread), null);
    if (known !== null) thread.recall(known);
    return known === null;
  }

  /** Tells the other servers how a run has left a thread. */
  async save(thread: Thread): Promise<void> {
    if (this.#fleet !== null) thread.unsaved = thread.about;
    await this.#save(thread, (fleet) => fleet.saved.save(thread));
  }

  /** Tells the other servers what was added to the metadata of a thread. */
  async saveMetadata(thread: Thread): Promise<void> {
    await this.#save(thread, (fleet) => fleet.saved.saveMetadata(thread));
  }

  async #save(thread: Thread, save: (fleet: FleetThreads) => Promise<void>): Promise<void> {
    const fleet = this.#fleet;
    if (fleet === null) return;
    const { onFailure = () => {} } = this.#options;
    await (thread.saving = thread.saving.then(() => save(fleet)).catch(onFailure));
  }

  /** Returns the lease of a thread for a run, or `null` if this server is alone. */
  lease({ prefix, id }: Thread, runId: string, onStop: (how: Stop) => void): ThreadLease | null {
    return this.#fleet?.lease(prefix + id, runId, onStop) ?? null;
  }

  /** Returns the run of another server that has a thread, or `null`. @throws {HttpError} 503 */
  async holder({ prefix, id }: Thread): Promise<string | null> {
    return await this.#ask((fleet) => fleet.holder(prefix + id), null);
  }

  /**
   * Gives a thread to a run that is about to take its lease.
   *
   * @returns `false` if a run of another server has it
   * @throws {HttpError} 503 if the store cannot be reached
   */
  async claim({ prefix, id }: Thread, runId: string): Promise<boolean> {
    return await this.#ask((fleet) => fleet.claim(prefix + id, runId), true);
  }

  /** Takes it back. */
  unclaim(thread: Thread, runId: string): void {
    this.waitUntil(this.lease(thread, runId, () => {})?.end() ?? Promise.resolve());
  }

  /** Stops the run of another server that has a thread. @throws {HttpError} 503 */
  async stop(
    { prefix, id }: Thread,
    { how, waits = false }: { how: Stop; waits?: boolean },
  ): Promise<void> {
    const key = prefix + id;
    await this.#ask<unknown>(
      (fleet) => waits ? fleet.stopped(key, how) : fleet.stop(key, how),
      null,
    );
  }

  /** Makes a change that others wait for, also while the store is away. @returns whether it could */
  async persist(change: () => Promise<void>): Promise<boolean> {
    const { timer, onFailure = () => {} } = this.#options;
    return await persist(change, { timer, onFailure });
  }

  /** Lets a graceful stop wait. A failure is reported. */
  waitUntil(promise: Promise<unknown>): void {
    const { waitUntil = () => {} } = this.#options;
    waitUntil(promise.catch((error) => this.fail(error)));
  }

  /** Reports a failure that costs no answer. */
  fail(error: unknown): void {
    this.#options.onFailure?.(error);
  }

  async #ask<T>(question: (fleet: FleetThreads) => Promise<T>, alone: T): Promise<T> {
    if (this.#fleet === null) return alone;
    try {
      return await question(this.#fleet);
    } catch (error) {
      this.#options.onFailure?.(error);
      const headers = { "retry-after": "1" };
      throw new HttpError(503, "The store of the threads cannot be reached.", { headers });
    }
  }

  /**
   * Returns a thread, which is made if there is none. It does not wait in between, so that two
   * requests do not make the same thread.
   *
   * @param metadata what a new one gets
   * @throws {HttpError} 503 if there are too many that are busy
   */
  open(owner: Owner, id: string, metadata: Record<string, unknown> = {}): Thread {
    const { clock, timer, limits } = this.#options;
    const known = this.find(owner, id);
    if (known !== null) return known;
    while (this.#threads.size >= limits.threads) {
      const oldest = this.#leastNeeded();
      if (oldest === undefined) {
        throw new HttpError(503, "The server has reached its limit of threads.", {
          headers: { "retry-after": "1" },
        });
      }
      this.#forget(oldest);
    }
    const createdAt = clock().toISOString();
    const thread = new Thread({ id, prefix: owner, createdAt, usedAt: timer.now(), metadata });
    this.#threads.set(owner + id, thread);
    return thread;
  }

  /** Returns a thread that this process knows, or `null`. */
  find(owner: Owner, id: string): Thread | null {
    this.#forgetOld();
    return this.#threads.get(owner + id) ?? null;
  }

  /** Notes that a thread is used, or has changed. */
  touch(thread: Thread): void {
    const { clock, timer } = this.#options;
    thread.updatedAt = clock().toISOString();
    thread.usedAt = timer.now();
    const key = thread.prefix + thread.id;
    if (this.#threads.delete(key)) this.#threads.set(key, thread);
  }

  /** Returns the threads of an owner, most recently used first. @throws {HttpError} 503 */
  async of(owner: Owner): Promise<Thread[]> {
    this.#forgetOld();
    const own = [...this.#threads.values()].filter(({ prefix }) => prefix === owner).reverse();
    if (this.#fleet === null) return own;
    const all = await this.#ask((fleet) => fleet.saved.of(owner), []);
    return all.map(([id, about]) => {
      const thread = this.find(owner, id) ?? this.#unused(owner, id, about);
      thread.recall(about);
      return thread;
    });
  }

  /** A thread that this server has not used takes no room in it. */
  #unused(prefix: Owner, id: string, { createdAt, metadata }: ThreadAbout): Thread {
    const usedAt = this.#options.timer.now();
    return new Thread({ id, prefix, createdAt, usedAt, metadata });
  }

  /** Deletes a thread, and all its checkpoints. */
  async delete(owner: Owner, id: string): Promise<void> {
    const thread = this.#threads.get(owner + id);
    thread?.stop("interrupt");
    await thread?.free; // a rollback would put it back
    this.#threads.delete(owner + id);
    const open = await this.#ask((fleet) => fleet.close(owner + id), null);
    try {
      await this.#ask((fleet) => fleet.saved.delete(owner, id), undefined);
      await deleteThread(await this.saver(), owner + id);
    } finally {
      if (open !== null) this.waitUntil(open());
    }
  }

  /** Returns the checkpoint saver of the app, which is made when it is first needed. */
  saver(): Promise<Checkpointer> {
    const { checkpointer, limits } = this.#options;
    if (checkpointer !== undefined) return this.#saver ??= Promise.resolve(checkpointer);
    return this.#saver ??= this.#fleet?.saver() ?? createMemorySaver(limits);
  }

  /**
   * Returns a view of the checkpoints of an owner.
   *
   * @param own the checkpointer that a graph was compiled with, if it has one
   * @param metadata values to save with each checkpoint
   */
  async view(
    owner: Owner,
    own: object | null,
    metadata: Record<string, unknown> = {},
  ): Promise<SaverView> {
    const checkpointer = own === null ? await this.saver() : own as Checkpointer;
    const isOurs = own === null && this.#options.checkpointer === undefined;
    const unsaved = isOurs ? this.#fleet?.unsaved : undefined;
    const onUnsaved = unsaved === undefined
      ? {}
      : { onUnsaved: (write: () => Promise<unknown>, error: unknown) => unsaved.add(write, error) };
    return saverView(checkpointer, { prefix: owner, metadata, ...onUnsaved });
  }

  /**
   * Returns a thread of the owner that has most, so that nobody can displace the threads of others:
   * one that was never used, or the least recently used.
   */
  #leastNeeded(): Thread | undefined {
    const byOwner = Map.groupBy(this.#threads.values(), ({ prefix }) => prefix);
    const most = [...byOwner.values()].toSorted((a, b) => b.length - a.length);
    const idle = most.flat().filter(({ isNeeded }) => !isNeeded);
    const [first] = idle;
    const ofOwner = idle.filter(({ prefix }) => prefix === first?.prefix);
    return ofOwner.find(({ runnable }) => runnable === null) ?? first;
  }

  #forgetOld(): void {
    const { timer, limits } = this.#options;
    const before = timer.now() - limits.threadMs;
    for (const thread of this.#threads.values()) {
      if (thread.usedAt >= before) return; // the others are younger
      if (!thread.isNeeded) this.#forget(thread);
    }
  }

  /** What a checkpointer of the user keeps is the user's, and what a store keeps is the fleet's. */
  #forget(thread: Thread): void {
    const key = thread.prefix + thread.id;
    this.#threads.delete(key);
    if (
      this.#fleet !== null || this.#options.checkpointer !== undefined || this.#saver === undefined
    ) return;
    this.#saver.then((saver) => saver.deleteThread(key)).catch(() => {}); // it is in memory
  }
}
