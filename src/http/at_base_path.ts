import type { Middleware } from "./handler.ts";
import { unchanged } from "./handler.ts";
import { HttpError } from "./http_error.ts";
import { errorReply } from "./reply/problem.ts";

/**
 * Serves a handler below a path: takes the path off the URL of each request. A request for another
 * path gets a 404, and one for the path without its last slash is redirected, because the page has
 * relative links.
 *
 * @param basePath the path, for example `/ai`
 * @throws {TypeError} if the path does not begin with a slash
 */
export function atBasePath(basePath: string): Middleware {
  if (!/^\/([\w.~%-]+(\/[\w.~%-]+)*\/?)?$/.test(basePath)) {
    throw new TypeError(
      `Cannot serve below ${JSON.stringify(basePath)}: expected a path like "/ai"`,
    );
  }
  const prefix = basePath.replace(/\/$/, "");
  if (prefix === "") return unchanged;
  return (handler) => async (request, info) => {
    const url = new URL(request.url);
    if (url.pathname === prefix) {
      url.pathname = `${prefix}/`;
      return new Response(null, { status: 308, headers: { location: `${prefix}/${url.search}` } });
    }
    if (!url.pathname.startsWith(`${prefix}/`)) {
      return errorReply(
        new HttpError(404, `Unknown route. All routes are below ${prefix}/.`),
        request,
      );
    }
    url.pathname = url.pathname.slice(prefix.length);
    return await handler(new Request(url, request), info);
  };
}
