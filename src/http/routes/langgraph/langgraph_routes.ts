import type { FetchHandler, Middleware } from "../../handler.ts";
import type { Route } from "../../router.ts";
import type { Runner } from "../../runner.ts";
import type { Threads } from "../../threads/threads.ts";
import type { RunRoutesOptions } from "../run_routes.ts";

/** Options for {@linkcode langGraphRoutes}. */
export interface LangGraphRoutesOptions extends RunRoutesOptions {
  threads: Threads;
  /** Wraps the handlers of routes that change a thread, but run no model. */
  guard: Middleware;
  /** Wraps the handlers of routes that only read. */
  guardReads: Middleware;
  clock: () => Date;
  /** Returns the id of a new run or thread: a UUID. */
  generateId: () => string;
  /** Called with each promise that a graceful stop must wait for. */
  waitUntil: (promise: Promise<unknown>) => void;
  onError: (error: unknown) => void;
}

/**
 * Returns the routes of LangGraph's server, for its SDK, `useStream`, `RemoteGraph` and
 * agent-chat-ui. All behind them is loaded when they are first called.
 */
export function langGraphRoutes(runner: Runner, options: LangGraphRoutesOptions): Route[] {
  let router: Promise<FetchHandler> | undefined;
  const handle: FetchHandler = async (request, info) => {
    router ??= import("./langgraph_router.ts")
      .then(({ langGraphRouter }) => langGraphRouter(runner, options));
    return (await router)(request, info);
  };
  const methods = { GET: handle, POST: handle, PATCH: handle, DELETE: handle };
  return [
    { path: "/info", methods: { GET: handle } },
    { path: "/ok", methods: { GET: handle } },
    { path: "/runs/stream", methods: { POST: handle } }, // before the path of a runnable
    { path: "/runs/batch", methods: { POST: handle } },
    { path: "/:langgraph(threads|runs|assistants)/:rest*", methods },
  ];
}
