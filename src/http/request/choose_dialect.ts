import { accepts } from "@std/http";
import type { Dialect } from "../../wire/dialect.ts";
import { HttpError } from "../http_error.ts";
import { MAX_HEADER_LENGTH } from "../limits.ts";

/**
 * Picks the dialect that a request's `Accept` prefers; the first if it has no
 * preference.
 *
 * @throws {HttpError} 406 if it takes none of them
 */
export function chooseDialect(request: Request, dialects: readonly Dialect[]): Dialect {
  const accept = request.headers.get("accept") ?? "";
  const wanted = dialects.find(({ contentType }) => contentType.split(";", 1)[0] === accept);
  if (wanted !== undefined) return wanted; // most say just that, and there is nothing to weigh

  const contentTypes = dialects.map(({ contentType }) => contentType);
  const isReadable = accept.length <= MAX_HEADER_LENGTH;
  const chosen = isReadable ? accepts(request, ...contentTypes) : undefined;
  const dialect = dialects.find(({ contentType }) => contentType === chosen);
  if (dialect === undefined) {
    throw new HttpError(406, `Not acceptable. Available: ${contentTypes.join(", ")}.`);
  }
  return dialect;
}
