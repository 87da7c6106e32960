import { HttpError } from "../http_error.ts";

/** Bodies up to this size are always read: to hold many of them takes as many connections. */
export const SMALL_BODY_BYTES = 2 ** 16;

/**
 * Limits the bytes of large bodies that are read at the same time, of all
 * requests together: a body that is sent half, and then slowly, is held for long.
 */
export class BodyBudget {
  #left: number;

  /** @param bytes how many bytes there are for all bodies, not counting the first 64 KiB of each */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Starts to count a body. Its bytes are free again once the count is disposed of. */
  open(): BodyCount {
    return new BodyCount((bytes) => {
      if (bytes > this.#left) {
        throw new HttpError(503, "This server is reading as many bodies as it can hold.", {
          headers: { "retry-after": "1", connection: "close" },
        });
      }
      this.#left -= bytes;
    });
  }
}

/** The bytes of one body. */
export class BodyCount implements Disposable {
  readonly #take: (bytes: number) => void;
  #bytes = 0;
  #taken = 0;
  #isClosed = false;

  /** @param take takes bytes of the budget, or gives them back if they are negative */
  constructor(take: (bytes: number) => void) {
    this.#take = take;
  }

  /** Counts more bytes. @throws {HttpError} 503 if the budget has not so many left */
  add(bytes: number): void {
    if (this.#isClosed) return; // a read that nobody waits for any more
    this.#bytes += bytes;
    const more = Math.max(0, this.#bytes - SMALL_BODY_BYTES) - this.#taken;
    this.#take(more);
    this.#taken += more;
  }

  [Symbol.dispose](): void {
    if (!this.#isClosed) this.#take(-this.#taken);
    this.#isClosed = true;
  }
}
