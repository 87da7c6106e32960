import type { Failure } from "../wire/stream_event.ts";
import type { Timer } from "../runnables/timer.ts";
import type { Admission } from "./admission.ts";
import { dialects } from "../wire/dialects.ts";
import { chooseDialect } from "./choose_dialect.ts";
import { HttpError } from "./http_error.ts";
import { json } from "./json.ts";
import type { Limits } from "./limits.ts";
import { mapConcurrent } from "./map_concurrent.ts";
import { readBatch, readInput, readQuery } from "./read_input.ts";
import { readJson } from "./read_json.ts";
import type { Route, RouteHandler } from "./router.ts";
import type { Runner } from "./runner.ts";
import { INPUT_SCHEMA, OUTPUT_SCHEMA } from "./schemas.ts";
import { serverTiming } from "./server_timing.ts";

const EXAMPLE = '{"user_message":"…"}';

/** What the routes of runnables need to know. */
export interface RunRoutesOptions {
  limits: Limits;
  admission: Admission;
  timer: Timer;
}

/** The routes of each runnable, after LangServe's. */
export function runRoutes(runner: Runner, { limits, admission, timer }: RunRoutesOptions): Route[] {
  const read = (request: Request) => readJson(request, { limits, timer, example: EXAMPLE });

  const stream: RouteHandler = async (request, { params: { runnable: name = "" } }) => {
    runner.find(name);
    // An EventSource that lost its connection: what it heard cannot be heard
    // again, and only a 204 keeps it from asking, and the model from answering.
    if (request.headers.has("last-event-id")) return new Response(null, { status: 204 });
    const dialect = chooseDialect(request, dialects);
    const asked = request.method === "GET"
      ? readQuery(new URL(request.url).searchParams)
      : readInput(await read(request));
    return await runner.stream(request, { name, asked, dialect });
  };

  const invoke: RouteHandler = async (request, { params: { runnable: name = "" } }) => {
    runner.find(name);
    const asked = readInput(await read(request));
    const { record } = await runner.complete(request, { name, asked });
    const { first_token_ms: first, duration_ms: total } = record.timing;
    const headers = { "server-timing": serverTiming({ first, total }) };
    return json({ output: record.output, metadata: record }, headers);
  };

  const batch: RouteHandler = async (request, { params: { runnable: name = "" }, charge }) => {
    runner.find(name);
    const { requests, maxConcurrency } = readBatch(await read(request), limits.batch);
    charge(Math.max(0, requests.length - 1));
    const responses = await mapConcurrent(requests, {
      limit: maxConcurrency,
      map: (asked) =>
        runner.complete(request, { name, asked }).then(({ record }) => record, asFailure),
    });
    const [failed] = responses.flatMap((reply) => "error" in reply ? [reply.error] : []);
    if (failed !== undefined && responses.every((reply) => "error" in reply)) {
      throw new HttpError(failed.status_code, failed.message); // there is nothing to lose
    }
    const output = responses.map((reply) => "error" in reply ? null : reply.output);
    return json({ output, metadata: { responses } });
  };

  const schema = (value: unknown): RouteHandler => (_, { params: { runnable: name = "" } }) => {
    runner.find(name);
    return json(value);
  };

  const guarded = admission.guard(stream);
  return [
    { path: "/:runnable/stream", methods: { GET: guarded, POST: guarded } },
    { path: "/:runnable/invoke", methods: { POST: admission.guard(invoke) } },
    { path: "/:runnable/batch", methods: { POST: admission.guard(batch) } },
    { path: "/:runnable/input_schema", methods: { GET: schema(INPUT_SCHEMA) } },
    { path: "/:runnable/output_schema", methods: { GET: schema(OUTPUT_SCHEMA) } },
  ];
}

/** What stands in a batch's reply where an input failed, so that the others are not lost. */
function asFailure(error: unknown): { error: Failure } {
  if (!(error instanceof HttpError)) throw error;
  return { error: { status_code: error.status, message: error.message } };
}
