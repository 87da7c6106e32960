import { HttpError } from "../http_error.ts";

// `pointer` is a JSON pointer into the body, `#/input`, or a place in the query, `?user_message`.

/** Refuses what does not fit: says where it is, and what it must be. */
export function invalid(pointer: string, must: string): HttpError {
  const whole = pointer.startsWith("#") ? "The body" : "The query";
  const part = pointer.replace(/^[#?]\/?/, "");
  const what = part === "" ? whole : `${whole}'s ${part}`;
  return new HttpError(422, `${what} ${must}.`, pointer.startsWith("#") ? { pointer } : {});
}

/** Whether a value is an object, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws {HttpError} 422 if it is no object */
export function jsonObject(value: unknown, pointer: string): Record<string, unknown> {
  if (!isObject(value)) throw invalid(pointer, "must be an object");
  return value;
}

/** @throws {HttpError} 422 if it is no string, or an empty one */
export function nonEmptyString(value: unknown, pointer: string): string {
  if (typeof value !== "string") throw invalid(pointer, "must be a string");
  if (value === "") throw invalid(pointer, "must not be empty");
  return value;
}

/** @throws {HttpError} 422 if it is neither true nor false */
export function jsonBoolean(value: unknown, pointer: string): boolean {
  if (typeof value !== "boolean") throw invalid(pointer, "must be true or false");
  return value;
}
