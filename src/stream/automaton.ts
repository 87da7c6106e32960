/** The state in which no marker has begun. */
export const ROOT = 0;

/**
 * The Aho-Corasick automaton of a set of markers, over UTF-16 code units. It is immutable, so that
 * many answers can share it.
 *
 * A state is a number. It stands for the longest suffix of the text so far that is a prefix of a
 * marker. Its data is in typed arrays, 22 bytes a state: there is a state for each unit of a marker,
 * and callers may bring markers of their own.
 *
 * @see {@link https://doi.org/10.1145/360825.360855 | Aho and Corasick, 1975}
 */
export class Automaton {
  readonly markers: readonly string[];
  /** Returns the next index at which a marker may begin, or -1. */
  readonly findBeginning: (text: string, from: number) => number;

  /** The unit that leads to a state, its first child, and its next sibling. */
  readonly #unit: Uint16Array;
  readonly #first: Int32Array;
  readonly #sibling: Int32Array;
  readonly #fallback: Int32Array;
  readonly #depth: Int32Array;
  /** The index of the marker that is complete in a state, or -1. */
  readonly #marker: Int32Array;
  #states = 1;

  /** @param markers the markers, none of them empty */
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

  /** The number of states. */
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

  /** Returns the length of the prefix that a state stands for, in units. */
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

  // Breadth first, because a fallback is shorter than the state that needs it. A state inherits the
  // marker of its fallback. If two markers end at one place, the longer one began first, and is set
  // already.
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

/** Most texts lack the first unit of every marker. Searching for it alone is the fastest. */
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
