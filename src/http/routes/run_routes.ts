import type { Timer } from "../../run/timer.ts";
import type { Admission } from "../access/admission.ts";
import { dialects } from "../../wire/dialects.ts";
import { batchReply } from "./batch_reply.ts";
import type { BodyBudget } from "../request/body_budget.ts";
import { chooseDialect } from "../request/choose_dialect.ts";
import { json } from "../reply/json.ts";
import type { Limits } from "../limits.ts";
import { readBatch, readInput, readQuery } from "../request/read_input.ts";
import { readJson } from "../request/read_json.ts";
import { REPLY_HEADERS } from "../reply/reply_headers.ts";
import type { Route, RouteHandler } from "../router.ts";
import { runError } from "../reply/run_error.ts";
import { runBatch } from "./run_batch.ts";
import type { Runner } from "../runner.ts";
import { INPUT_SCHEMA, OUTPUT_SCHEMA } from "./schemas.ts";
import { serverTiming } from "../reply/server_timing.ts";

const EXAMPLE = '{"user_message":"…"}';

/** What the routes of runnables need to know. */
export interface RunRoutesOptions {
  limits: Limits;
  admission: Admission;
  timer: Timer;
  /** What all bodies under way share. */
  bodies: BodyBudget;
}

/** The routes of each runnable, after LangServe's. */
export function runRoutes(
  runner: Runner,
  { limits, admission, timer, bodies }: RunRoutesOptions,
): Route[] {
  const read = (request: Request) => readJson(request, { limits, timer, bodies, example: EXAMPLE });

  const stream: RouteHandler = async (
    request,
    { params: { runnable: name = "" }, onModelCall },
  ) => {
    runner.find(name);
    // An EventSource that lost its connection: what it heard cannot be heard
    // again, and only a 204 keeps it from asking, and the model from answering.
    if (request.headers.has("last-event-id")) {
      return new Response(null, { status: 204, headers: REPLY_HEADERS });
    }
    const dialect = chooseDialect(request, dialects);
    const asked = request.method === "GET"
      ? readQuery(new URL(request.url).searchParams)
      : readInput(await read(request));
    return await runner.stream(request, { name, asked, dialect, onModelCall });
  };

  const invoke: RouteHandler = async (
    request,
    { params: { runnable: name = "" }, onModelCall },
  ) => {
    runner.find(name);
    const asked = readInput(await read(request));
    const { record } = await runner.complete(request, { name, asked, onModelCall });
    const { first_token_ms: first, duration_ms: total } = record.timing;
    const headers = { "server-timing": serverTiming({ first, total }) };
    return json({ output: record.output, metadata: record }, headers);
  };

  const batch: RouteHandler = async (
    request,
    { params: { runnable: name = "" }, charge, onModelCall },
  ) => {
    runner.find(name);
    const { requests, maxConcurrency } = readBatch(await read(request), limits.batch);
    charge(Math.max(0, requests.length - 1));
    const asked = { name, requests, maxConcurrency, onModelCall };
    const results = await runBatch(runner, request, { ...asked, limits, timer });
    const [failed] = results.flatMap((result) => "error" in result ? [result.error] : []);
    if (failed !== undefined && results.every((result) => "error" in result)) {
      throw runError(failed); // there is nothing to lose
    }
    return batchReply(results);
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
