import { toGraphJson } from "../../../run/langchain/graph/parts/graph_part.ts";
import type { ThreadState } from "../../../run/langchain/thread/thread_state.ts";
import { langGraph } from "../../../wire/langgraph.ts";
import type { FetchHandler, RequestInfo } from "../../handler.ts";
import { HttpError } from "../../http_error.ts";
import type { Runner } from "../../runner.ts";
import type { RunRequest } from "../../start/run_request.ts";
import type { Thread } from "../../threads/thread.ts";
import { readThreadId } from "../../threads/thread_id.ts";
import { enterThread } from "../../threads/enter_thread.ts";
import { ThreadRun } from "../../threads/thread_run.ts";
import { invalid } from "../../request/validate.ts";
import { graphJson } from "./graph_json.ts";
import type { LangGraphRoutesOptions } from "./langgraph_routes.ts";
import { readBody } from "./read_body.ts";
import { type GraphRunBody, readRun } from "./read_run.ts";
import type { ThreadStates } from "./thread_states.ts";

/** A run that is ready to start. */
interface Prepared {
  asked: RunRequest & Required<Pick<RunRequest, "graph">>;
  run: ThreadRun;
  thread: Thread | null;
  /** Where the run is. */
  location: string;
}

/** Starts the runs of LangGraph's clients. */
export class GraphRuns {
  readonly #runner: Runner;
  readonly #states: ThreadStates;
  readonly #options: LangGraphRoutesOptions;

  /** @param runner starts the runs */
  constructor(runner: Runner, states: ThreadStates, options: LangGraphRoutesOptions) {
    this.#runner = runner;
    this.#states = states;
    this.#options = options;
  }

  /** Replies with the events of a run. */
  readonly stream: FetchHandler = async (request, info) => {
    return await this.#stream(request, await this.#prepare(request, info));
  };

  /** Replies with the values at the end of a run. */
  readonly wait: FetchHandler = async (request, info) => {
    const prepared = await this.#prepare(request, info);
    const { run, location } = prepared;
    run.keep(false);
    run.forgetEvents(); // there are none: the reply is not streamed
    const error = await this.#complete(request, prepared);
    if (error !== null && error.status < 429) throw error; // the caller can correct it
    return graphJson(run.result, { "content-location": location });
  };

  /** Starts a run that nobody reads, and replies at once. */
  readonly start: FetchHandler = async (request, info) => {
    const prepared = await this.#prepare(request, info);
    const { run, location } = prepared;
    const { url, headers } = request;
    const detached = new Request(url, { headers }); // its caller does not wait
    const { waitUntil, onError } = this.#options;
    const runs = this.#stream(detached, prepared)
      .then((response) => response.body?.pipeTo(new WritableStream()));
    // What the caller could correct is in the run, for those who join it.
    waitUntil(runs.catch((error) => error instanceof HttpError || onError(error)));
    return graphJson(run, { "content-location": location });
  };

