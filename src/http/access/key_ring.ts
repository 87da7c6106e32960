import { timingSafeEqual } from "node:crypto";
import { sha256, toHex } from "./sha256.ts";

/** The accepted API keys. Compares them in constant time. */
export class KeyRing {
  readonly #keys: readonly string[];
  /** Made with the first request: some platforms do no such work while a module is loaded. */
  #digests: Promise<Uint8Array[]> | null = null;

  /** @param keys the accepted keys */
  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  /**
   * Whether a key is accepted. Compares all keys, by digests of equal length, so that the time
   * reveals nothing about them.
   */
  async has(key: string): Promise<boolean> {
    return await this.find(key) !== null;
  }

  /** Returns the digest of a key in hexadecimal, or `null` if the key is not accepted. */
  async find(key: string): Promise<string | null> {
    this.#digests ??= Promise.all(this.#keys.map(sha256));
    const candidate = await sha256(key);
    const isKnown = (await this.#digests)
      .map((known) => timingSafeEqual(known, candidate))
      .reduce((found, isEqual) => found || isEqual, false);
    return isKnown ? toHex(candidate) : null;
  }
}
