import { toPlainJson } from "../message/to_plain_json.ts";
import { ChunkTypeError } from "../message/text_of.ts";

/** A value that a runnable yields and that is neither text nor a message. */
export class Value {
  /** The value itself. */
  readonly raw: unknown;
  /** The value as JSON can express it. */
  readonly json: unknown;
  /** The length of its JSON text, in characters. */
  readonly length: number;

  /** @param raw the value itself @throws {ChunkTypeError} if JSON cannot express it */
  constructor(raw: unknown) {
    this.raw = raw;
    this.json = toPlainJson(raw);
    const text = JSON.stringify(this.json);
    if (text === undefined || hasBigInt(raw)) {
      const type = text === undefined ? typeof raw : "bigint";
      throw new ChunkTypeError(`Cannot stream a value of type ${type}: JSON cannot express it`);
    }
    this.length = text.length;
  }
}

/** Whether a value is a bigint, or has one in it. */
function hasBigInt(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value === "bigint";
  return Object.values(value).some(hasBigInt);
}
