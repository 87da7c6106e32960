import type { JsonSchema } from "../schemas/json_schema.ts";

/** A reference to a schema of the description. */
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
/** A body of JSON. */
export const json = (schema: unknown) => ({ "application/json": { schema } });
/** The JSON Schema of a text. */
export const text = { type: "string" } as const;
/** The JSON Schema of an object. */
export const object = { type: "object" } as const;

/** Returns the reply of a success. */
export function ok(description: string, content: unknown) {
  return { "200": { description, content } };
}

/** Returns a GET that needs no key. */
export function get(summary: string, content: unknown) {
  return { get: { summary, responses: ok(summary, content) } };
}

/** Options for {@linkcode post}. */
export interface PostOptions {
  app: { needsKey: boolean };
  body: JsonSchema;
  responses: Record<string, unknown>;
  description?: string;
  shape?: "Problem" | "OpenAIError";
  /** Statuses beyond those of every run. */
  extra?: readonly string[];
}

/** Returns a POST that runs something. */
export function post(summary: string, options: PostOptions) {
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
export function refusals(
  { needsKey }: { needsKey: boolean },
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

/** Returns the keys of which a request needs one. */
export function security({ needsKey }: { needsKey: boolean }) {
  return needsKey ? { security: [{ bearer: [] }, { header: [] }] } : {};
}
