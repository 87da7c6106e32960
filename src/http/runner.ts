import type { StreamableRunnable } from "../runnables/runnable.ts";
import type { Dialect } from "../wire/dialect.ts";
import type { EndRecord, RunStart } from "../wire/stream_event.ts";
import { eventBody } from "./event_body.ts";
import { followCaller } from "./follow_caller.ts";
import { HttpError } from "./http_error.ts";
import type { RunRequest } from "./read_input.ts";
import { REPLY_HEADERS } from "./reply_headers.ts";
import { type Run, startRun } from "./start_run.ts";

/** Gives a runnable; what it costs to make it is spent when it is first asked for. */
export type RunnableSource = () => StreamableRunnable | Promise<StreamableRunnable>;

/** What a {@linkcode Runner} needs to know. */
export interface RunnerOptions {
  /** By the name they are served under. */
  runnables: ReadonlyMap<string, RunnableSource>;
  /** What ends an answer, unless the caller says otherwise. */
  endMarkers: readonly string[];
  /** A clock that only goes forward, in milliseconds. */
  now: () => number;
  /** Makes the id of a run: a UUID. */
  newId: () => string;
  /** Told of each error of a runnable. */
  onError: (error: unknown) => void;
}

/** What a caller wants to be run. */
export interface Wish {
  /** The name of the runnable. */
  name: string;
  asked: RunRequest;
}

/** Runs runnables for the routes, as long as their callers are there. */
export class Runner {
  readonly #options: RunnerOptions;

  /** @param options the runnables, and what they have in common */
  constructor(options: RunnerOptions) {
    this.#options = options;
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
   * Answers with a run as it goes.
   *
   * @throws {HttpError} if it fails before its first text
   */
  async stream(
    request: Request,
    { dialect, ...wish }: Wish & { dialect: Dialect },
  ): Promise<Response> {
    const abort = new AbortController();
    using _ = followCaller(request, abort);
    const body = eventBody(await this.#start(wish, abort.signal), { dialect, abort });
    const { contentType, headers = {} } = dialect;
    return new Response(body, {
      headers: { ...REPLY_HEADERS, "content-type": contentType, vary: "accept", ...headers },
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
    const { run, rest } = await this.#start(wish, abort.signal);
    for await (const event of rest) {
      if (event.type === "end") return { run, record: event.record };
      if (event.type === "error") {
        throw new HttpError(event.failure.status_code, event.failure.message);
      }
    }
    throw new HttpError(499, "The caller went away.");
  }

  async #start({ name, asked }: Wish, signal: AbortSignal): Promise<Run> {
    const { newId, endMarkers, now, onError } = this.#options;
    const run = { name, runId: newId(), endMarkers, signal, now, onError, ...asked };
    return await startRun(await this.find(name)(), run);
  }
}
