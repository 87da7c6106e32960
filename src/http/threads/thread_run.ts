import type { RunSummary } from "../../run/run.ts";
import type { Stop, Stoppable } from "./thread.ts";

/** The state of a run, in LangGraph's words. */
export type ThreadRunStatus = "pending" | "running" | "success" | "error" | "interrupted";

/** Options for {@linkcode ThreadRun}. */
export interface ThreadRunOptions {
  id: string;
  threadId: string;
  /** The name of the runnable. */
  assistantId: string;
  metadata: Readonly<Record<string, unknown>>;
  multitaskStrategy: string;
  createdAt: string;
}

/** How much of a run's events is kept for those who join it, in characters. */
const MAX_LOG_LENGTH = 2 ** 20;

/** A run in a thread, as LangGraph's clients know it. It lives in this process. */
export class ThreadRun implements Stoppable {
  readonly id: string;
  readonly options: ThreadRunOptions;
  status: ThreadRunStatus = "pending";
  updatedAt: string;
  /** The failure, as the caller may see it. */
  failure: { error: string; message: string } | null = null;
  /** The values of the thread at its end, as JSON text. */
  values: string | null = null;
  /** Settles when it is over, and rolled back if that was asked. */
  readonly done: Promise<void>;
  readonly #over = Promise.withResolvers<void>();
  /** Resolves when it is known whether the journal of runs keeps its events. */
  readonly isKept: Promise<boolean>;
  readonly #kept = Promise.withResolvers<boolean>();
  /** Its events so far, as text; `null` if they are not kept. */
  #log: string[] | null = [];
  #logLength = 0;
  /** Whether no more events come. That is later than its end: the last ones tell of it. */
  #isClosed = false;
  #run: Stoppable | null = null;
  /** How it was stopped before it started. */
  #stop: Stop | null = null;
  /** Resolves with the next event, if somebody waits for it. */
  #more: PromiseWithResolvers<void> | null = null;

  /** @param options what is known before it starts */
  constructor(options: ThreadRunOptions) {
    this.id = options.id;
    this.options = options;
    this.updatedAt = options.createdAt;
    this.done = this.#over.promise;
    this.isKept = this.#kept.promise;
  }

  /** Whether it has started. */
  get hasBegun(): boolean {
    return this.#run !== null;
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.status !== "pending" && this.status !== "running";
  }

  /** Called when it starts. */
  begin(run: Stoppable): void {
    this.#run = run;
    if (this.#stop !== null) run.stop(this.#stop);
  }

  /** Called when it is known whether the journal of runs keeps its events. */
  keep(isKept: boolean): void {
    if (isKept) this.forgetEvents(); // they are there
    this.#kept.resolve(isKept);
  }

  /** Whether its events are kept, so that it can be joined. */
  get hasEvents(): boolean {
    return this.#log !== null;
  }

  /** Called with each event that is written. */
  write(text: string): void {
    if (this.#log === null) return;
    this.#logLength += text.length;
    if (this.#logLength > MAX_LOG_LENGTH) this.forgetEvents();
    else this.#log.push(text);
    this.#tell();
  }

  /** Called when no more events will be written. */
  close(): void {
    this.#isClosed = true;
    this.keep(false);
    this.#tell();
  }

  /** Keeps its events no longer. */
  forgetEvents(): void {
    this.#log = null;
    this.#tell();
  }

  /** Called when it is over. @param undone settles when it is rolled back; `null` if it is not */
  end(
    { outcome, failure, record }: Pick<RunSummary, "outcome" | "failure" | "record">,
    undone: Promise<void> | null,
  ): void {
    if (this.isOver) return;
    const isInterrupted = outcome === "cancelled" || record.end_reason === "interrupt";
    this.status = outcome === "failed" ? "error" : isInterrupted ? "interrupted" : "success";
    if (failure !== null) {
      this.failure = { error: "RunError", message: failure.message };
    }
    if (outcome === "cancelled") this.close(); // no event tells of it
    this.#over.resolve(undone ?? undefined);
  }

  /** Called with a failure that the caller may see. */
  fail(message: string): void {
    if (this.isOver) return;
    this.failure = { error: "RunError", message };
    this.status = "error";
    this.close();
    this.#over.resolve();
  }

  /** The values at its end, or its failure. */
  get result(): unknown {
    if (this.failure !== null) return { __error__: this.failure };
    return this.values === null ? null : JSON.parse(this.values);
  }

  /** Cancels it, unless it is over. */
  stop(how: Stop): void {
    if (this.isOver) return;
    this.#stop = how;
    this.#run?.stop(how);
  }

  /**
   * Yields its events from a place on, those that come included.
   *
   * @throws {RangeError} if its events are not kept
   */
  async *events(from: number): AsyncGenerator<string> {
    for (let i = from;; i++) {
      while (this.#log !== null && i >= this.#log.length) {
        if (this.#isClosed) return;
        this.#more ??= Promise.withResolvers();
        await this.#more.promise;
      }
      const event = this.#log?.[i];
      if (event === undefined) throw new RangeError("The events of the run are not kept");
      yield event;
    }
  }

  #tell(): void {
    this.#more?.resolve();
    this.#more = null;
  }

  /** Returns it as LangGraph's clients read it. */
  toJSON(): Record<string, unknown> {
    const { id, threadId, assistantId, metadata, multitaskStrategy, createdAt } = this.options;
    return {
      run_id: id,
      thread_id: threadId,
      assistant_id: assistantId,
      metadata,
      status: this.status,
      kwargs: {},
      multitask_strategy: multitaskStrategy,
      created_at: createdAt,
      updated_at: this.updatedAt,
    };
  }
}
