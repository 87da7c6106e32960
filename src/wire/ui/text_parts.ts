/** Makes the AI SDK's parts for text and reasoning, of which one is open at a time. */
export class TextParts {
  #open: "text" | "reasoning" | null = null;
  /** The number of parts that have ended. */
  #ended = 0;

  /** Returns a piece of text or reasoning. The first one opens the part. */
  add(kind: "text" | "reasoning", delta: string): unknown[] {
    const before = this.#open === kind
      ? []
      : [...this.close(), { type: `${kind}-start`, id: `${this.#ended}` }];
    this.#open = kind;
    return [...before, { type: `${kind}-delta`, id: `${this.#ended}`, delta }];
  }

  /** Returns the end of the open part, if there is one. */
  close(): unknown[] {
    if (this.#open === null) return [];
    const end = { type: `${this.#open}-end`, id: `${this.#ended++}` };
    this.#open = null;
    return [end];
  }
}
