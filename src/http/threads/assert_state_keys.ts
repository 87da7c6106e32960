import { isObject } from "../../wire/is_object.ts";
import { invalid } from "../request/validate.ts";

/**
 * Checks the keys of an update to a state: an object, or pairs of keys and values. LangGraph takes
 * the names of JavaScript's own, such as `constructor`, for keys that are there, and could not read
 * the thread again.
 *
 * @throws {HttpError} 422 if a key is such a name
 */
export function assertStateKeys(update: unknown, pointer: string): void {
  const keys = isObject(update)
    ? Object.keys(update)
    : Array.isArray(update)
    ? update.flatMap((item) =>
      Array.isArray(item) ? [item[0]] : isObject(item) ? Object.keys(item) : []
    )
    : [];
  const found = keys.find((key) => String(key) in Object.prototype);
  if (found !== undefined) throw invalid(`${pointer}/${found}`, "must not be set: it is reserved");
}
