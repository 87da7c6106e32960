import { assert, assertRejects } from "@std/assert";
import { ServerSentEventParseStream } from "@std/http/server-sent-event-parse-stream";
import type { EndRecord } from "../../src/wire/stream_event.ts";

/** The media types of the dialects that `/{runnable}/stream` speaks. */
export const SSE = "text/event-stream";
export const NDJSON = "application/x-ndjson";
export const TEXT = "text/plain";
export const DIALECTS = [SSE, NDJSON, TEXT] as const;

/** What a client of one of the dialects gets to see of a stream. */
export interface Seen {
  /** The text, as the client puts it together. */
  text: string;
  /** The names of the events, in order; text has none. */
  events: string[];
  /** The record at the end, or up to the failure. */
  record: EndRecord | undefined;
  /** The failure, if there was an event for it. */
  failure: { status_code: number; message: string; code?: string } | undefined;
}

/** A POST, as `curl -d` would send it. */
export function post(path: string, body: unknown, { accept, ...init }: PostInit = {}): Request {
  return new Request(`http://localhost${path}`, {
    method: "POST",
    headers: accept === undefined ? {} : { accept },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...init,
  });
}

/** What a {@linkcode post} may say beside its body. */
export interface PostInit {
  accept?: string;
  signal?: AbortSignal;
}

/** Reads a streamed reply to its end, in whichever dialect it is. */
export async function see(response: Response): Promise<Seen> {
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith(TEXT)) {
    return { text: await response.text(), events: [], record: undefined, failure: undefined };
  }
  const seen: Seen = { text: "", events: [], record: undefined, failure: undefined };
  for (
    const { event, data } of type.startsWith(SSE)
      ? await readSSE(response)
      : await readNDJSON(response)
  ) {
    seen.events.push(event);
    if (event === "data") seen.text += data;
    if (event === "metadata" && seen.events.length > 1) seen.record = data as EndRecord;
    if (event === "error") {
      const { record, ...failure } = data as NonNullable<Seen["failure"]> & { record: EndRecord };
      Object.assign(seen, { failure, record });
    }
  }
  return seen;
}

async function readSSE({ body }: Response): Promise<{ event: string; data: unknown }[]> {
  const events = await Array.fromAsync(
    (body ?? ReadableStream.from<Uint8Array>([])).pipeThrough(new ServerSentEventParseStream()),
  );
  return events.map(({ event = "message", data = "" }) => ({
    event,
    data: data === "" ? undefined : JSON.parse(data),
  }));
}

async function readNDJSON(response: Response): Promise<{ event: string; data: unknown }[]> {
  return (await response.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Reads a reply whose body has to break, and what came before. */
export async function readUntilBreak({ body }: Response): Promise<string> {
  assert(body !== null);
  let text = "";
  await assertRejects(async () => {
    for await (const part of body.pipeThrough(new TextDecoderStream())) text += part;
  });
  return text;
}
