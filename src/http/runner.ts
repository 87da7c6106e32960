import { inputShapeOf } from "../run/langchain/input/input_shape.ts";
import { Run, type RunOptions, type RunSeams } from "../run/run.ts";
import type { Timer } from "../run/timer.ts";
import { TimeLimitError } from "../run/watchdog.ts";
import type { Dialect } from "../wire/dialect.ts";
import { dialectNamed } from "../wire/dialects.ts";
import type { EndRecord, RunStart } from "../wire/stream_event.ts";
import { HttpError } from "./http_error.ts";
import type { Limits } from "./limits.ts";
import type { RunSpan, SpanStart } from "./observe/run_span.ts";
import { replyLive } from "./journal/reply_live.ts";
import type { RunJournal } from "./journal/run_journal.ts";
import { runError } from "./reply/run_error.ts";
import { toResponse } from "./reply/to_response.ts";
import type { RunRequestConfig } from "./request/read_config.ts";
import { invalid } from "./request/validate.ts";
import { ThreadedGraph } from "../run/langchain/thread/threaded_graph.ts";
import type { Served } from "./served.ts";
import type { RunInfo } from "./served_runnable.ts";
import { assertFits } from "./start/assert_fits.ts";
import { assertHasModel } from "./start/assert_has_model.ts";
import { assertTakesTools } from "./start/assert_takes_tools.ts";
import { mergeConfig } from "./start/merge_config.ts";
import { prepareInput } from "./start/prepare_input.ts";
import type { FinishedRun, Reply, RunRequest } from "./start/run_request.ts";
import type { ThreadBinding } from "./threads/binding/thread_binding.ts";
import { withoutThread } from "./threads/binding/without_thread.ts";
import { ThreadBinder } from "./threads/thread_binder.ts";
import type { Threads } from "./threads/threads.ts";

/** Options for {@linkcode Runner}. */
export interface RunnerOptions {
  /** The runnables, by the name they are served under. */
  runnables: ReadonlyMap<string, Served>;
  /** The end markers of an answer, unless the request brings its own. */
  endMarkers: readonly string[];
  limits: Limits;
  timer: Timer;
  /** Returns the id of a new run: a UUID. */
  generateId: () => string;
  /** Called with each finished run. */
  onRun: (run: FinishedRun) => void;
  /** Called with each error of an `onEnd`. */
  onError: (error: unknown, run: FinishedRun) => void;
  /** Called with each promise that a graceful stop must wait for. */
  waitUntil: (promise: Promise<unknown>) => void;
  /** Once it is aborted, new runs are refused. */
  draining: AbortSignal | undefined;
  /** Once it is aborted, new runs are refused and those under way fail. */
  signal: AbortSignal | undefined;
  /** The threads of graphs, and of what is served as one. */
  threads: Threads;
  /** Starts the span of a run; `null` if runs are not traced. */
  startSpan: (start: Pick<SpanStart, "runId" | "name">) => Promise<RunSpan> | null;
  /** Keeps the runs that outlive their connections; `null` if none does. */
  journal?: RunJournal | null;
  /** The path below which everything is served. Default: `/`. */
  basePath?: string | undefined;
}

/** How a run starts. */
interface StartOptions {
  asked: RunRequest;
  reply: Reply;
  isWhole?: boolean;
  isKept?: boolean;
}

/** A run that is ready to begin. */
interface BoundOptions extends StartOptions {
  served: Served;
  info: RunInfo;
  config: RunRequestConfig;
  thread: ThreadBinding | null;
}

