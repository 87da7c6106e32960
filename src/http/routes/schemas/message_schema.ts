import { ROLES } from "../../../run/langchain/input/to_messages.ts";
import type { Limits } from "../../limits.ts";
import { type JsonSchema, nonEmpty, string } from "./json_schema.ts";

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

/** The JSON Schema of a message. */
export const message: JsonSchema = {
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

/** Objects that are read as a message, not as a state. */
export const withRole: readonly JsonSchema[] = [
  { properties: { role: { enum: Object.values(ROLES).flat() } }, required: ["role"] },
  {
    properties: { type: { enum: Object.values(ROLES).flat() } },
    required: ["type"],
    not: { required: ["role"] },
  },
];

/** Returns the JSON Schemas of a conversation, in the forms that a caller may send. */
export function chatForms(limits: Limits): JsonSchema[] {
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

/** Returns the JSON Schema of a list of messages. */
export function messagesSchema({ messages }: Limits): JsonSchema {
  return {
    type: "array",
    items: { anyOf: [string, message] },
    maxItems: messages,
    description: "A conversation, oldest message first",
  };
}
