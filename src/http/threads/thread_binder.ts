import { checkpointerOf, isGraph } from "../../run/langchain/graph/graph.ts";
import { type GraphMode, toGraphJson } from "../../run/langchain/graph/parts/graph_part.ts";
import { fitInput } from "../../run/langchain/input/fit_input.ts";
import { InputError } from "../../run/langchain/input/input_error.ts";
import { inputShapeOf } from "../../run/langchain/input/input_shape.ts";
import type { BaseMessage } from "../../run/langchain/input/to_messages.ts";
import type { RunnableSource, StreamableRunnable } from "../../run/langchain/runnable.ts";
import { bindThread } from "../../run/langchain/thread/bind_thread.ts";
import { createMemorySaver } from "../../run/langchain/thread/memory_saver.ts";
import { saverView } from "../../run/langchain/thread/saver_view.ts";
import type { CutAnswer, ThreadedGraph } from "../../run/langchain/thread/threaded_graph.ts";
import type { RunSummary } from "../../run/run.ts";
import type { StreamEvent } from "../../wire/stream_event.ts";
import { invalid } from "../request/validate.ts";
import type { RunRequestConfig } from "../request/read_config.ts";
import type { InputForm } from "../request/read_input.ts";
import type { RunRequest } from "../runner.ts";
import type { Served } from "../served.ts";
import { ownerOf } from "./owner_of.ts";
import type { Thread, ThreadStatus } from "./thread.ts";
import { readThreadId } from "./thread_id.ts";
import type { Threads } from "./threads.ts";

/** Options for {@linkcode ThreadBinder.bind}. */
export interface BindOptions {
  served: Served;
  form: InputForm;
  config: RunRequestConfig;
  runId: string;
  asked: RunRequest;
}

/** Binds runs to threads. */
export class ThreadBinder {
  readonly #threads: Threads;

  /** @param threads the threads of the app */
  constructor(threads: Threads) {
    this.#threads = threads;
  }

