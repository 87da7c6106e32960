import type { Handler } from "../../handler.ts";
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
    ...graphRunRoutes(runner, states, options),
    ...threadRoutes(states, options),
    ...threadStateRoutes(states, options),
    ...assistantRoutes(runner, options),
  ], options.onError);
}
