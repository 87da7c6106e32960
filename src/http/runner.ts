import type { RunnableSource } from "../run/langchain/runnable.ts";
import type { RunSummary } from "../run/run_events.ts";
import type { Timer } from "../run/timer.ts";
import { TimeLimitError } from "../run/watchdog.ts";
import type { Dialect } from "../wire/dialect.ts";
import type { EndRecord, RunStart } from "../wire/stream_event.ts";
import { eventBody } from "./reply/event_body.ts";
import { followCaller } from "./reply/follow_caller.ts";
import { HttpError } from "./http_error.ts";
import type { Limits } from "./limits.ts";
import type { RunRequest } from "./request/read_input.ts";
import { REPLY_HEADERS } from "./reply/reply_headers.ts";
import type { RunSpan, SpanStart } from "./observe/run_span.ts";
import { runError } from "./reply/run_error.ts";
import { serverTiming } from "./reply/server_timing.ts";
import { type Run, startRun } from "./reply/start_run.ts";

/** What a {@linkcode Runner} needs to know. */
export interface RunnerOptions {
  /** By the name they are served under. */
  runnables: ReadonlyMap<string, RunnableSource>;
  /** What ends an answer, unless the caller says otherwise. */
  endMarkers: readonly string[];
  limits: Limits;
  timer: Timer;
  /** Makes the id of a run: a UUID. */
  newId: () => string;
  /** Told how each run went. */
  onRun: (run: FinishedRun) => void;
  /** Once it is aborted, no more runs begin. */
  stopping: AbortSignal;
  /** Once it is aborted, the runs under way fail. */
  signal: AbortSignal;
  /** Begins the span of a run, if there is somebody to tell. */
  startSpan: ((start: Pick<SpanStart, "runId" | "name">) => Promise<RunSpan>) | null;
}

/** What a caller wants to be run. */
export interface Wish {
  /** The name of the runnable. */
  name: string;
  asked: RunRequest;
  /** Called for each model call beyond the first. */
  onModelCall?: (() => void) | undefined;
  /** When the answer has to be complete, in the timer's milliseconds. */
  endsAt?: number;
  /** The most characters of the answer, if that is less than the server's limit. */
  maxOutputLength?: number;
  /** The most chunks of the answer, if that is less than the server's limit. */
  maxSplits?: number;
}

/** How a run went, and for whom. */
export interface FinishedRun extends RunSummary, Wish {
  runId: string;
  /** The name of what the answer was written in. */
  dialect: string;
  /** Whether the head of the reply was gone before the run failed, if it did. */
  isBegun: boolean;
}

