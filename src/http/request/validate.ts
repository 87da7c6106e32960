import { isObject } from "../../wire/is_object.ts";
import { HttpError } from "../http_error.ts";

/** What has the value, by how a pointer begins. */
const WHOLES: Readonly<Record<string, string>> = {
  "#": "The body",
  "?": "The query",
  "/": "The path",
};

/**
 * Returns a 422 error for an invalid value.
 *
 * @param pointer a JSON pointer into the body, `#/input`, a query parameter, `?user_message`, or a
 * parameter of the path, `/thread_id`
 * @param must what the value must be, as the end of a sentence: `must be a string`
 */
export function invalid(pointer: string, must: string): HttpError {
  const whole = WHOLES[pointer[0] ?? ""] ?? "The request";
  const part = pointer.replace(/^[#?]?\/?/, "");
  const what = part === "" ? whole : `${whole}'s ${part}`;
  return new HttpError(422, `${what} ${must}.`, pointer.startsWith("#") ? { pointer } : {});
}

/** Returns the value as an object. @throws {HttpError} 422 if it is not an object */
export function jsonObject(value: unknown, pointer: string): Record<string, unknown> {
  if (!isObject(value)) throw invalid(pointer, "must be an object");
  return value;
}

/** Returns the value as a string. @throws {HttpError} 422 if it is not a string, or empty */
export function nonEmptyString(value: unknown, pointer: string): string {
  if (typeof value !== "string") throw invalid(pointer, "must be a string");
  if (value === "") throw invalid(pointer, "must not be empty");
  return value;
}

/** Returns the value as a boolean. @throws {HttpError} 422 if it is not a boolean */
export function jsonBoolean(value: unknown, pointer: string): boolean {
  if (typeof value !== "boolean") throw invalid(pointer, "must be true or false");
  return value;
}

/** Returns the value as one of some texts. @throws {HttpError} 422 if it is none of them */
export function oneOf<T extends string>(
  value: unknown,
  options: readonly T[],
  { pointer }: { pointer: string },
): T {
  const found = options.find((option) => option === value);
  if (found === undefined) throw invalid(pointer, `must be one of ${options.join(", ")}`);
  return found;
}
