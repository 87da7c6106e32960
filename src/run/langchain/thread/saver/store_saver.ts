// Assumptions about LangGraph's internals, which a new version may break:
//
// - Checkpoints older than version 4 have the messages to other tasks in the writes to their parent.

import type {
  BaseCheckpointSaver,
  Checkpoint,
  CheckpointListOptions,
  CheckpointMetadata,
  CheckpointTuple,
} from "@langchain/langgraph-checkpoint";
import type { SharedMaps } from "../../../../store/maps/shared_maps.ts";
import { InputError } from "../../input/input_error.ts";
import type { Place, RunChanges, ThreadChanges, Undoing } from "../rollback/run_changes.ts";
import { fromText, joinTexts, splitTexts, toText } from "./saver_text.ts";
import { ThreadKeys } from "./thread_keys.ts";

/** LangGraph's type `BaseCheckpointSaver`, with versions that are numbers. */
export type Saver =
  & Omit<
    InstanceType<(typeof import("@langchain/langgraph-checkpoint"))["BaseCheckpointSaver"]>,
    "getNextVersion"
  >
  & { getNextVersion(current: number | undefined): number };

/** Options for {@linkcode createSaver}. */
export interface SaverOptions {
  /** The maximum number of checkpoints of a thread. The oldest are dropped. Default: 100. */
  checkpoints?: number;
  /** The maximum size of a thread. The oldest checkpoints are dropped. Default: 1 MiB. */
  threadBytes?: number;
  /** How long a thread is kept after its last change, in milliseconds. Default: a week. */
  threadMs?: number;
  /** What its threads are kept under, so that two apps can share a store. Default: `threads`. */
  name?: string;
}

/** A store, as far as a saver needs it. */
export interface MapStore {
  /** The maps of the store. */
  readonly maps: SharedMaps;
}

type Config = Parameters<BaseCheckpointSaver["getTuple"]>[0];
/** The writes to a checkpoint: their keys and texts. */
type Texts = ReadonlyMap<string, string>;
type PendingWrites = NonNullable<CheckpointTuple["pendingWrites"]>;

/** The most keys that are deleted at once: Deno KV takes 1,000, and on Deno Deploy 80 KiB of them. */
const MAX_DELETES = 100;
/** After how many saved checkpoints the list of threads is tidied. */
const TIDY = 200;

/**
 * Returns a checkpoint saver of LangGraph that keeps threads in a store, where every server finds
 * them: one message can be answered by one server, and the next one by another.
 *
 * @example
 * ```ts
 * import { createSaver, MemoryStore } from "@splitstream/splitstream";
 * import { AIMessage } from "@langchain/core/messages";
 * import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
 * import { assertEquals } from "@std/assert";
 *
 * const store = new MemoryStore(); // or new RedisStore("redis://localhost:6379")
 * const graph = new StateGraph(MessagesAnnotation)
 *   .addNode("answer", () => ({ messages: [new AIMessage("Hello!")] }))
 *   .addEdge(START, "answer")
 *   .compile({ checkpointer: await createSaver(store) });
 *
 * const config = { configurable: { thread_id: "one" } };
 * await graph.invoke({ messages: [{ role: "user", content: "Hi" }] }, config);
 * const { values } = await graph.getState(config);
 * assertEquals(values.messages.length, 2);
 * ```
 */
