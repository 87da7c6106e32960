/**
 * Stands in for `@std/http` where JSR cannot be reached: what Splitstream and
 * its tests use of it, on packages from npm and Node's own tables, under the
 * same names and with the same results.
 */
import { createHash } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { createParser } from "npm:eventsource-parser@^4.1.0";
// @ts-types="npm:@types/negotiator@^0.6.5"
import Negotiator from "npm:negotiator@^1.0.0";

/** The status codes that have a text. */
export type StatusCode = number;

/** The text of each status code. */
export const STATUS_TEXT: Readonly<Record<StatusCode, string>> = Object.fromEntries(
  Object.entries(STATUS_CODES).map(([code, text]) => [Number(code), text ?? ""]),
);

/** The media type that a request prefers among some, if it accepts one. */
export function accepts<T extends string>(
  request: Pick<Request, "headers">,
  ...types: T[]
): T | undefined {
  const accept = request.headers.get("accept");
  if (!accept) return types[0];
  const chosen = new Negotiator({ headers: { accept } }).mediaTypes(types)[0];
  return types.find((type) => type === chosen);
}

/** The entity tag of a text. */
export function eTag(entity: string): Promise<string> {
  return Promise.resolve(`"${createHash("sha256").update(entity).digest("base64")}"`);
}

/** Whether the value of `If-None-Match` has no such tag. */
export function ifNoneMatch(value: string | null, etag: string | undefined): boolean {
  if (value === null || etag === undefined) return true;
  const tags = value.split(/\s*,\s*/).map((tag) => tag.trim().replace(/^W\//, ""));
  return value.trim() !== "*" && !tags.includes(etag);
}

/** A server-sent event, as it was written. */
export interface ServerSentEventParsedMessage {
  comment?: string;
  event?: string;
  data?: string;
  id?: string;
  retry?: number;
}

/** Reads server-sent events from bytes. */
export class ServerSentEventParseStream
  extends TransformStream<Uint8Array, ServerSentEventParsedMessage> {
  constructor() {
    const decoder = new TextDecoder();
    let feed: (text: string) => void;
    super({
      start(controller) {
        const parser = createParser({
          onEvent: ({ id, event, data }) =>
            controller.enqueue({
              ...(id === undefined ? {} : { id }),
              ...(event === undefined ? {} : { event }),
              data,
            }),
          onComment: (comment) => controller.enqueue({ comment }),
        });
        feed = (text) => parser.feed(text);
      },
      transform: (chunk) => feed(decoder.decode(chunk, { stream: true })),
    });
  }
}
