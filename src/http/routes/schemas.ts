import type { InputShape, Variable } from "../../run/langchain/input/input_shape.ts";
import { toJsonSchema } from "../../run/langchain/input/to_json_schema.ts";
import { ROLES } from "../../run/langchain/input/to_messages.ts";
import type { Limits } from "../limits.ts";
import { MAX_END_MARKER_LENGTH, MAX_END_MARKERS } from "../request/end_marker_list.ts";
import type { Served } from "../served.ts";

/** A JSON Schema of the draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const string = { type: "string" } as const;
const nonEmpty = { type: "string", minLength: 1 } as const;
const milliseconds = { type: "integer", minimum: 0 } as const;

/** Returns the JSON Schema of what a runnable takes as `input`. */
export function inputSchemaOf({ options, shape }: Served, limits: Limits): JsonSchema {
  const title = "Input";
  const { input: schema } = options;
  if (schema !== undefined) return { title, ...toJsonSchema(schema) };
  if (shape === null) return { title, description: "Any JSON" };
  return { title, ...schemaOfShape(shape, limits) };
}

function schemaOfShape(shape: InputShape, limits: Limits): JsonSchema {
  switch (shape.kind) {
    case "any":
      return { description: "Any JSON" };
    case "values":
      return { type: "object", description: "Values for the graph's state" };
    case "text":
      return { ...nonEmpty, description: "What the user says" };
    case "messages":
      return { anyOf: [...chatForms(limits), message] };
    case "state":
      return { anyOf: [...chatForms(limits), message, stateSchema(limits)] };
    case "variables": {
      const variables = variablesSchema(shape.variables, limits);
      if (!converses(shape.variables)) return variables;
      const description =
        "A conversation must end with a text of the user, unless the prompt has " +
        "a placeholder for messages behind it. It may have messages before it only if the prompt " +
        "has a placeholder for those.";
      return { description, anyOf: [variables, ...chatForms(limits)] };
    }
  }
}

/** A prompt can take a conversation if that fills all of its variables. */
function converses(variables: readonly Variable[]): boolean {
  const required = variables.filter(({ isRequired }) => isRequired);
  const count = (type: Variable["type"]) => required.filter((it) => it.type === type).length;
  return count("text") <= 1 && count("messages") <= 1;
}

function variablesSchema(variables: readonly Variable[], limits: Limits): JsonSchema {
  const schema = (type: Variable["type"]) =>
    type === "messages" ? { anyOf: [messagesSchema(limits), { type: "null" }] } : {};
  return {
    type: "object",
    properties: Object.fromEntries(variables.map(({ name, type }) => [name, schema(type)])),
    required: variables.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  };
}

function stateSchema(limits: Limits): JsonSchema {
  return {
    type: "object",
    description: "The state of the graph",
    properties: { messages: { anyOf: [string, message, messagesSchema(limits)] } },
    not: { anyOf: [{ required: ["user_message"] }, ...withRole] },
  };
}

/** Objects that are read as a message, not as a state. */
const withRole = [
  { properties: { role: { enum: Object.values(ROLES).flat() } }, required: ["role"] },
  {
    properties: { type: { enum: Object.values(ROLES).flat() } },
    required: ["type"],
    not: { required: ["role"] },
  },
];

function chatForms(limits: Limits): JsonSchema[] {
  const messages = messagesSchema(limits);
  return [
    { ...nonEmpty, description: "What the user says" },
    {
      type: "object",
      properties: {
        user_message: { ...nonEmpty, description: "What the user says" },
        history: { ...messages, description: "The messages before it" },
      },
      required: ["user_message"],
    },
    {
      type: "object",
      properties: { messages: { ...messages, minItems: 1 } },
      required: ["messages"],
      not: { required: ["user_message"] },
    },
    { ...messages, minItems: 1 },
  ];
}

function messagesSchema({ messages }: Limits): JsonSchema {
  return {
    type: "array",
    items: { anyOf: [string, message] },
    maxItems: messages,
    description: "A conversation, oldest message first",
  };
}

const part = {
  anyOf: [
    string,
    {
      type: "object",
      properties: { type: string },
      required: ["type"],
      if: { properties: { type: { const: "text" } } },
      then: { properties: { text: string }, required: ["text"] },
      description: "LangChain's and OpenAI's parts: text, image, audio, file…",
    },
  ],
} as const;

const content = { anyOf: [string, { type: "array", items: part }] } as const;

/** Messages by their role: OpenAI's names, and LangChain's. */
const byRole = [
  { roles: ["system", "developer", "human"], properties: { content }, required: ["content"] },
  {
    roles: ["ai"],
    properties: {
      content: { anyOf: [...content.anyOf, { type: "null" }] },
      tool_calls: { type: "array", items: { type: "object" } },
    },
    required: [],
  },
  {
    roles: ["tool"],
    properties: { content, tool_call_id: string },
    required: ["content", "tool_call_id"],
  },
] as const;

const message: JsonSchema = {
  anyOf: byRole.flatMap(({ roles, properties, required }) =>
    (["role", "type"] as const).map((key) => ({
      type: "object",
      properties: {
        [key]: { enum: roles.flatMap((role) => ROLES[role]) },
        ...properties,
      },
      required: [key, ...required],
      ...(key === "type" ? { not: { required: ["role"] } } : {}),
    }))
  ),
};

