import { BATCH_SCHEMA, INPUT_SCHEMA, OUTPUT_SCHEMA, RECORD_SCHEMA } from "./schemas.ts";

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown) => ({ "application/json": { schema } });
const text = { type: "string" };
const object = { type: "object" };

/** Describes all routes in OpenAPI 3.1, for the runnables that there are. */
export function describeRoutes(names: readonly string[]): unknown {
  const runnable = {
    name: "runnable",
    in: "path",
    required: true,
    description: "What to run",
    schema: { enum: names },
  };
  const problem = { $ref: "#/components/responses/Problem" };
  const refusals = Object.fromEntries(
    ["400", "401", "403", "404", "406", "413", "422", "429", "502", "503", "504"].map((
      status,
    ) => [status, problem]),
  );
  const openAIError = { $ref: "#/components/responses/OpenAIError" };
  const openAIRefusals = Object.fromEntries(
    ["400", "401", "403", "404", "413", "429", "502", "503", "504"].map((
      status,
    ) => [status, openAIError]),
  );
  const ok = (description: string, content: unknown) => ({ "200": { description, content } });
  const stream = ok("The answer as it comes", {
    "text/event-stream": { schema: text },
    "application/x-ndjson": { schema: text },
    "text/plain": { schema: text },
  });
  const get = (summary: string, content: unknown) => ({
    get: { summary, responses: ok(summary, content) },
  });
  const post = (
    summary: string,
    { body, responses, errors = refusals }: { body: unknown; responses: object; errors?: object },
  ) => ({
    post: {
      summary,
      requestBody: { required: true, content: json(body) },
      responses: { ...responses, ...errors },
    },
  });
  const ofRunnable = (path: object) => ({ parameters: [runnable], ...path });
  const config = { ...object, description: "`configurable`: `end_markers`, `include_end_marker`" };
  const asked = {
    anyOf: [
      { ...object, properties: { input: ref("Input"), config }, required: ["input"] },
      { ...ref("Input"), description: "For short, what would be the input" },
    ],
  };

  return {
    openapi: "3.1.0",
    info: {
      title: "Splitstream",
      version: "0.1.0",
      summary: "A LangChain chain on the edge, token by token",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: {
      "/": get("The page, for people", { "text/html": { schema: text } }),
      "/client.js": get("The fetch client, an ES module", { "text/javascript": { schema: text } }),
      "/healthz": get("Whether it is well, and what it runs on", json(object)),
      "/openapi.json": get("This description", json(object)),
      "/{runnable}/stream": ofRunnable({
        ...post("Run, and answer as it goes", { body: asked, responses: stream }),
        get: {
          summary: "The same, for EventSource: needs Accept: text/event-stream",
          parameters: [
            {
              name: "user_message",
              in: "query",
              required: true,
              schema: { ...text, minLength: 1 },
            },
            { name: "end_markers", in: "query", schema: { type: "array", items: text } },
          ],
          responses: { ...stream, ...refusals },
        },
      }),
      "/{runnable}/invoke": ofRunnable(post("Run, and answer when it is done", {
        body: asked,
        responses: ok("The answer and its end record", json(ref("Answer"))),
      })),
      "/{runnable}/batch": ofRunnable(post("Run many side by side", {
        body: ref("Batch"),
        responses: ok("The answers in order; null where an input failed", json(object)),
      })),
      "/{runnable}/input_schema": ofRunnable(get("The JSON Schema of an input", json(object))),
      "/{runnable}/output_schema": ofRunnable(get("The JSON Schema of an output", json(object))),
      "/v1/chat/completions": post("OpenAI's chat completions", {
        body: {
          ...object,
          properties: { model: { enum: names }, messages: { type: "array", items: object } },
          required: ["model", "messages"],
        },
        responses: ok("The completion", {
          ...json(object),
          "text/event-stream": { schema: text },
        }),
        errors: openAIRefusals,
      }),
      "/v1/models": get("OpenAI's list of models: the runnables", json(object)),
      "/v1/models/{model}": {
        parameters: [{ name: "model", in: "path", required: true, schema: { enum: names } }],
        get: {
          summary: "One of them",
          responses: { ...ok("The runnable", json(object)), "404": openAIError },
        },
      },
      "/api/chat": post("The AI SDK's UI message stream, or text", {
        body: {
          ...object,
          properties: { messages: { type: "array", items: object }, runnable: { enum: names } },
          required: ["messages"],
        },
        responses: ok("The answer as it comes", {
          "text/event-stream": { schema: text },
          "text/plain": { schema: text },
        }),
      }),
    },
    components: {
      schemas: {
        Input: INPUT_SCHEMA,
        Output: OUTPUT_SCHEMA,
        Batch: BATCH_SCHEMA,
        EndRecord: RECORD_SCHEMA,
        Answer: {
          ...object,
          properties: { output: ref("Output"), metadata: ref("EndRecord") },
          required: ["output", "metadata"],
        },
      },
      responses: {
        Problem: {
          description: "What went wrong",
          content: { "application/problem+json": { schema: object } },
        },
        OpenAIError: { description: "What went wrong, in OpenAI's shape", content: json(object) },
      },
    },
  };
}
