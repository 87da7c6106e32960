import type { Run, RunSummary } from "../../run/run.ts";

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
export class ThreadRun {
  readonly id: string;
  readonly options: ThreadRunOptions;
  status: ThreadRunStatus = "pending";
  updatedAt: string;
  /** The failure, as the caller may see it. */
  failure: { error: string; message: string } | null = null;
  /** The values of the thread at its end, as JSON text. */
  values: string | null = null;
  /** Settles when it is over. */
  readonly done: Promise<void>;
  readonly #over = Promise.withResolvers<void>();
  readonly #log: string[] = [];
  #logLength = 0;
  #run: Run | null = null;
  #isCancelled = false;
  #wake = Promise.withResolvers<void>();

  /** @param options what is known before it starts */
  constructor(options: ThreadRunOptions) {
    this.id = options.id;
    this.options = options;
    this.updatedAt = options.createdAt;
    this.done = this.#over.promise;
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.status !== "pending" && this.status !== "running";
  }

  /** Called when it starts. */
  begin(run: Run): void {
    this.#run = run;
    if (this.#isCancelled) run.cancel();
  }

  /** Called with each event that is written. */
  write(text: string): void {
    this.#logLength += text.length;
    this.#log.push(text);
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  /** Called when it is over. */
  end({ outcome, failure, record }: Pick<RunSummary, "outcome" | "failure" | "record">): void {
    if (this.isOver) return;
    const isInterrupted = outcome === "cancelled" || record.end_reason === "interrupt";
    this.status = outcome === "failed" ? "error" : isInterrupted ? "interrupted" : "success";
    if (failure !== null) {
      this.failure = { error: "RunError", message: failure.message };
    }
    this.#wake.resolve();
    this.#over.resolve();
  }

  /** Called with a failure that the caller may see. */
  fail(message: string): void {
    if (this.isOver) return;
    this.failure = { error: "RunError", message };
    this.status = "error";
    this.#over.resolve();
  }

  /** The values at its end, or its failure. */
  get result(): unknown {
    if (this.failure !== null) return { __error__: this.failure };
    return this.values === null ? null : JSON.parse(this.values);
  }

  /** Cancels it. */
  cancel(): void {
    this.#isCancelled = true;
    this.#run?.cancel();
  }

  /** Yields its events from a place on, those that come included. */
  async *events(from: number): AsyncGenerator<string> {
    if (this.#logLength > MAX_LOG_LENGTH) throw new RangeError("The run is too long to be joined");
    for (let i = from;; i++) {
      while (i >= this.#log.length) {
        if (this.isOver) return;
        await this.#wake.promise;
      }
      yield this.#log[i] ?? "";
    }
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
