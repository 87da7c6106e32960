// Assumptions about LangGraph's internals, which a new version may break:
//
// - A checkpoint saver names threads only by `configurable.thread_id` of the configs that it gets
//   and returns, and by the argument of `deleteThread`.

import type { BaseCheckpointSaver, CheckpointTuple } from "@langchain/langgraph";
import { InputError } from "../input/input_error.ts";
import type { Checkpointer } from "./checkpointer.ts";

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
}

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
  let isClosed = false;
  const pending = new Set<Promise<unknown>>();
  const write = <T>(run: () => Promise<T>, later: T): Promise<T> => {
    const promise = run().catch((error) => {
      if (onUnsaved === undefined || error instanceof InputError) throw error;
      onUnsaved(run, error);
      return later;
    });
    pending.add(promise);
    promise.catch(() => {}).finally(() => pending.delete(promise));
    return promise;
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
      const put = () => base.put(inside(config), checkpoint, all, versions);
      return outside(await write(put, later));
    },
    async putWrites(config, writes, ...task) {
      if (isClosed) return;
      await write(() => base.putWrites(inside(config), writes, ...task), undefined);
    },
    deleteThread: (id) => base.deleteThread(prefix + id),
    getDeltaChannelHistory: (options) =>
      base.getDeltaChannelHistory({ ...options, config: inside(options.config) }),
  };
  return {
    saver: Object.assign(Object.create(base), methods),
    settled: async () => void await Promise.all(pending),
    close: () => void (isClosed = true),
  };
}

function withThread<C extends Config>(config: C, rename: (id: string) => string): C {
  const { configurable } = config;
  const id = configurable?.thread_id;
  if (typeof id !== "string") return config;
  return { ...config, configurable: { ...configurable, thread_id: rename(id) } };
}