  /**
   * Returns the binding of a run, or `null` if it has no thread, and is not for a client of
   * LangGraph.
   *
   * @throws {HttpError} 422 if the id of the thread is invalid
   */
  async bind(options: BindOptions): Promise<ThreadBinding | null> {
    const { asked: { graph, apiKey }, config } = options;
    const asked = graph === undefined ? config.configurable?.thread_id : graph.threadId;
    if (asked == null) {
      if (options.asked.command !== undefined) {
        throw invalid("#/command", "needs the thread in config.configurable.thread_id");
      }
      return graph === undefined ? null : new ThreadBinding(options, this.#threads, null);
    }
    const id = readThreadId(asked, "#/config/configurable/thread_id");
    const owner = await ownerOf(apiKey === undefined ? {} : { apiKey });
    return new ThreadBinding(options, this.#threads, this.#threads.open(owner, id));
  }
}

/**
 * Returns a source whose graph, if it has a checkpointer of its own, runs in a thread that is not
 * kept, because the caller named none.
 */
export function withoutThread(source: RunnableSource, threadId: string): RunnableSource {
  return async () => {
    const runnable = await source();
    if (!isGraph(runnable) || checkpointerOf(runnable) === null) return runnable;
    return await bindThread(runnable, { threadId, viewOf: temporaryView, toInput: (it) => it });
  };
}

async function temporaryView() {
  const limits = { checkpoints: Infinity, threadBytes: Infinity };
  return saverView(await createMemorySaver(limits));
}

/** A run that is bound to a thread, or that runs as a graph without one. */
export class ThreadBinding {
  readonly #options: BindOptions;
  readonly #threads: Threads;
  readonly #thread: Thread | null;
  #graph: ThreadedGraph | null = null;
  /** Whether the runnable is a graph itself. */
  #isOwnGraph = false;
  /** What a chain takes beside the messages. */
  #variables: Record<string, unknown> = {};
  #leave: (status: ThreadStatus) => void = () => {};
  #status: ThreadStatus = "idle";

  /** @param thread the thread, or `null` */
  constructor(options: BindOptions, threads: Threads, thread: Thread | null) {
    this.#options = options;
    this.#threads = threads;
    this.#thread = thread;
  }

  /** Returns a source of the runnable as a graph in its thread, once the runs before are over. */
  source(source: RunnableSource): RunnableSource {
    const { form, asked: { graph } } = this.#options;
    return async () => {
      const queue = this.#thread?.queue();
      if (queue !== undefined) {
        this.#leave = queue.leave;
        await queue.turn;
      }
      const runnable = await source();
      this.#isOwnGraph = isGraph(runnable);
      const isNeeded = graph !== undefined || this.#options.asked.command !== undefined;
      const isRemembered = this.#isOwnGraph || isNeeded || converses(form);
      return isRemembered ? await this.#bind(runnable) : runnable;
    };
  }

  /** Makes the input of the graph. @throws {InputError} if it cannot take the input */
  async fit(graph: ThreadedGraph): Promise<unknown> {
    const { served, form, asked } = this.#options;
    if ((asked.graph ?? asked).command !== undefined) return null;
    if (form.value == null && asked.graph !== undefined) return null;
    if (this.#isOwnGraph && form.kind === "value") {
      // A thread that saved a message which LangChain cannot read could not be used any more.
      return await served.prepare(form, inputShapeOf(graph));
    }
    const { messages, ...variables } = fitInput(form.value, { kind: "state" }) as {
      messages?: BaseMessage[];
    };
    this.#variables = variables;
    if (messages === undefined) throw new InputError("", 'must have "messages"');
    return { messages: form.kind === "value" ? messages : await newMessages(messages, graph) };
  }

  /** Lets the thread hold the answer, also if it was cut. @returns the events that follow from it */
  readonly settle = async (cut: CutAnswer | null): Promise<StreamEvent[]> => {
    const state = await this.#graph?.settle(cut);
    if (state == null) return [];
    const { asked } = this.#options;
    this.#status = state.next.length > 0 ? "interrupted" : "idle";
    asked.graph?.onState?.(state);
    if (cut === null || asked.graph === undefined) return [];
    const { modes } = asked.graph.view;
    const event = (mode: GraphMode, data: unknown): StreamEvent[] =>
      modes.has(mode) ? [{ type: "graph", event: mode, json: toGraphJson(data) }] : [];
    const last = messagesIn(state.values).at(-1);
    return [
      ...event("updates", { [cut.node]: { messages: [last] } }),
      ...event("values", state.values),
    ];
  };

  /** Called when the run is over. */
  end({ outcome }: Pick<RunSummary, "outcome">): void {
    this.#graph?.close();
    const isComplete = outcome === "complete";
    this.#leave(isComplete ? this.#status : outcome === "failed" ? "error" : "interrupted");
    if (this.#thread !== null) this.#threads.touch(this.#thread);
  }

  async #bind(runnable: StreamableRunnable): Promise<ThreadedGraph> {
    const { served, form, runId, asked: { name, graph } } = this.#options;
    const thread = this.#thread;
    if (thread !== null) {
      thread.runnable = name;
      thread.metadata = { ...thread.metadata, graph_id: name, assistant_id: name };
    }
    const shape = served.shape ?? inputShapeOf(runnable);
    this.#graph = await bindThread(runnable, {
      threadId: thread?.id ?? runId,
      viewOf: async (own) =>
        thread === null
          ? await temporaryView()
          : await this.#threads.view(thread.prefix, own, { graph_id: name, run_id: runId }),
      toInput: (messages) =>
        served.prepare(
          { kind: "value", value: { ...this.#variables, messages }, pointer: form.pointer },
          shape,
        ),
      command: (graph ?? this.#options.asked).command,
      options: graph?.options,
    });
    return this.#graph;
  }
}

/** Whether an input has messages to remember. */
function converses({ kind, value }: InputForm): boolean {
  if (kind === "messages") return true;
  try {
    const input = fitInput(value, { kind: "state" });
    return typeof input === "object" && input !== null && "messages" in input;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Clients that send the whole conversation send again what their thread has. */
async function newMessages(
  messages: readonly BaseMessage[],
  graph: ThreadedGraph,
): Promise<readonly BaseMessage[]> {
  const known = messagesIn(await graph.values());
  if (known.length === 0) return messages;
  return messages.slice(messages.findLastIndex(({ type }) => type === "ai") + 1);
}

function messagesIn(values: unknown): unknown[] {
  if (typeof values !== "object" || values === null || !("messages" in values)) return [];
  return Array.isArray(values.messages) ? values.messages : [];
}
