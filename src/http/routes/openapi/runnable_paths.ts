import type { DescribedApp } from "../openapi.ts";
import { batchSchema, bodySchema } from "../schemas/body_schema.ts";
import { get, json, object, ok, post, ref, refusals, security, text } from "./operation.ts";

/** Returns the paths of a runnable. */
export function runnablePaths(name: string, app: DescribedApp): Record<string, unknown> {
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
