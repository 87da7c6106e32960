/** Enough for a few frames of a completion. */
const MIN_BYTES = 1_024;
/** What Deno allocates for each read of a default reader. */
const MAX_BYTES = 65_536;

/**
 * Reads a body into one small buffer, again and again, which grows while the body fills it.
 *
 * For a default reader, Deno allocates 64 KiB for each read, however few bytes come. Of a model's
 * tokens, that is most of what reading them costs, and of the memory while the next one is awaited.
 */
export class BodyReader {
  readonly #reader: ReadableStreamBYOBReader | ReadableStreamDefaultReader<Uint8Array>;
  #buffer = new ArrayBuffer(MIN_BYTES);

  /** @param body the body, which is then locked */
  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = byobReaderOf(body) ?? body.getReader();
  }

  /** Returns the next bytes, which are valid until the next call, or `null` at the end. */
  async read(): Promise<Uint8Array | null> {
    const reader = this.#reader;
    if (reader instanceof ReadableStreamDefaultReader) return (await reader.read()).value ?? null;
    const { value, done } = await reader.read(new Uint8Array(this.#buffer));
    if (done) return null;
    const { buffer, byteLength } = value;
    const isFull = byteLength === buffer.byteLength && byteLength < MAX_BYTES;
    this.#buffer = isFull ? new ArrayBuffer(byteLength * 2) : buffer;
    return value;
  }

  /** Cancels the body. */
  cancel(reason?: unknown): Promise<void> {
    return this.#reader.cancel(reason);
  }
}

/** Only a body from the network is a stream of bytes. */
function byobReaderOf(body: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | null {
  try {
    return body.getReader({ mode: "byob" });
  } catch (error) {
    if (error instanceof TypeError && !body.locked) return null;
    throw error;
  }
}
