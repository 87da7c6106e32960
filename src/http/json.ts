import { REPLY_HEADERS } from "./reply_headers.ts";

/** Answers with JSON. */
export function json(value: unknown): Response {
  const headers = { ...REPLY_HEADERS, "content-type": "application/json" };
  return new Response(JSON.stringify(value), { headers });
}