/** Returns the JSON Schema of the body of a run: the input, or a conversation in the body itself. */
export function bodySchema(input: JsonSchema): JsonSchema {
  return {
    type: "object",
    properties: { input, config: configSchema },
    description: "In place of `input`, the body itself may have `user_message` and `history`, or " +
      "`messages`",
  };
}

/** Returns the JSON Schema of the body of a batch. */
export function batchSchema(input: JsonSchema, { batch }: Limits): JsonSchema {
  return {
    type: "object",
    properties: {
      inputs: { type: "array", items: input, maxItems: batch },
      config: {
        anyOf: [configSchema, { type: "array", items: configSchema }],
        description: "For all inputs, or one for each",
      },
    },
    required: ["inputs"],
  };
}

/** The JSON Schema of `config`. */
export const configSchema: JsonSchema = {
  type: "object",
  properties: {
    configurable: {
      type: "object",
      properties: {
        end_markers: {
          anyOf: [
            { ...nonEmpty, maxLength: MAX_END_MARKER_LENGTH },
            {
              type: "array",
              items: { ...nonEmpty, maxLength: MAX_END_MARKER_LENGTH },
              maxItems: MAX_END_MARKERS,
            },
          ],
          description: "The texts that end the answer, in place of the server's",
        },
        include_end_marker: {
          type: "boolean",
          description: "Whether the answer includes its marker",
        },
        include_splits: {
          type: "boolean",
          description: "Whether to tell each split as the model writes it, in `split` events",
        },
        sampling: {
          type: "object",
          description: "Parameters of the model by their OpenAI names: temperature, max_tokens, " +
            "logprobs…",
        },
      },
      description: "Other keys go to the runnable",
    },
    context: { type: "object", description: "The context of a LangGraph graph" },
    tags: { type: "array", items: string, description: "Labels for traces" },
    metadata: { type: "object", description: "Values for traces" },
    run_name: { ...string, description: "The name of the run in traces" },
    recursion_limit: { type: "integer", minimum: 1, description: "The maximum number of steps" },
    max_concurrency: {
      type: "integer",
      minimum: 1,
      description: "Of a batch: how many inputs run at the same time",
    },
  },
};

/** The JSON Schema of a runnable's `output`. */
export const OUTPUT_SCHEMA: JsonSchema = {
  title: "Output",
  description: "The text up to the end marker, or the value that LangChain's invoke returns",
};

const alternative = {
  type: "object",
  properties: {
    token: string,
    logprob: { type: "number" },
    bytes: { type: ["array", "null"], items: { type: "integer" } },
  },
  required: ["token", "logprob", "bytes"],
} as const;

const token: JsonSchema = {
  ...alternative,
  properties: {
    ...alternative.properties,
    top_logprobs: { type: "array", items: alternative },
  },
  required: [...alternative.required, "top_logprobs"],
};

const stepTime: JsonSchema = {
  type: "object",
  properties: {
    node: string,
    path: { type: "array", items: string },
    started_ms: milliseconds,
    ended_ms: { anyOf: [milliseconds, { type: "null" }] },
  },
  required: ["node", "path", "started_ms", "ended_ms"],
};

/** The JSON Schema of the end record. */
export const RECORD_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    end_reason: {
      enum: ["marker", "stop", "length", "tool_calls", "interrupt", "error", "cancelled"],
    },
    end_marker: { type: ["string", "null"] },
    finish_reason: { type: ["string", "null"] },
    output: { description: "The same as the output of invoke" },
    speakers: {
      type: "array",
      items: {
        type: "object",
        properties: {
          node: string,
          path: { type: "array", items: string },
          message_id: string,
          first_split: { type: "integer", minimum: 0 },
        },
        required: ["node", "path", "first_split"],
      },
      description: "Of an agent or graph: who wrote which splits",
    },
    is_refusal: { type: "boolean", description: "Whether the output is the model's refusal" },
    splits: { type: "array", items: string },
    token_splits: string,
    tool_calls: {
      type: "array",
      items: {
        type: "object",
        properties: { id: { type: ["string", "null"] }, name: string, args: {} },
        required: ["id", "name", "args"],
      },
    },
    interrupts: {
      type: "array",
      items: { type: "object", properties: { id: string, value: {} }, required: ["value"] },
    },
    reasoning: {
      type: ["object", "null"],
      properties: {
        text: string,
        splits: { type: "array", items: string },
        split_ms: { type: "array", items: milliseconds },
      },
      required: ["text", "splits", "split_ms"],
    },
    logprobs: {
      type: "array",
      description: "For each split its tokens, if the caller asked for them",
      items: { type: "array", items: token },
    },
    usage: { type: ["object", "null"] },
    timing: {
      type: "object",
      properties: {
        first_token_ms: { anyOf: [milliseconds, { type: "null" }] },
        first_reasoning_ms: milliseconds,
        duration_ms: milliseconds,
        split_ms: {
          type: "array",
          items: milliseconds,
          description: "For each split, when it was read from the model",
        },
        steps: { type: "array", items: stepTime, description: "Of an agent or graph" },
      },
      required: ["first_token_ms", "duration_ms", "split_ms"],
    },
  },
  required: [
    "end_reason",
    "end_marker",
    "finish_reason",
    "output",
    "splits",
    "token_splits",
    "tool_calls",
    "reasoning",
    "usage",
    "timing",
  ],
};
