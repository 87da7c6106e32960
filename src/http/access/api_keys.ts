import { answerErrors, type Middleware, unchanged } from "../handler.ts";
import { HttpError } from "../http_error.ts";
import { KeyRing } from "./key_ring.ts";

/**
 * Requires one of several API keys, as `Authorization: Bearer …` or
 * `x-api-key`; other requests get a 401. The handler finds the key in
 * `info.apiKey`.
 *
 * @param keys the accepted keys; without any, no key is required
 *
 * @example
 * ```ts
 * import { apiKeys } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const handler = apiKeys(["key-of-alice"])(() => new Response("안녕!"));
 * const response = await handler(new Request("http://localhost/"));
 * assertEquals(response.status, 401);
 * ```
 */
export function apiKeys(keys: readonly string[]): Middleware {
  if (keys.length === 0) return unchanged;
  const ring = new KeyRing(keys);
  return (handler) =>
    answerErrors(async (request, info) => {
      const apiKey = bearerOf(request.headers.get("authorization") ?? "") ??
        request.headers.get("x-api-key");
      if (apiKey === null) {
        throw unauthorized("An API key is required, as Authorization: Bearer … or as x-api-key.");
      }
      const owner = await ring.find(apiKey);
      if (owner === null) throw unauthorized("Invalid API key.");
      return await handler(request, { ...info, apiKey, owner });
    });
}

function unauthorized(message: string): HttpError {
  return new HttpError(401, message, {
    code: "invalid_api_key",
    headers: { "www-authenticate": "Bearer" },
  });
}

function bearerOf(authorization: string): string | null {
  const isBearer = authorization.slice(0, "bearer ".length).toLowerCase() === "bearer ";
  return isBearer ? authorization.slice("bearer ".length).trim() : null;
}
