import { accepts } from "@std/http/negotiation";
import type { Dialect } from "../../wire/dialect.ts";
import { HttpError } from "../http_error.ts";
import { MAX_HEADER_LENGTH } from "../limits.ts";

/**
 * Returns the dialect that the `Accept` header prefers, or the first one if there is no preference.
 *
 * @throws {HttpError} 406 if it accepts none of them
 */
export function chooseDialect(request: Request, dialects: readonly Dialect[]): Dialect {
  const accept = request.headers.get("accept") ?? "";
  const wanted = dialects.find(({ contentType }) => contentType.split(";", 1)[0] === accept);
  if (wanted !== undefined) return wanted; // the common case, without parsing

  const contentTypes = dialects.map(({ contentType }) => contentType);
  const isReadable = accept.length <= MAX_HEADER_LENGTH;
  const chosen = isReadable ? accepts(request, ...contentTypes) : undefined;
  const dialect = dialects.find(({ contentType }) => contentType === chosen);
  if (dialect === undefined) {
    throw new HttpError(406, `Not acceptable. Available: ${contentTypes.join(", ")}.`);
  }
  return dialect;
}
