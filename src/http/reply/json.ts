import { REPLY_HEADERS } from "./reply_headers.ts";

/** Returns a reply with JSON. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), {
    headers: { ...REPLY_HEADERS, "content-type": "application/json", ...headers },
  });
}
