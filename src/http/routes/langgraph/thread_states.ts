import { bindThread } from "../../../run/langchain/thread/bind_thread.ts";
import type { StreamableRunnable } from "../../../run/langchain/runnable.ts";
import {
  type CompiledState,
  type GraphShape,
  type ThreadState,
  toThreadState,
} from "../../../run/langchain/thread/thread_state.ts";
import type { ThreadedGraph } from "../../../run/langchain/thread/threaded_graph.ts";
import type { RequestInfo } from "../../handler.ts";
import { HttpError } from "../../http_error.ts";
import type { Runner } from "../../runner.ts";
import { ownerOf } from "../../threads/owner_of.ts";
import type { Thread } from "../../threads/thread.ts";
import { readThreadId } from "../../threads/thread_id.ts";
import type { Threads } from "../../threads/threads.ts";

const NO_STATE: ThreadState = {
  values: {},
  next: [],
  tasks: [],
  metadata: null,
  created_at: null,
  checkpoint: null,
  parent_checkpoint: null,
};

/** Finds threads and their states for the routes. */
export class ThreadStates {
  readonly #runner: Runner;
  readonly #threads: Threads;
  readonly #onError: (error: unknown) => void;

  /** @param runner finds the graphs of threads */
  constructor(
    runner: Runner,
    { threads, onError }: { threads: Threads; onError: (error: unknown) => void },
  ) {
    this.#runner = runner;
    this.#threads = threads;
    this.#onError = onError;
  }

  /** The threads themselves. */
  get threads(): Threads {
    return this.#threads;
  }

  /**
   * Returns the thread of a request. One that another process has made is found by its checkpoints.
   *
   * @throws {HttpError} 404 if the caller has no such thread, 422 if it is no id
   */
  async find(info: RequestInfo = {}): Promise<Thread> {
    const id = readThreadId(info.params?.thread, "/thread_id");
    const thread = await this.findById(id, info);
    if (thread !== null) return thread;
    throw new HttpError(404, `Unknown thread ${JSON.stringify(id)}.`);
  }

  /** Returns the thread of the caller with an id, or `null`. */
  async findById(id: string, info: RequestInfo): Promise<Thread | null> {
    const owner = await ownerOf(info);
    const known = await this.#threads.load(owner, id);
    if (known !== null) return known;
    const { saver } = await this.#threads.view(owner, null);
    const tuple = await saver.getTuple({ configurable: { thread_id: id, checkpoint_ns: "" } });
    if (tuple === undefined) return null;
    const { graph_id } = { graph_id: undefined, ...tuple.metadata } as { graph_id: unknown };
    const metadata = typeof graph_id === "string" ? { graph_id, assistant_id: graph_id } : {};
    return this.#threads.open(owner, id, metadata); // another request may have been faster
  }

  /** Returns a thread of the caller, which is made if there is none. */
  async open(id: string, info: RequestInfo): Promise<Thread> {
    return this.#threads.open(await ownerOf(info), id);
  }

  /** Returns the state of a thread now, or at a checkpoint. */
  async get(
    thread: Thread,
    { request, checkpoint = {}, subgraphs = false }: {
      request: Request;
      checkpoint?: Record<string, unknown>;
      subgraphs?: boolean;
    },
  ): Promise<ThreadState> {
    const graph = await this.graph(thread, request);
    if (graph === null) return NO_STATE;
    const configurable = { thread_id: thread.id, ...checkpoint };
    return toThreadState(await graph.getState({ configurable }, { subgraphs }));
  }

  /** Deletes a thread, also from the checkpointer that its graph was compiled with. */
  async delete(thread: Thread, request: Request): Promise<void> {
    await this.#threads.delete(thread.prefix, thread.id);
    await (await this.#bind(thread, request))?.delete();
  }

  /** Returns the graph of a thread with its checkpoints, or `null` if none has run in it. */
  async graph(thread: Thread, request: Request): Promise<CompiledState | null> {
    return (await this.#bind(thread, request))?.state ?? null;
  }

  /** Returns the nodes and subgraphs of a runnable. @throws {HttpError} 404 */
  async shape(name: string, request: Request): Promise<GraphShape> {
    const { graph } = await bindThread(await this.#runnable(name, request), {
      threadId: null,
      viewOf: () => Promise.resolve(null),
      toInput: (messages) => messages,
    });
    return graph as GraphShape;
  }

  async #runnable(name: string, request: Request): Promise<StreamableRunnable> {
    const served = this.#runner.find(name);
    return await served.source({ runId: crypto.randomUUID(), name, request, config: {} })();
  }

  async #bind(thread: Thread, request: Request): Promise<ThreadedGraph | null> {
    const name = thread.runnable ?? thread.metadata.graph_id;
    if (typeof name !== "string" || !this.#runner.names.includes(name)) return null;
    return await bindThread(await this.#runnable(name, request), {
      threadId: thread.id,
      viewOf: (own) => this.#threads.view(thread.prefix, own, { graph_id: name }),
      toInput: (messages) => messages,
    });
  }

  /** The state of a thread, or none if its graph has changed so that it cannot be read. */
  async #visible(thread: Thread, request: Request): Promise<ThreadState> {
    try {
      return await this.get(thread, { request });
    } catch (error) {
      this.#onError(error);
      return NO_STATE;
    }
  }

  /** Returns a thread as LangGraph's clients read it. */
  async describe(thread: Thread, request: Request): Promise<Record<string, unknown>> {
    const { values, tasks } = await this.#visible(thread, request);
    const interrupts = tasks
      .map((task) => task as { id: string; interrupts?: unknown[] })
      .filter((task) => (task.interrupts?.length ?? 0) > 0)
      .map((task) => [task.id, task.interrupts] as const);
    return {
      thread_id: thread.id,
      created_at: thread.createdAt,
      updated_at: thread.updatedAt,
      metadata: thread.metadata,
      status: thread.status,
      config: {},
      values,
      interrupts: Object.fromEntries(interrupts),
    };
  }
}
