import type { StreamableRunnable } from "../runnables/runnable.ts";
import type { Failure } from "../wire/stream_event.ts";
import { chooseDialect } from "./choose_dialect.ts";
import { eventBody } from "./event_body.ts";
import { followCaller } from "./follow_caller.ts";
import { HttpError } from "./http_error.ts";
import { json } from "./json.ts";
import { mapConcurrent } from "./map_concurrent.ts";
import { readBatch, readInput, readQuery, type RunRequest } from "./read_input.ts";
import { readJson } from "./read_json.ts";
import { REPLY_HEADERS } from "./reply_headers.ts";
import type { Route, RouteHandler } from "./router.ts";
import { INPUT_SCHEMA, OUTPUT_SCHEMA } from "./schemas.ts";
import { type Run, startRun } from "./start_run.ts";

/** Gives a runnable; what it costs to make it is spent when it is first asked for. */
export type RunnableSource = () => StreamableRunnable | Promise<StreamableRunnable>;

/** What the routes that run a runnable need to know. */
export interface RunRoutesOptions {
  /** By the name they are served under. */
  runnables: ReadonlyMap<string, RunnableSource>;
  /** What ends an answer, unless the caller says otherwise. */
  endMarkers: readonly string[];
  /** The most that a request's body may have. */
  maxBodyBytes: number;
  /** A clock that only goes forward, in milliseconds. */
  now: () => number;
  /** Makes the id of a run: a UUID. */
  newId: () => string;
  /** Told of each error of a runnable. */
  onError: (error: unknown) => void;
}

/** The routes of each runnable, after LangServe's. */
export function runRoutes(options: RunRoutesOptions): Route[] {
  const { runnables, endMarkers, maxBodyBytes, now, newId, onError } = options;

  const find = (name: string): RunnableSource => {
    const source = runnables.get(name);
    if (source !== undefined) return source;
    const names = [...runnables.keys()].join(", ");
    throw new HttpError(404, `There is no runnable of that name: there is ${names}.`);
  };

  const start = async (name: string, asked: RunRequest, signal: AbortSignal): Promise<Run> => {
    const run = { name, runId: newId(), endMarkers, signal, now, onError, ...asked };
    return await startRun(await find(name)(), run);
  };

  const complete = async (request: Request, name: string, asked: RunRequest) => {
    const abort = new AbortController();
    using _ = followCaller(request, abort);
    const { rest } = await start(name, asked, abort.signal);
    for await (const event of rest) {
      if (event.type === "end") return event.record;
      if (event.type === "error") {
        throw new HttpError(event.failure.status_code, event.failure.message);
      }
    }
    throw new HttpError(499, "The caller went away.");
  };

  const stream: RouteHandler = async (request, { runnable: name = "" }) => {
    find(name);
    const dialect = chooseDialect(request);
    const asked = request.method === "GET"
      ? readQuery(new URL(request.url).searchParams)
      : readInput(await readJson(request, maxBodyBytes));

    const abort = new AbortController();
    using _ = followCaller(request, abort);
    const body = eventBody(await start(name, asked, abort.signal), { dialect, abort });
    const headers = { ...REPLY_HEADERS, "content-type": dialect.contentType, vary: "accept" };
    return new Response(body, { headers });
  };

  const invoke: RouteHandler = async (request, { runnable: name = "" }) => {
    find(name);
    const asked = readInput(await readJson(request, maxBodyBytes));
    const record = await complete(request, name, asked);
    return json({ output: record.output, metadata: record });
  };

  const batch: RouteHandler = async (request, { runnable: name = "" }) => {
    find(name);
    const { requests, maxConcurrency } = readBatch(await readJson(request, maxBodyBytes));
    const responses = await mapConcurrent(requests, {
      limit: maxConcurrency,
      map: (asked) => complete(request, name, asked).catch(asFailure),
    });
    const output = responses.map((reply) => "error" in reply ? null : reply.output);
    return json({ output, metadata: { responses } });
  };

  const schema = (value: unknown): RouteHandler => (_, { runnable: name = "" }) => {
    find(name);
    return json(value);
  };

  return [
    { path: "/:runnable/stream", methods: { GET: stream, POST: stream } },
    { path: "/:runnable/invoke", methods: { POST: invoke } },
    { path: "/:runnable/batch", methods: { POST: batch } },
    { path: "/:runnable/input_schema", methods: { GET: schema(INPUT_SCHEMA) } },
    { path: "/:runnable/output_schema", methods: { GET: schema(OUTPUT_SCHEMA) } },
  ];
}

/** What stands in a batch's reply where an input failed, so that the others are not lost. */
function asFailure(error: unknown): { error: Failure } {
  if (!(error instanceof HttpError)) throw error;
  return { error: { status_code: error.status, message: error.message } };
}
