import { createMemorySaver } from "../../run/langchain/thread/memory_saver.ts";
import type { Checkpointer } from "../../run/langchain/thread/checkpointer.ts";
import { type SaverView, saverView } from "../../run/langchain/thread/saver_view.ts";
import type { Timer } from "../../run/timer.ts";
import { HttpError } from "../http_error.ts";
import type { Limits } from "../limits.ts";
import { Thread } from "./thread.ts";

/** Options for {@linkcode Threads}. */
export interface ThreadsOptions {
  /** Keeps the states of threads; `undefined` for LangGraph's `MemorySaver`, with limits. */
  checkpointer: Checkpointer | undefined;
  limits: Limits;
  timer: Timer;
  clock: () => Date;
}

/** Who asks: the prefix of the threads of an API key. */
export type Owner = string;

/** The threads of this process, by their owners and ids. */
export class Threads {
  readonly #options: ThreadsOptions;
  /** Least recently used first. */
  readonly #threads = new Map<string, Thread>();
  #saver: Promise<Checkpointer> | undefined;

  /** @param options where states are kept, and the limits */
  constructor(options: ThreadsOptions) {
    this.#options = options;
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

  /** Returns the threads of an owner, most recently used first. */
  of(owner: Owner): Thread[] {
    this.#forgetOld();
    return [...this.#threads.values()].filter(({ prefix }) => prefix === owner).reverse();
  }

  /** Deletes a thread, and all its checkpoints. */
  async delete(owner: Owner, id: string): Promise<void> {
    const thread = this.#threads.get(owner + id);
    for (const run of thread?.runs.values() ?? []) run.cancel();
    this.#threads.delete(owner + id);
    await (await this.saver()).deleteThread(owner + id);
  }

  /** Returns the checkpoint saver of the app, which is made when it is first needed. */
  saver(): Promise<Checkpointer> {
    const { checkpointer, limits } = this.#options;
    return this.#saver ??= checkpointer === undefined
      ? createMemorySaver(limits)
      : Promise.resolve(checkpointer);
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
    return saverView(checkpointer, { prefix: owner, metadata });
  }

  /**
   * Returns a thread of the owner that has most, so that nobody can displace the threads of others:
   * one that was never used, or the least recently used.
   */
  #leastNeeded(): Thread | undefined {
    const byOwner = Map.groupBy(this.#threads.values(), ({ prefix }) => prefix);
    const most = [...byOwner.values()].toSorted((a, b) => b.length - a.length);
    const idle = most.flat().filter(({ isBusy }) => !isBusy);
    const [first] = idle;
    const ofOwner = idle.filter(({ prefix }) => prefix === first?.prefix);
    return ofOwner.find(({ runnable }) => runnable === null) ?? first;
  }

  #forgetOld(): void {
    const { timer, limits } = this.#options;
    const before = timer.now() - limits.threadMs;
    for (const thread of this.#threads.values()) {
      if (thread.usedAt >= before) return; // the others are younger
      if (!thread.isBusy) this.#forget(thread);
    }
  }

  /** What a checkpointer of the user keeps is the user's. */
  #forget(thread: Thread): void {
    const key = thread.prefix + thread.id;
    this.#threads.delete(key);
    if (this.#options.checkpointer !== undefined || this.#saver === undefined) return;
    this.#saver.then((saver) => saver.deleteThread(key)).catch(() => {}); // it is in memory
  }
}
