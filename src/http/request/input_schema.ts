import { InputError } from "../../run/langchain/input/input_error.ts";

/** A schema of any library that implements Standard Schema: zod, valibot, arktype… */
export interface StandardSchema {
  /** The implementation of Standard Schema. */
  readonly "~standard": {
    readonly version: number;
    readonly vendor: string;
    readonly validate: (
      value: unknown,
    ) => StandardResult | Promise<StandardResult>;
  };
}

/** What a Standard Schema makes of a value. */
export type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | {
    readonly issues: readonly {
      readonly message: string;
      readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
    }[];
  };

/** A schema of an input: a Standard Schema or a JSON Schema. */
export type InputSchema = StandardSchema | Readonly<Record<string, unknown>>;

/** Whether a schema is a Standard Schema, not a JSON Schema. */
export function isStandardSchema(schema: InputSchema): schema is StandardSchema {
  return "~standard" in schema;
}

/**
 * Validates an input.
 *
 * @returns the input, as the schema transforms it
 * @throws {InputError} if the input does not match, with a pointer to the first mismatch
 */
export async function validateInput(input: unknown, schema: InputSchema): Promise<unknown> {
  if (!isStandardSchema(schema)) return await validateJson(input, schema);
  const result = await schema["~standard"].validate(input);
  if (result.issues === undefined) return result.value;
  const [issue = { message: "is invalid" }] = result.issues;
  const keys = (issue.path ?? []).map((part) => typeof part === "object" ? part.key : part);
  throw new InputError(toPointer(keys.map(String)), `does not match the schema: ${issue.message}`);
}

async function validateJson(
  input: unknown,
  schema: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { Validator } = await import("@cfworker/json-schema");
  const { valid, errors } = new Validator(schema, "2020-12").validate(input);
  if (valid) return input;
  // The last error is of the innermost value; the ones before it repeat it for its parents.
  const { instanceLocation = "#", error = "is invalid" } = errors.at(-1) ?? {};
  const must = `does not match the schema: ${error.replace(/\.$/, "")}`;
  throw new InputError(instanceLocation.replace(/^#/, ""), must);
}

function toPointer(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
