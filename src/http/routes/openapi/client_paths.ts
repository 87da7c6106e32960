import type { DescribedApp } from "../openapi.ts";
import { get, json, object, ok, post, text } from "./operation.ts";

/** Returns the paths of the clients that have protocols of their own. */
export function clientPaths(
  names: readonly string[],
  app: DescribedApp,
): Record<string, unknown> {
  return { ...openAIPaths(names, app), ...aiSdkPaths(names, app), ...agUiPaths(names, app) };
}

function openAIPaths(names: readonly string[], app: DescribedApp): Record<string, unknown> {
  const run = (
    summary: string,
    { properties, required, answer }: { properties: object; required: string; answer: string },
  ) =>
    post(summary, {
      app,
      shape: "OpenAIError",
      body: {
        ...object,
        properties: { model: { enum: names }, ...properties },
        required: ["model", required],
      },
      responses: ok(answer, { ...json(object), "text/event-stream": { schema: text } }),
    });
  const notFound = { "404": { $ref: "#/components/responses/OpenAIError" } };
  return {
    "/v1/chat/completions": run("OpenAI's chat completions", {
      properties: {
        messages: { type: "array", items: object },
        stream: { type: "boolean" },
        tools: {
          type: "array",
          items: object,
          description: "Function tools, for runnables that end with a chat model",
        },
      },
      required: "messages",
      answer: "The completion",
    }),
    "/v1/responses": run("OpenAI's responses, which are not stored", {
      properties: { input: { anyOf: [text, { type: "array", items: object }] } },
      required: "input",
      answer: "The response",
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
