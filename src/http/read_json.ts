import type { Timer } from "../runnables/timer.ts";
import { HttpError } from "./http_error.ts";
import type { Limits } from "./limits.ts";

/** What {@linkcode readJson} needs to know. */
export interface ReadJsonOptions {
  limits: Limits;
  timer: Timer;
  /** Shown to who sent something else. */
  example: string;
}

/**
 * Reads a body as JSON, whatever its `Content-Type` says. No more of it than
 * the limit is ever held.
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
  { limits: { bodyBytes, bodyMs }, timer }: Pick<ReadJsonOptions, "limits" | "timer">,
): Promise<Uint8Array> {
  const refuse = () => {
    throw new HttpError(413, `The body is too large: it may have ${bodyBytes} bytes at most.`);
  };
  if (Number(request.headers.get("content-length")) > bodyBytes) refuse();
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array(0);

  let isLate = false;
  const cancel = () => reader.cancel().catch(() => {}); // it has broken off, then
  const callOff = timer.after(bodyMs, () => {
    isLate = true;
    cancel();
  });
  let bytes = new Uint8Array(0);
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const end = length + next.value.byteLength;
      if (end > bodyBytes) refuse();
      if (end > bytes.length) bytes = grown(bytes, end);
      // Copied: a chunk, be it of a byte, may be a view of a buffer of 64 KiB.
      bytes.set(next.value, length);
      length = end;
    }
  } catch (error) {
    cancel();
    throw error instanceof HttpError ? error : new HttpError(400, "The body broke off.");
  } finally {
    callOff();
  }
  if (isLate) throw new HttpError(408, "The body did not come in time.");
  return bytes.subarray(0, length);
}

/** The same with more room: twice as much, so that little is copied often. */
function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(length, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError(400, "The body is not UTF-8.");
  }
}
