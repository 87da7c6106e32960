import { Automaton, ROOT } from "./automaton.ts";

/**
 * Finds the first of several markers in a text that arrives in chunks. Returns the text that cannot
 * be part of a marker.
 *
 * It runs an Aho-Corasick automaton over UTF-16 code units. The time is linear in the length of the
 * text, whatever the chunks and however many markers there are.
 *
 * @see {@link https://doi.org/10.1145/360825.360855 | Aho and Corasick, 1975}
 */
export class MarkerMatcher {
  readonly #automaton: Automaton;
  #state = ROOT;
  #held = "";
  #marker: string | null = null;

  /**
   * @param markers the markers; an empty list finds nothing
   * @throws {TypeError} if a marker is empty or not well-formed Unicode
   */
  constructor(markers: readonly string[]) {
    this.#automaton = automatonOf(markers);
  }

  /** The marker that was found, or `null`. */
  get marker(): string | null {
    return this.#marker;
  }

  /**
   * Reads a chunk. After a marker, all text is ignored.
   *
   * @returns the text that cannot be part of a marker
   */
  push(chunk: string): string {
    if (this.#marker !== null) return "";
    const automaton = this.#automaton;
    let state = this.#state;

    for (let i = 0; i < chunk.length; i++) {
      if (state === ROOT) {
        i = automaton.findBeginning(chunk, i); // so nothing else is looked at
        if (i < 0) break;
      }
      state = automaton.next(state, chunk.charCodeAt(i));
      if (state === ROOT) continue;
      const marker = automaton.marker(state);
      if (marker !== null) return this.#found(marker, chunk.slice(0, i + 1));
    }

    this.#state = state;
    return this.#release(chunk);
  }

  /** Ends the text. @returns the text that was held back */
  flush(): string {
    const text = this.#held;
    this.#held = "";
    this.#state = ROOT;
    return text;
  }

  #found(marker: string, chunk: string): string {
    const text = this.#held + chunk;
    this.#marker = marker;
    this.#held = "";
    return text.slice(0, text.length - marker.length);
  }

  #release(chunk: string): string {
    if (chunk === "") return "";
    const hold = this.#automaton.depth(this.#state) || (endsInHighSurrogate(chunk) ? 1 : 0);
    if (hold === 0 && this.#held === "") return chunk;
    const text = this.#held + chunk;
    const end = text.length - hold;
    this.#held = text.slice(end);
    return text.slice(0, end);
  }
}

/** The automata that were used last: most answers of a server have the same markers. */
const recent: Automaton[] = [];
const MAX_RECENT = 4;

/**
 * Returns the automaton of a set of markers, from a cache of those used last.
 *
 * @throws {TypeError} if a marker is empty or not well-formed Unicode
 */
export function automatonOf(markers: readonly string[]): Automaton {
  const index = recent.findIndex((it) => isSame(it.markers, markers));
  const [known] = index < 0 ? [] : index === 0 ? recent : recent.splice(index, 1);
  if (index === 0 && known !== undefined) return known;
  if (known === undefined) assertEndMarkers(markers);
  const automaton = known ?? new Automaton(markers);
  recent.unshift(automaton);
  if (recent.length > MAX_RECENT) recent.pop();
  return automaton;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((marker, i) => marker === others[i]);
}

/**
 * Checks end markers.
 *
 * @throws {TypeError} if one is not a string, is empty, or is not well-formed Unicode
 */
export function assertEndMarkers(markers: readonly unknown[]): asserts markers is string[] {
  for (const marker of markers) {
    if (typeof marker !== "string") {
      throw new TypeError(`Cannot use an end marker of type ${typeof marker}: expected a string`);
    }
    if (marker === "") {
      throw new TypeError("Cannot use an empty end marker: it would end every answer at once");
    }
    if (!marker.isWellFormed()) {
      const json = JSON.stringify(marker);
      throw new TypeError(`Cannot use end marker ${json}: it has half a surrogate pair`);
    }
  }
}

function endsInHighSurrogate(text: string): boolean {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xd800 && unit <= 0xdbff;
}
