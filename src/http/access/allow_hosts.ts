import { HttpError } from "../http_error.ts";
import { errorReply } from "../reply/problem.ts";
import { type Middleware, unchanged } from "../handler.ts";

/**
 * Refuses requests for a host of another name, with a 403. A page may have its
 * own name resolved to this server's address, and would then count as this
 * server's own page (DNS rebinding).
 *
 * @param hosts the allowed names, without ports, for example `localhost`; `*` for any
 *
 * @example
 * ```ts
 * import { allowHosts } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const handler = allowHosts(["localhost"])(() => new Response("안녕!"));
 * const response = await handler(new Request("http://evil.example/"));
 * assertEquals(response.status, 403);
 * ```
 */
export function allowHosts(hosts: readonly string[]): Middleware {
  if (hosts.includes("*")) return unchanged;
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  return (handler) => async (request, info) => {
    const hostname = URL.parse(request.url)?.hostname;
    if (hostname === undefined || allowed.has(hostname)) return await handler(request, info);
    const message = `Host not allowed. Allowed: ${hosts.join(", ")}. See ALLOWED_HOSTS.`;
    return errorReply(new HttpError(403, message), request);
  };
}

/** Returns the hosts to allow for a server on an address: on loopback its own names, otherwise any. */
export function hostsOf(address: string): string[] {
  const names = ["localhost", "127.0.0.1", "[::1]"];
  const own = address.includes(":") && !address.startsWith("[") ? `[${address}]` : address;
  return /^(127\.|\[::1\]$|localhost$)/.test(own) ? [...new Set([...names, own])] : ["*"];
}
