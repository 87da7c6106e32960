import { HttpError } from "../../http_error.ts";

/** Bodies up to this size are not limited: holding many of them takes as many connections. */
export const SMALL_BODY_BYTES = 2 ** 16;

/**
 * Limits the memory that large bodies of all requests take while they are read. A client that
 * sends half of a body and then continues slowly keeps that half in memory for a long time.
 */
export class BodyBudget {
  #left: number;

  /** @param bytes the total for all bodies, not counting the first 64 KiB of each */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Starts counting a body. Disposing of the count returns its bytes to the budget. */
  open(): BodyCount {
    return new BodyCount((bytes) => {
      if (bytes > this.#left) {
        throw new HttpError(503, "The server is busy reading other request bodies.", {
          headers: { "retry-after": "1", connection: "close" },
        });
      }
      this.#left -= bytes;
    });
  }
}

/** Counts the bytes of one body. */
export class BodyCount implements Disposable {
  readonly #take: (bytes: number) => void;
  #bytes = 0;
  #taken = 0;
  #isClosed = false;

  /** @param take takes bytes from the budget; a negative number returns them */
  constructor(take: (bytes: number) => void) {
    this.#take = take;
  }

  /** Counts more bytes. @throws {HttpError} 503 if they exceed the budget */
  add(bytes: number): void {
    if (this.#isClosed) return; // a read that ended after its request did
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
