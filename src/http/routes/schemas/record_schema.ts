import { type JsonSchema, string } from "./json_schema.ts";

const milliseconds = { type: "integer", minimum: 0 } as const;

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
