import type { DescribedApp } from "../openapi.ts";
import { ok, refusals, security, text } from "./operation.ts";

/** Returns the paths of the runs that are under way. */
export function runPaths(app: DescribedApp): Record<string, unknown> {
  const parameters = [{ name: "run_id", in: "path", required: true, schema: text }];
  const lastEventId = { name: "Last-Event-ID", in: "header", schema: text };
  const refused = (statuses: readonly string[]) => ({
    ...refusals(app, { shape: "Problem", statuses }),
  });
  return {
    "/runs/{run_id}/stream": {
      parameters,
      get: {
        summary: "What a reader has missed of a run, and what comes then",
        parameters: [lastEventId],
        responses: {
          ...ok("The rest of the answer", {
            "text/event-stream": { schema: text },
            "application/x-ndjson": { schema: text },
            "text/plain": { schema: text },
          }),
          "204": { description: "There is nothing left" },
          ...refused(["404", "410", "422"]),
        },
        ...security(app),
      },
    },
    "/runs/{run_id}/cancel": {
      parameters,
      post: {
        summary: "Stop a run",
        responses: {
          "202": { description: "The run stops" },
          ...refused(["403", "404"]),
        },
        ...security(app),
      },
    },
  };
}
