import { HttpError } from "./http_error.ts";
import { errorReply } from "./problem.ts";

/** What is known of a request beside itself. */
export interface RequestContext {
  /** The parts of the path that have a name. */
  params: Readonly<Record<string, string | undefined>>;
  /** Where the connection comes from, if that is known. */
  address: string | null;
  /** Told that the request asks for this many answers more. @throws {HttpError} 429 */
  charge: (count: number) => void;
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
  info?: { remoteAddr: Deno.Addr },
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
  const table = routes.map(({ path, methods }) => ({
    pattern: new URLPattern({ pathname: path }),
    methods: new Map(Object.entries(methods)),
  }));

  const dispatch = (request: Request, address: string | null): Response | Promise<Response> => {
    if (!URL.canParse(request.url)) throw new HttpError(400, "The request's Host is none.");
    for (const { pattern, methods } of table) {
      const match = pattern.exec(request.url);
      if (match === null) continue;
      const handle = methods.get(request.method);
      if (handle !== undefined) {
        return handle(request, { params: match.pathname.groups, address, charge() {} });
      }
      const allow = [...methods.keys()].join(", ");
      throw new HttpError(405, `Cannot ${request.method} here: this route takes ${allow}.`, {
        headers: { allow },
      });
    }
    throw new HttpError(404, "There is no such route. GET /openapi.json says what there is.");
  };

  return async (request, info) => {
    const address = info?.remoteAddr.transport === "tcp" ? info.remoteAddr.hostname : null;
    try {
      return await dispatch(request, address);
    } catch (error) {
      if (error instanceof HttpError) return errorReply(error, request);
      onError(error);
      return errorReply(new HttpError(500, "Something went wrong in this server."), request);
    }
  };
}
