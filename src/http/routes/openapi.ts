import type { Limits } from "../limits.ts";
import { langGraphPaths } from "./langgraph/langgraph_paths.ts";
import type { Served } from "../served.ts";
import {
  batchSchema,
  bodySchema,
  inputSchemaOf,
  type JsonSchema,
  OUTPUT_SCHEMA,
  RECORD_SCHEMA,
} from "./schemas.ts";

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

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown) => ({ "application/json": { schema } });
const text = { type: "string" } as const;
const object = { type: "object" } as const;

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
      ...openAIPaths(names, app),
      ...aiSdkPaths(names, app),
      ...agUiPaths(names, app),
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

function runnablePaths(name: string, app: DescribedApp): Record<string, unknown> {
  const { description } = app.runnables.get(name)?.options ?? {};
  const input = ref(`Input.${name}`);
  const about = description === undefined ? {} : { description };
  const stream = ok("The events as they come", {
    "text/event-stream": { schema: text },
    "application/x-ndjson": { schema: text },
    "text/plain": { schema: text },
  });
  const body = bodySchema(input);
  return {
    [`/${name}/stream`]: {
      ...post("Run, and stream the answer", {
        app,
        body,
        ...about,
        responses: stream,
        extra: ["406"],
      }),
      get: {
        summary: "The same for EventSource, which must accept text/event-stream",
        parameters: [
          ...parametersOf(name, app),
          { name: "end_markers", in: "query", schema: { type: "array", items: text } },
        ],
        responses: {
          ...stream,
          "204": { description: "An EventSource that reconnects has nothing to wait for" },
          ...refusals(app, { shape: "Problem", statuses: ["403", "404", "406", "413", "422"] }),
        },
        ...security(app),
      },
    },
    [`/${name}/invoke`]: post("Run, and reply when the answer is complete", {
      app,
      body,
      ...about,
      responses: ok("The answer and its end record", json(ref("Answer"))),
    }),
    [`/${name}/batch`]: post("Run several inputs side by side", {
      app,
      body: batchSchema(input, app.limits),
      ...about,
      responses: ok("The answers in order; null where an input failed", json(object)),
    }),
    [`/${name}/input_schema`]: get("The JSON Schema of an input", json(object)),
    [`/${name}/output_schema`]: get("The JSON Schema of an output", json(object)),
  };
}

/** The query parameters of a GET: the variables of a prompt, or a message. */
function parametersOf(name: string, { runnables }: DescribedApp) {
  const shape = runnables.get(name)?.shape;
  const variables = shape?.kind === "variables"
    ? shape.variables.filter(({ type }) => type === "text")
    : [{ name: "user_message", isRequired: true }];
  return variables.map(({ name, isRequired }) => ({
    name,
    in: "query",
    required: isRequired && variables.length > 1,
    schema: text,
  }));
}

function openAIPaths(names: readonly string[], app: DescribedApp): Record<string, unknown> {
  const notFound = { "404": { $ref: "#/components/responses/OpenAIError" } };
  return {
    "/v1/chat/completions": post("OpenAI's chat completions", {
      app,
      shape: "OpenAIError",
      body: {
        ...object,
        properties: {
          model: { enum: names },
          messages: { type: "array", items: object },
          stream: { type: "boolean" },
          tools: {
            type: "array",
            items: object,
            description: "Function tools, for runnables that end with a chat model",
          },
        },
        required: ["model", "messages"],
      },
      responses: ok("The completion", { ...json(object), "text/event-stream": { schema: text } }),
    }),
    "/v1/responses": post("OpenAI's responses, which are not stored", {
      app,
      shape: "OpenAIError",
      body: {
        ...object,
        properties: {
          model: { enum: names },
          input: { anyOf: [text, { type: "array", items: object }] },
        },
        required: ["model", "input"],
      },
      responses: ok("The response", { ...json(object), "text/event-stream": { schema: text } }),
    }),
    "/v1/models": get("OpenAI's list of models: the runnables", json(object)),
    "/v1/models/{model}": {
      parameters: [{ name: "model", in: "path", required: true, schema: { enum: names } }],
      get: {
        summary: "One of them",
        responses: { ...ok("The runnable", json(object)), ...notFound },
      },
    },
  };
}

function runPaths(app: DescribedApp): Record<string, unknown> {
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

function aiSdkPaths(names: readonly string[], app: DescribedApp): Record<string, unknown> {
  return {
    "/api/chat": post("The AI SDK's UI message stream, or text", {
      app,
      body: {
        ...object,
        properties: {
          messages: { type: "array", items: object },
          runnable: { enum: names },
          tools: { type: ["array", "object"] },
        },
        required: ["messages"],
      },
      responses: ok("The answer as it comes", {
        "text/event-stream": { schema: text },
        "text/plain": { schema: text },
      }),
      extra: ["406"],
    }),
  };
}

function agUiPaths(names: readonly string[], app: DescribedApp): Record<string, unknown> {
  const list = { type: "array", items: object };
  const run = post("AG-UI", {
    app,
    body: {
      ...object,
      properties: {
        threadId: text,
        runId: text,
        state: {},
        messages: list,
        tools: list,
        context: list,
      },
      required: ["threadId", "runId", "messages"],
    },
    responses: ok("The events as they come", { "text/event-stream": { schema: text } }),
    extra: ["406"],
  });
  const name = { name: "runnable", in: "path", required: true, schema: { enum: names } };
  return { "/ag-ui/{runnable}": { parameters: [name], ...run } };
}

function ok(description: string, content: unknown) {
  return { "200": { description, content } };
}

function get(summary: string, content: unknown) {
  return { get: { summary, responses: ok(summary, content) } };
}

interface PostOptions {
  app: DescribedApp;
  body: JsonSchema;
  responses: Record<string, unknown>;
  description?: string;
  shape?: "Problem" | "OpenAIError";
  /** Statuses beyond those of every run. */
  extra?: readonly string[];
}

function post(summary: string, options: PostOptions) {
  const { app, body, responses, description, shape = "Problem", extra = [] } = options;
  // OpenAI's clients know no 422.
  const invalid = shape === "Problem" ? ["400", "422"] : ["400"];
  const statuses = [...invalid, "403", "404", "408", "413", ...extra];
  return {
    post: {
      summary,
      ...(description === undefined ? {} : { description }),
      requestBody: { required: true, content: json(body) },
      responses: { ...responses, ...refusals(app, { shape, statuses }) },
      ...security(app),
    },
  };
}

/** The statuses of a run that is refused or fails. */
function refusals(
  { needsKey }: DescribedApp,
  { shape, statuses }: { shape: "Problem" | "OpenAIError"; statuses: readonly string[] },
) {
  const all = [
    ...statuses,
    ...(needsKey ? ["401"] : []),
    "429", // the model's server may say it, too
    "500",
    "502",
    "503",
    "504",
  ];
  return Object.fromEntries(
    all.map((status) => [status, { $ref: `#/components/responses/${shape}` }]),
  );
}

function security({ needsKey }: DescribedApp) {
  return needsKey ? { security: [{ bearer: [] }, { header: [] }] } : {};
}
