import { timingSafeEqual } from "node:crypto";

/** The keys that callers may have. It tells nothing of them by how long it takes. */
export class KeyRing {
  readonly #digests: Promise<Uint8Array[]>;

  /** @param keys all of them */
  constructor(keys: readonly string[]) {
    this.#digests = Promise.all(keys.map(digest));
  }

  /** Whether a key is one of them. All are compared, by digests of one length. */
  async has(key: string): Promise<boolean> {
    const asked = await digest(key);
    return (await this.#digests)
      .map((known) => timingSafeEqual(known, asked))
      .reduce((found, isEqual) => found || isEqual, false);
  }
}

async function digest(key: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)));
}