export async function createSaver(
  { maps }: MapStore,
  options: SaverOptions = {},
): Promise<Saver> {
  const { checkpoints = 100, threadBytes = 2 ** 20, threadMs = 604_800_000, name = "threads" } =
    options;
  const library = await import("@langchain/langgraph-checkpoint");
  const { TASKS, WRITES_IDX_MAP, getCheckpointId, maxChannelVersion } = library;
  const keysOf = async (thread: string) =>
    new ThreadKeys(await maps.keys(`${name}/${thread}`), library.compareWritesSortKeys);

  class StoreSaver extends library.BaseCheckpointSaver implements Undoing<Texts> {
    #saved = 0;

    override async getTuple(config: Config): Promise<CheckpointTuple | undefined> {
      const { thread_id, checkpoint_ns = "" } = config.configurable ?? {};
      if (thread_id === undefined) return undefined;
      const keys = await keysOf(thread_id);
      const id = getCheckpointId(config) || keys.latest(checkpoint_ns);
      return await this.#read(keys, { thread: thread_id, namespace: checkpoint_ns, id });
    }

    override async *list(
      config: Config,
      { limit = Infinity, before, filter = {} }: CheckpointListOptions = {},
    ): AsyncGenerator<CheckpointTuple> {
      const { thread_id, checkpoint_ns, checkpoint_id } = config.configurable ?? {};
      const end = before?.configurable?.checkpoint_id;
      const threads = thread_id === undefined ? await this.#threads() : [thread_id];
      let left = limit;
      for (const thread of threads) {
        const keys = await keysOf(thread);
        for (const { namespace, id } of keys.newestFirst()) {
          if (left <= 0) return;
          if (checkpoint_ns !== undefined && namespace !== checkpoint_ns) continue;
          if (checkpoint_id && id !== checkpoint_id || end && id >= end) continue;
          const tuple = await this.#read(keys, { thread, namespace, id });
          const metadata = { ...tuple?.metadata } as Record<string, unknown>;
          const isWanted = Object.entries(filter).every(([key, value]) => metadata[key] === value);
          if (tuple === undefined || !isWanted) continue;
          left--;
          yield tuple;
        }
      }
    }

    override async put(
      config: Config,
      checkpoint: Checkpoint,
      metadata: CheckpointMetadata,
      _versions?: unknown,
      changes?: RunChanges,
    ): Promise<Config> {
      const { thread_id, checkpoint_ns = "", checkpoint_id } = config.configurable ?? {};
      assertHas(thread_id, "thread_id");
      const { id } = checkpoint;
      const [values, about, keys] = await Promise.all([
        toText(this.serde, library.copyCheckpoint(checkpoint)),
        toText(this.serde, metadata),
        keysOf(thread_id),
      ]);
      const text = joinTexts(checkpoint_id ?? null, [about, values]);
      if (text.length > threadBytes) {
        throw new InputError("", `must not make its thread longer than ${threadBytes} bytes`);
      }
      const isKept = changes?.kept(thread_id, () => keys.last());
      keys.add(checkpoint_ns, id, text.length);
      await Promise.all([
        maps.change(`${name}/${thread_id}`, {
          set: [[ThreadKeys.checkpoint(checkpoint_ns, id), text]],
          delete: keys.trim({ checkpoints, bytes: threadBytes }, isKept),
        }, threadMs),
        this.#note(thread_id),
      ]);
      return { configurable: { thread_id, checkpoint_ns, checkpoint_id: id } };
    }

    override async putWrites(
      config: Config,
      writes: [string, unknown][],
      taskId: string,
      taskPath = "",
    ): Promise<void> {
      const { thread_id, checkpoint_ns = "", checkpoint_id } = config.configurable ?? {};
      assertHas(thread_id, "thread_id");
      assertHas(checkpoint_id, "checkpoint_id");
      const texts = await Promise.all(writes.map(async ([channel, value], i) => {
        const index = WRITES_IDX_MAP[channel] ?? i;
        const key = ThreadKeys.write(checkpoint_ns, checkpoint_id, [taskPath, taskId, index]);
        return {
          index,
          pair: [key, joinTexts(channel, [await toText(this.serde, value)])] as const,
        };
      }));
      // A special write, such as the answer to a question, replaces the one before.
      const add = texts.filter(({ index }) => index >= 0).map(({ pair }) => pair);
      const set = texts.filter(({ index }) => index < 0).map(({ pair }) => pair);
      await maps.change(`${name}/${thread_id}`, { add, set }, threadMs);
    }

    override async deleteThread(thread: string): Promise<void> {
      await maps.drop(`${name}/${thread}`);
      await maps.change(name, { delete: [thread] }, threadMs);
    }

    async writesOf({ thread, namespace, id }: Place): Promise<Texts> {
      const writes = (await keysOf(thread)).writes(namespace, id).map(({ key }) => key);
      const texts = writes.length === 0 ? [] : await maps.get(`${name}/${thread}`, writes);
      return new Map(writes.flatMap((key, i) => {
        const text = texts[i];
        return text == null ? [] : [[key, text] as const];
      }));
    }

    async undo(thread: string, { saved, writes }: ThreadChanges<Texts>): Promise<void> {
      const keys = await keysOf(thread);
      const writesTo = ({ namespace, id }: Place) => keys.writes(namespace, id).map((it) => it.key);
      const earlier = writes.filter(([place]) => keys.has(place));
      // From the last one on: if the server dies in between, the run is as if it was interrupted.
      const gone = saved.toReversed()
        .flatMap((it) => [ThreadKeys.checkpoint(it.namespace, it.id), ...writesTo(it)]);
      for (let i = 0; i < gone.length; i += MAX_DELETES) {
        const some = gone.slice(i, i + MAX_DELETES);
        await maps.change(`${name}/${thread}`, { delete: some }, threadMs);
      }
      if (earlier.length === 0) return;
      await maps.change(`${name}/${thread}`, {
        set: earlier.flatMap(([, before]) => [...before]),
        delete: earlier.flatMap(([place, before]) =>
          writesTo(place).filter((key) => !before.has(key))
        ),
      }, threadMs);
    }

    async #read(
      keys: ThreadKeys,
      { thread, namespace, id }: { thread: string; namespace: string; id: string | undefined },
    ): Promise<CheckpointTuple | undefined> {
      if (id === undefined) return undefined;
      const writeKeys = keys.writes(namespace, id);
      const wanted = [ThreadKeys.checkpoint(namespace, id), ...writeKeys.map(({ key }) => key)];
      const [joined, ...written] = await maps.get(`${name}/${thread}`, wanted);
      if (joined == null) return undefined;
      const { about: parent, texts: [metadata = "", values = ""] } = splitTexts(joined);
      const checkpoint = await fromText(this.serde, values) as Checkpoint;
      if (checkpoint.v < 4 && parent !== null) {
        await this.#addSends(checkpoint, { keys, thread, namespace, id: String(parent) });
      }
      const at = (checkpoint_id: string) => ({
        configurable: { thread_id: thread, checkpoint_ns: namespace, checkpoint_id },
      });
      return {
        config: at(id),
        checkpoint,
        metadata: await fromText(this.serde, metadata) as CheckpointMetadata,
        pendingWrites: await this.#readWrites(writeKeys, written),
        ...(parent === null ? {} : { parentConfig: at(String(parent)) }),
      };
    }

    async #readWrites(
      keys: readonly { taskId: string }[],
      texts: readonly (string | null)[],
    ): Promise<PendingWrites> {
      const writes = keys.map(async ({ taskId }, i) => {
        const joined = texts[i];
        if (joined == null) return []; // another server has just dropped it
        const { about: channel, texts: [text = ""] } = splitTexts(joined);
        return [[taskId, String(channel), await fromText(this.serde, text)]] as PendingWrites;
      });
      return (await Promise.all(writes)).flat();
    }

    async #addSends(
      checkpoint: Checkpoint,
      { keys, thread, namespace, id }: {
        keys: ThreadKeys;
        thread: string;
        namespace: string;
        id: string;
      },
    ): Promise<void> {
      const writeKeys = keys.writes(namespace, id);
      const texts = await maps.get(`${name}/${thread}`, writeKeys.map(({ key }) => key));
      const writes = await this.#readWrites(writeKeys, texts);
      const sends = writes.filter(([, channel]) => channel === TASKS).map(([, , value]) => value);
      checkpoint.channel_values ??= {};
      checkpoint.channel_values[TASKS] = sends;
      const versions = Object.values(checkpoint.channel_versions ?? {});
      checkpoint.channel_versions ??= {};
      checkpoint.channel_versions[TASKS] = versions.length > 0
        ? maxChannelVersion(...versions)
        : this.getNextVersion(undefined);
    }

    /** Lists a thread, so that all can be listed. */
    async #note(thread: string): Promise<void> {
      const isTidied = ++this.#saved % TIDY === 0;
      const gone = isTidied ? await this.#expired() : [];
      const set = [[thread, `${Date.now()}`]] as const;
      await maps.change(name, { set, delete: gone.filter((id) => id !== thread) }, threadMs);
    }

    async #threads(): Promise<string[]> {
      return [...(await maps.keys(name)).keys()];
    }

    async #expired(): Promise<string[]> {
      const threads = await this.#threads();
      const times = await maps.get(name, threads);
      const before = Date.now() - threadMs;
      return threads.filter((_, i) => Number(times[i] ?? 0) < before);
    }
  }

  return new StoreSaver();
}

function assertHas(value: unknown, key: string): asserts value is string {
  if (typeof value === "string") return;
  throw new Error(`The config of a checkpoint must have "${key}" in "configurable"`);
}
