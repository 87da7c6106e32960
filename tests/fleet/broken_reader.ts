import { assert } from "@std/assert";

/** A way to ask a server, and how its reply counts. */
export interface Way {
  name: string;
  path: string;
  accept: string;
  body: unknown;
  /** What ends an event; `null` where bytes count. */
  frameEnd: string | null;
}

const messages = [{ role: "user", content: "고마워!" }];
const said = [{ id: "m", role: "user", content: "고마워!" }];
const parts = [{ role: "user", parts: [{ type: "text", text: "고마워!" }] }];

/** All dialects. */
export const WAYS: readonly Way[] = [
  ["sse", "/chain/stream", "text/event-stream", { user_message: "고마워!" }, "\n\n"],
  ["ndjson", "/chain/stream", "application/x-ndjson", { user_message: "고마워!" }, "\n"],
  ["text", "/chain/stream", "text/plain", { user_message: "고마워!" }, null],
  ["openai", "/v1/chat/completions", "*/*", { model: "chain", stream: true, messages }, "\n\n"],
  ["responses", "/v1/responses", "*/*", { model: "chain", stream: true, input: "고마워!" }, "\n\n"],
  ["ag-ui", "/ag-ui/chain", "*/*", { threadId: "t", runId: "r", messages: said }, "\n\n"],
  ["ai sdk", "/api/chat", "*/*", { messages: parts }, "\n\n"],
].map(([name, path, accept, body, frameEnd]) => ({ name, path, accept, body, frameEnd }) as Way);

/** A reply that was cut. */
export interface Cut {
  /** The path of the run. */
  path: string;
  /** What the reader had of complete events. */
  seen: Uint8Array;
  /** The last id that it says when it comes back, or `null` if it has seen none. */
  last: number | null;
}

/** Asks, reads so many bytes of the reply, and breaks the connection. */
export async function askAndBreak(
  origin: string,
  { path, accept, body, frameEnd }: Way,
  bytes: number,
): Promise<Cut> {
  const client = new AbortController();
  const response = await fetch(origin + path, {
    method: "POST",
    headers: { accept, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: client.signal,
  });
  const location = response.headers.get("content-location");
  assert(response.ok && location !== null, `${response.status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  while (length < bytes) {
    const { value, done } = await reader?.read() ?? { done: true };
    if (done || value === undefined) break;
    chunks.push(value);
    length += value.length;
  }
  client.abort();
  try { // what has come already is read first
    while (!(await reader?.read())?.done);
  } catch {
    // The connection is broken.
  }
  const all = join(chunks).subarray(0, bytes);
  if (frameEnd === null) return { path: location, seen: all, last: all.length };
  // The text is cut after its last whole event. A cut character is behind that.
  const text = new TextDecoder().decode(all);
  const whole = text.slice(0, text.lastIndexOf(frameEnd) + frameEnd.length);
  const seen = text.includes(frameEnd) ? whole : "";
  const count = seen.split(frameEnd).length - 1;
  return {
    path: location,
    seen: new TextEncoder().encode(seen),
    last: count === 0 ? null : count - 1,
  };
}

/** Comes back for the rest. */
export async function comeBack(
  origin: string,
  { path, last }: Omit<Cut, "seen">,
): Promise<Response> {
  return await fetch(origin + path, {
    headers: last === null ? {} : { "last-event-id": `${last}` },
  });
}

/** Returns parts as one. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
