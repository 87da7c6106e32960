/** The state in which no marker has begun. */
export const ROOT = 0;

/**
 * Markers, made ready to be looked for: the automaton of Aho and Corasick over
 * UTF-16 code units. It does not change, so that many answers can share it.
 *
 * A state is a number, and stands for the longest end of the text so far that
 * a marker begins with. All that is known of it is in typed arrays, 22 bytes a
 * state, for there is a state for each unit of a marker, and callers may bring
 * markers of their own.
 *
 * @see {@link https://doi.org/10.1145/360825.360855 | Aho and Corasick, 1975}
 */
export class Automaton {
  readonly markers: readonly string[];
  /** Where in a text, from an index on, a marker may begin; -1 for nowhere. */
  readonly findBeginning: (text: string, from: number) => number;

  /** The unit that leads to a state, the first state that follows it, and the next beside it. */
  readonly #unit: Uint16Array;
  readonly #first: Int32Array;
  readonly #sibling: Int32Array;
  readonly #fallback: Int32Array;
  readonly #depth: Int32Array;
  /** The index of the marker that is complete in a state, or -1. */
  readonly #marker: Int32Array;
  #states = 1;

  /** @param markers what to look for; none of them empty */
  constructor(markers: readonly string[]) {
    const most = markers.reduce((sum, { length }) => sum + length, 1);
    this.markers = [...markers];
    this.findBeginning = finderOf(new Set(markers.map((marker) => marker.charCodeAt(0))));
    this.#unit = new Uint16Array(most);
    this.#first = new Int32Array(most);
    this.#sibling = new Int32Array(most);
    this.#fallback = new Int32Array(most);
    this.#depth = new Int32Array(most);
    this.#marker = new Int32Array(most).fill(-1);
    markers.forEach((marker, index) => this.#add(marker, index));
    this.#link();
  }

  /** How many states there are. */
  get states(): number {
    return this.#states;
  }

  /** Returns the state after another unit of text. */
  next(state: number, unit: number): number {
    const units = this.#unit;
    const siblings = this.#sibling;
    for (let from = state;; from = this.#fallback[from] ?? ROOT) {
      let child = this.#first[from] ?? ROOT;
      while (child !== ROOT && units[child] !== unit) child = siblings[child] ?? ROOT;
      if (child !== ROOT || from === ROOT) return child;
    }
  }

  /** Returns how much of a marker has come in a state, in units. */
  depth(state: number): number {
    return this.#depth[state] ?? 0;
  }

  /** Returns the marker that is complete in a state, or `null`. */
  marker(state: number): string | null {
    const index = this.#marker[state] ?? -1;
    return index === -1 ? null : this.markers[index] ?? null;
  }

  #child(state: number, unit: number): number {
    let child = this.#first[state] ?? ROOT;
    while (child !== ROOT && this.#unit[child] !== unit) child = this.#sibling[child] ?? ROOT;
    return child;
  }

  #add(marker: string, index: number): void {
    let state = ROOT;
    for (let i = 0; i < marker.length; i++) {
      const unit = marker.charCodeAt(i);
      state = this.#child(state, unit) || this.#append(state, unit);
    }
    this.#marker[state] = index;
  }

  #append(parent: number, unit: number): number {
    const state = this.#states++;
    this.#unit[state] = unit;
    this.#sibling[state] = this.#first[parent] ?? ROOT;
    this.#first[parent] = state;
    this.#depth[state] = (this.#depth[parent] ?? 0) + 1;
    return state;
  }

  // Breadth first, so that a fallback, which is shorter, is finished before a
  // state that needs it. A state inherits its fallback's marker: the longer of
  // two that end at one place began first, and has been set already.
  #link(): void {
    const queue = new Int32Array(this.#states);
    for (let head = 0, tail = 1; head < tail; head++) {
      const state = queue[head] ?? ROOT;
      let child = this.#first[state] ?? ROOT;
      for (; child !== ROOT; child = this.#sibling[child] ?? ROOT) {
        const fallback = state === ROOT
          ? ROOT
          : this.next(this.#fallback[state] ?? ROOT, this.#unit[child] ?? 0);
        this.#fallback[child] = fallback;
        if (this.#marker[child] === -1) this.#marker[child] = this.#marker[fallback] ?? -1;
        queue[tail++] = child;
      }
    }
  }
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