/** Starts runs for the routes, and ends them when their callers disconnect. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #running = new Set<Run>();
  readonly #threads: ThreadBinder;

  /** @param options the runnables, and what their runs have in common */
  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#threads = new ThreadBinder(options.threads);
    options.signal?.addEventListener("abort", () => {
      for (const run of this.#running) run.cancel(new TimeLimitError("stop"));
    }, { once: true });
  }

  /** The names of the runnables. */
  get names(): string[] {
    return [...this.#options.runnables.keys()];
  }

  /** The end markers of an answer, unless the request brings its own. */
  get endMarkers(): readonly string[] {
    return this.#options.endMarkers;
  }

  /** @throws {HttpError} 404 if there is no such runnable */
  find(name: string): Served {
    const served = this.#options.runnables.get(name);
    if (served !== undefined) return served;
    const available = this.names.join(", ");
    throw new HttpError(404, `Unknown runnable ${JSON.stringify(name)}. Available: ${available}.`);
  }

  /**
   * Replies with a run as it goes.
   *
   * @throws {HttpError} if the run cannot start
   */
  async stream(
    request: Request,
    { dialect, ...asked }: RunRequest & { dialect: Dialect },
  ): Promise<Response> {
    const { limits: { graceMs, heartbeatMs }, timer } = this.#options;
    const reply = { dialect: dialect.name, isHeadSent: false };
    const options = { dialect, graceMs, heartbeatMs, timer, onHead: () => reply.isHeadSent = true };
    const { journal = null } = this.#options;
    const isDetached = asked.onDisconnect === "continue";
    if (isDetached && !journal?.options.allowDetached) {
      throw invalid("#/on_disconnect", 'must be "cancel": no run goes on without its reader here');
    }
    if (journal === null || !this.keeps(dialect.name, asked)) {
      return await toResponse(await this.#start(request, { asked, reply }), options);
    }
    const run = await this.#start(request, { asked, reply, isKept: true });
    const { owner = null, alias = null } = asked;
    const hasLongIds = request.method === "GET";
    const live = journal.begin(run, { dialect, isDetached, owner, alias, hasLongIds });
    asked.graph?.onKept?.();
    const headers = { "content-location": this.locationOf(run.id), ...dialect.headers };
    return await replyLive(request, { run, live, options: { ...options, headers } });
  }

  /** Whether a run in a dialect outlives its connection. */
  keeps(dialect: string, { onDisconnect, graph }: RunRequest): boolean {
    const { journal = null } = this.#options;
    // Another server must find the dialect by its name, and LangGraph's clients the run by its thread.
    if (journal === null || dialectNamed(dialect) === undefined || graph?.threadId === null) {
      return false;
    }
    return onDisconnect === "continue" || journal.options.resumeMs > 0;
  }

  /** Returns the address at which a run can be followed. */
  locationOf(runId: string): string {
    const { basePath = "/" } = this.#options;
    return `${basePath.replace(/\/$/, "")}/runs/${runId}/stream`;
  }

  /**
   * Runs to the end.
   *
   * @throws {HttpError} if the run cannot start, fails, or is cancelled
   */
  async complete(
    request: Request,
    asked: RunRequest,
  ): Promise<{ run: RunStart; record: EndRecord }> {
    const reply = { dialect: "json", isHeadSent: false };
    const run = await this.#start(request, { asked, reply, isWhole: true });
    const summary = await run.complete();
    if (summary.outcome !== "complete") throw runError(summary);
    const { model, record } = summary;
    return { run: { run_id: run.id, runnable: asked.name, model }, record };
  }

  /**
   * Makes the input of a run that starts later, so that a batch can be refused whole.
   *
   * @throws {HttpError} 413 if the input is too long, 422 if the runnable cannot take it
   */
  async prepare(asked: RunRequest): Promise<RunRequest> {
    assertFits(asked.input, this.#options.limits);
    return {
      ...asked,
      prepared: { input: await prepareInput(this.find(asked.name), asked.input) },
    };
  }

  async #start(
    request: Request,
    options: StartOptions,
  ): Promise<Run> {
    const { asked } = options;
    const { generateId, limits, runnables } = this.#options;
    const { name, input: form } = asked;
    const served = this.find(name);
    assertFits(form, limits);
    assertTakesTools(served, { sampling: asked.sampling, all: runnables.values() });
    assertHasModel(served, asked.sampling);
    const runId = asked.graph?.runId ?? generateId();
    const info: RunInfo = { runId, name, request, config: asked.config };
    const config = mergeConfig(asked.config, await served.options.configure?.(request, info));
    const thread = await this.#threads.bind({ served, form, config, runId, asked });
    try {
      return await this.#begin({ ...options, served, info, config, thread });
    } catch (error) {
      thread?.abandon();
      throw error;
    }
  }

  async #begin(
    { asked, reply, isWhole = false, isKept = false, served, info, config, thread }: BoundOptions,
  ): Promise<Run> {
    const { limits, timer, startSpan } = this.#options;
    const { name, input: form, onModelCall, endsAt = Infinity, prepared } = asked;
    const { runId, request } = info;
    const { shape } = served;
    let input = prepared !== undefined
      ? prepared.input
      : thread === null || thread.isForQuestions
      ? await prepareInput(served, form)
      : form.value;
    const span = await startSpan({ runId, name });
    this.#assertRoom();
    let modelCalls = 0;
    const { endMarkers } = this.#options;
    const options: RunOptions & RunSeams = {
      name,
      runId,
      input,
      fit: async (runnable) => {
        if (thread !== null && runnable instanceof ThreadedGraph) {
          return input = await thread.fit(runnable);
        }
        const isPrepared = shape !== null && (thread === null || thread.isForQuestions);
        return isPrepared ? input : input = await served.prepare(form, inputShapeOf(runnable));
      },
      config,
      view: asked.graph?.view,
      settle: thread?.settle,
      isWhole,
      answer: served.options.answer,
      sampling: asked.sampling,
      endMarkers: asked.endMarkers ?? served.options.endMarkers ?? endMarkers,
      includeEndMarker: asked.includeEndMarker ?? false,
      includeSplits: asked.includeSplits ?? false,
      limits: {
        ...limits,
        ...asked.limits,
        durationMs: Math.min(limits.durationMs, endsAt - timer.now()),
      },
      timer,
      // Deno aborts it after a success, too, when the run is over.
      ...(isKept ? {} : { signal: request.signal }),
      onModelCall: () => ++modelCalls > 1 && onModelCall?.(),
      onEnd: (summary) => {
        this.#running.delete(run);
        span?.end(summary);
        const undone = thread?.end(summary) ?? null;
        asked.graph?.onEnd?.(summary, undone);
        this.#tellEnd({ runId, request: asked, reply, input, ...summary }, { served, info });
      },
    };
    const source = thread === null
      ? withoutThread(served.source(info), runId)
      : thread.source(served.source(info));
    const run = span === null
      ? new Run(source, options)
      : span.within(() => new Run(source, options));
    this.#running.add(run);
    thread?.begin(run);
    if (thread !== null) asked.graph?.onStart?.(thread);
    return run;
  }

  #tellEnd(run: FinishedRun, { served, info }: { served: Served; info: RunInfo }): void {
    const { onRun, onError, waitUntil } = this.#options;
    onRun(run);
    const { onEnd } = served.options;
    if (onEnd === undefined) return;
    const { outcome, error, failure, record, model, input } = run;
    const ended = { ...info, outcome, error, failure, record, model, input, output: record.output };
    const ends = (async () => await onEnd(ended))();
    waitUntil(ends.catch((error) => onError(error, run)));
  }

  /** @throws {HttpError} 503 if no more runs may start */
  #assertRoom(): void {
    const { draining, signal, limits } = this.#options;
    if (draining?.aborted || signal?.aborted) {
      throw new HttpError(503, "The server is shutting down.", {
        headers: { "retry-after": "1", connection: "close" },
      });
    }
    if (this.#running.size >= limits.streams) {
      throw new HttpError(503, "The server has reached its limit of concurrent streams.", {
        headers: { "retry-after": "1" },
      });
    }
  }
}
