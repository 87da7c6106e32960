import { json } from "../reply/json.ts";
import { type DescribedApp, describeRoutes } from "./openapi.ts";
import type { FetchHandler } from "../handler.ts";
import type { Route } from "../router.ts";

/** The reply of `GET /healthz`. */
export interface About {
  /**
   * The provider: `openai` for any server with its protocol, `demo`, LangChain's name of it for a
   * chat model of one's own, or `custom` for runnables of one's own.
   */
  provider: string;
  /** The model's name, if known. */
  model: string | null;
  /** The names of the runnables. */
  runnables: readonly string[];
  /** Present if a run needs an API key. */
  wants_key?: true;
  /** What the runnables do, for those that say so. */
  descriptions?: Readonly<Record<string, string>>;
  /** The title and the examples of the page. */
  page?: Readonly<Record<string, unknown>>;
  /** The end markers of an answer. */
  end_markers?: readonly string[];
  /**
   * How a run survives its reader: it waits for the reader to come back, or goes on if it is asked
   * to. Missing if it does not.
   */
  keeps_runs?: "resume" | "continue";
  /** The names of the graphs, whose conversations are kept best in threads. */
  graphs?: readonly string[];
  /** The models that a caller may choose. */
  models?: readonly string[];
  /** A note for people. */
  note?: string;
}

/** `GET /healthz`, the state of the server, and `GET /openapi.json`, the description of its routes. */
export function infoRoutes(about: About, app: DescribedApp): Route[] {
  const health: FetchHandler = () => json({ status: "ok", ...about });
  return [
    { path: "/healthz", methods: { GET: health } },
    { path: "/openapi.json", methods: { GET: () => json(describeRoutes(app)) } },
  ];
}