  /** Replies with the events of a run, and keeps them for those who join it. */
  async #stream(request: Request, prepared: Prepared): Promise<Response> {
    const { asked, run, location } = prepared;
    const { threadId, view: { modes } } = asked.graph;
    const canJoin = threadId !== null;
    const isKept = this.#runner.keeps("langgraph", asked);
    if (!isKept) run.keep(false);
    const logs = canJoin && !isKept;
    const dialect = langGraph({
      hasIds: canJoin,
      hasRecord: modes.has("custom"),
      headers: { "content-location": location, ...(isKept ? rejoin(location) : {}) },
      ...(logs ? { onWrite: (text) => run.write(text), onEnd: () => run.close() } : {}),
    });
    // The reader may leave when the run is over, and before its last events are written.
    if (logs) request.signal.addEventListener("abort", () => run.close(), { once: true });
    try {
      const response = await this.#runner.stream(request, { ...asked, dialect });
      if (!response.ok) run.close();
      return response;
    } catch (error) {
      this.#fail(prepared, error);
      throw error;
    }
  }

  /** Runs to the end. A failure is in the run, for those who join it. @returns the failure */
  async #complete(request: Request, prepared: Prepared): Promise<HttpError | null> {
    try {
      await this.#runner.complete(request, prepared.asked);
      return null;
    } catch (error) {
      this.#fail(prepared, error);
      if (error instanceof HttpError) return error;
      throw error;
    }
  }

  /** A run that has begun lets its thread go by itself. */
  #fail({ run, thread }: Prepared, error: unknown): void {
    if (thread !== null && !run.hasBegun) this.#states.threads.unclaim(thread, run.id);
    run.fail(messageOf(error));
  }

  async #prepare(request: Request, info: RequestInfo = {}): Promise<Prepared> {
    const { clock, generateId } = this.#options;
    const body = readRun(await readBody(request, this.#options));
    const name = this.#nameOf(body.assistantId);
    const runId = generateId();
    const thread = await this.#threadOf(body, info);
    if (thread === null && body.leavesThread) {
      throw invalid("#/on_completion", "must be delete, as the run has no thread");
    }
    const run = new ThreadRun({
      id: runId,
      threadId: thread?.id ?? runId,
      assistantId: name,
      metadata: body.metadata,
      multitaskStrategy: body.multitaskStrategy,
      createdAt: clock().toISOString(),
    });
    if (thread !== null) {
      const strategy = body.multitaskStrategy;
      await enterThread(this.#states.threads, { thread, run, strategy });
    }

    const { input, config, view, command, options, ...rest } = body;
    const { assistantId: _, leavesThread: __, onDisconnect, ...settings } = rest;
    // agent-chat-ui always asks for it. Where it is not allowed, leaving stops the run.
    const mayContinue = this.#options.journal?.options.allowDetached === true;
    const asked = {
      ...settings,
      name,
      input: { kind: "value", value: input, pointer: "#/input" } as const,
      config: {
        ...config,
        metadata: { ...config.metadata, ...body.metadata },
        configurable: {
          ...config.configurable,
          ...(thread === null ? {} : { thread_id: thread.id }),
          run_id: runId,
          graph_id: name,
          assistant_id: name,
        },
      },
      ...(onDisconnect === undefined || !mayContinue ? {} : { onDisconnect }),
      apiKey: info.apiKey,
      owner: info.owner ?? null,
      onModelCall: info.onModelCall,
      graph: {
        view,
        runId,
        threadId: thread?.id ?? null,
        command,
        options,
        onStart: (started: Parameters<ThreadRun["begin"]>[0]) => run.begin(started),
        onKept: () => run.keep(true),
        onState: (state: ThreadState) => void (run.values = toGraphJson(valuesOf(state))),
        onEnd: (summary: Parameters<ThreadRun["end"]>[0], undone: Promise<boolean> | null) => {
          const deleted = undone?.then((isUndone) => void (isUndone && thread?.runs.delete(runId)));
          run.end(summary, deleted ?? null);
        },
      },
    };
    const location = thread === null ? `/runs/${runId}` : `/threads/${thread.id}/runs/${runId}`;
    return { asked, run, thread, location };
  }

  /** @throws {HttpError} 404 if there is no such runnable */
  #nameOf(assistantId: string | null): string {
    const { names } = this.#runner;
    const name = assistantId ?? (names.includes("agent") ? "agent" : names[0] ?? "");
    this.#runner.find(name);
    return name;
  }

  /** @throws {HttpError} 404 if the thread does not exist and may not be made */
  async #threadOf(body: GraphRunBody, info: RequestInfo): Promise<Thread | null> {
    const inPath = info.params?.thread;
    if (inPath !== undefined && !body.createsThread) return await this.#states.find(info);
    const given = inPath ?? body.config.configurable?.thread_id;
    if (given == null) return null;
    const pointer = inPath === undefined ? "#/config/configurable/thread_id" : "/thread_id";
    const id = readThreadId(given, pointer);
    return await this.#states.findById(id, info) ?? await this.#states.open(id, info);
  }
}

/** Returns the header by which LangGraph's SDK joins a run again after a cut. */
export function rejoin(location: string): { location: string } {
  return { location: `${location}/stream` };
}

/** What a caller may see of an error. */
function messageOf(error: unknown): string {
  return error instanceof HttpError ? error.message : "The run failed.";
}

/** Returns the values of a state, with the questions that it waits for. */
function valuesOf({ values, tasks }: ThreadState): unknown {
  const interrupts = tasks.flatMap((task) => (task as { interrupts?: unknown[] }).interrupts ?? []);
  return interrupts.length === 0 || typeof values !== "object"
    ? values
    : { ...values, __interrupt__: interrupts };
}
