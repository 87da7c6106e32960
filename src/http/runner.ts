import type { RunnableSource } from "../run/langchain/runnable.ts";
import { Run, type RunOptions, type RunSummary } from "../run/run.ts";
import type { RunLimits } from "../run/run_limits.ts";
import type { Timer } from "../run/timer.ts";
import { TimeLimitError } from "../run/watchdog.ts";
import type { Dialect } from "../wire/dialect.ts";
import type { EndRecord, RunStart } from "../wire/stream_event.ts";
import { HttpError } from "./http_error.ts";
import type { Limits } from "./limits.ts";
import type { RunSpan, SpanStart } from "./observe/run_span.ts";
import { runError } from "./reply/run_error.ts";
import { toResponse } from "./reply/to_response.ts";
import type { RunInput } from "./request/read_input.ts";

/** Options for {@linkcode Runner}. */
export interface RunnerOptions {
  /** The runnables, by the name they are served under. */
  runnables: ReadonlyMap<string, RunnableSource>;
  /** The end markers of an answer, unless the request brings its own. */
  endMarkers: readonly string[];
  limits: Limits;
  timer: Timer;
  /** Returns the id of a new run: a UUID. */
  generateId: () => string;
  /** Called with each finished run. */
  onRun: (run: FinishedRun) => void;
  /** Once it is aborted, new runs are refused. */
  draining: AbortSignal;
  /** Once it is aborted, new runs are refused and those under way fail. */
  signal: AbortSignal;
  /** Starts the span of a run, if runs are traced. */
  startSpan: ((start: Pick<SpanStart, "runId" | "name">) => Promise<RunSpan>) | null;
}

/** The runnable to run, and its input. */
export interface RunRequest extends RunInput {
  /** The name of the runnable. */
  name: string;
  /** Called for each model call beyond the first. */
  onModelCall?: (() => void) | undefined;
  /** When the answer must be complete, in the timer's milliseconds. */
  endsAt?: number;
  /** Limits that are lower than the server's. */
  limits?: Partial<RunLimits>;
}

/** A finished run, and the request it answered. */
export interface FinishedRun extends RunSummary {
  runId: string;
  request: RunRequest;
  reply: Reply;
}

/** The reply that a run is written to. */
export interface Reply {
  /** The name of the dialect; `json` for a reply that is not streamed. */
  dialect: string;
  /** Whether its head was sent before the run was over, so that its status is 200. */
  isHeadSent: boolean;
}

/** Starts runs for the routes, and ends them when their callers disconnect. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #running = new Set<Run>();

  /** @param options the runnables, and what their runs have in common */
  constructor(options: RunnerOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", () => {
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
  find(name: string): RunnableSource {
    const source = this.#options.runnables.get(name);
    if (source !== undefined) return source;
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
    const run = await this.#start(asked, { reply, signal: request.signal });
    const options = { dialect, graceMs, heartbeatMs, timer, onHead: () => reply.isHeadSent = true };
    return await toResponse(run, options);
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
    const run = await this.#start(asked, {
      reply: { dialect: "json", isHeadSent: false },
      signal: request.signal,
    });
    const summary = await run.complete();
    if (summary.outcome !== "complete") throw runError(summary);
    const { model, record } = summary;
    return { run: { run_id: run.id, runnable: asked.name, model }, record };
  }

  async #start(
    request: RunRequest,
    { reply, signal }: { reply: Reply; signal: AbortSignal },
  ): Promise<Run> {
    const { generateId, limits, timer, onRun, startSpan } = this.#options;
    const { name, input, onModelCall, endsAt = Infinity } = request;
    const source = this.find(name);
    assertFits(request, limits);
    const runId = generateId();
    const span = await startSpan?.({ runId, name });
    this.#assertRoom();
    let modelCalls = 0;
    const { endMarkers } = this.#options;
    const options: RunOptions & { timer: Timer } = {
      name,
      runId,
      input,
      sampling: request.sampling,
      endMarkers: request.endMarkers ?? endMarkers,
      includeEndMarker: request.includeEndMarker ?? false,
      limits: {
        ...limits,
        ...request.limits,
        durationMs: Math.min(limits.durationMs, endsAt - timer.now()),
      },
      timer,
      signal, // Deno aborts it after a success, too, when the run is over
      onModelCall: () => ++modelCalls > 1 && onModelCall?.(),
      onEnd: (summary) => {
        this.#running.delete(run);
        span?.end(summary);
        onRun({ runId, request, reply, ...summary });
      },
    };
    const run = span === undefined
      ? new Run(source, options)
      : span.within(() => new Run(source, options));
    this.#running.add(run);
    return run;
  }

  /** @throws {HttpError} 503 if no more runs may start */
  #assertRoom(): void {
    const { draining, signal, limits } = this.#options;
    if (draining.aborted || signal.aborted) {
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

/** @throws {HttpError} 413 if a conversation is too long */
function assertFits(
  { input: { user_message, history } }: RunRequest,
  { inputChars, messages }: Limits,
): void {
  if (history.length + 1 > messages) {
    throw new HttpError(413, `The conversation is too long. The limit is ${messages} messages.`);
  }
  const chars = history.reduce((sum, { text }) => sum + text.length, user_message.length);
  if (chars > inputChars) {
    throw new HttpError(
      413,
      `The conversation is too long. The limit is ${inputChars} characters.`,
    );
  }
}
