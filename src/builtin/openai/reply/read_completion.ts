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
import { CompletionError } from "./completion_error.ts";
import { EventParser, type ServerEvent } from "./event_parser.ts";
import { PlainFrames } from "./plain_frames.ts";
import { isObject } from "../../../wire/is_object.ts";

/** Options for {@linkcode readCompletion}. */
export interface ReadCompletionOptions {
  /** Called for each sign that the server is alive: a comment, a heartbeat, a frame. */
  onAlive?: (() => void) | undefined;
  /** Returns what comes in place of a frame. Default: the frame. */
  clean?: ((frame: Record<string, unknown>) => Record<string, unknown>) | undefined;
  /**
   * Called with the text of each plain frame, in place of the frame. It is read on when the promise
   * resolves. Default: plain frames are yielded like all others.
   */
  onText?: ((text: string) => void | Promise<void>) | undefined;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Reads the frames of a streamed chat completion, as JSON values.
 *
 * Servers differ from the protocol, and each difference that is harmless is
 * accepted: heartbeats without data, comments sent as data, a missing blank
 * line or `[DONE]` at the end, and a whole completion in place of a stream,
 * which is one frame. To stop the iteration cancels the response.
 *
 * Most frames differ from the one before in their text alone. {@linkcode PlainFrames} reads these.
 *
 * @throws {CompletionError} if the server reports an error, sends what is not
 *   JSON, or sends an event longer than 8 Mi code units
 */
export async function* readCompletion(
  { body }: Response,
  { onAlive, onText, clean = (frame) => frame }: ReadCompletionOptions = {},
): AsyncGenerator<Record<string, unknown>, void, void> {
  if (body === null) throw new CompletionError("Cannot read a completion: the reply has no body");
  const reader = new BodyReader(body);
  // The parser takes the byte order mark. Deno's decoder would take one from its second text, too.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const parser = new EventParser();
  const plain = new PlainFrames();
  let isOpen = true;
  try {
    let bytes: Uint8Array | null;
    while ((bytes = await reader.read()) !== null) {
      if (bytes.byteLength > 0) onAlive?.();
      for (let at = 0, end; at < bytes.byteLength; at = end) {
        const text = plain.read(bytes, at);
        if (text !== null) {
          end = plain.end;
          if (onText === undefined) yield plain.toFrame(text);
          else await onText(text);
          continue;
        }
        end = eventEnd(bytes, at);
        const part = decoder.decode(bytes.subarray(at, end), { stream: true });
        for (const event of parser.push(part, false)) {
          if (event.data === "[DONE]") return;
          const frame = parseFrame(event);
          if (frame === null) continue;
          const cleaned = clean(frame);
          plain.learn(event.line, frame, cleaned);
          yield cleaned;
        }
        plain.isBetweenEvents = parser.isBetweenEvents && bytes[end - 1] === NEWLINE;
      }
    }
    isOpen = false;
    for (const event of parser.push(decoder.decode(), true)) {
      const frame = event.data === "[DONE]" ? null : parseFrame(event);
      if (frame !== null) yield clean(frame);
    }
  } finally {
    if (isOpen) reader.cancel().catch(() => {}); // it may have failed already
  }
}

/** Returns where the event at a place ends, if that is in these bytes; else, where they end. */
function eventEnd(bytes: Uint8Array, at: number): number {
  for (let i = at; (i = bytes.indexOf(NEWLINE, i) + 1) > 0;) {
    if (bytes[i] === RETURN && bytes[i + 1] === NEWLINE) return i + 2;
    if (bytes[i] !== NEWLINE) continue;
    while (bytes[i] === NEWLINE) i++;
    return i;
  }
  return bytes.byteLength;
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
