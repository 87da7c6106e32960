import type { InputShape, Variable } from "../../run/langchain/input/input_shape.ts";
import { toJsonSchema } from "../../run/langchain/input/to_json_schema.ts";
import type { Limits } from "../limits.ts";
import type { Served } from "../served.ts";
import { type JsonSchema, nonEmpty, string } from "./schemas/json_schema.ts";
import { chatForms, message, messagesSchema, withRole } from "./schemas/message_schema.ts";

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

/** The JSON Schema of a runnable's `output`. */
export const OUTPUT_SCHEMA: JsonSchema = {
  title: "Output",
  description: "The text up to the end marker, or the value that LangChain's invoke returns",
};
