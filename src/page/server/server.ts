/// <reference lib="dom" />

/** The server of the page, and the reader's key for it. */
export class Server {
  readonly #key: () => string;

  /** @param key returns the API key; empty for none */
  constructor(key: () => string) {
    this.#key = key;
  }

  /** Returns the address of a path of the app. */
  at(path: string): URL {
    return new URL(path, document.baseURI);
  }

  /** The API key; empty for none. */
  get key(): string {
    return this.#key();
  }

  /** The headers that a request needs. */
  get headers(): Record<string, string> {
    return this.key === "" ? {} : { authorization: `Bearer ${this.key}` };
  }
}
