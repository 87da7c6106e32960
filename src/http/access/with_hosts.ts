import { HttpError } from "../http_error.ts";
import { errorReply } from "../reply/problem.ts";
import type { Handler } from "../router.ts";

/**
 * Refuses requests for a host of another name, with 403: a page may have its
 * own name resolved to this server's address, and would then count as this
 * server's own page.
 *
 * @param hosts names without ports, such as `localhost`; `*` for any
 */
export function withHosts(handle: Handler, hosts: readonly string[]): Handler {
  if (hosts.includes("*")) return handle;
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  return async (request, info) => {
    const hostname = URL.parse(request.url)?.hostname;
    if (hostname === undefined || allowed.has(hostname)) return await handle(request, info);
    const message = `Host not allowed. Allowed: ${hosts.join(", ")}. See ALLOWED_HOSTS.`;
    return errorReply(new HttpError(403, message), request);
  };
}

/** The hosts that a server on an address is asked for: on loopback its own names, else any. */
export function hostsOf(address: string): string[] {
  const names = ["localhost", "127.0.0.1", "[::1]"];
  const own = address.includes(":") && !address.startsWith("[") ? `[${address}]` : address;
  return /^(127\.|\[::1\]$|localhost$)/.test(own) ? [...new Set([...names, own])] : ["*"];
}
