import type { Run } from "../../run/run.ts";
import type { Timer } from "../../run/timer.ts";
import type { JournalHead, JournalStatus, Store } from "../../store/store.ts";
import type { Dialect } from "../../wire/dialect.ts";
import { HttpError } from "../http_error.ts";
import { JournalWriter } from "./journal_writer.ts";
import { LiveRun } from "./live_run.ts";

/** How runs outlive their connections. */
export interface JournalOptions {
  /** How long a run waits for its reader to come back, in milliseconds. Default: 0. */
  resumeMs: number;
  /** Whether a request may ask that its run goes on without a reader. Default: `false`. */
  allowDetached: boolean;
  /** The maximum size of the journal of one run, in bytes. Default: 16 MiB. */
  runBytes: number;
}

/** The default: leaving stops the run. */
export const DEFAULT_JOURNAL: JournalOptions = {
  resumeMs: 0,
  allowDetached: false,
  runBytes: 16 * 2 ** 20,
};

/** Options for {@linkcode RunJournal}. */
export interface RunJournalOptions extends JournalOptions {
  store: Store;
  timer: Timer;
  /** Called once when the store fails, and not again before it has worked. */
  onFailure: (error: unknown) => void;
  /** Called with each promise that a graceful stop must wait for. */
  waitUntil: (promise: Promise<unknown>) => void;
}

/** What the id of a run looks like. A store is not asked for anything else. */
const ID = /^[\w-]{1,100}$/;
/** How often the server tells the others that it is alive, in milliseconds. */
const BEAT_MS = 1_000;

/** How long to wait for a run that another server may just have begun, in milliseconds. */
const FIND_PAUSES_MS = [50, 200, 500] as const;

/** The runs of this process that outlive their connections, and the journals of all servers. */
export class RunJournal {
  readonly options: RunJournalOptions;
  readonly #server = crypto.randomUUID();
  readonly #live = new Map<string, LiveRun>();
  #isBeating = false;
  #stopBeat = () => {};
  #hasFailed = false;

  /** @param options the store, and what runs may do */
  constructor(options: RunJournalOptions) {
    this.options = options;
  }

  /** Begins the journal of a run. */
  begin(
    run: Run,
    { dialect, isDetached, ...head }: Pick<JournalHead, "owner" | "alias" | "hasLongIds"> & {
      dialect: Dialect;
      isDetached: boolean;
    },
  ): LiveRun {
    const { store, timer, resumeMs, runBytes, waitUntil } = this.options;
    const writer: JournalWriter = new JournalWriter(() => live, {
      store,
      timer,
      onFailure: (error) => this.#fail(error),
      onSuccess: () => this.#hasFailed = false,
    });
    const live = new LiveRun(run, {
      head: { ...head, runId: run.id, server: this.#server, dialect: dialect.name },
      dialect,
      resumeMs: isDetached ? Infinity : resumeMs,
      maxBytes: runBytes,
      timer,
      isFollowed: () => store.isShared ? store.isFollowed(run.id) : Promise.resolve(false),
      onMore: () => writer.wake(),
    });
    this.#live.set(run.id, live);
    // A journal may be full before its run is over, which must still be found, and stopped.
    waitUntil(
      Promise.all([writer.done, live.done]).then(() => {
        this.#live.delete(run.id);
        if (this.#live.size === 0) this.#stopBeat();
      }),
    );
    if (store.isShared && !this.#isBeating) this.#beat();
    return live;
  }

  /** Returns a run of this process whose journal is not all in the store yet. */
  live(runId: string): LiveRun | undefined {
    return this.#live.get(runId);
  }

  /**
   * Returns the status of a run of any server.
   *
   * @throws {HttpError} 404 if there is none, or it belongs to another key; 503 if the store fails
   */
  async find(runId: string, owner: string | null): Promise<JournalStatus> {
    const live = this.#live.get(runId);
    if (!ID.test(runId)) throw notFound();
    const found = live === undefined
      ? await this.#findStored(runId)
      : { head: live.head, end: live.end, state: live.state };
    if (found === null || found.head.owner !== owner) {
      throw notFound();
    }
    return found;
  }

  /** Returns the id of the latest run with an alias, or `null`. @throws {HttpError} 503 */
  async named(alias: string): Promise<string | null> {
    const all = [...this.#live.values()].reverse();
    const live = all.find(({ head }) => head.alias === alias);
    const runId = live?.head.runId ?? null;
    if (live !== undefined && !(live.isStored && this.options.store.isShared)) return runId;
    try {
      return await this.#ask((store) => store.named(alias)) ?? runId; // another server may have a later one
    } catch (error) {
      if (runId === null) throw error;
      return runId;
    }
  }

  /** Stops a run, at whichever server it is. @throws {HttpError} 404, 503 */
  async stop(runId: string, owner: string | null): Promise<void> {
    const { state } = await this.find(runId, owner);
    if (state !== "running") return;
    const live = this.#live.get(runId);
    if (live !== undefined) live.stop();
    else await this.#ask((store) => store.stop(runId));
  }

  /** A reader may come here before the other server has begun to write. */
  async #findStored(runId: string): Promise<JournalStatus | null> {
    const { store, timer } = this.options;
    for (const pause of store.isShared ? FIND_PAUSES_MS : []) {
      const found = await this.#ask((store) => store.find(runId));
      if (found !== null) return found;
      await new Promise<void>((resolve) => timer.after(pause, resolve));
    }
    return await this.#ask((store) => store.find(runId));
  }

  async #ask<T>(question: (store: Store) => Promise<T>): Promise<T> {
    try {
      return await question(this.options.store);
    } catch (error) {
      this.#fail(error);
      const headers = { "retry-after": "1" };
      throw new HttpError(503, "The journal of runs cannot be reached.", { headers });
    }
  }

  #fail(error: unknown): void {
    if (!this.#hasFailed) this.options.onFailure(error);
    this.#hasFailed = true;
  }

  async #beat(): Promise<void> {
    const { store, timer } = this.options;
    this.#isBeating = true;
    while (this.#live.size > 0) {
      try {
        for (const runId of await store.beat(this.#server)) this.#live.get(runId)?.stop();
      } catch (error) {
        this.#fail(error);
      }
      if (this.#live.size > 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const cancelTimer = timer.after(BEAT_MS, resolve);
        this.#stopBeat = resolve;
        await promise;
        cancelTimer();
      }
    }
    this.#isBeating = false;
  }
}

function notFound(): HttpError {
  return new HttpError(404, "There is no such run, or it is no longer kept.");
}
