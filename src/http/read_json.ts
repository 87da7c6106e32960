import type { Timer } from "../runnables/timer.ts";
import type { BodyBudget, BodyCount } from "./body_budget.ts";
import { HttpError } from "./http_error.ts";
import type { Limits } from "./limits.ts";

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
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  using count = bodies.open();
  try {
    // HTTP sees to it that a body is as long as it says, if it says it once. To read
    // that as one spares a stream, which would be kept for as long as the answer.
    const isCounted = /^\d+$/.test(length ?? "");
    if (isCounted) count.add(Number(length)); // as much may come, and is held until it has
    reader = isCounted ? undefined : request.body?.getReader();
    const reading = reader === undefined ? request.bytes() : readUpTo(bodyBytes, { reader, count });
    const bytes = await Promise.race([reading, late.promise]);
    if (bytes === null || bytes.length > bodyBytes) throw tooLarge();
    return bytes;
  } catch (error) {
    reader?.releaseLock(); // the router decides how much more is taken
    throw error instanceof HttpError ? error : new HttpError(400, "The body broke off.");
  } finally {
    callOff();
  }
}

/** Reads to the end, or gives `null` when there is more than that. */
async function readUpTo(
  limit: number,
  { reader, count }: { reader: ReadableStreamDefaultReader<Uint8Array>; count: BodyCount },
): Promise<Uint8Array | null> {
  let bytes = new Uint8Array(0);
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const end = length + next.value.byteLength;
    if (end > limit) return null;
    count.add(next.value.byteLength);
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * bytes.length)); // so that little is copied often
      larger.set(bytes);
      bytes = larger;
    }
    // Copied: a chunk, be it of a byte, may be a view of a buffer of 64 KiB.
    bytes.set(next.value, length);
    length = end;
  }
  return bytes.subarray(0, length);
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new HttpError(400, "The body is not UTF-8.");
  }
}
