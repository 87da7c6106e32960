import type { FetchHandler } from "../../handler.ts";
import { HttpError } from "../../http_error.ts";
import { followRun } from "../../journal/follow_run.ts";
import { REPLY_HEADERS } from "../../reply/reply_headers.ts";
import { readEventId } from "../../request/read_event_id.ts";
import type { Route } from "../../router.ts";
import type { Runner } from "../../runner.ts";
import { invalid } from "../../request/validate.ts";
import type { Stop, Thread } from "../../threads/thread.ts";
import type { ThreadRun } from "../../threads/thread_run.ts";
import { graphJson } from "./graph_json.ts";
import { GraphRuns, rejoin } from "./graph_runs.ts";
import type { LangGraphRoutesOptions } from "./langgraph_routes.ts";
import { readPage } from "./read_body.ts";
import type { ThreadStates } from "./thread_states.ts";

/** Returns the routes of runs: in threads, and without. */
export function graphRunRoutes(
  runner: Runner,
  states: ThreadStates,
  options: LangGraphRoutesOptions,
): Route[] {
  const { protect, guard, guardReads, journal, limits } = options;
  const runs = new GraphRuns(runner, states, options);

  const list: FetchHandler = async (request, info) => {
    const thread = await states.find(info);
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const { limit, offset } = readPage(query, "?");
    const { status } = query;
    const all = [...thread.runs.values()].reverse()
      .filter((run) => status === undefined || run.status === status);
    return graphJson(all.slice(offset, offset + limit));
  };

  const get: FetchHandler = async (_, info) => graphJson((await find(states, info)).run);

  const remove: FetchHandler = async (_, info) => {
    const { thread, run } = await find(states, info);
    run.stop("interrupt");
    thread.runs.delete(run.id);
    return new Response(null, { status: 204, headers: REPLY_HEADERS });
  };

  const cancel: FetchHandler = async (request, info) => {
    const query = new URL(request.url).searchParams;
    const waits = /^(true|1|yes)$/i.test(query.get("wait") ?? "");
    const how = readStop(query.get("action"));
    const thread = await states.find(info);
    const id = info?.params?.run ?? "";
    if (!thread.runs.has(id) && await states.threads.holder(thread) === id) {
      await states.threads.stop(thread, { how, waits }); // it is at another server
    } else {
      const { run } = await find(states, info);
      run.stop(how);
      if (waits) await run.done;
    }
    return new Response(null, { status: waits ? 204 : 202, headers: REPLY_HEADERS });
  };

  const join: FetchHandler = async (_, info) => {
    const { run } = await find(states, info);
    await run.done;
    return graphJson(run.result);
  };

  const joinStream: FetchHandler = async (request, info) => {
    const { thread, run } = await find(states, info);
    const { headers, signal, url } = request;
    const last = readEventId(headers.get("last-event-id") ?? "-1").number;
    if (new URL(url).searchParams.get("cancel_on_disconnect") === "1") {
      signal.addEventListener("abort", () => run.stop("interrupt"), { once: true });
    }
    const location = `/threads/${thread.id}/runs/${run.id}`;
    if (await run.isKept && journal !== null) {
      const owner = info?.owner ?? null;
      const runId = run.id;
      const lastEventId = last < 0 ? null : last;
      return withRejoin(
        await followRun(journal, { runId, owner, lastEventId, location, limits }),
        location,
      );
    }
    if (!run.hasEvents) throw new HttpError(410, "The events of the run are not kept.");
    const events = run.events(last + 1);
    const body = ReadableStream.from(events).pipeThrough(new TextEncoderStream());
    return withRejoin(new Response(body, { headers: REPLY_HEADERS }), location);
  };

  return [
    { path: "/runs/stream", methods: { POST: protect(runs.stream) } },
    { path: "/runs/wait", methods: { POST: protect(runs.wait) } },
    { path: "/runs", methods: { POST: protect(runs.start) } },
    { path: "/threads/:thread/runs/stream", methods: { POST: protect(runs.stream) } },
    { path: "/threads/:thread/runs/wait", methods: { POST: protect(runs.wait) } },
    {
      path: "/threads/:thread/runs",
      methods: { GET: guardReads(list), POST: protect(runs.start) },
    },
    {
      path: "/threads/:thread/runs/:run",
      methods: { GET: guardReads(get), DELETE: guard(remove) },
    },
    { path: "/threads/:thread/runs/:run/cancel", methods: { POST: guard(cancel) } },
    { path: "/threads/:thread/runs/:run/join", methods: { GET: guardReads(join) } },
    { path: "/threads/:thread/runs/:run/stream", methods: { GET: guardReads(joinStream) } },
  ];
}

/** Returns the reply of a join. LangGraph's SDK takes one without a body for a failure. */
function withRejoin({ body, headers }: Response, location: string): Response {
  return new Response(body ?? "", {
    headers: {
      ...Object.fromEntries(headers),
      "content-type": "text/event-stream; charset=utf-8",
      "content-location": location,
      ...rejoin(location),
    },
  });
}

/** @throws {HttpError} 422 if it is neither */
function readStop(action: string | null): Stop {
  if (action === null || action === "interrupt") return "interrupt";
  if (action === "rollback") return action;
  throw invalid("?action", "must be interrupt or rollback");
}

async function find(
  states: ThreadStates,
  info: Parameters<FetchHandler>[1],
): Promise<{ thread: Thread; run: ThreadRun }> {
  const thread = await states.find(info);
  const id = info?.params?.run ?? "";
  const run = thread.runs.get(id);
  if (run === undefined) throw new HttpError(404, `Unknown run ${JSON.stringify(id)}.`);
  return { thread, run };
}
