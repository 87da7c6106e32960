import type { Timer } from "../../run/timer.ts";
import { assertDeliberate } from "./assert_deliberate.ts";
import { HttpError } from "../http_error.ts";
import { KeyRing } from "./key_ring.ts";
import { RateLimiter, type RateLimitState } from "./rate_limiter.ts";
import type { RequestContext, RouteHandler } from "../router.ts";

/** Who may call the model, and how often. */
export interface Access {
  /** The keys that callers must have one of; none for a server that wants no key. Default: none. */
  apiKeys: readonly string[];
  /**
   * The origins whose pages may ask, beside the server's own, such as
   * `https://example.com`; `*` for any. Default: none.
   */
  allowedOrigins: readonly string[];
  /**
   * The hosts that requests may be for, without ports, such as `localhost`; `*` for any.
   * Default: any.
   */
  allowedHosts: readonly string[];
  /**
   * How many answers a caller may ask for in a minute; a caller is a key, or an
   * address where no key is wanted. Default: `Infinity`.
   */
  requestsPerMinute: number;
  /**
   * Whether each model call counts as an answer: an agent makes several. An
   * answer under way goes on; its caller waits the longer for the next one.
   * Default: `false`.
   */
  countsModelCalls: boolean;
  /**
   * The header in which a proxy before the server tells its caller's address, such as
   * `x-forwarded-for`; its last entry counts, for a caller may have sent the others. Without one
   * the address of the connection counts. Default: `null`.
   */
  addressHeader: string | null;
}

/** Anybody, as often as they like, but no page of another origin. */
export const DEFAULT_ACCESS: Access = {
  apiKeys: [],
  allowedOrigins: [],
  allowedHosts: ["*"],
  requestsPerMinute: Infinity,
  countsModelCalls: false,
  addressHeader: null,
};

/** Lets callers in, or does not. */
export class Admission {
  readonly #access: Access;
  readonly #keys: KeyRing | null;
  readonly #rates: RateLimiter | null;

  /** @param access who may come in */
  constructor(access: Access, timer: Timer) {
    const { apiKeys, requestsPerMinute } = access;
    this.#access = access;
    this.#keys = apiKeys.length === 0 ? null : new KeyRing(apiKeys);
    this.#rates = requestsPerMinute === Infinity ? null : new RateLimiter(requestsPerMinute, timer);
  }

  /** Whether pages of this origin may ask. */
  allows(origin: string): boolean {
    const { allowedOrigins } = this.#access;
    return allowedOrigins.includes(origin) || allowedOrigins.includes("*");
  }

  /** Makes a handler that lets in only who may come in. */
  guard(handle: RouteHandler): RouteHandler {
    return async (request, context) => {
      this.#assertOrigin(request);
      if (request.method === "GET") {
        assertDeliberate(request, (origin) => this.allows(origin) || isOwn(origin, request));
      }
      const key = await this.#assertKey(request);
      if (this.#rates === null) return await handle(request, context);

      const rates = this.#rates;
      const caller = key ?? this.#addressOf(request, context);
      const take = (count: number) => {
        const allowance = rates.take(caller, count);
        if (allowance.left >= 0) return allowance;
        throw new HttpError(429, "Rate limit exceeded.", {
          headers: { ...rateHeaders(rates, allowance), "retry-after": `${allowance.retryAfter}` },
        });
      };
      let allowance = take(1);
      const charge = (count: number) => {
        if (1 + count > rates.perMinute) { // no wait would make room for it
          throw new HttpError(
            422,
            `The batch exceeds the rate limit of ${rates.perMinute} answers a minute: send fewer inputs.`,
            { pointer: "#/inputs" },
          );
        }
        if (count > 0) allowance = take(count);
      };
      const onModelCall = () => {
        if (this.#access.countsModelCalls) rates.spend(caller);
      };
      const response = await handle(request, { ...context, charge, onModelCall });
      for (const [name, value] of Object.entries(rateHeaders(rates, allowance))) {
        response.headers.set(name, value);
      }
      return response;
    };
  }

  /** @throws {HttpError} 403 if a page asks that may not */
  #assertOrigin(request: Request): void {
    const site = request.headers.get("sec-fetch-site");
    if (site === "same-origin" || site === "none") return;
    const origin = request.headers.get("origin");
    if (origin === null ? site === null : this.allows(origin) || isOwn(origin, request)) return;
    throw new HttpError(403, "Origin not allowed.");
  }

  /** @throws {HttpError} 401 if a key is wanted, and this is none */
  async #assertKey({ headers }: Request): Promise<string | null> {
    if (this.#keys === null) return null;
    const key = bearerOf(headers.get("authorization") ?? "") ?? headers.get("x-api-key");
    if (key !== null && await this.#keys.has(key)) return key;
    const message = key === null
      ? "This server wants a key, as Authorization: Bearer … or as x-api-key."
      : "This server does not take that key.";
    throw new HttpError(401, message, {
      code: "invalid_api_key",
      headers: { "www-authenticate": "Bearer" },
    });
  }

  #addressOf({ headers }: Request, { address }: RequestContext): string {
    const { addressHeader } = this.#access;
    const told = addressHeader === null ? null : headers.get(addressHeader);
    return networkOf(told?.slice(told.lastIndexOf(",") + 1).trim() ?? address ?? "");
  }
}

function bearerOf(authorization: string): string | null {
  const isBearer = authorization.slice(0, "bearer ".length).toLowerCase() === "bearer ";
  return isBearer ? authorization.slice("bearer ".length).trim() : null;
}

/** Behind a proxy the scheme may differ, but not the host. */
function isOwn(origin: string, { url }: Request): boolean {
  return URL.parse(origin)?.host === new URL(url).host;
}

/** The longest text of an address, and a port: nothing longer is looked into. */
const MAX_ADDRESS_LENGTH = 64;

/**
 * Returns the network that an address is in, as one caller: an IPv4 address,
 * mapped to IPv6 or not, with a port or not, or the first 64 bits of an IPv6
 * address, for so many addresses has each caller there.
 */
function networkOf(text: string): string {
  const address = text.slice(0, MAX_ADDRESS_LENGTH);
  const [v4] = address.match(/\d{1,3}(?:\.\d{1,3}){3}/) ?? [];
  if (v4 !== undefined) return v4;
  const groups = address.replace(/^\[|\].*$/g, "").split(":");
  if (groups.length < 3) return address;
  const [head = ""] = groups.join(":").split("::");
  return [...head.split(":"), "0", "0", "0", "0"].slice(0, 4).join(":");
}

/** @see {@link https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ | RateLimit header fields} */
function rateHeaders(
  { perMinute }: RateLimiter,
  { left, retryAfter }: RateLimitState,
): Record<string, string> {
  return {
    "ratelimit-policy": `"default";q=${perMinute};w=60`,
    "ratelimit": `"default";r=${Math.max(0, left)};t=${retryAfter}`,
  };
}
