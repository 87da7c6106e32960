import type { FetchHandler, Handler, RequestInfo } from "./handler.ts";
import { HttpError } from "./http_error.ts";
import { errorReply } from "./reply/problem.ts";
import { unknownRoute } from "./reply/unknown_route.ts";

/**
 * A path, in the syntax of `URLPattern`, and the handler of each method. Where there is a `GET`,
 * there is a `HEAD`.
 */
export interface Route {
  path: string;
  methods: Readonly<Record<string, FetchHandler>>;
}

/**
 * Returns one handler for many routes. An {@linkcode HttpError} that a route
 * throws sets the reply. Any other error is a 500 that says nothing, and goes
 * to `onError`.
 */
export function createRouter(
  routes: readonly Route[],
  onError: (error: unknown) => void,
): Handler {
  // Paths without parameters are looked up.
  const fixed = new Map<string, Route>();
  const others: { route: Route; match: Match }[] = [];
  for (const route of routes) {
    if (route.path.includes(":")) others.push({ route, match: matcherOf(route.path) });
    else fixed.set(route.path, route);
  }

  const match = (pathname: string): [Route, NonNullable<RequestInfo["params"]>] | null => {
    const route = fixed.get(pathname);
    if (route !== undefined) return [route, {}];
    for (const { route, match } of others) {
      const params = match(pathname);
      if (params !== null) return [route, decoded(params)];
    }
    return null;
  };

  const find = ({ url }: Request): [Route, NonNullable<RequestInfo["params"]>] => {
    const { pathname } = URL.parse(url) ?? {};
    if (pathname === undefined) throw new HttpError(400, "Invalid Host header.");
    const found = match(pathname) ?? match(withoutExtraSlashes(pathname));
    if (found === null) throw unknownRoute(pathname);
    return found;
  };

  const dispatch = (request: Request, info?: RequestInfo): Response | Promise<Response> => {
    const [{ methods }, params] = find(request);
    const handle = handlerOf(methods, request.method);
    if (handle !== undefined) return handle(request, { ...info, params });
    const names = Object.keys(methods);
    const all = names.includes("GET") && !names.includes("HEAD") ? [...names, "HEAD"] : names;
    const allow = all.join(", ");
    throw new HttpError(405, `Method ${request.method} not allowed. Allowed: ${allow}.`, {
      headers: { allow },
    });
  };

  return async (request, info) => {
    try {
      return await dispatch(request, info);
    } catch (error) {
      if (error instanceof HttpError) return errorReply(error, request);
      onError(error);
      return errorReply(new HttpError(500, "Internal server error."), request);
    }
  };
}

/** Returns the parameters in a path; `null` if it is another path. */
type Match = (pathname: string) => NonNullable<RequestInfo["params"]> | null;

/**
 * Returns what a path with parameters is compared by. A `URLPattern` would cost more than most
 * replies, and is needed only where a part is more than fixed or a name.
 */
function matcherOf(path: string): Match {
  if (/[^\w/:-]/.test(path)) {
    const pattern = new URLPattern({ pathname: path });
    return (pathname) => pattern.exec({ pathname })?.pathname.groups ?? null;
  }
  const expected = path.split("/");
  return (pathname) => {
    const parts = pathname.split("/");
    if (parts.length !== expected.length) return null;
    const params: Record<string, string> = {};
    for (const [i, name] of expected.entries()) {
      const part = parts[i] ?? "";
      if (!name.startsWith(":") ? part !== name : part === "") return null;
      if (name.startsWith(":")) params[name.slice(1)] = part;
    }
    return params;
  };
}

/** A base URL with a slash at its end makes clients write two. */
function withoutExtraSlashes(pathname: string): string {
  return pathname.replaceAll(/\/{2,}/g, "/").replace(/(.)\/$/, "$1");
}

/** Returns the handler of a method. `HEAD` is a `GET` without its body. */
function handlerOf(methods: Route["methods"], method: string): FetchHandler | undefined {
  if (Object.hasOwn(methods, method)) return methods[method];
  const { GET } = methods;
  if (method !== "HEAD" || GET === undefined) return undefined;
  return async (request, info) => {
    const response = await GET(request, info);
    await response.body?.cancel();
    return new Response(null, response);
  };
}

/** Path parameters, with percent encoding removed where it is valid. */
function decoded(params: NonNullable<RequestInfo["params"]>): NonNullable<RequestInfo["params"]> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value = ""]) => [name, decode(value)]),
  );
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // not valid percent encoding: taken as it is
  }
}
