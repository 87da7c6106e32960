import { HttpError } from "../http_error.ts";
import type { Limits } from "../limits.ts";
import { measureInput } from "../request/measure_input.ts";
import type { InputForm } from "../request/read_input.ts";
import { invalid } from "../request/validate.ts";

/** The maximum depth of an input. A much deeper one cannot be written as JSON again. */
const MAX_DEPTH = 100;

/**
 * Refuses an input that is beyond the limits.
 *
 * @throws {HttpError} 413 if an input is too long, 422 if it is nested too deep
 */
export function assertFits(
  { value, pointer }: InputForm,
  { inputChars, messages, mediaBytes }: Limits,
): void {
  const size = measureInput(value);
  const refuse = (limit: string) =>
    new HttpError(413, `The conversation is too long. The limit is ${limit}.`);
  if (size.depth > MAX_DEPTH) {
    throw invalid(pointer, `must be nested at most ${MAX_DEPTH} levels deep`);
  }
  if (size.messages > messages) throw refuse(`${messages} messages`);
  if (size.chars > inputChars) throw refuse(`${inputChars} characters`);
  if (size.mediaBytes > mediaBytes) {
    const message = `The images, audio and files are too large. The limit is ${mediaBytes} bytes.`;
    throw new HttpError(413, message);
  }
}
