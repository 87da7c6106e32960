// Assumptions about LangGraph's internals, which a new version may break:
//
// - The ids of checkpoints grow: the last one in the order of text is the latest.
// - The namespace of a graph within another one is its node, and behind a `:` the id of its task,
//   unless it has a memory of its own.

/** The order of the writes of a step: the path of the task, its id, and the index of the write. */
type Order = readonly [path: string, taskId: string, index: number];

interface Place {
  namespace: string;
  id: string;
}

/** The keys of the map in which a thread is kept: of its checkpoints, and of the writes to them. */
export class ThreadKeys {
  readonly #compare: (a: Order, b: Order) => number;
  readonly #checkpoints: (Place & { size: number })[] = [];
  readonly #writes = new Map<string, { key: string; order: Order; size: number }[]>();

  /** Returns the key of a checkpoint. */
  static checkpoint(namespace: string, id: string): string {
    return JSON.stringify(["checkpoint", namespace, id]);
  }

  /** Returns the key of a write. */
  static write(namespace: string, id: string, order: Order): string {
    return JSON.stringify(["write", namespace, id, ...order]);
  }

  /**
   * Sorts the keys of a map.
   *
   * @param sizes the keys, with the size of each value
   * @param compare LangGraph's order of writes
   */
  constructor(sizes: ReadonlyMap<string, number>, compare: (a: Order, b: Order) => number) {
    this.#compare = compare;
    for (const [key, size] of sizes) {
      const [kind, namespace, id, ...order] = JSON.parse(key);
      if (kind === "checkpoint") this.#checkpoints.push({ namespace, id, size });
      else {
        const place = ThreadKeys.checkpoint(namespace, id);
        const writes = this.#writes.get(place) ?? [];
        writes.push({ key, order, size });
        this.#writes.set(place, writes);
      }
    }
  }

  /** Adds a checkpoint that is saved now. */
  add(namespace: string, id: string, size: number): void {
    const known = this.#checkpoints.find((it) => it.namespace === namespace && it.id === id);
    if (known === undefined) this.#checkpoints.push({ namespace, id, size });
    else known.size = size;
  }

  /** Returns the id of the latest checkpoint of a namespace. */
  latest(namespace: string): string | undefined {
    return this.newestFirst().find((it) => it.namespace === namespace)?.id;
  }

  /** Returns the latest checkpoint of each namespace. */
  last(): Place[] {
    const oldestFirst = this.newestFirst().reverse();
    return [...new Map(oldestFirst.map((place) => [place.namespace, place])).values()];
  }

  /** Returns all checkpoints, newest first. */
  newestFirst(): Place[] {
    return this.#checkpoints.toSorted((a, b) => a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
  }

  /** Whether there is a checkpoint. */
  has({ namespace, id }: Place): boolean {
    return this.#checkpoints.some((it) => it.namespace === namespace && it.id === id);
  }

  /** Returns the keys of the writes to a checkpoint, in LangGraph's order. */
  writes(namespace: string, id: string): { key: string; taskId: string }[] {
    const writes = this.#writes.get(ThreadKeys.checkpoint(namespace, id)) ?? [];
    return writes.toSorted((a, b) => this.#compare(a.order, b.order))
      .map(({ key, order }) => ({ key, taskId: order[1] }));
  }

  /**
   * Chooses the oldest checkpoints to drop, with the writes to them. Kept is the last one of the
   * thread and of each graph within it that remembers, or whose task is not over yet.
   *
   * @param isKept whether a checkpoint must not be dropped for another reason
   * @returns the keys to delete
   */
  trim(
    limits: { checkpoints: number; bytes: number },
    isKept: (place: Place) => boolean = () => false,
  ): string[] {
    const dropped: string[] = [];
    const oldest = this.newestFirst().reverse() as (Place & { size: number })[];
    let count = oldest.length;
    let bytes = oldest.reduce((sum, it) => sum + this.#sizeOf(it), 0);
    for (const [i, it] of oldest.entries()) {
      if (count <= limits.checkpoints && bytes <= limits.bytes) break;
      const isLast = !oldest.slice(i + 1).some(({ namespace }) => namespace === it.namespace);
      // The namespace of a task has its id in it. A later checkpoint of the thread ends it.
      const isOver = it.namespace.includes(":") && it.id < (this.latest("") ?? "");
      if (isLast && !isOver || isKept(it)) continue;
      const place = ThreadKeys.checkpoint(it.namespace, it.id);
      dropped.push(place, ...(this.#writes.get(place) ?? []).map(({ key }) => key));
      count--;
      bytes -= this.#sizeOf(it);
    }
    return [...dropped, ...this.#orphans()];
  }

  /** Returns the keys of writes that came when their checkpoint had been dropped. */
  #orphans(): string[] {
    const known = new Set(
      this.#checkpoints.map(({ namespace, id }) => ThreadKeys.checkpoint(namespace, id)),
    );
    const latest = this.latest("") ?? "";
    return [...this.#writes].flatMap(([place, writes]) => {
      const [, , id] = JSON.parse(place);
      return known.has(place) || id >= latest ? [] : writes.map(({ key }) => key);
    });
  }

  #sizeOf({ namespace, id, size }: Place & { size: number }): number {
    const writes = this.#writes.get(ThreadKeys.checkpoint(namespace, id)) ?? [];
    return writes.reduce((sum, write) => sum + write.size, size);
  }
}
