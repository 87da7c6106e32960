import type { Timer } from "../../run/timer.ts";
import { type BodyBudget, SMALL_BODY_BYTES } from "./body_budget.ts";
import { HttpError } from "../http_error.ts";
import type { Limits } from "../limits.ts";
import { type BodyReader, readerOf, readWithin } from "./read_within.ts";

/** What {@linkcode readJson} needs to know. */
export interface ReadJsonOptions {
  limits: Limits;
  timer: Timer;
  /** What all bodies under way share. */
  bodies: BodyBudget;
  /** Shown to who sent something else. */
  example: string;
}

/**
 * Reads a body as JSON, whatever its `Content-Type` says. No more of it than
 * the limit is ever held, if it came by HTTP.
 *
 * @throws {HttpError} 413 if it is larger, 408 if it does not come in time, 400
 *   if it is not JSON in UTF-8
 */
export async function readJson(
  request: Request,
  { example, ...options }: ReadJsonOptions,
): Promise<unknown> {
  const text = decode(await readBytes(request, options));
  if (text.trim() === "") {
    throw new HttpError(400, `The body is empty. Send such as ${example}.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HttpError(400, `The body is not JSON: ${reason}. Send such as ${example}.`);
  }
}

async function readBytes(
  request: Request,
  { limits: { bodyBytes, bodyMs }, timer, bodies }: Omit<ReadJsonOptions, "example">,
): Promise<Uint8Array> {
  const tooLarge = () =>
    new HttpError(413, `The body is too large: it may have ${bodyBytes} bytes at most.`);
  const length = request.headers.get("content-length");
  if (Number(length) > bodyBytes) throw tooLarge();

  const late = Promise.withResolvers<never>();
  const callOff = timer.after(bodyMs, () => {
    late.reject(new HttpError(408, "The body did not come in time."));
  });
  let reader: BodyReader | undefined;
  using count = bodies.open();
  try {
    // HTTP sees to it that a body is as long as it says, if it says it once. To read a
    // small one whole spares a stream, which would be kept for as long as the answer.
    const expected = /^\d+$/.test(length ?? "") ? Number(length) : null;
    const isSmall = expected !== null && expected <= SMALL_BODY_BYTES;
    reader = isSmall || request.body === null ? undefined : readerOf(request.body, expected);
    const reading = reader === undefined
      ? request.bytes()
      : readWithin(reader, { limit: bodyBytes, length: expected, count });
    const bytes = await Promise.race([reading, late.promise]);
    if (bytes === null || bytes.length > bodyBytes) throw tooLarge();
    return bytes;
  } catch (error) {
    reader?.releaseLock(); // the rest is for withDrain()
    throw error instanceof HttpError ? error : new HttpError(400, "The body broke off.");
  } finally {
    callOff();
  }
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new HttpError(400, "The body is not UTF-8.");
  }
}
