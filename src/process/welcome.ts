import { DEMO_NOTE } from "../builtin/built_in_runnables.ts";
import type { Config } from "../config.ts";
import type { Log } from "../http/observe/log.ts";

/** Writes where the server listens, and warns of a configuration that is not safe there. */
export function welcome(address: Deno.Addr, { serve, app }: Config, log: Log): void {
  log.out.write(`Splitstream: ${textOf(address)}`);
  const { model, access } = app;
  if (model?.provider === "demo") log.out.write(DEMO_NOTE);

  const isForwarded = serve.override !== undefined || serve.isHosted ||
    address.transport !== "tcp";
  const isOpen = isForwarded || !/^(127\.|::1$|localhost$)/.test(address.hostname);
  const isPaid = model?.provider === "openai" && model.apiKey !== undefined;
  const hasKeys = access?.apiKeys !== undefined && access.apiKeys.length > 0;
  if (isOpen && isPaid && !hasKeys) log.error.write(OPEN_WARNING);

  const { requestsPerMinute = Infinity, addressHeader } = access ?? {};
  const isLimited = requestsPerMinute !== Infinity && !hasKeys;
  if (isForwarded && isLimited && addressHeader === undefined) log.error.write(LIMIT_WARNING);
}

function textOf(address: Deno.Addr): string {
  switch (address.transport) {
    case "unix":
    case "unixpacket":
      return `unix:${address.path}`;
    case "vsock":
      return `vsock:${address.cid}:${address.port}`;
  }
  const { hostname, port } = address;
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}/`;
}

const OPEN_WARNING = `
  WARNING: anybody who reaches this address can spend your OPENAI_API_KEY.
  Set API_KEYS to the keys that callers must have, or HOST=127.0.0.1 to keep it to yourself.
`;

const LIMIT_WARNING = `
  WARNING: RATE_LIMIT_PER_MINUTE may be shared by all callers, since a proxy brings them here.
  Set CLIENT_ADDRESS_HEADER to the header with their addresses, or API_KEYS.
`;
