import { HttpError } from "./http_error.ts";
import { errorReply } from "./reply/problem.ts";

/** Further information about a request. All of it is optional. */
export interface RequestInfo {
  /** The address that the connection comes from; set by `Deno.serve`. */
  remoteAddr?: Deno.Addr;
  /** Settles when the reply has been sent; set by `Deno.serve`. */
  completed?: Promise<void>;
  /** The named parts of the path; set by the router. */
  params?: Readonly<Record<string, string | undefined>>;
  /** The caller's API key; set by {@linkcode apiKeys}. */
  apiKey?: string;
  /** A digest of the caller's API key, which may be kept; set by {@linkcode apiKeys}. */
  owner?: string;
  /**
   * Counts more answers against the rate limit; set by {@linkcode rateLimit}.
   *
   * @throws {HttpError} 429 if the caller has too few left
   */
  charge?: (answers: number) => void | Promise<void>;
  /** Counts a model call against the rate limit; set by {@linkcode rateLimit}. */
  onModelCall?: () => void;
}

/** A fetch handler, as a {@linkcode Middleware} wraps it and a route has it. */
export type FetchHandler = (
  request: Request,
  info?: RequestInfo,
) => Response | Promise<Response>;

/** A fetch handler that is always asynchronous. `Deno.serve` takes it. */
export type Handler = (request: Request, info?: RequestInfo) => Promise<Response>;

/**
 * What {@linkcode createApp} returns: a {@linkcode Handler} that takes whatever a server calls its
 * handlers with. Deno's information is used; Workers' `env`, Bun's server and other things are not.
 */
export type AppHandler = (request: Request, info?: unknown) => Promise<Response>;

/** Wraps a handler in another one that checks or changes its requests or replies. */
export type Middleware = (handler: FetchHandler) => Handler;

/** Returns a handler that does nothing more than the one it wraps. */
export const unchanged: Middleware = (handler) => async (request, info) =>
  await handler(request, info);

/** Returns a middleware of several; the first is the outermost. */
export function compose(...middlewares: readonly Middleware[]): Middleware {
  return (handler) =>
    middlewares.reduceRight<Handler>((inner, wrap) => wrap(inner), unchanged(handler));
}

/** Returns a handler that replies to an {@linkcode HttpError} instead of throwing it. */
export function answerErrors(handler: FetchHandler): Handler {
  return async (request, info) => {
    try {
      return await handler(request, info);
    } catch (error) {
      if (error instanceof HttpError) return errorReply(error, request);
      throw error;
    }
  };
}

/** Returns what is known of a request, of anything that a server may call a handler with. */
export function toRequestInfo(info: unknown): RequestInfo {
  if (typeof info !== "object" || info === null) return {};
  if (isOfDeno(info)) return info; // as it is: `completed` costs a promise once it is read
  const { apiKey, charge, onModelCall }: { [K in keyof RequestInfo]?: unknown } = info;
  return {
    ...(typeof apiKey === "string" ? { apiKey } : {}),
    ...(isFunction(charge) ? { charge } : {}),
    ...(isFunction(onModelCall) ? { onModelCall } : {}),
  };
}

function isOfDeno(info: object): info is RequestInfo {
  if (!("remoteAddr" in info)) return false;
  const { remoteAddr } = info;
  return typeof remoteAddr === "object" && remoteAddr !== null && "transport" in remoteAddr;
}

function isFunction(value: unknown): value is () => void {
  return typeof value === "function";
}
