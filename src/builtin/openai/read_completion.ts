/*
 * data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}
 *
 * data: {"choices":[{"index":0,"delta":{"content":"언어 "},"finish_reason":null}]}
 *
 * : a heartbeat
 *
 * data: [DONE]
 *
 * https://platform.openai.com/docs/api-reference/chat-streaming
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */

import { BodyReader } from "./body_reader.ts";

/** Options for {@linkcode readCompletion}. */
export interface ReadCompletionOptions {
  /** Called for each sign that the server is alive: a comment, a heartbeat, a frame. */
  onAlive?: (() => void) | undefined;
  /** Returns what comes in place of a frame. Default: the frame. */
  clean?: ((frame: Record<string, unknown>) => Record<string, unknown>) | undefined;
}

/** The server sent something that is not a chat completion, or reported a failure in its stream. */
export class CompletionError extends Error {
  override readonly name = "CompletionError";
  /** The HTTP status that the server's error names, if it names one. */
  readonly status: number | undefined;
  /** The server's code for the error, if it has one. */
  readonly code: string | undefined;

  constructor(message: string, { status, code, cause }: CompletionErrorOptions = {}) {
    super(message, { cause });
    this.status = status;
    this.code = code;
  }
}

interface CompletionErrorOptions {
  status?: number | undefined;
  code?: string | undefined;
  cause?: unknown;
}

/** The longest event, and the longest answer that is not a stream, in UTF-16 code units. */
const MAX_EVENT_LENGTH = 8 * 2 ** 20;

const EMPTY = new Uint8Array();

/**
 * Reads the frames of a streamed chat completion, as JSON values.
 *
 * Servers differ from the protocol, and each difference that is harmless is
 * accepted: heartbeats without data, comments sent as data, a missing blank
 * line or `[DONE]` at the end, and a whole completion in place of a stream,
 * which is one frame. To stop the iteration cancels the response.
 *
 * @throws {CompletionError} if the server reports an error, sends what is not
 *   JSON, or sends an event longer than 8 Mi code units
 */
export async function* readCompletion(
  { body }: Response,
  { onAlive, clean = (frame) => frame }: ReadCompletionOptions = {},
): AsyncGenerator<Record<string, unknown>, void, void> {
  if (body === null) throw new CompletionError("Cannot read a completion: the reply has no body");
  const reader = new BodyReader(body);
  const decoder = new TextDecoder();
  const events = new EventParser();
  let isOpen = true;
  try {
    while (isOpen) {
      const bytes = await reader.read();
      const isEnd = bytes === null;
      if (!isEnd && bytes.byteLength > 0) onAlive?.();
      for (const event of events.push(decoder.decode(bytes ?? EMPTY, { stream: !isEnd }), isEnd)) {
        if (event.data === "[DONE]") return;
        const frame = parseFrame(event);
        if (frame !== null) yield clean(frame);
      }
      isOpen = !isEnd;
    }
  } finally {
    if (isOpen) reader.cancel().catch(() => {}); // it may have failed already
  }
}

interface ServerEvent {
  name: string;
  data: string;
}

/** Cuts a text that comes in parts into server-sent events, or into one event if it is JSON. */
class EventParser {
  /** The line under way. */
  #line = "";
  #name = "";
  /** The data of the event under way; `null` for none yet. */
  #data: string | null = null;
  /** The length of all that is held. */
  #length = 0;
  #kind: "unknown" | "events" | "json" = "unknown";
  #endedInReturn = false;

  /** @returns the events that are complete now; at the end, a last one without its blank line too */
  push(text: string, isEnd: boolean): ServerEvent[] {
    if (this.#kind === "unknown") this.#sniff(text);
    const events: ServerEvent[] = [];
    if (this.#kind === "json") this.#hold(text);
    else this.#pushLines(text, events);
    if (!isEnd) return events;
    if (this.#kind === "json") return [{ name: "", data: this.#line }];
    this.#endLine(events);
    this.#endLine(events);
    return events;
  }

  /** A server that does not stream replies with a JSON object. */
  #sniff(text: string): void {
    const first = text.trimStart()[0];
    if (first !== undefined) this.#kind = first === "{" ? "json" : "events";
  }

  #pushLines(given: string, events: ServerEvent[]): void {
    const isRest = this.#endedInReturn && given.startsWith("\n"); // of a CRLF
    if (given !== "") this.#endedInReturn = given.endsWith("\r");
    const text = given.includes("\r") ? given.replaceAll(/\r\n?/g, "\n") : given;
    let begin = isRest ? 1 : 0;
    for (let end; (end = text.indexOf("\n", begin)) >= 0; begin = end + 1) {
      this.#hold(text.slice(begin, end));
      this.#endLine(events);
    }
    this.#hold(text.slice(begin));
  }

  #hold(part: string): void {
    this.#line += part;
    this.#length += part.length;
    if (this.#length <= MAX_EVENT_LENGTH) return;
    throw new CompletionError("Cannot read a completion: the server sent an event without end");
  }

  #endLine(events: ServerEvent[]): void {
    const line = this.#line;
    this.#line = "";
    if (line === "") {
      if (this.#data !== null) events.push({ name: this.#name, data: this.#data });
      this.#data = null;
      this.#name = "";
      this.#length = 0;
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
    else this.#length -= line.length;
    if (field === "event") this.#name = value;
  }
}

/** @returns `null` for a heartbeat */
function parseFrame({ name, data }: ServerEvent): Record<string, unknown> | null {
  const text = data.trim();
  if (text === "" || text.startsWith(":")) return null;
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch (cause) {
    if (name !== "" && name !== "message" && name !== "error") return null; // such as `ping`
    throw new CompletionError("Cannot read a completion: the server sent what is not JSON", {
      cause,
    });
  }
  if (!isObject(frame)) return null;
  if (name === "error" || frame.error != null && frame.error !== "") {
    throw errorOf(frame.error ?? frame);
  }
  return frame;
}

/** The error that a server reports in its stream. Its words may repeat the prompt: they are the cause. */
function errorOf(error: unknown): CompletionError {
  const { code, status, type } = isObject(error) ? error : {};
  const statuses = [status, code].map(Number);
  return new CompletionError("The model's server reported an error in its stream", {
    status: statuses.find((it) => Number.isInteger(it) && it >= 400 && it <= 599),
    code: [code, type].find((it) => typeof it === "string"),
    cause: isObject(error) ? error.message : error,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