/** Runs runnables for the routes, as long as their callers are there. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #running = new Set<AbortController>();

  /** @param options the runnables, and what they have in common */
  constructor(options: RunnerOptions) {
    this.#options = options;
    const { signal } = options;
    signal.addEventListener("abort", () => {
      for (const abort of this.#running) abort.abort(new TimeLimitError("stop"));
    }, { once: true });
  }

  /** The names that there are. */
  get names(): string[] {
    return [...this.#options.runnables.keys()];
  }

  /** What ends an answer, unless the caller says otherwise. */
  get endMarkers(): readonly string[] {
    return this.#options.endMarkers;
  }

  /** @throws {HttpError} 404 if there is no such runnable */
  find(name: string): RunnableSource {
    const source = this.#options.runnables.get(name);
    if (source !== undefined) return source;
    const names = this.names.join(", ");
    throw new HttpError(404, `There is no runnable of that name: there is ${names}.`);
  }

  /**
   * Answers with a run as it goes. Its first text is waited for, but not for
   * long: a reply whose head does not come looks dead.
   *
   * @throws {HttpError} if it fails before that
   */
  async stream(
    request: Request,
    { dialect, ...wish }: Wish & { dialect: Dialect },
  ): Promise<Response> {
    const { timer, limits } = this.#options;
    const { contentType, headers = {} } = dialect;
    const begin = timer.now();
    const abort = new AbortController();
    using _ = followCaller(request, abort);
    const job = { dialect: dialect.name, isBegun: false };
    const starting = this.#start(wish, { abort, job });
    const isSlow = await isSlower(starting, { ms: limits.graceMs, timer });
    job.isBegun = true;

    const body = eventBody(starting, {
      dialect,
      abort,
      isSlow,
      heartbeatMs: limits.heartbeatMs,
      timer,
    });
    return new Response(body, {
      headers: {
        ...REPLY_HEADERS,
        "content-type": contentType,
        vary: "accept",
        "server-timing": serverTiming({ [isSlow ? "wait" : "first"]: timer.now() - begin }),
        ...headers,
      },
    });
  }

  /**
   * Runs to the end.
   *
   * @throws {HttpError} if it fails before that
   */
  async complete(request: Request, wish: Wish): Promise<{ run: RunStart; record: EndRecord }> {
    const abort = new AbortController();
    using _ = followCaller(request, abort);
    const job = { dialect: "json", isBegun: false };
    const { run, rest } = await this.#start(wish, { abort, job });
    for (let event = await rest.next(); event !== null; event = await rest.next()) {
      if (event.type === "end") return { run, record: event.record };
      if (event.type === "error") throw runError(event.failure);
    }
    throw new HttpError(499, "The caller went away.");
  }

  async #start(
    { name, asked, onModelCall, endsAt = Infinity, ...shares }: Wish,
    { abort, job }: { abort: AbortController; job: Pick<FinishedRun, "dialect" | "isBegun"> },
  ): Promise<Run> {
    const { newId, endMarkers, limits, timer, onRun, stopping, signal, startSpan } = this.#options;
    const source = this.find(name);
    assertFits(asked, limits);
    const runId = newId();
    const span = await startSpan?.({ runId, name });
    if (stopping.aborted || signal.aborted) {
      throw new HttpError(503, "This server is stopping.", {
        headers: { "retry-after": "1", connection: "close" },
      });
    }
    if (this.#running.size >= limits.streams) {
      throw new HttpError(503, "This server has as many streams as it can carry.", {
        headers: { "retry-after": "1" },
      });
    }

    this.#running.add(abort);
    const end = () => abort.abort(new TimeLimitError("duration"));
    const leftMs = Math.min(limits.durationMs, endsAt - timer.now());
    if (leftMs <= 0) end(); // so that the runnable does not begin
    const callOff = timer.after(Math.max(0, leftMs), end);
    let modelCalls = 0;
    const onEnd = (summary: RunSummary) => {
      this.#running.delete(abort);
      callOff();
      span?.end(summary);
      onRun({ name, asked, runId, ...job, ...summary });
    };
    const start = () =>
      startRun(source, {
        name,
        runId,
        endMarkers,
        maxOutputLength: limits.outputChars,
        maxSplits: limits.chunks,
        ...shares,
        recursionLimit: limits.steps ?? undefined,
        onModelCall: () => ++modelCalls > 1 && onModelCall?.(),
        signal: abort.signal,
        waits: limits,
        timer,
        onEnd,
        ...asked,
      });
    return await (span === undefined ? start() : span.within(start));
  }
}

/** @throws {HttpError} 413 if a conversation is too long */
function assertFits(
  { input: { user_message, history } }: RunRequest,
  { inputChars, messages }: Limits,
): void {
  if (history.length + 1 > messages) {
    throw new HttpError(
      413,
      `The conversation is too long: it may have ${messages} messages at most.`,
    );
  }
  const chars = history.reduce((sum, { text }) => sum + text.length, user_message.length);
  if (chars > inputChars) {
    throw new HttpError(
      413,
      `The conversation is too long: it may have ${inputChars} characters at most.`,
    );
  }
}

/** Whether something takes longer than this. @throws what it throws, if it does not */
async function isSlower(
  something: Promise<unknown>,
  { ms, timer }: { ms: number; timer: Timer },
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const callOff = timer.after(ms, () => resolve(true));
  try {
    return await Promise.race([something.then(() => false), promise]);
  } finally {
    callOff();
  }
}
