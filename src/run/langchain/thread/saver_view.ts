// Assumptions about LangGraph's internals, which a new version may break:
//
// - A checkpoint saver names threads only by `configurable.thread_id` of the configs that it gets
//   and returns, and by the argument of `deleteThread`.

import type { BaseCheckpointSaver, CheckpointTuple } from "@langchain/langgraph";
import { InputError } from "../input/input_error.ts";
import type { Checkpointer } from "./checkpointer.ts";
import { deleteThread, type Place, RunChanges, undoingOf } from "./rollback/run_changes.ts";

/** Options for {@linkcode saverView}. */
export interface SaverViewOptions {
  /** Is put before the ids of threads in the saver. Default: nothing. */
  prefix?: string;
  /** Values to save with each checkpoint. Default: none. */
  metadata?: Readonly<Record<string, unknown>>;
  /**
   * Called with each write that failed, and why, to write it later. Default: a write that fails ends
   * the run.
   */
  onUnsaved?: (write: () => Promise<unknown>, error: unknown) => void;
}

/** A view of a checkpoint saver. */
export interface SaverView {
  readonly saver: BaseCheckpointSaver;
  /** Resolves when all that was written has been saved. @throws what the saver failed with */
  settled(): Promise<void>;
  /** Drops all that is written from now on. */
  close(): void;
  /**
   * Makes the thread what it was before all that was written. It can be called again.
   *
   * @throws what the saver failed with
   */
  rollBack(): Promise<void>;
  /** Completes a rollback of a thread, if the process ended that was at it. */
  recover(thread: string): Promise<void>;
}

type Put = BaseCheckpointSaver["put"];
/** A saver with limits keeps what a thread may go back to. Others do not look at the last one. */
type PutWithin = (...args: [...Parameters<Put>, changes: RunChanges]) => ReturnType<Put>;
type Config = { configurable?: Record<string, unknown> };

/**
 * Returns a view of a checkpoint saver for one run. Threads have the prefix of their owner in the
 * saver, so that nobody can read those of others, whatever their ids. LangGraph sees the plain ids.
 */
export function saverView(
  checkpointer: Checkpointer,
  { prefix = "", metadata = {}, onUnsaved }: SaverViewOptions = {},
): SaverView {
  const base = checkpointer as unknown as BaseCheckpointSaver;
  const undoing = undoingOf(checkpointer);
  const changes = new RunChanges(undoing);
  let isClosed = false;
  let isRolledBack = false;
  const pending = new Set<Promise<unknown>>();
  const track = <T>(promise: Promise<T>): Promise<T> => {
    pending.add(promise);
    promise.catch(() => {}).finally(() => pending.delete(promise));
    return promise;
  };
  const write = <T>(run: () => Promise<T>, later: T): Promise<T> => {
    if (onUnsaved === undefined) return track(run());
    const tryLater = async () => isRolledBack ? later : await track(run());
    return track(
      run().catch((error) => {
        if (error instanceof InputError) throw error;
        onUnsaved(tryLater, error);
        return later;
      }),
    );
  };
  const inside = <C extends Config>(config: C): C => withThread(config, (id) => prefix + id);
  const outside = <C extends Config>(config: C): C =>
    withThread(config, (id) => id.startsWith(prefix) ? id.slice(prefix.length) : id);
  const shown = (tuple: CheckpointTuple): CheckpointTuple => ({
    ...tuple,
    config: outside(tuple.config),
    ...(tuple.parentConfig === undefined ? {} : { parentConfig: outside(tuple.parentConfig) }),
  });

  const methods: Partial<BaseCheckpointSaver> = {
    getNextVersion: (version) => base.getNextVersion(version),
    async get(config) {
      return await base.get(inside(config));
    },
    async getTuple(config) {
      const tuple = await base.getTuple(inside(config));
      return tuple === undefined ? undefined : shown(tuple);
    },
    async *list(config, options) {
      for await (const tuple of base.list(inside(config), options)) yield shown(tuple);
    },
    async put(config, checkpoint, own, versions) {
      if (isClosed) return config;
      const all = { ...metadata, ...own };
      const { id: checkpoint_id } = checkpoint;
      const { thread_id, checkpoint_ns = "" } = inside(config).configurable ?? {};
      const later = { configurable: { thread_id, checkpoint_ns, checkpoint_id } };
      changes.beforePut(placeOf(later));
      const put = () =>
        (base.put as PutWithin).call(base, inside(config), checkpoint, all, versions, changes);
      return outside(await write(put, later));
    },
    async putWrites(config, writes, ...task) {
      if (isClosed) return;
      const put = async () => {
        await changes.beforeWrites(placeOf(inside(config)));
        await base.putWrites(inside(config), writes, ...task);
      };
      await write(put, undefined);
    },
    deleteThread: (id) => deleteThread(checkpointer, prefix + id),
    getDeltaChannelHistory: (options) =>
      base.getDeltaChannelHistory({ ...options, config: inside(options.config) }),
  };
  return {
    saver: Object.assign(Object.create(base), methods),
    settled: async () => void await Promise.all(pending),
    close: () => void (isClosed = true),
    async rollBack() {
      isClosed = isRolledBack = true;
      await Promise.allSettled(pending);
      await changes.undo();
    },
    recover: async (thread) => await undoing.recover?.(prefix + thread),
  };
}

function placeOf({ configurable = {} }: Config): Place {
  const { thread_id = "", checkpoint_ns = "", checkpoint_id = "" } = configurable;
  return { thread: String(thread_id), namespace: String(checkpoint_ns), id: String(checkpoint_id) };
}

function withThread<C extends Config>(config: C, rename: (id: string) => string): C {
  const { configurable } = config;
  const id = configurable?.thread_id;
  if (typeof id !== "string") return config;
  return { ...config, configurable: { ...configurable, thread_id: rename(id) } };
}
