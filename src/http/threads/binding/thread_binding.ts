import { checkpointerOf, isGraph } from "../../../run/langchain/graph/graph.ts";
import { type GraphMode, toGraphJson } from "../../../run/langchain/graph/parts/graph_part.ts";
import { fitInput } from "../../../run/langchain/input/fit_input.ts";
import { InputError } from "../../../run/langchain/input/input_error.ts";
import { inputShapeOf } from "../../../run/langchain/input/input_shape.ts";
import type { BaseMessage } from "../../../run/langchain/input/to_messages.ts";
import type { RunnableSource, StreamableRunnable } from "../../../run/langchain/runnable.ts";
import { assertDecides, toResume } from "../../../run/langchain/thread/answer.ts";
import { bindThread, toCommand } from "../../../run/langchain/thread/bind_thread.ts";
import type { ThreadState } from "../../../run/langchain/thread/thread_state.ts";
import type { CutAnswer, ThreadedGraph } from "../../../run/langchain/thread/threaded_graph.ts";
import type { RunSummary } from "../../../run/run.ts";
import type { StreamEvent } from "../../../wire/stream_event.ts";
import type { RunRequestConfig } from "../../request/read_config.ts";
import type { InputForm } from "../../request/read_input.ts";
import type { RunRequest } from "../../start/run_request.ts";
import type { Served } from "../../served.ts";
import type { ThreadLease } from "../fleet/thread_lease.ts";
import type { Stop, Stoppable, Thread, ThreadStatus } from "../thread.ts";
import type { Threads } from "../threads.ts";
import { converses, messagesIn, newMessages } from "./thread_messages.ts";
import { temporaryView } from "./without_thread.ts";

/** Options for {@linkcode ThreadBinding}. */
export interface BindOptions {
  served: Served;
  form: InputForm;
  config: RunRequestConfig;
  runId: string;
  asked: RunRequest;
}

/** A run that is bound to a thread, or that runs as a graph without one. */
export class ThreadBinding implements Stoppable {
  readonly #options: BindOptions;
  readonly #threads: Threads;
  #thread: Thread | null;
  /** Whose a thread is that is made when the runnable turns out to be a graph that may ask. */
  readonly #ownerOfQuestions: string | null;
  #graph: ThreadedGraph | null = null;
  /** Whether the runnable is a graph itself. */
  #isOwnGraph = false;
  /** What a chain takes beside the messages. */
  #variables: Record<string, unknown> = {};
  #leave: (status: ThreadStatus) => void = () => {};
  /** Lets the thread be forgotten, if the run does not come into its queue. */
  readonly #letGo: () => void;
  /** Keeps runs of other servers out of the thread. */
  #lease: ThreadLease | null = null;
  /** The run, once it has begun. */
  #run: { cancel(): void } | null = null;
  /** How it was stopped. */
  #stop: Stop | null = null;
  /** Takes back what the thread says of its runnable, once the run is in the thread. */
  #takeBack: (() => void) | null = null;
  #isOver = false;
  /** Whether the run has had its turn in the thread. */
  #hasTurn = false;
  #status: ThreadStatus = "idle";

  /**
   * @param thread the thread, or `null`
   * @param ownerOfQuestions the owner of a thread that is kept only while its graph waits for an
   * answer; `null` for none
   */
  constructor(
    options: BindOptions,
    threads: Threads,
    thread: Thread | null,
    ownerOfQuestions: string | null = null,
  ) {
    this.#options = options;
    this.#threads = threads;
    this.#thread = thread;
    this.#ownerOfQuestions = ownerOfQuestions;
    this.#letGo = thread?.keep() ?? (() => {});
  }

  /** Whether the caller named no thread, so that the run is as without one. */
  get isForQuestions(): boolean {
    return this.#ownerOfQuestions !== null;
  }

  /** Returns a source of the runnable as a graph in its thread, once the runs before are over. */
  source(source: RunnableSource): RunnableSource {
    const { form, asked: { graph } } = this.#options;
    return async () => {
      await this.#takeTurn();
      const runnable = await source();
      this.#isOwnGraph = isGraph(runnable);
      if (this.#ownerOfQuestions !== null) {
        // Without a checkpointer, it cannot ask.
        if (!isGraph(runnable) || checkpointerOf(runnable) === null) return runnable;
        this.#thread = this.#threads.open(this.#ownerOfQuestions, this.#options.runId);
        this.#thread.isForQuestions = true;
        await this.#takeTurn();
      }
      const { command, answers } = this.#options.asked;
      const isNeeded = [graph, command, answers].some((it) => it !== undefined);
      const isRemembered = this.#isOwnGraph || isNeeded || converses(form);
      return isRemembered ? await this.#bind(runnable) : runnable;
    };
  }

