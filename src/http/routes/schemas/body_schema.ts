import type { Limits } from "../../limits.ts";
import { MAX_END_MARKER_LENGTH, MAX_END_MARKERS } from "../../request/end_marker_list.ts";
import { type JsonSchema, nonEmpty, string } from "./json_schema.ts";

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
const configSchema: JsonSchema = {
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
