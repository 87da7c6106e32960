import { HttpError } from "../http_error.ts";

// `at` is a JSON pointer into the body, `#/input`, or a place in the query, `?user_message`.

/** Refuses what does not fit: says where it is, and what it must be. */
export function misfit(at: string, must: string): HttpError {
  const whole = at.startsWith("#") ? "The body" : "The query";
  const part = at.replace(/^[#?]\/?/, "");
  const what = part === "" ? whole : `${whole}'s ${part}`;
  return new HttpError(422, `${what} ${must}.`, at.startsWith("#") ? { pointer: at } : {});
}

/** Whether a value is an object, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws {HttpError} 422 if it is no object */
export function asObject(value: unknown, at: string): Record<string, unknown> {
  if (!isObject(value)) throw misfit(at, "must be an object");
  return value;
}

/** @throws {HttpError} 422 if it is no string, or an empty one */
export function asText(value: unknown, at: string): string {
  if (typeof value !== "string") throw misfit(at, "must be a string");
  if (value === "") throw misfit(at, "must not be empty");
  return value;
}

/** @throws {HttpError} 422 if it is neither true nor false */
export function asBoolean(value: unknown, at: string): boolean {
  if (typeof value !== "boolean") throw misfit(at, "must be true or false");
  return value;
}
