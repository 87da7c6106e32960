import { STATUS_TEXT, type StatusCode } from "@std/http/status";
import { openAIError } from "../../wire/openai/openai_error.ts";
import type { HttpError } from "../http_error.ts";
import { REPLY_HEADERS } from "./reply_headers.ts";
import { isOpenAIPath } from "./unknown_route.ts";

/** Returns the reply for an error, in the shape that the clients of the route expect. */
export function errorReply(error: HttpError, request: Request): Response {
  const { pathname } = URL.parse(request.url) ?? { pathname: "" }; // `Host` may be anything
  if (isOpenAIPath(pathname)) return openAIProblem(error);
  return problem(error, pathname.startsWith("/api/") ? { error: error.message } : {});
}

/**
 * Returns the reply for an error as an RFC 9457 problem. Besides `detail` it has a `message`, which
 * many clients show, and a list of `errors` with pointers.
 *
 * @param extra the same again for Ollama's clients, which show `error`
 * @see {@link https://www.rfc-editor.org/rfc/rfc9457 | RFC 9457}
 */
export function problem(
  { status, message, pointer, code, headers }: HttpError,
  extra: { error?: string } = {},
): Response {
  const body = {
    type: "about:blank",
    title: STATUS_TEXT[status as StatusCode],
    status,
    detail: message,
    message,
    ...extra,
    ...(code === undefined ? {} : { code }),
    ...(pointer === undefined ? {} : { errors: [{ detail: message, pointer }] }),
  };
  return reply(body, { status, headers, contentType: "application/problem+json" });
}

/**
 * Returns the reply for an error in OpenAI's shape. OpenAI has no 422, uses 400 for a conversation
 * that is too long for the model, and writes a pointer as `messages[0].content`.
 */
export function openAIProblem(
  { status: given, message, pointer, code, headers }: HttpError,
): Response {
  const status = given === 422 || code === "context_length_exceeded" ? 400 : given;
  const path = pointer?.replace(/^#\/?/, "").replaceAll(/\/(\d+)/g, "[$1]").replaceAll("/", ".");
  const param = path === undefined || path === "" ? null : path;
  const body = openAIError({ status, message, param, code: code ?? null });
  return reply(body, { status, headers, contentType: "application/json" });
}

function reply(
  body: unknown,
  { status, headers, contentType }: {
    status: number;
    headers: HeadersInit | undefined;
    contentType: string;
  },
): Response {
  const response = new Response(JSON.stringify(body), { status, headers: REPLY_HEADERS });
  for (const [name, value] of new Headers(headers)) response.headers.set(name, value);
  response.headers.set("content-type", contentType);
  return response;
}
