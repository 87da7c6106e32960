import { STATUS_TEXT, type StatusCode } from "@std/http";
import type { HttpError } from "./http_error.ts";
import { REPLY_HEADERS } from "./reply_headers.ts";

/**
 * Answers with an RFC 9457 problem. Besides `detail` it has a `message`, which
 * many clients show, and an `errors` list that points to what is wrong.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9457 | RFC 9457}
 */
export function problem({ status, message, pointer, headers }: HttpError): Response {
  const body = {
    type: "about:blank",
    title: STATUS_TEXT[status as StatusCode],
    status,
    detail: message,
    message,
    ...(pointer === undefined ? {} : { errors: [{ detail: message, pointer }] }),
  };
  const response = new Response(JSON.stringify(body), { status, headers: REPLY_HEADERS });
  for (const [name, value] of new Headers(headers)) response.headers.set(name, value);
  response.headers.set("content-type", "application/problem+json");
  return response;
}