  /** Makes the input of the graph. @throws {InputError} if it cannot take the input */
  async fit(graph: ThreadedGraph): Promise<unknown> {
    const { served, form, config, asked } = this.#options;
    if (!await graph.hasCheckpoint(config.configurable)) {
      throw new InputError(
        "",
        "must name a checkpoint_id that the thread has; it may have been dropped",
      );
    }
    if (asked.answers !== undefined || asked.command?.resume !== undefined) {
      await this.#resume(graph, asked);
      return null;
    }
    if ((asked.graph ?? asked).command !== undefined) return null;
    if (form.value == null && asked.graph !== undefined) return null;
    if (this.isForQuestions || this.#isOwnGraph && form.kind === "value") {
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
    const state = await this.#settle(cut);
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

  /** An answer ends whole while the store of the fleet is away. */
  async #settle(cut: CutAnswer | null): Promise<ThreadState | null> {
    try {
      return await this.#graph?.settle(cut) ?? null;
    } catch (error) {
      if (this.#lease === null) throw error;
      this.#threads.fail(error);
      return null;
    }
  }

  /** Called when the run begins. */
  begin(run: { cancel(): void }): void {
    this.#run = run;
    if (this.#stop !== null) run.cancel();
  }

  /** Called when the run cannot begin. */
  abandon(): void {
    this.#letGo();
  }

  /** Cancels the run, unless it is over. */
  stop(how: Stop): void {
    this.#stop = how;
    this.#run?.cancel();
  }

  /**
   * Called when the run is over.
   *
   * @returns a promise that resolves when the run is rolled back, with whether it could be; `null` if
   * it must not be
   */
  end({ outcome }: Pick<RunSummary, "outcome">): Promise<boolean> | null {
    this.#isOver = true;
    this.#letGo();
    this.#graph?.close();
    const thread = this.#thread;
    if (thread !== null && outcome === "cancelled" && this.#stop === "rollback") {
      const undone = this.#rollBack(thread);
      this.#threads.waitUntil(undone);
      return undone;
    }
    const isComplete = outcome === "complete";
    this.#leave(isComplete ? this.#status : outcome === "failed" ? "error" : "interrupted");
    if (thread === null) return null;
    this.#threads.touch(thread);
    const isAnswered = isComplete ? this.#status === "idle" : this.isForQuestions;
    if (thread.isForQuestions && isAnswered) this.#threads.waitUntil(this.#delete(thread));
    else if (this.#lease !== null) this.#threads.waitUntil(this.#release(thread));
    return null;
  }

  /** The next run waits until what this one has saved is gone. */
  async #rollBack(thread: Thread): Promise<boolean> {
    const graph = this.#graph;
    let status = thread.statusBefore;
    const isUndone = graph === null || await this.#threads.persist(async () => {
      await graph.rollBack();
      if (status === "busy") status = await statusOf(graph);
    });
    if (isUndone) this.#takeBack?.();
    this.#leave(isUndone ? status : "interrupted");
    this.#threads.touch(thread);
    if (this.#takeBack === null) await this.#lease?.end(); // nothing has changed
    else if (this.#lease !== null) await this.#release(thread);
    return isUndone;
  }

  async #delete(thread: Thread): Promise<void> {
    await this.#lease?.end();
    await this.#threads.delete(thread.prefix, thread.id);
    await this.#graph?.delete();
  }

  /** The next server to take the thread sees how it was left. */
  async #release(thread: Thread): Promise<void> {
    if (this.#hasTurn) await this.#threads.save(thread); // else, the thread may be deleted
    await this.#lease?.end();
  }

  async #takeTurn(): Promise<void> {
    const thread = this.#thread;
    if (thread === null) return;
    const waits = thread.isBusy;
    const { turn, leave } = thread.queue(this);
    this.#leave = leave;
    this.#letGo();
    const lease = this.#threads.lease(thread, this.#options.runId, (how) => this.stop(how));
    // Without the store, a graph with a checkpointer of its own can run all the same.
    if (waits) await lease?.wait().catch((error) => this.#threads.fail(error));
    await turn;
    if (this.#isOver) throw dropped();
    this.#lease = lease;
    const isThere = await lease?.take().catch((error) => this.#threads.fail(error));
    if (isThere === false) this.stop("interrupt");
    if (this.#isOver) throw dropped();
    this.#hasTurn = true;
  }

  /** @throws {InputError} if the thread does not ask that */
  async #resume(graph: ThreadedGraph, { answers, command }: RunRequest): Promise<void> {
    const { pending, next } = await graph.questions();
    if (pending.length === 0 && (next.length === 0 || answers !== undefined)) {
      throw new InputError("", "must answer a question, but the thread asks none");
    }
    if (answers === undefined) return assertDecides(command?.resume, pending);
    graph.command = await toCommand({ resume: toResume(answers, pending) });
  }

  async #bind(runnable: StreamableRunnable): Promise<ThreadedGraph> {
    const { served, form, runId, asked: { name, graph } } = this.#options;
    const thread = this.#thread;
    if (thread !== null) {
      this.#takeBack = thread.begin(name);
      this.#threads.save(thread); // the run does not wait
    }
    const shape = served.shape ?? inputShapeOf(runnable);
    this.#graph = await bindThread(runnable, {
      threadId: thread?.id ?? runId,
      viewOf: async (own) => {
        if (thread === null) return await temporaryView();
        const about = { graph_id: name, run_id: runId };
        const view = await this.#threads.view(thread.prefix, own, about);
        await view.recover(thread.id);
        return view;
      },
      toInput: (messages) =>
        served.prepare(
          { kind: "value", value: { ...this.#variables, messages }, pointer: form.pointer },
          shape,
        ),
      command: (graph ?? this.#options.asked).command,
      options: graph?.options,
    });
    if (this.#isOver) this.#graph.close();
    return this.#graph;
  }
}

/** What ends a run that is over before its turn. Nobody reads it. */
function dropped(): DOMException {
  return new DOMException("The run is over", "AbortError");
}

/** The status of a thread whose graph does not run. */
async function statusOf(graph: ThreadedGraph): Promise<ThreadStatus> {
  return (await graph.questions()).next.length > 0 ? "interrupted" : "idle";
}
