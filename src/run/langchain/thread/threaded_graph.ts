// Assumptions about LangGraph's internals, which a new version may break:
//
// - A graph uses the checkpoint saver in `configurable.__pregel_checkpointer`, if there is one, and
//   `null` there means none.
// - `updateState` with `null` as `__end__` drops the tasks that a thread has left.

import { AIMessage } from "@langchain/core/messages";
import { compiledGraphOf, hasMessages } from "../graph/graph.ts";
import type { Interrupt } from "../../../wire/stream_event.ts";
import type { RunConfig, StreamableRunnable } from "../runnable.ts";
import type { SaverView } from "./saver_view.ts";
import {
  type CompiledState,
  type ThreadState,
  toThreadState,
  withCheckpointer,
} from "./thread_state.ts";

const CHECKPOINTER = "__pregel_checkpointer";

/** Options of a graph's run that only LangGraph's clients set. */
export interface GraphRunOptions {
  /** The nodes to stop before. */
  interruptBefore?: string[] | "*";
  /** The nodes to stop after. */
  interruptAfter?: string[] | "*";
  /** When checkpoints are saved. */
  durability?: "async" | "sync" | "exit";
}

/** Options for {@linkcode ThreadedGraph}. */
export interface ThreadedGraphOptions {
  /** Where the thread is kept; `null` if it is not. */
  view: SaverView | null;
  /** The id of the thread. */
  threadId: string | null;
  /** A LangGraph command, in place of the input. */
  command?: object | undefined;
  options?: GraphRunOptions | undefined;
}

/** An answer that was cut before its graph had saved it. */
export interface CutAnswer {
  /** The node that wrote it. */
  node: string;
  /** What its reader got of it. */
  text: string;
  /** The id of its message, if it has one. */
  messageId?: string | undefined;
}

/** A graph that runs in a thread. */
export class ThreadedGraph implements StreamableRunnable {
  /** The graph itself, without the agent around it. */
  readonly graph: object;
  /** A LangGraph command, in place of the input. */
  command: object | undefined;
  readonly #runnable: StreamableRunnable;
  readonly #options: ThreadedGraphOptions;

  /** @param runnable the graph, or an agent */
  constructor(runnable: StreamableRunnable, options: ThreadedGraphOptions) {
    this.#runnable = runnable;
    this.graph = compiledGraphOf(runnable);
    this.command = options.command;
    this.#options = options;
  }

  /** Streams the graph in its thread. */
  stream(input: unknown, config: RunConfig): Promise<ReadableStream<unknown>> {
    return this.#runnable.stream(this.#input(input), this.#configOf(config));
  }

  /** Streams the events of everything in the graph, which holds what {@linkcode stream} yields. */
  streamEvents(input: unknown, config: RunConfig): AsyncIterable<unknown> {
    const { streamEvents } = this.#runnable as unknown as {
      streamEvents(input: unknown, config: object): AsyncIterable<unknown>;
    };
    const all = { ...this.#configOf(config), version: "v2" };
    return streamEvents.call(this.#runnable, this.#input(input), all);
  }

  /**
   * Saves an answer that was cut, as its node would have done, and drops what is left to do. It is
   * the last that the thread keeps of this run.
   *
   * @returns the state of the thread, or `null` if there is no thread
   */
  async settle(cut: CutAnswer | null): Promise<ThreadState | null> {
    const { view, threadId } = this.#options;
    if (view === null || threadId === null) return null;
    await view.settled();
    const graph = withCheckpointer(this.graph, view.saver);
    const config = { configurable: { thread_id: threadId } };
    if (cut !== null) await this.#save(graph, cut, config);
    const state = toThreadState(await graph.getState(config));
    view.close();
    return state;
  }

  /** The states of its thread; `null` if it has none. */
  get state(): CompiledState | null {
    const { view } = this.#options;
    return view === null ? null : withCheckpointer(this.graph, view.saver);
  }

  /** Returns the values that the thread has now. */
  async values(): Promise<unknown> {
    const config = { configurable: { thread_id: this.#options.threadId } };
    return (await this.state?.getState(config))?.values;
  }

  /** Returns what its thread asks, and the nodes that are to run next. */
  async questions(): Promise<{ pending: readonly Interrupt[]; next: readonly string[] }> {
    const config = { configurable: { thread_id: this.#options.threadId } };
    const { tasks = [], next = [] } = await this.state?.getState(config) ?? {};
    return { pending: tasks.flatMap(({ interrupts }) => interrupts as Interrupt[]), next };
  }

  /**
   * Whether its thread has the checkpoint that a run names, or the run names none. LangGraph would
   * begin anew where one is missing, and the thread would go on without what was said.
   */
  async hasCheckpoint(
    { checkpoint_id, checkpoint_ns = "" }: Readonly<Record<string, unknown>> = {},
  ): Promise<boolean> {
    const { view, threadId } = this.#options;
    if (checkpoint_id == null || view === null || threadId === null) return true;
    const configurable = { thread_id: threadId, checkpoint_ns, checkpoint_id };
    return await view.saver.getTuple({ configurable }) !== undefined;
  }

  /** Deletes its thread. */
  async delete(): Promise<void> {
    const { view, threadId } = this.#options;
    if (threadId !== null) await view?.saver.deleteThread(threadId);
  }

  /** Makes its thread what it was before the run. It can be called again if it has failed. */
  async rollBack(): Promise<void> {
    await this.#options.view?.rollBack();
  }

  /** Drops what the graph may still write after its run is over. */
  close(): void {
    this.#options.view?.close();
  }

  async #save(graph: CompiledState, { node, text, messageId }: CutAnswer, config: object) {
    if (hasMessages(this.graph)) {
      const message = new AIMessage({ content: text, ...(messageId ? { id: messageId } : {}) });
      await graph.updateState(config, { messages: [message] }, node);
    }
    const { next } = await graph.getState(config);
    if (next.length > 0) await graph.updateState(config, null, "__end__");
  }

  #input(input: unknown): unknown {
    return this.command ?? input;
  }

  #configOf(config: RunConfig): RunConfig {
    const { view, threadId, options } = this.#options;
    const configurable = {
      ...config.configurable,
      ...(threadId === null ? {} : { thread_id: threadId }),
      [CHECKPOINTER]: view?.saver ?? null,
    };
    return { ...config, ...options, configurable };
  }
}
