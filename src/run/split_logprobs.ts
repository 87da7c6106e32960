import type { TokenLogprob } from "../wire/stream_event.ts";

/** Collects the tokens of the splits, with their log probabilities. */
export class SplitLogprobs {
  /** The tokens of the splits, by the index of the split. Some splits have none. */
  readonly #tokens = new Map<number, readonly TokenLogprob[]>();
  #count = 0;
  /** The next split whose tokens {@linkcode take} returns, and the length of the text before it. */
  #next = 0;
  #nextBegin = 0;

  /** Adds a split, with its tokens if the model gave them. */
  add(tokens: readonly TokenLogprob[] | undefined): void {
    if (tokens !== undefined) this.#tokens.set(this.#count, tokens);
    this.#count++;
  }

  /** Returns the tokens of a split, or `undefined` if it has none. */
  of(index: number): readonly TokenLogprob[] | undefined {
    return this.#tokens.get(index);
  }

  /** Returns the tokens of each of the first splits; `null` if the model gave none at all. */
  all(count: number): (readonly TokenLogprob[])[] | null {
    if (this.#tokens.size === 0) return null;
    return Array.from({ length: count }, (_, i) => this.#tokens.get(i) ?? []);
  }

  /**
   * Returns the tokens of the splits that end within a length of text, and that were not returned
   * before.
   */
  take(splits: readonly string[], length: number): TokenLogprob[] {
    const taken: TokenLogprob[] = [];
    for (; this.#next < splits.length; this.#next++) {
      const end = this.#nextBegin + (splits[this.#next] ?? "").length;
      if (end > length) break;
      this.#nextBegin = end;
      taken.push(...this.#tokens.get(this.#next) ?? []);
    }
    return taken;
  }
}
