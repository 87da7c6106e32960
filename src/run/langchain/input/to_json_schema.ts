import { toJsonSchema as convert } from "@langchain/core/utils/json_schema";

/** Returns the JSON Schema of a schema, as far as LangChain can convert it; else `{}`. */
export function toJsonSchema(schema: object): Readonly<Record<string, unknown>> {
  const standard: unknown = Reflect.get(schema, "~standard");
  if (standard === undefined) return { ...schema }; // it is JSON Schema already
  try {
    return { ...convert(schema as never) };
  } catch {
    return {}; // a library that LangChain does not know
  }
}
