import type { Limits } from "../limits.ts";
import { langGraphPaths } from "./langgraph/langgraph_paths.ts";
import type { Served } from "../served.ts";
import { clientPaths } from "./openapi/client_paths.ts";
import { get, json, object, ref, security, text } from "./openapi/operation.ts";
import { runPaths } from "./openapi/run_paths.ts";
import { runnablePaths } from "./openapi/runnable_paths.ts";
import { inputSchemaOf, OUTPUT_SCHEMA } from "./schemas.ts";
import { RECORD_SCHEMA } from "./schemas/record_schema.ts";

/** The parts of an app that its description depends on. */
export interface DescribedApp {
  /** The runnables by name. */
  runnables: ReadonlyMap<string, Served>;
  limits: Limits;
  /** The path below which everything is served. */
  basePath: string;
  /** Whether a run needs an API key. */
  needsKey: boolean;
}

/** Returns the description of all routes in OpenAPI 3.1. */
export function describeRoutes(app: DescribedApp): unknown {
  const { runnables, limits, basePath, needsKey } = app;
  const names = [...runnables.keys()];
  return {
    openapi: "3.1.0",
    info: {
      title: "Splitstream",
      version: "0.1.0",
      summary: "LangChain.js over HTTP, token by token",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: basePath }],
    paths: {
      ...infoPaths(),
      ...Object.assign({}, ...names.map((name) => runnablePaths(name, app))),
      ...clientPaths(names, app),
      ...langGraphPaths(security(app)),
      ...runPaths(app),
    },
    components: {
      schemas: {
        ...Object.fromEntries(
          [...runnables].map(([name, served]) => [`Input.${name}`, inputSchemaOf(served, limits)]),
        ),
        Output: OUTPUT_SCHEMA,
        EndRecord: RECORD_SCHEMA,
        Answer: {
          ...object,
          properties: { output: ref("Output"), metadata: ref("EndRecord") },
          required: ["output", "metadata"],
        },
      },
      responses: {
        Problem: {
          description: "The request was refused, or the run failed (RFC 9457)",
          content: { "application/problem+json": { schema: object } },
        },
        OpenAIError: {
          description: "The request was refused, or the run failed, in OpenAI's shape",
          content: json(object),
        },
      },
      ...(needsKey
        ? {
          securitySchemes: {
            bearer: { type: "http", scheme: "bearer" },
            header: { type: "apiKey", in: "header", name: "x-api-key" },
          },
        }
        : {}),
    },
  };
}

function infoPaths(): Record<string, unknown> {
  return {
    "/": get("The page, for people", { "text/html": { schema: text } }),
    "/client.js": get("The fetch client, an ES module", { "text/javascript": { schema: text } }),
    "/healthz": get("Whether the server is well, and what it runs on", json(object)),
    "/openapi.json": get("This description", json(object)),
  };
}
