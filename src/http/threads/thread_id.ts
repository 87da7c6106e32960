import { invalid } from "../request/validate.ts";

/**
 * Reads the id of a thread: a UUID as LangGraph's clients make it, or any short name.
 *
 * @throws {HttpError} 422 if it is something else
 */
export function readThreadId(value: unknown, pointer: string): string {
  const id = typeof value === "number" ? String(value) : value;
  const isId = typeof id === "string" && /^[\w.@~-]{1,128}$/.test(id) && !id.startsWith("__");
  if (!isId || id === "constructor" || id === "prototype") {
    throw invalid(pointer, "must be a UUID, or up to 128 of a-z, 0-9, and _ . @ ~ -");
  }
  return id;
}
