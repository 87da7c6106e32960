import { HttpError } from "../http_error.ts";
import { errorReply } from "../reply/problem.ts";
import type { Middleware } from "../handler.ts";
import { withHeaders } from "./with_headers.ts";

/** The headers that a page's script may read, besides those that it always may. */
const EXPOSED = [
  "content-location",
  "location",
  "x-pagination-total",
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "server-timing",
  "x-vercel-ai-ui-message-stream",
].join(", ");
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
/** How long a browser may cache the answer to a preflight request, in seconds. */
const MAX_AGE = 86_400;

/**
 * Lets pages of other origins read the replies, and answers their preflight
 * requests. Pages of origins that are not allowed get no permission, and their
 * preflight requests a 403. It does not stop a request that needs no preflight:
 * {@linkcode allowOrigins} does.
 *
 * @see {@link https://fetch.spec.whatwg.org/#http-cors-protocol | CORS}
 *
 * @param origins the allowed origins, for example `https://example.com`; `*` for any
 *
 * @example
 * ```ts
 * import { cors } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const handler = cors(["https://example.com"])(() => new Response("안녕!"));
 * const headers = { origin: "https://example.com" };
 * const response = await handler(new Request("http://localhost/", { headers }));
 * assertEquals(response.headers.get("access-control-allow-origin"), "https://example.com");
 * ```
 */
export function cors(origins: readonly string[]): Middleware {
  return (handler) => async (request, info) => {
    const origin = request.headers.get("origin");
    const isPreflight = origin !== null && request.method === "OPTIONS" &&
      request.headers.has("access-control-request-method");
    const isAllowed = origin !== null && (origins.includes(origin) || origins.includes("*"));
    const response = isPreflight
      ? isAllowed ? preflightReply(request) : errorReply(notAllowed(), request)
      : await handler(request, info);
    const set: Record<string, string> = isAllowed
      ? { "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED }
      : {};
    return withHeaders(response, { append: { vary: "origin" }, set });
  };
}

function notAllowed(): HttpError {
  return new HttpError(403, "Origin not allowed.");
}

function preflightReply({ headers }: Request): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": METHODS,
      // Clients bring headers of their own, such as OpenAI's `x-stainless-…`.
      "access-control-allow-headers": headers.get("access-control-request-headers") ?? "*",
      "access-control-max-age": `${MAX_AGE}`,
      "vary": "access-control-request-headers",
    },
  });
}
