import { answerErrors, type Middleware } from "../handler.ts";
import { HttpError } from "../http_error.ts";
import { assertDeliberate } from "./assert_deliberate.ts";

/**
 * Refuses requests from pages of other origins, with a 403. A page of the
 * server's own origin is always allowed, and so is a client that is no browser.
 * For routes that must not run on behalf of a foreign page; {@linkcode cors}
 * lets allowed pages read the reply.
 *
 * A `GET` must come from an `EventSource`. Every page can make a browser send
 * another one, by an image or a link, without an `Origin`.
 *
 * @param origins the allowed origins, for example `https://example.com`; `*` for any
 *
 * @example
 * ```ts
 * import { allowOrigins } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const handler = allowOrigins([])(() => new Response("안녕!"));
 * const headers = { origin: "https://example.com", "sec-fetch-site": "cross-site" };
 * const response = await handler(new Request("http://localhost/", { method: "POST", headers }));
 * assertEquals(response.status, 403);
 * ```
 */
export function allowOrigins(origins: readonly string[]): Middleware {
  const isAny = origins.includes("*");
  const isAllowed = (origin: string, request: Request) =>
    isAny || origins.includes(origin) || isOwn(origin, request);

  return (handler) =>
    answerErrors(async (request, info) => {
      const { headers, method } = request;
      const site = headers.get("sec-fetch-site");
      if (site !== "same-origin" && site !== "none") {
        const origin = headers.get("origin");
        const isRefused = origin === null ? site !== null : !isAllowed(origin, request);
        if (isRefused) throw new HttpError(403, "Origin not allowed.");
      }
      if (method === "GET") assertDeliberate(request, (origin) => isAllowed(origin, request));
      return await handler(request, info);
    });
}

/** Behind a proxy the scheme may differ, but not the host. */
function isOwn(origin: string, { url }: Request): boolean {
  return URL.parse(origin)?.host === new URL(url).host;
}
