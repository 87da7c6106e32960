import { json } from "../reply/json.ts";
import { type DescribedApp, describeRoutes } from "./openapi.ts";
import type { FetchHandler } from "../handler.ts";
import type { Route } from "../router.ts";

/** What the service tells about itself. */
export interface About {
  /** Who answers: `openai` for anything that speaks its protocol, `demo`, or `custom`. */
  provider: "openai" | "demo" | "custom";
  /** The model's name, where it is known. */
  model: string | null;
  /** The names that runnables are served under. */
  runnables: readonly string[];
  /** There, if callers of the model have to bring a key. */
  wants_key?: true;
  /** What a person should know. */
  note?: string;
}

/** `GET /healthz`, the state of the server, and `GET /openapi.json`, the description of its routes. */
export function infoRoutes(about: About, app: DescribedApp): Route[] {
  const health: FetchHandler = () => json({ status: "ok", ...about });
  return [
    { path: "/healthz", methods: { GET: health, HEAD: health } },
    { path: "/openapi.json", methods: { GET: () => json(describeRoutes(app)) } },
  ];
}
