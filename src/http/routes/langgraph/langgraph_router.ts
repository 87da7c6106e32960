import type { FetchHandler, Handler } from "../../handler.ts";
import { unknownRoute } from "../../reply/unknown_route.ts";
import { createRouter } from "../../router.ts";
import type { Runner } from "../../runner.ts";
import { assistantRoutes } from "./assistant_routes.ts";
import { graphRunRoutes } from "./graph_run_routes.ts";
import type { LangGraphRoutesOptions } from "./langgraph_routes.ts";
import { ThreadStates } from "./thread_states.ts";
import { threadRoutes } from "./thread_routes.ts";
import { threadStateRoutes } from "./thread_state_routes.ts";

/** Returns one handler for all routes of LangGraph's server. */
export function langGraphRouter(runner: Runner, options: LangGraphRoutesOptions): Handler {
  const states = new ThreadStates(runner, options);
  return createRouter([
    // Otherwise, they would be a thread, a run or a runnable of that name.
    { path: "/runs/batch", methods: { POST: missing } },
    { path: "/threads/prune", methods: { POST: missing } },
    { path: "/threads/:thread/runs/crons", methods: { POST: missing } },
    ...graphRunRoutes(runner, states, options),
    ...threadRoutes(states, options),
    ...threadStateRoutes(states, options),
    ...assistantRoutes(runner, states, options),
  ], options.onError);
}

const missing: FetchHandler = ({ url }) => {
  throw unknownRoute(new URL(url).pathname);
};
