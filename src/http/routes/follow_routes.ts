import { HttpError } from "../http_error.ts";
import type { FetchHandler, Middleware } from "../handler.ts";
import { followRun } from "../journal/follow_run.ts";
import type { RunJournal } from "../journal/run_journal.ts";
import { REPLY_HEADERS } from "../reply/reply_headers.ts";
import { readEventId } from "../request/read_event_id.ts";
import type { Route } from "../router.ts";
import type { Runner } from "../runner.ts";
import type { RunRoutesOptions } from "./run_routes.ts";

/** Options for {@linkcode followRoutes}. */
export interface FollowRoutesOptions
  extends Pick<RunRoutesOptions, "limits" | "identify" | "journal"> {
  /** Wraps the handlers of routes that change a run: checks the origin, too. */
  authorize: Middleware;
}

/** Returns the routes of a run that outlives its connection: follow it, and stop it. */
export function followRoutes(
  runner: Runner,
  { limits, identify, authorize, journal }: FollowRoutesOptions,
): Route[] {
  const follow: FetchHandler = async (request, { params, owner = null } = {}) => {
    const runId = params?.run ?? "";
    const last = request.headers.get("last-event-id");
    const lastEventId = last === null ? null : readEventId(last).number;
    const location = runner.locationOf(runId);
    return await followRun(kept(journal), { runId, owner, lastEventId, location, limits });
  };

  const cancel: FetchHandler = async (_, { params, owner = null } = {}) => {
    await kept(journal).stop(params?.run ?? "", owner);
    return new Response(null, { status: 202, headers: REPLY_HEADERS });
  };

  return [
    { path: "/runs/:run/stream", methods: { GET: identify(follow) } },
    { path: "/runs/:run/cancel", methods: { POST: authorize(cancel) } },
  ];
}

/** @throws {HttpError} 404 if no run is kept here */
function kept(journal: RunJournal | null): RunJournal {
  if (journal !== null) return journal;
  throw new HttpError(404, "This server keeps no runs: leaving stops them.");
}
