import type { SharedMaps } from "../../../store/maps/shared_maps.ts";
import type { Thread, ThreadAbout } from "../thread.ts";
import type { UnsavedWrites } from "./unsaved_writes.ts";

/** Options for {@linkcode SavedThreads}. */
export interface SavedThreadsOptions {
  /** How long a thread is kept after its last change, in milliseconds. */
  threadMs: number;
  /** What is saved later, because the store is away. */
  unsaved: UnsavedWrites;
}

/** What is saved of a thread, and as which text. */
interface Saved {
  text: string | null;
  about: ThreadAbout | null;
}

/** What all servers of a fleet know of threads: a map for each owner. */
export class SavedThreads {
  readonly #maps: SharedMaps;
  readonly #options: SavedThreadsOptions;

  /** @param maps where it is saved */
  constructor(maps: SharedMaps, options: SavedThreadsOptions) {
    this.#maps = maps;
    this.#options = options;
  }

  /** Returns what is known of a thread, or `null`. */
  async find(owner: string, id: string): Promise<ThreadAbout | null> {
    const { about } = await this.#read(owner, id);
    return about === null ? null : await this.#checked(owner, id, about);
  }

  /** Returns the threads of an owner, most recently used first, and forgets old ones. */
  async of(owner: string): Promise<(readonly [id: string, about: ThreadAbout])[]> {
    const ids = [...(await this.#maps.keys(mapOf(owner))).keys()];
    const texts = await this.#maps.get(mapOf(owner), ids);
    const all = ids.flatMap((id, i) => {
      const text = texts[i];
      return text == null ? [] : [{ id, text, about: JSON.parse(text) as ThreadAbout }];
    });
    const { old = [], young = [] } = Object.groupBy(
      all,
      ({ about }) => this.#isOld(about) ? "old" : "young",
    );
    await Promise.all(old.map(({ id, text }) => {
      const changes = { expect: [[id, text]], delete: [id] } as const; // it may be used again
      return this.#maps.change(mapOf(owner), changes, this.#options.threadMs);
    }));
    return await Promise.all(
      young.toSorted((a, b) => b.about.savedAt - a.about.savedAt)
        .map(async ({ id, about }) => [id, await this.#checked(owner, id, about)] as const),
    );
  }

  /** Saves a new thread. @returns what is known of it, if another server has been faster */
  async create(thread: Thread): Promise<ThreadAbout | null> {
    while (true) {
      const saved = await this.#read(thread.prefix, thread.id);
      if (saved.about !== null) return thread.isMade ? null : saved.about; // a run here may save it
      if (await this.#write(thread, saved, thread.about)) return null;
    }
  }

  /**
   * Saves how a run has left a thread, with what others have added to its metadata. While the store is
   * away, it is saved later, unless another run has left the thread then.
   */
  async save(thread: Thread): Promise<void> {
    const state = thread.unsaved;
    if (state === null) return;
    try {
      await this.#save(thread, state, () => true);
    } catch (error) {
      const isLast = ({ about }: Saved) =>
        thread.unsaved === state && (about?.version ?? 0) <= thread.version;
      this.#options.unsaved.add(() => this.#save(thread, state, isLast), error);
    }
  }

  /** Saves what was added to the metadata of a thread, which a run of another server may be in. */
  async saveMetadata(thread: Thread): Promise<void> {
    while (true) {
      const saved = await this.#read(thread.prefix, thread.id);
      if (saved.about !== null) thread.recall(saved.about);
      if (await this.#write(thread, saved, thread.about)) return;
    }
  }

  /** Forgets a thread. */
  async delete(owner: string, id: string): Promise<void> {
    await this.#maps.change(mapOf(owner), { delete: [id] }, this.#options.threadMs);
  }

  /** Returns what is saved of a thread, as it was written, and unless it is old. */
  async #read(owner: string, id: string): Promise<Saved> {
    const [text = null] = await this.#maps.get(mapOf(owner), [id]);
    const about = text === null ? null : JSON.parse(text) as ThreadAbout;
    return { text, about: about === null || this.#isOld(about) ? null : about };
  }

  async #save(
    thread: Thread,
    state: ThreadAbout,
    isWanted: (saved: Saved) => boolean,
  ): Promise<void> {
    while (true) {
      const saved = await this.#read(thread.prefix, thread.id);
      if (!isWanted(saved)) return;
      if (saved.about !== null) thread.merge(saved.about);
      const version = (saved.about?.version ?? 0) + 1;
      if (!await this.#write(thread, saved, { ...state, version })) continue;
      thread.version = version;
      if (thread.unsaved === state) thread.unsaved = null;
      return;
    }
  }

  /** Writes a state of a thread. @returns whether the thread still was as it had been read */
  async #write(thread: Thread, { text, about }: Saved, state: ThreadAbout): Promise<boolean> {
    const { id, prefix, news, createdAt, updatedAt, metadata } = thread;
    const changes = {
      expect: [[id, text]],
      set: [[id, JSON.stringify({ ...state, createdAt, updatedAt, metadata })]],
    } as const;
    const isWritten = await this.#maps.change(mapOf(prefix), changes, this.#options.threadMs);
    if (!isWritten) return false;
    thread.told(news);
    thread.isShared = true;
    if (about === null) thread.isMade = true;
    return true;
  }

  #isOld({ savedAt }: ThreadAbout): boolean {
    return savedAt < Date.now() - this.#options.threadMs;
  }

  /** A server that has died has not said so. One that is alive says so before it lets go. */
  async #checked(owner: string, id: string, about: ThreadAbout): Promise<ThreadAbout> {
    if (about.status !== "busy" || await this.#maps.holder(owner + id) !== null) return about;
    const { about: now } = await this.#read(owner, id);
    const isLeft = now?.status === "busy" && now.version === about.version;
    return isLeft || now === null ? { ...about, status: "error" } : now;
  }
}

const mapOf = (owner: string) => `owners/${owner}`;
