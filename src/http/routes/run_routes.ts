import type { Timer } from "../../run/timer.ts";
import { dialects } from "../../wire/dialects.ts";
import { batchReply } from "./batch/batch_reply.ts";
import type { BodyBudget } from "../request/body/body_budget.ts";
import { chooseDialect } from "../request/choose_dialect.ts";
import { json } from "../reply/json.ts";
import type { Limits } from "../limits.ts";
import { readBatch, readInput, readQuery } from "../request/read_input.ts";
import { readJson } from "../request/body/read_json.ts";
import { REPLY_HEADERS } from "../reply/reply_headers.ts";
import type { FetchHandler, Middleware } from "../handler.ts";
import { followRun } from "../journal/follow_run.ts";
import type { RunJournal } from "../journal/run_journal.ts";
import { HttpError } from "../http_error.ts";
import { readEventId } from "../request/read_event_id.ts";
import type { Route } from "../router.ts";
import { runBatch } from "./batch/run_batch.ts";
import type { Runner } from "../runner.ts";
import { inputSchemaOf, OUTPUT_SCHEMA } from "./schemas.ts";
import { serverTiming } from "../reply/server_timing.ts";

const EXAMPLE = '{"user_message":"…"}';

/** Options for {@linkcode runRoutes}. */
export interface RunRoutesOptions {
  limits: Limits;
  /** Wraps the handlers of routes that run a model. */
  protect: Middleware;
  /** Wraps the handlers of routes for a run that exists: asks for a key, and counts nothing. */
  identify: Middleware;
  /** The runs that outlive their connections, if any may. */
  journal: RunJournal | null;
  timer: Timer;
  /** The memory that all request bodies share. */
  bodies: BodyBudget;
}

/** Returns the routes of the runnables, with the paths of LangServe. */
export function runRoutes(
  runner: Runner,
  { limits, protect, journal, timer, bodies }: RunRoutesOptions,
): Route[] {
  const read = (request: Request) => readJson(request, { limits, timer, bodies, example: EXAMPLE });

  const stream: FetchHandler = async (request, info = {}) => {
    const { params, apiKey, onModelCall, owner = null } = info;
    const name = params?.runnable ?? "";
    runner.find(name);
    // An EventSource reconnects to the same address. If the events are not kept, only a 204 stops
    // it from running the model again.
    const last = request.headers.get("last-event-id");
    if (last !== null) {
      const { runId, number } = readEventId(last);
      const isKept = journal !== null && runId !== null &&
        await journal.find(runId, owner).then(() => true, unlessMissing);
      if (!isKept) return new Response(null, { status: 204, headers: REPLY_HEADERS });
      const location = runner.locationOf(runId);
      return await followRun(journal, { runId, owner, lastEventId: number, location, limits });
    }
    const dialect = chooseDialect(request, dialects);
    const asked = request.method === "GET"
      ? readQuery(new URL(request.url).searchParams)
      : readInput(await read(request));
    return await runner.stream(request, { ...asked, name, dialect, apiKey, onModelCall, owner });
  };

  // It must not run the model.
  const head: FetchHandler = (request, { params } = {}) => {
    runner.find(params?.runnable ?? "");
    const { contentType } = chooseDialect(request, dialects);
    return new Response(null, { headers: { ...REPLY_HEADERS, "content-type": contentType } });
  };

  const invoke: FetchHandler = async (request, { params, apiKey, onModelCall } = {}) => {
    const name = params?.runnable ?? "";
    runner.find(name);
    const asked = readInput(await read(request));
    const { record } = await runner.complete(request, { ...asked, name, apiKey, onModelCall });
    const { first_token_ms: first, duration_ms: total } = record.timing;
    const headers = { "server-timing": serverTiming({ first, total }) };
    return json({ output: record.output, metadata: record }, headers);
  };

  const batch: FetchHandler = async (request, { params, apiKey, charge, onModelCall } = {}) => {
    const name = params?.runnable ?? "";
    runner.find(name);
    const { requests, maxConcurrency } = readBatch(await read(request), limits.batch);
    const inputs = await Promise.all(
      requests.map((asked) => runner.prepare({ ...asked, name, apiKey, onModelCall })),
    );
    await charge?.(Math.max(0, requests.length - 1));
    return batchReply(await runBatch(runner, request, { inputs, maxConcurrency, limits, timer }));
  };

  const inputSchema: FetchHandler = (_, { params } = {}) => {
    const schema = inputSchemaOf(runner.find(params?.runnable ?? ""), limits);
    return json({ $schema: "https://json-schema.org/draft/2020-12/schema", ...schema });
  };

  const outputSchema: FetchHandler = (_, { params } = {}) => {
    runner.find(params?.runnable ?? "");
    return json(OUTPUT_SCHEMA);
  };

  const guarded = protect(stream);
  return [
    { path: "/:runnable/stream", methods: { GET: guarded, HEAD: head, POST: guarded } },
    { path: "/:runnable/invoke", methods: { POST: protect(invoke) } },
    { path: "/:runnable/batch", methods: { POST: protect(batch) } },
    { path: "/:runnable/input_schema", methods: { GET: inputSchema } },
    { path: "/:runnable/output_schema", methods: { GET: outputSchema } },
  ];
}

function unlessMissing(error: unknown): false {
  if (error instanceof HttpError && error.status === 404) return false;
  throw error;
}
