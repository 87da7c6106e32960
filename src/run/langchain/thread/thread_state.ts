// Assumptions about LangGraph's internals, which a new version may break:
//
// - A compiled graph uses `this.checkpointer`, and a copy of one works like it. One of `createAgent`
//   is in `graph`.

import type { BaseCheckpointSaver, StateSnapshot } from "@langchain/langgraph";
import { TASK_FAILURE } from "../graph/parts/graph_part.ts";

/** The methods of a compiled graph for its threads. */
export interface CompiledState {
  getState(config: object, options?: { subgraphs?: boolean }): Promise<StateSnapshot>;
  getStateHistory(config: object, options?: object): AsyncIterable<StateSnapshot>;
  updateState(config: object, values: unknown, asNode?: string): Promise<{
    configurable?: Record<string, unknown>;
  }>;
}

/** The methods of a compiled graph for what it is made of. */
export interface GraphShape {
  getGraphAsync(config: { xray: number | boolean }): Promise<{ toJSON(): object }>;
  getSubgraphsAsync(
    namespace: string | undefined,
    recurse: boolean,
  ): AsyncIterable<[path: string, graph: unknown]>;
}

/** A checkpoint of a thread, as LangGraph's clients name it. */
export interface ThreadCheckpoint {
  thread_id: string;
  checkpoint_id: string;
  checkpoint_ns: string;
  checkpoint_map: unknown;
}

/** The state of a thread, as LangGraph's clients read it. Its values are not JSON yet. */
export interface ThreadState {
  values: unknown;
  next: readonly string[];
  tasks: readonly unknown[];
  metadata: unknown;
  created_at: string | null;
  checkpoint: ThreadCheckpoint | null;
  parent_checkpoint: ThreadCheckpoint | null;
}

/** Returns a copy of a graph, or of the graph of an agent, with another checkpointer. */
export function withCheckpointer(graph: object, saver: BaseCheckpointSaver): CompiledState {
  return Object.create(graph, { checkpointer: { value: saver, writable: true } });
}

/** Returns a state as LangGraph's clients read it. */
export function toThreadState(snapshot: StateSnapshot): ThreadState {
  const { values, next, tasks, metadata, createdAt, config, parentConfig } = snapshot;
  return {
    values,
    next,
    tasks: tasks.map((task) => ({
      id: task.id,
      name: task.name,
      error: task.error == null ? null : TASK_FAILURE.message,
      interrupts: task.interrupts,
      path: task.path,
      checkpoint: stateConfigOf(task.state),
      state: isSnapshot(task.state) ? toThreadState(task.state) : null,
      result: task.result ?? null,
    })),
    metadata: metadata ?? null,
    created_at: createdAt ?? null,
    checkpoint: toCheckpoint(config),
    parent_checkpoint: toCheckpoint(parentConfig),
  };
}

/** Returns the checkpoint that a config names, or `null`. */
export function toCheckpoint(config: unknown): ThreadCheckpoint | null {
  const found = toTaskCheckpoint(config);
  const id = found?.checkpoint_id ?? null;
  return found === null || id === null ? null : { ...found, checkpoint_id: id };
}

/** Where the subgraph of a task keeps its states. It may have none yet. */
type TaskCheckpoint = Omit<ThreadCheckpoint, "checkpoint_id"> & { checkpoint_id: string | null };

/** Returns the checkpoint of a task that is a subgraph, or `null`. */
export function toTaskCheckpoint(config: unknown): TaskCheckpoint | null {
  const { thread_id, checkpoint_id, checkpoint_ns, checkpoint_map } = configurableOf(config);
  if (typeof thread_id !== "string") return null;
  return {
    thread_id,
    checkpoint_id: typeof checkpoint_id === "string" ? checkpoint_id : null,
    checkpoint_ns: typeof checkpoint_ns === "string" ? checkpoint_ns : "",
    checkpoint_map: checkpoint_map ?? null,
  };
}

function stateConfigOf(state: unknown): unknown {
  const { thread_id, checkpoint_ns, checkpoint_id } = configurableOf(state);
  return thread_id === undefined
    ? null
    : { thread_id, checkpoint_ns, ...(checkpoint_id === undefined ? {} : { checkpoint_id }) };
}

function configurableOf(config: unknown): Record<string, unknown> {
  if (typeof config !== "object" || config === null || !("configurable" in config)) return {};
  const { configurable } = config;
  return typeof configurable === "object" && configurable !== null ? { ...configurable } : {};
}

function isSnapshot(state: unknown): state is StateSnapshot {
  return typeof state === "object" && state !== null && "values" in state && "next" in state;
}
