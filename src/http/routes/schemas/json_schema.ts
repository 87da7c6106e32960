/** A JSON Schema of the draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Any text. */
export const string = { type: "string" } as const;

/** A text that says something. */
export const nonEmpty = { type: "string", minLength: 1 } as const;
