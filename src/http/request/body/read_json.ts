import type { Timer } from "../../../run/timer.ts";
import { type BodyBudget, SMALL_BODY_BYTES } from "./body_budget.ts";
import { HttpError } from "../../http_error.ts";
import type { Limits } from "../../limits.ts";
import { type BodyReader, readerOf, readWithin } from "./read_within.ts";

/** Options for {@linkcode readJson}. */
export interface ReadJsonOptions {
  limits: Limits;
  timer: Timer;
  /** Limits the memory of all bodies together. */
  bodies: BodyBudget;
  /** An example body, shown in the 400. */
  example: string;
}

/**
 * Reads a body as JSON, whatever its `Content-Type`. Never buffers more than `limits.bodyBytes` of
 * a body that comes over HTTP.
 *
 * @throws {HttpError} 413 if the body is too large, 408 if it takes longer than `limits.bodyMs`,
 *   400 if it is not JSON in UTF-8, 503 if the server holds too many bodies
 */
export async function readJson(
  request: Request,
  { example, ...options }: ReadJsonOptions,
): Promise<unknown> {
  const text = decode(await readBytes(request, options));
  if (text.trim() === "") {
    throw new HttpError(400, `The body is empty. Expected, for example, ${example}.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HttpError(400, `The body is not JSON: ${reason}. Expected, for example, ${example}.`);
  }
}

async function readBytes(
  request: Request,
  { limits: { bodyBytes, bodyMs }, timer, bodies }: Omit<ReadJsonOptions, "example">,
): Promise<Uint8Array> {
  const tooLarge = () =>
    new HttpError(413, `The body is too large. The limit is ${bodyBytes} bytes.`);
  const length = request.headers.get("content-length");
  if (Number(length) > bodyBytes) throw tooLarge();

  const late = Promise.withResolvers<never>();
  const cancelTimer = timer.after(bodyMs, () => {
    late.reject(new HttpError(408, "The body did not arrive in time."));
  });
  let reader: BodyReader | undefined;
  using count = bodies.open();
  try {
    // HTTP guarantees the length of a body with a single Content-Length. Reading a small body
    // whole avoids a stream, which would stay in memory as long as the answer.
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
    reader?.releaseLock(); // withDrain() reads the rest
    throw error instanceof HttpError ? error : new HttpError(400, "The body is incomplete.");
  } finally {
    cancelTimer();
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
