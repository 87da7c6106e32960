import { systemTimer, type Timer } from "../../run/timer.ts";
import { answerErrors, type Middleware, type RequestInfo, unchanged } from "../handler.ts";
import { HttpError } from "../http_error.ts";
import type { AccessOptions } from "./access_options.ts";
import { networkOf } from "./network_of.ts";
import { sha256, toHex } from "./sha256.ts";
import { withHeaders } from "./with_headers.ts";
import { RateLimiter, type RateLimitState, stateOf } from "./rate_limiter.ts";

/** Options for {@linkcode rateLimit}. */
export type RateLimitOptions =
  & Pick<AccessOptions, "requestsPerMinute">
  & Partial<Pick<AccessOptions, "countsModelCalls" | "addressHeader">>
  & {
    /** Where the answers are counted. Default: in this process. */
    store?: RateStore | undefined;
  };

/** How long the store may take to count a request, in milliseconds. */
const STORE_TIMEOUT_MS = 1_000;

/** Counts the answers of callers for several servers. */
export interface RateStore {
  /**
   * Takes answers from the bucket of a caller, if it has enough.
   *
   * @returns how many are left; less than 0 if there are too few, and none is taken
   */
  take(
    caller: string,
    options: { count: number; perMinute: number; isForced?: boolean },
  ): Promise<number>;
}

/**
 * Limits the rate of each caller; a request beyond it gets a 429 with
 * `Retry-After`. Replies say in `RateLimit` what is left. The caller is
 * `info.apiKey`, if {@linkcode apiKeys} comes before, otherwise an address.
 *
 * @see {@link https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ | RateLimit header fields}
 *
 * @example
 * ```ts
 * import { rateLimit } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const limited = rateLimit({ requestsPerMinute: 1 });
 * const handler = limited(() => new Response("안녕!"));
 * await handler(new Request("http://localhost/"));
 * const second = await handler(new Request("http://localhost/"));
 * assertEquals([second.status, second.headers.get("retry-after")], [429, "60"]);
 * ```
 */
export function rateLimit(options: RateLimitOptions): Middleware {
  const { requestsPerMinute, countsModelCalls = false, addressHeader = null } = options;
  if (requestsPerMinute === Infinity) return unchanged;
  const timer = timerOf(options);
  const limiter = new RateLimiter(requestsPerMinute, timer);
  const { store } = options;
  // If the store fails, each server counts alone: a limit that fails must not stop all answers.
  const takeShared = async (
    caller: string,
    { count, own, from }: { count: number; own: RateLimitState; from: RateStore },
  ): Promise<RateLimitState> => {
    const late = Promise.withResolvers<null>();
    const cancelTimer = timer.after(STORE_TIMEOUT_MS, () => late.resolve(null));
    const taken = from.take(await digestOf(caller), { count, perMinute: requestsPerMinute });
    const left = await Promise.race([taken.catch(() => null), late.promise]);
    cancelTimer();
    return left === null ? own : stateOf(left, requestsPerMinute);
  };
  return (handler) =>
    answerErrors(async (request, info) => {
      const caller = info?.apiKey ?? networkOf(addressOf(request, { info, addressHeader }));
      const granted = (allowance: RateLimitState) => {
        if (allowance.left >= 0) return allowance;
        throw new HttpError(429, "Rate limit exceeded.", {
          headers: { ...rateHeaders(limiter, allowance), "retry-after": `${allowance.retryAfter}` },
        });
      };
      const take = (count: number) => {
        const own = limiter.take(caller, count);
        if (store === undefined) return granted(own);
        return takeShared(caller, { count, own, from: store }).then(granted);
      };
      let allowance = await take(1);
      const charge = (answers: number) => {
        if (1 + answers > requestsPerMinute) throw tooManyInputs(requestsPerMinute);
        if (answers <= 0) return;
        const taken = take(answers);
        if (!(taken instanceof Promise)) {
          allowance = taken;
          return;
        }
        return taken.then((state) => {
          allowance = state;
        });
      };
      const onModelCall = () => {
        if (!countsModelCalls) return;
        limiter.spend(caller);
        const options = { count: 1, perMinute: requestsPerMinute, isForced: true };
        if (store === undefined) return;
        digestOf(caller).then((key) => store.take(key, options)).catch(() => {}); // as above
      };
      const response = await handler(request, { ...info, charge, onModelCall });
      return withHeaders(response, { set: rateHeaders(limiter, allowance) });
    });
}

/** The store gets no key of a caller, and no address. */
async function digestOf(caller: string): Promise<string> {
  return toHex(await sha256(caller));
}

/** No wait would make room for it, so it is no 429. */
function tooManyInputs(limit: number): HttpError {
  const message =
    `The batch exceeds the rate limit of ${limit} answers a minute. Send fewer inputs.`;
  return new HttpError(422, message, { pointer: "#/inputs" });
}

function addressOf(
  { headers }: Request,
  { info, addressHeader }: { info: RequestInfo | undefined; addressHeader: string | null },
): string {
  const sent = addressHeader === null ? null : headers.get(addressHeader);
  if (sent !== null) return sent.slice(sent.lastIndexOf(",") + 1).trim();
  return info?.remoteAddr?.transport === "tcp" ? info.remoteAddr.hostname : "";
}

function rateHeaders(
  { perMinute }: RateLimiter,
  { left, retryAfter }: RateLimitState,
): Record<string, string> {
  return {
    "ratelimit-policy": `"default";q=${perMinute};w=60`,
    "ratelimit": `"default";r=${Math.max(0, left)};t=${retryAfter}`,
  };
}

/** Tests bring a timer of their own, which is not among the public options. */
function timerOf({ timer = systemTimer }: RateLimitOptions & { timer?: Timer }): Timer {
  return timer;
}
