const message = {
  type: "object",
  properties: {
    role: { enum: ["system", "user", "assistant"] },
    content: { type: "string" },
  },
  required: ["role", "content"],
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
        messages: {
          type: "array",
          items: message,
          minItems: 1,
          description: "The conversation; what the user says comes last",
        },
      },
      required: ["messages"],
    },
  ],
} as const;

/** The JSON Schema of a runnable's `output`. */
export const OUTPUT_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Output",
  type: "string",
  description: "The answer, up to the end marker",
} as const;
