import { HttpError } from "./http_error.ts";

/**
 * Reads a body as JSON, whatever its `Content-Type` says. No more than
 * `maxBytes` of it are ever held.
 *
 * @throws {HttpError} 413 if it is larger, 400 if it is not JSON in UTF-8
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const text = decode(await readBytes(request, maxBytes));
  if (text.trim() === "") {
    throw new HttpError(400, 'The body is empty. Send JSON, such as {"user_message":"…"}.');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HttpError(400, `The body is not JSON: ${reason}.`);
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = new HttpError(413, `The body is too large: it may have ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge;

  const bytes: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop by throwing cancels the body.
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge;
    bytes.push(chunk);
  }
  return await new Blob(bytes as BlobPart[]).bytes();
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError(400, "The body is not UTF-8.");
  }
}
