import type { Variable } from "../../run/langchain/input/input_shape.ts";
import { toJsonSchema } from "../../run/langchain/input/to_json_schema.ts";
import type { Served } from "../served.ts";

const part = {
  type: "object",
  properties: { type: { const: "text" }, text: { type: "string" } },
  required: ["type", "text"],
} as const;

const message = {
  type: "object",
  properties: {
    role: { enum: ["system", "developer", "user", "human", "assistant", "ai", "tool"] },
    content: { anyOf: [{ type: "string" }, { type: "array", items: part }] },
  },
  required: ["role", "content"],
} as const;

const messages = {
  type: "array",
  items: message,
  minItems: 1,
  description: "The conversation; what the user says comes last",
} as const;

/** The JSON Schema of what a runnable takes as `input`. */
export const INPUT_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Input",
  anyOf: [
    { type: "string", minLength: 1, description: "What the user says" },
    {
      type: "object",
      properties: {
        user_message: { type: "string", minLength: 1, description: "What the user says" },
        history: { type: "array", items: message, description: "What was said before" },
      },
      required: ["user_message"],
    },
    {
      type: "object",
      properties: {
        messages,
      },
      required: ["messages"],
    },
    messages,
  ],
} as const;

/** Returns the JSON Schema of what a runnable takes as `input`. */
export async function inputSchemaOf(served: Served): Promise<unknown> {
  const { input: schema } = served.options;
  if (schema !== undefined) return toJsonSchema(schema);
  const shape = await served.loadShape();
  if (shape.kind === "any") return { title: "Input", description: "Any JSON" };
  if (shape.kind === "text") return { title: "Input", type: "string", minLength: 1 };
  if (shape.kind !== "variables") return INPUT_SCHEMA;
  return { ...variablesSchema(shape.variables), title: "Input" };
}

function variablesSchema(variables: readonly Variable[]) {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: Object.fromEntries(
      variables.map(({ name, type }) => [name, type === "text" ? { type: "string" } : messages]),
    ),
    required: variables.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  };
}

/** The JSON Schema of a runnable's `output`. */
export const OUTPUT_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Output",
  type: "string",
  description: "The answer, up to the end marker",
} as const;

/** The JSON Schema of a batch. */
export const BATCH_SCHEMA = {
  type: "object",
  properties: {
    inputs: { type: "array", items: INPUT_SCHEMA, maxItems: 100 },
    config: {
      anyOf: [{ type: "object" }, { type: "array", items: { type: "object" } }],
      description: "For all, or one for each",
    },
  },
  required: ["inputs"],
} as const;

const milliseconds = { type: "integer", minimum: 0 } as const;

/** The JSON Schema of the end record. */
export const RECORD_SCHEMA = {
  type: "object",
  properties: {
    end_reason: { enum: ["marker", "stop", "length"] },
    end_marker: { type: ["string", "null"] },
    finish_reason: { type: ["string", "null"] },
    output: { type: "string" },
    splits: { type: "array", items: { type: "string" } },
    token_splits: { type: "string" },
    reasoning: {
      type: ["object", "null"],
      properties: {
        text: { type: "string" },
        splits: { type: "array", items: { type: "string" } },
      },
      required: ["text", "splits"],
    },
    usage: { type: ["object", "null"] },
    timing: {
      type: "object",
      properties: {
        first_token_ms: { anyOf: [milliseconds, { type: "null" }] },
        duration_ms: milliseconds,
      },
      required: ["first_token_ms", "duration_ms"],
    },
  },
  required: [
    "end_reason",
    "end_marker",
    "finish_reason",
    "output",
    "splits",
    "token_splits",
    "reasoning",
    "usage",
    "timing",
  ],
} as const;
