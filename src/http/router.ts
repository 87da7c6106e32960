import { HttpError } from "./http_error.ts";
import { errorReply } from "./reply/problem.ts";

/** What is known of a request beside itself. */
export interface RequestContext {
  /** The parts of the path that have a name. */
  params: Readonly<Record<string, string | undefined>>;
  /** Where the connection comes from, if that is known. */
  address: string | null;
  /** Told that the request asks for this many answers more. @throws {HttpError} 429 */
  charge: (count: number) => void;
  /** Called for each model call of an answer beyond the first. */
  onModelCall: () => void;
}

/** What answers a request, or throws an {@linkcode HttpError}. */
export type RouteHandler = (
  request: Request,
  context: RequestContext,
) => Response | Promise<Response>;

/** A path, in the words of `URLPattern`, and what answers each method there. */
export interface Route {
  path: string;
  methods: Readonly<Record<string, RouteHandler>>;
}

/** What routes become: the handler that `Deno.serve` takes. */
export type Handler = (
  request: Request,
  info?: { remoteAddr: Deno.Addr; completed?: Promise<void> },
) => Promise<Response>;

/**
 * Makes one handler of many routes. What they throw is answered with a
 * problem: an {@linkcode HttpError} says which, all else is a 500 that says
 * nothing but goes to `onError`.
 */
export function createRouter(
  routes: readonly Route[],
  onError: (error: unknown) => void,
): Handler {
  // What has no parameters is looked up: a pattern costs more to try than most routes to answer.
  const isPattern = ({ path }: Route) => path.includes(":");
  const fixed = new Map(routes.filter((route) => !isPattern(route)).map((it) => [it.path, it]));
  const patterns = routes.filter(isPattern).map((route) => ({
    route,
    pattern: new URLPattern({ pathname: route.path }),
  }));

  const find = ({ url }: Request): [Route, RequestContext["params"]] => {
    const { pathname } = URL.parse(url) ?? {};
    if (pathname === undefined) throw new HttpError(400, "The request's Host is none.");
    const route = fixed.get(pathname);
    if (route !== undefined) return [route, {}];
    for (const { route, pattern } of patterns) {
      const match = pattern.exec({ pathname });
      if (match !== null) return [route, match.pathname.groups];
    }
    throw new HttpError(404, "There is no such route. GET /openapi.json says what there is.");
  };

  const dispatch = (request: Request, address: string | null): Response | Promise<Response> => {
    const [{ methods }, params] = find(request);
    const handle = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    if (handle !== undefined) {
      return handle(request, { params, address, charge() {}, onModelCall() {} });
    }
    const allow = Object.keys(methods).join(", ");
    throw new HttpError(405, `Cannot ${request.method} here: this route takes ${allow}.`, {
      headers: { allow },
    });
  };

  return async (request, info) => {
    const address = info?.remoteAddr.transport === "tcp" ? info.remoteAddr.hostname : null;
    try {
      return await dispatch(request, address);
    } catch (error) {
      if (!(error instanceof HttpError)) onError(error);
      const told = error instanceof HttpError
        ? error
        : new HttpError(500, "Something went wrong in this server.");
      return errorReply(told, request);
    }
  };
}
