/**
 * A node of the automaton: the longest end of the text so far that a marker
 * begins with.
 */
class State {
  readonly next = new Map<number, State>();
  fallback: State = this;
  marker: string | null = null;

  constructor(readonly depth: number) {}
}

/**
 * Finds the first of several markers in a text that comes in chunks, and
 * tells what of the text may go out in the meantime.
 *
 * This is Aho and Corasick's automaton over UTF-16 code units: the work is
 * linear in the text, however long the answer, however it is cut, and however
 * many markers there are.
 *
 * @see {@link https://doi.org/10.1145/360825.360855 | Aho and Corasick, 1975}
 */
export class MarkerMatcher {
  readonly #automaton: Automaton;
  #state: State;
  #held = "";
  #marker: string | null = null;

  /**
   * @param markers what to look for; an empty list finds nothing
   * @throws {TypeError} if a marker is empty or not well-formed Unicode
   */
  constructor(markers: readonly string[]) {
    this.#automaton = automatonOf(markers);
    this.#state = this.#automaton.root;
  }

  /** The marker that was found, or `null` as long as there is none. */
  get marker(): string | null {
    return this.#marker;
  }

  /**
   * Reads on. Once a marker is found, all further text is ignored.
   *
   * @returns the text that is now known to stand before any marker
   */
  push(chunk: string): string {
    if (this.#marker !== null) return "";
    const { root, findBeginning } = this.#automaton;
    let state = this.#state;

    for (let i = 0; i < chunk.length; i++) {
      if (state === root) {
        i = findBeginning(chunk, i); // so nothing else is looked at
        if (i < 0) break;
      }
      const unit = chunk.charCodeAt(i);
      let next = state.next.get(unit);
      while (next === undefined && state !== root) {
        state = state.fallback;
        next = state.next.get(unit);
      }
      if (next === undefined) continue;
      state = next;
      if (state.marker !== null) return this.#found(state.marker, chunk.slice(0, i + 1));
    }

    this.#state = state;
    return this.#release(chunk);
  }

  /** Ends the text. @returns what was still held back: no marker came of it */
  flush(): string {
    const text = this.#held;
    this.#held = "";
    this.#state = this.#automaton.root;
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
    const hold = this.#state.depth || (endsInHighSurrogate(chunk) ? 1 : 0);
    if (hold === 0 && this.#held === "") return chunk;
    const text = this.#held + chunk;
    const end = text.length - hold;
    this.#held = text.slice(end);
    return text.slice(0, end);
  }
}

/** Markers, made ready to be looked for. It does not change, so that many answers can share it. */
interface Automaton {
  readonly markers: readonly string[];
  readonly root: State;
  /** Where in a text, from an index on, a marker may begin; -1 for nowhere. */
  readonly findBeginning: (text: string, from: number) => number;
}

/** The automaton that was made last: a server looks for the same markers in nearly all answers. */
let last: Automaton | null = null;

function automatonOf(markers: readonly string[]): Automaton {
  const isSame = markers.length === last?.markers.length &&
    markers.every((marker, i) => marker === last?.markers[i]);
  if (last !== null && isSame) return last;
  assertEndMarkers(markers);
  last = {
    markers: [...markers],
    root: compile(markers),
    findBeginning: finderOf(new Set(markers.map((marker) => marker.charCodeAt(0)))),
  };
  return last;
}

/** Few texts have what a marker begins with: to look for that alone is fastest. */
function finderOf(units: ReadonlySet<number>): Automaton["findBeginning"] {
  const [unit] = units;
  if (unit === undefined) return () => -1;
  if (units.size === 1) {
    const first = String.fromCharCode(unit);
    return (text, from) => text.indexOf(first, from);
  }
  const codes = [...units].map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`);
  const firsts = new RegExp(`[${codes.join("")}]`, "g");
  return (text, from) => {
    firsts.lastIndex = from;
    return firsts.test(text) ? firsts.lastIndex - 1 : -1;
  };
}

function compile(markers: readonly string[]): State {
  const root = new State(0);
  for (const marker of markers) {
    let state = root;
    for (let i = 0; i < marker.length; i++) {
      const unit = marker.charCodeAt(i);
      const next = state.next.get(unit) ?? new State(state.depth + 1);
      state.next.set(unit, next);
      state = next;
    }
    state.marker = marker;
  }

  // Breadth first, so that a fallback, which is shorter, is always finished
  // before a state that needs it. A state inherits its fallback's marker: the
  // longer of two that end at one place began first, and has been set already.
  const queue = [root];
  for (const state of queue) {
    for (const [unit, next] of state.next) {
      let fallback = state.fallback;
      while (fallback !== root && !fallback.next.has(unit)) fallback = fallback.fallback;
      next.fallback = state === root ? root : fallback.next.get(unit) ?? root;
      next.marker ??= next.fallback.marker;
      queue.push(next);
    }
  }
  return root;
}

/**
 * Checks what is to be a list of end markers.
 *
 * @throws {TypeError} if one is no string, empty, or not well-formed Unicode
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
