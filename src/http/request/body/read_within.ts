import type { BodyCount } from "./body_budget.ts";

/** The reader of a body. A body from the network may allow one that reads into a buffer. */
export type BodyReader =
  | ReadableStreamBYOBReader
  | ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

/** Options for {@linkcode readWithin}. */
export interface ReadWithinOptions {
  /** The maximum, in bytes. */
  limit: number;
  /** The length in bytes, or `null` if it is unknown. */
  length: number | null;
  /** Counts the buffered bytes. */
  count: BodyCount;
}

/** How much is read at a time: the size of the buffer that Deno keeps for each connection. */
const PIECE_BYTES = 2 ** 16;

/**
 * Returns a reader for a body: a BYOB reader if the body comes from the network and has a length.
 * For a body without a length, cancelling must end the connection. A default reader does that,
 * whereas Deno's BYOB reader continues to read.
 */
export function readerOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  length: number | null,
): BodyReader {
  if (length === null) return body.getReader();
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    return body.getReader(); // a body made in this process
  }
}

/**
 * Reads a body to its end. Returns `null` if it is larger than the limit.
 *
 * Reads into one buffer, because the chunks of a default reader stay in memory until they are
 * garbage-collected, which takes long.
 *
 * @throws {HttpError} 503 if the bodies of all requests together are too large
 */
export async function readWithin(
  reader: BodyReader,
  { limit, length: expected, count }: ReadWithinOptions,
): Promise<Uint8Array | null> {
  let buffer = new ArrayBuffer((expected ?? PIECE_BYTES) + 1); // room for one more byte, to see the end
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
