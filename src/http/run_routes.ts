import type { StreamableRunnable } from "../runnables/runnable.ts";
import { chooseDialect } from "./choose_dialect.ts";
import { eventBody } from "./event_body.ts";
import { followCaller } from "./follow_caller.ts";
import { HttpError } from "./http_error.ts";
import { json } from "./json.ts";
import { readInput, readQuery } from "./read_input.ts";
import { readJson } from "./read_json.ts";
import { REPLY_HEADERS } from "./reply_headers.ts";
import type { Route, RouteHandler } from "./router.ts";
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

/** `/{runnable}/stream` and `/{runnable}/invoke`, after LangServe's. */
export function runRoutes(options: RunRoutesOptions): Route[] {
  const { runnables, endMarkers, maxBodyBytes, now, newId, onError } = options;

  const start = async (request: Request, name: string, abort: AbortController): Promise<Run> => {
    const source = runnables.get(name);
    if (source === undefined) {
      const names = [...runnables.keys()].join(", ");
      throw new HttpError(404, `There is no runnable of that name: there is ${names}.`);
    }
    const asked = request.method === "GET"
      ? readQuery(new URL(request.url).searchParams)
      : readInput(await readJson(request, maxBodyBytes));
    const run = { name, runId: newId(), endMarkers, abort, now, onError, ...asked };
    return await startRun(await source(), run);
  };

  const stream: RouteHandler = async (request, { runnable = "" }) => {
    const dialect = chooseDialect(request);
    const abort = new AbortController();
    using _ = followCaller(request, abort);
    const body = eventBody(await start(request, runnable, abort), { dialect, abort });
    const headers = { ...REPLY_HEADERS, "content-type": dialect.contentType, vary: "accept" };
    return new Response(body, { headers });
  };

  const invoke: RouteHandler = async (request, { runnable = "" }) => {
    const abort = new AbortController();
    using _ = followCaller(request, abort);
    const { rest } = await start(request, runnable, abort);
    for await (const event of rest) {
      if (event.type === "end") {
        return json({ output: event.record.output, metadata: event.record });
      }
      if (event.type === "error") {
        throw new HttpError(event.failure.status_code, event.failure.message);
      }
    }
    throw new HttpError(499, "The caller went away.");
  };

  return [
    { path: "/:runnable/stream", methods: { GET: stream, POST: stream } },
    { path: "/:runnable/invoke", methods: { POST: invoke } },
  ];
}
