import type { NamedEvent } from "../../wire/named_event.ts";

/** The events that a client reads, and the type of their data. */
const DATA_TYPES: Readonly<Record<NamedEvent["event"], string>> = {
  metadata: "object",
  data: "any",
  split: "object",
  reasoning: "object",
  tool_call: "object",
  updates: "object",
  step: "object",
  custom: "any",
  interrupt: "object",
  error: "object",
  end: "undefined",
};

/**
 * Parses a line of the NDJSON dialect.
 *
 * @returns `null` for an unknown event or a heartbeat
 * @throws {SyntaxError} if the line is not an event
 */
export function parseEvent(line: string): NamedEvent | null {
  const value: unknown = JSON.parse(line);
  if (isNamedEvent(value)) return value;
  if (isObject(value) && typeof value.event === "string" && !isKnown(value.event)) return null;
  throw new SyntaxError("The line is not an event");
}

function isNamedEvent(value: unknown): value is NamedEvent {
  if (!isObject(value) || !isKnown(value.event)) return false;
  const { data } = value;
  const type = DATA_TYPES[value.event];
  if (type === "any") return data !== undefined;
  const actual: string = typeof data;
  if (type !== actual) return false;
  if (type !== "object") return true;
  return isObject(data) && (!("end_reason" in data) || isRecord(data)) &&
    (!("record" in data) || isObject(data.record) && isRecord(data.record) ||
      value.event !== "error");
}

/** Checks only the fields that clients rely on. */
function isRecord(record: Record<string, unknown>): boolean {
  return "output" in record && Array.isArray(record.splits);
}

function isKnown(event: unknown): event is NamedEvent["event"] {
  return typeof event === "string" && Object.hasOwn(DATA_TYPES, event);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
