import { HttpError } from "../http_error.ts";
import { errorReply } from "../reply/problem.ts";
import type { Handler } from "../router.ts";

/** What a page's script may read of a reply, beside what it may anyway. */
const EXPOSED = [
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "server-timing",
  "x-vercel-ai-ui-message-stream",
].join(", ");
const METHODS = "GET, HEAD, POST";
/** How long a browser may remember what it is told here, in seconds. */
const MAX_AGE = 86_400;

/**
 * Answers pages of other origins so that their browsers let them hear it, if
 * they may ask; else their browsers keep it from them.
 *
 * @see {@link https://fetch.spec.whatwg.org/#http-cors-protocol | CORS}
 */
export function withCors(handle: Handler, allows: (origin: string) => boolean): Handler {
  return async (request, info) => {
    const origin = request.headers.get("origin");
    const isPreflight = origin !== null && request.method === "OPTIONS" &&
      request.headers.has("access-control-request-method");
    const isAllowed = origin !== null && allows(origin);
    const response = isPreflight
      ? isAllowed ? preflightReply(request) : errorReply(stranger(), request)
      : await handle(request, info);
    response.headers.append("vary", "origin");
    if (!isAllowed) return response;
    response.headers.set("access-control-allow-origin", origin);
    response.headers.set("access-control-expose-headers", EXPOSED);
    return response;
  };
}

function stranger(): HttpError {
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
