import { accepts } from "@std/http";
import type { Dialect } from "../wire/dialect.ts";
import { dialects } from "../wire/dialects.ts";
import { HttpError } from "./http_error.ts";

/**
 * Picks the dialect that a request's `Accept` prefers; the first if it does
 * not care.
 *
 * @throws {HttpError} 406 if it takes none of them
 */
export function chooseDialect(request: Request): Dialect {
  const accept = request.headers.get("accept");
  const wanted = dialects.find(({ contentType }) => contentType.split(";", 1)[0] === accept);
  if (wanted !== undefined) return wanted; // most say just that, and there is nothing to weigh

  const contentTypes = dialects.map(({ contentType }) => contentType);
  const chosen = accepts(request, ...contentTypes);
  const dialect = dialects.find(({ contentType }) => contentType === chosen);
  if (dialect === undefined) {
    throw new HttpError(406, `Nothing here is acceptable: there is ${contentTypes.join(", ")}.`);
  }
  return dialect;
}
