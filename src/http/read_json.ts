import { HttpError } from "./http_error.ts";

/**
 * Reads a body as JSON, whatever its `Content-Type` says. No more than
 * `maxBytes` of it are ever held; `example` is shown to who sent something else.
 *
 * @throws {HttpError} 413 if it is larger, 400 if it is not JSON in UTF-8
 */
export async function readJson(
  request: Request,
  { maxBytes, example }: { maxBytes: number; example: string },
): Promise<unknown> {
  const text = decode(await readBytes(request, maxBytes));
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

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const refuse = () => {
    throw new HttpError(413, `The body is too large: it may have ${maxBytes} bytes at most.`);
  };
  if (Number(request.headers.get("content-length")) > maxBytes) refuse();

  let bytes = new Uint8Array(0);
  let length = 0;
  try {
    // Leaving the loop by throwing cancels the body.
    for await (const chunk of request.body ?? []) {
      const end = length + chunk.byteLength;
      if (end > maxBytes) refuse();
      if (end > bytes.length) bytes = grown(bytes, end);
      // Copied: a chunk, be it of a byte, may be a view of a buffer of 64 KiB.
      bytes.set(chunk, length);
      length = end;
    }
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, "The body broke off.");
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
