const OPENING = "<think>";

/** Finds a `<think>` at the start of a text. */
export class LeadingThought {
  #start: string | null = "";

  /** Whether the text so far begins with `<think>`. Reads a chunk. */
  begins(text: string): boolean {
    if (this.#start === null) return false;
    this.#start = (this.#start + text).trimStart();
    if (this.#start.startsWith(OPENING)) return true;
    if (!OPENING.startsWith(this.#start)) this.#start = null;
    return false;
  }
}
