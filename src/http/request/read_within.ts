import type { BodyCount } from "./body_budget.ts";

/** A body's reader: of a platform's body it can be one that reads into a buffer. */
export type BodyReader =
  | ReadableStreamBYOBReader
  | ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

/** Options of {@linkcode readWithin}. */
export interface ReadWithinOptions {
  /** The most bytes that are read. */
  limit: number;
  /** How many there will be, if that is known. */
  length: number | null;
  /** Counts the bytes that are held. */
  count: BodyCount;
}

/** How much is read at a time: Deno keeps a buffer of that size for each connection. */
const PIECE_BYTES = 2 ** 16;

/**
 * Opens the reader of a body, one that reads into a buffer if the body came over
 * a network and says its length. Without a length the reader must be one that
 * ends the connection when it is cancelled: Deno's reads on into a buffer.
 */
export function readerOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  length: number | null,
): BodyReader {
  if (length === null) return body.getReader();
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    return body.getReader(); // it was made in this process
  }
}

/**
 * Reads to the end, or returns `null` if there is more than the limit.
 *
 * It reads into one buffer: the pieces that a default reader makes stay in
 * memory until they are collected, and that is long after.
 *
 * @throws {HttpError} 503 if there is no room for the body beside others
 */
export async function readWithin(
  reader: BodyReader,
  { limit, length: expected, count }: ReadWithinOptions,
): Promise<Uint8Array | null> {
  let buffer = new ArrayBuffer((expected ?? PIECE_BYTES) + 1); // one more to see the end with
  let length = 0;
  while (true) {
    if (length === buffer.byteLength) buffer = buffer.transfer(2 * length);
    if (reader instanceof ReadableStreamBYOBReader) {
      const room = Math.min(PIECE_BYTES, buffer.byteLength - length);
      const { value, done } = await reader.read(new Uint8Array(buffer, length, room));
      if (value === undefined) return null; // it was cancelled
      buffer = value.buffer;
      if (done) break;
      length += value.byteLength;
      if (length > limit) return null;
      count.add(value.byteLength);
    } else {
      const { value, done } = await reader.read();
      if (done) break;
      const end = length + value.byteLength;
      if (end > limit) return null;
      count.add(value.byteLength);
      if (end > buffer.byteLength) buffer = buffer.transfer(Math.max(end, 2 * length));
      new Uint8Array(buffer, length).set(value);
      length = end;
    }
  }
  return new Uint8Array(buffer, 0, length);
}
