import { CompletionError } from "./completion_error.ts";

/** The longest event, and the longest answer that is not a stream, in UTF-16 code units. */
const MAX_EVENT_LENGTH = 8 * 2 ** 20;

/** A server-sent event. */
export interface ServerEvent {
  /** What kind of event it is; empty for the usual kind. */
  name: string;
  data: string;
  /** The line with the data; `null` if there is none, or more than one. */
  line: string | null;
}

/** Cuts a text that comes in parts into server-sent events, or into one event if it is JSON. */
export class EventParser {
  /** The line under way. */
  #line = "";
  #name = "";
  /** The data of the event under way; `null` for none yet. */
  #data: string | null = null;
  /** The only line with data; `null` if there is none, or more than one. */
  #dataLine: string | null = null;
  /** The length of all that is held. */
  #length = 0;
  #kind: "unknown" | "events" | "json" = "unknown";
  #endedInReturn = false;
  /** Whether a byte order mark would be a letter by now. */
  #hasBegun = false;

  /** Whether the next event begins with the text that comes next. */
  get isBetweenEvents(): boolean {
    return this.#kind === "events" && this.#line === "" && this.#data === null &&
      this.#name === "" && !this.#endedInReturn;
  }

  /** @returns the events that are complete now; at the end, a last one without its blank line too */
  push(given: string, isEnd: boolean): ServerEvent[] {
    const text = this.#hasBegun ? given : given.replace(/^\uFEFF/, "");
    this.#hasBegun ||= given !== "";
    if (this.#kind === "unknown") this.#sniff(text);
    const events: ServerEvent[] = [];
    if (this.#kind === "json") this.#hold(text);
    else this.#pushLines(text, events);
    if (!isEnd) return events;
    if (this.#kind === "json") return [{ name: "", data: this.#line, line: null }];
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
      if (this.#data !== null) {
        events.push({ name: this.#name, data: this.#data, line: this.#dataLine });
      }
      this.#data = null;
      this.#name = "";
      this.#length = 0;
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") {
      this.#dataLine = this.#data === null ? line : null;
      this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
    } else {
      this.#length -= line.length;
    }
    if (field === "event") this.#name = value;
  }
}
