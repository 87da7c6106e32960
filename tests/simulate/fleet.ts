/** A server, and the streams that it runs. */
export interface Isolate {
  readonly streams: Set<object>;
  /** When it is replaced, in seconds. */
  readonly until: number;
}

/** Options for {@linkcode Fleet}. */
export interface FleetOptions {
  /** How many streams an isolate takes. */
  capacity: number;
  /** Returns how long a new isolate lives, in seconds. */
  lifeOf: () => number;
  /** Returns one of so many indices. */
  index: (length: number) => number;
}

/** How often a place for a stream is looked for. */
const TRIES = 16;

/** The isolates that run, and those that only finish. It grows when all are full. */
export class Fleet {
  /** The most isolates at once, and the most streams of one. */
  most = 0;
  fullest = 0;
  readonly #options: FleetOptions;
  readonly #open: Isolate[] = [];
  readonly #finishing = new Set<Isolate>();

  /** Makes an empty one. */
  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** How many streams are running. */
  get running(): number {
    return sizeOf(this.#open) + sizeOf(this.#finishing);
  }

  /**
   * Returns the isolate for a new stream: of two by chance the one with more room, a few times
   * over. If all of those are full, another isolate starts.
   */
  place(time: number): Isolate {
    const { index, capacity, lifeOf } = this.#options;
    const { length } = this.#open;
    for (let i = 0; i < TRIES && length > 0; i++) {
      const [a, b] = [this.#open[index(length)], this.#open[index(length)]];
      const best = a !== undefined && b !== undefined && a.streams.size <= b.streams.size ? a : b;
      if (best !== undefined && best.streams.size < capacity) return best;
    }
    const isolate = { streams: new Set<object>(), until: time + lifeOf() };
    this.#open.push(isolate);
    return isolate;
  }

  /** The isolates that are to be replaced by a time. */
  dueBy(time: number): Isolate[] {
    return this.#open.filter(({ until }) => until <= time);
  }

  /** Gives an isolate no more streams. */
  retire(isolate: Isolate): void {
    this.#open.splice(this.#open.indexOf(isolate), 1);
    this.#finishing.add(isolate);
  }

  /** Forgets an isolate. */
  end(isolate: Isolate): void {
    this.#finishing.delete(isolate);
  }

  /** Notes how many isolates there are, and how full they are. */
  note(): void {
    this.most = Math.max(this.most, this.#open.length + this.#finishing.size);
    for (const { streams } of this.#open) this.fullest = Math.max(this.fullest, streams.size);
  }
}

function sizeOf(isolates: Iterable<Isolate>): number {
  let sum = 0;
  for (const { streams } of isolates) sum += streams.size;
  return sum;
}
