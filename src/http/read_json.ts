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

  let bytes = new Uint8Array(0);
  let length = 0;
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      const end = length + chunk.byteLength;
      if (end > bodyBytes) refuse();
      if (end > bytes.length) bytes = grown(bytes, end);
      // Copied: a chunk, be it of a byte, may be a view of a buffer of 64 KiB.
      bytes.set(chunk, length);
      length = end;
    },
  });
  const late = new AbortController();
  const callOff = bodyMs === Infinity ? () => {} : timer.after(bodyMs, () => {
    late.abort(new HttpError(408, "The body did not come in time."));
  });
  try {
    await request.body?.pipeTo(sink, { signal: late.signal });
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, "The body broke off.");
  } finally {
    callOff();
  }
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
