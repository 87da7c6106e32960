import type { ThreadRun } from "./thread_run.ts";

/** The state of a thread, in LangGraph's words. */
export type ThreadStatus = "idle" | "busy" | "interrupted" | "error";

/** How a run is stopped. After a rollback, its thread is what it was before the run. */
export type Stop = "interrupt" | "rollback";

/** Stops a run. */
export interface Stoppable {
  /** Has no effect if it is over. */
  stop(how: Stop): void;
}

/** What all servers of a fleet know of a thread. */
export interface ThreadAbout {
  createdAt: string;
  updatedAt: string;
  metadata: Record<string, unknown>;
  runnable: string | null;
  status: ThreadStatus;
  isForQuestions: boolean;
  /** How many states of runs have been saved. */
  version: number;
  /** When this was saved, in milliseconds since 1970. */
  savedAt: number;
}

/** How many ended runs of a thread are remembered. */
const MAX_RUNS = 20;

/** A thread, as this process knows it. Its messages are in the checkpoint saver. */
export class Thread {
  readonly id: string;
  /** What its id begins with in the checkpoint saver. */
  readonly prefix: string;
  createdAt: string;
  updatedAt: string;
  metadata: Record<string, unknown>;
  /** The runnable that ran in it last; `null` if none has. */
  runnable: string | null = null;
  status: ThreadStatus = "idle";
  /** Whether it is kept only while its graph waits for an answer. */
  isForQuestions = false;
  /** When it was used last, in the timer's milliseconds. */
  usedAt: number;
  /** What of its metadata the other servers do not know yet. */
  news: Readonly<Record<string, unknown>> = {};
  /** Of how many saved states of runs its state is the last. */
  version = 0;
  /** How a run has left it, until the other servers know. */
  unsaved: ThreadAbout | null = null;
  /** Whether other servers have known of it, and whether this one was the first to save it. */
  isShared = false;
  isMade = false;
  /** Settles when the other servers know of it, so that they hear of its changes in their order. */
  saving: Promise<void> = Promise.resolve();
  /** The runs in it that are under way, or wait for their turn, of all routes. */
  readonly inside = new Set<Stoppable>();
  /** The ids of runs that may be about to be in it. */
  readonly entering = new Set<string>();
  /** The runs of LangGraph's routes by their ids, oldest first. */
  readonly runs = new Map<string, ThreadRun>();
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** How many runs have opened it, and are not in its queue yet. */
  #opened = 0;
  /** As which the last run has left it. */
  #rest: ThreadStatus = "idle";

  /** @param options what it starts with */
  constructor(options: {
    id: string;
    prefix: string;
    createdAt: string;
    usedAt: number;
    metadata: Record<string, unknown>;
  }) {
    this.id = options.id;
    this.prefix = options.prefix;
    this.createdAt = this.updatedAt = options.createdAt;
    this.usedAt = options.usedAt;
    this.metadata = options.metadata;
  }

  /** Adds to its metadata. */
  addMetadata(values: Readonly<Record<string, unknown>>): void {
    this.metadata = { ...this.metadata, ...values };
    this.news = { ...this.news, ...values };
  }

  /** What the other servers know of it. */
  get about(): ThreadAbout {
    const { createdAt, updatedAt, metadata, version, runnable, status, isForQuestions } = this;
    const shared = { createdAt, updatedAt, metadata, version, runnable, status, isForQuestions };
    return { ...shared, savedAt: Date.now() };
  }

  /**
   * Takes over what another server knows of it. Its state is known here while it is busy, and until
   * the others know how its run has left it.
   */
  recall(about: ThreadAbout): void {
    this.isShared = true;
    if (about.createdAt !== this.createdAt) this.version = 0; // it was deleted, and made again
    this.merge(about);
    const { version = 0, runnable, status, isForQuestions } = about;
    const isNews = this.unsaved === null ? version >= this.version : version > this.version;
    if (this.isBusy || !isNews) return;
    this.unsaved = null;
    Object.assign(this, { version, runnable, status, isForQuestions });
  }

  /** Takes over what no run changes: when it was made, and what others have added to its metadata. */
  merge({ createdAt, updatedAt, metadata }: ThreadAbout): void {
    this.createdAt = createdAt;
    if (updatedAt > this.updatedAt) this.updatedAt = updatedAt;
    this.metadata = { ...metadata, ...this.news };
  }

  /** Called when the other servers know some of the news. */
  told(news: Readonly<Record<string, unknown>>): void {
    const rest = Object.entries(this.news).filter(([key, value]) => news[key] !== value);
    this.news = Object.fromEntries(rest);
  }

  /** Whether a run is under way, or waits. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /** Whether no run of this server is in it, or about to be. */
  get isFree(): boolean {
    return !this.isBusy && this.entering.size === 0 &&
      [...this.runs.values()].every(({ isOver }) => isOver);
  }

  /** Whether it must not be forgotten. */
  get isNeeded(): boolean {
    return !this.isFree || this.#opened > 0;
  }

  /** Keeps it from being forgotten. @returns a function that ends that */
  keep(): () => void {
    this.#opened++;
    let isKept = true;
    return () => {
      if (isKept) this.#opened--;
      isKept = false;
    };
  }

  /** Resolves when the runs in it have left it. */
  get free(): Promise<void> {
    return this.#tail;
  }

  /**
   * Waits for the runs before, because two at once would not see each other's messages.
   *
   * @returns a promise that resolves when it is this run's turn, and a function that ends the turn
   */
  queue(run: Stoppable): { turn: Promise<void>; leave: (status: ThreadStatus) => void } {
    if (!this.isBusy) this.#rest = this.status;
    this.inside.add(run);
    const turn = this.#tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tail = turn.then(() => promise);
    this.#waiting++;
    this.status = "busy";
    let hasLeft = false;
    const leave = (status: ThreadStatus) => {
      if (hasLeft) return;
      hasLeft = true;
      this.inside.delete(run);
      this.#waiting--;
      this.#rest = status;
      this.status = this.isBusy ? "busy" : status;
      resolve();
    };
    return { turn, leave };
  }

  /** Its status without the run that is under way; `busy` if another server has not told yet. */
  get statusBefore(): ThreadStatus {
    return this.#rest;
  }

  /** Notes which runnable runs in it. @returns a function that takes that back */
  begin(name: string): () => void {
    const { runnable, metadata: { graph_id, assistant_id } } = this;
    this.runnable = name;
    this.addMetadata({ graph_id: name, assistant_id: name });
    return () => {
      this.runnable = runnable;
      this.addMetadata({ graph_id, assistant_id }); // JSON leaves out what is undefined
    };
  }

  /** Stops all runs in it. */
  stop(how: Stop): void {
    for (const run of this.runs.values()) run.stop(how); // one may not be inside yet
    for (const run of this.inside) run.stop(how);
  }

  /** Remembers a run. Of those that are over, only the events of the last one are kept. */
  addRun(run: ThreadRun): void {
    for (const known of this.runs.values()) {
      if (known.isOver) known.forgetEvents();
    }
    this.runs.set(run.id, run);
    for (const [id, { isOver }] of this.runs) {
      if (this.runs.size <= MAX_RUNS) return;
      if (isOver) this.runs.delete(id);
    }
  }
}
