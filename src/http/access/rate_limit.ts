import { systemTimer, type Timer } from "../../run/timer.ts";
import { answerErrors, type Middleware, type RequestInfo, unchanged } from "../handler.ts";
import { HttpError } from "../http_error.ts";
import type { AccessOptions } from "./access_options.ts";
import { networkOf } from "./network_of.ts";
import { withHeaders } from "./with_headers.ts";
import { RateLimiter, type RateLimitState } from "./rate_limiter.ts";

/** Options for {@linkcode rateLimit}. */
export type RateLimitOptions =
  & Pick<AccessOptions, "requestsPerMinute">
  & Partial<Pick<AccessOptions, "countsModelCalls" | "addressHeader">>;

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
  const limiter = new RateLimiter(requestsPerMinute, timerOf(options));
  return (handler) =>
    answerErrors(async (request, info) => {
      const caller = info?.apiKey ?? networkOf(addressOf(request, { info, addressHeader }));
      const take = (count: number) => {
        const allowance = limiter.take(caller, count);
        if (allowance.left >= 0) return allowance;
        throw new HttpError(429, "Rate limit exceeded.", {
          headers: { ...rateHeaders(limiter, allowance), "retry-after": `${allowance.retryAfter}` },
        });
      };
      let allowance = take(1);
      const charge = (answers: number) => {
        if (1 + answers > requestsPerMinute) throw tooManyInputs(requestsPerMinute);
        if (answers > 0) allowance = take(answers);
      };
      const onModelCall = () => {
        if (countsModelCalls) limiter.spend(caller);
      };
      const response = await handler(request, { ...info, charge, onModelCall });
      return withHeaders(response, { set: rateHeaders(limiter, allowance) });
    });
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
