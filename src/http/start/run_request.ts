import type { RunLimits } from "../../run/run_limits.ts";
import type { RunSummary } from "../../run/run.ts";
import type { GraphView } from "../../run/langchain/graph/parts/graph_part.ts";
import type { Answer } from "../../run/langchain/thread/answer.ts";
import type { CommandSettings } from "../../run/langchain/thread/bind_thread.ts";
import type { ThreadState } from "../../run/langchain/thread/thread_state.ts";
import type { GraphRunOptions } from "../../run/langchain/thread/threaded_graph.ts";
import type { RunInput } from "../request/read_input.ts";
import type { Stoppable } from "../threads/thread.ts";

/** The runnable to run, and its input. */
export interface RunRequest extends RunInput {
  /** The name of the runnable. */
  name: string;
  /** Called for each model call beyond the first. */
  onModelCall?: (() => void) | undefined;
  /** When the answer must be complete, in the timer's milliseconds. */
  endsAt?: number;
  /** A digest of the caller's API key; `null` if no key is required. */
  owner?: string | null;
  /** A name by which the caller finds the run again. */
  alias?: string | null;
  /** The answers to the questions of a thread, in place of an input. */
  answers?: readonly Answer[] | undefined;
  /**
   * Whether a later request may answer the questions of its graph, though the caller names no thread:
   * a graph with a checkpointer then waits in a thread with the id of the run.
   */
  keepsQuestions?: boolean;
  /** Limits that are lower than the server's. */
  limits?: Partial<RunLimits>;
  /** The input of the runnable, if it was made before the run. */
  prepared?: { readonly input: unknown };
  /** The caller's API key, which owns the threads that it makes. */
  apiKey?: string | undefined;
  /** What a client of LangGraph asked for beyond the input. */
  graph?: GraphRequest;
}

/** What a client of LangGraph asks for. Its runnable runs as a graph. */
export interface GraphRequest {
  /** What it wants to see. */
  view: GraphView;
  /** The id of the run. */
  runId: string;
  /** The id of the thread; `null` for a run without one. */
  threadId: string | null;
  /** A command, in place of the input. */
  command?: CommandSettings | undefined;
  options?: GraphRunOptions | undefined;
  /** Called when the run starts. */
  onStart?: (run: Stoppable) => void;
  /** Called when its journal begins, if it has one. */
  onKept?: () => void;
  /**
   * Called when the run is over. The promise resolves when it is rolled back, with whether it could
   * be; it is `null` if it must not be.
   */
  onEnd?: (summary: RunSummary, undone: Promise<boolean> | null) => void;
  /** Called with the state of the thread when the run is complete. */
  onState?: (state: ThreadState) => void;
}

/** A finished run, and the request it answered. */
export interface FinishedRun extends RunSummary {
  runId: string;
  request: RunRequest;
  reply: Reply;
  /** The input that the runnable got. */
  input: unknown;
}

/** The reply that a run is written to. */
export interface Reply {
  /** The name of the dialect; `json` for a reply that is not streamed. */
  dialect: string;
  /** Whether its head was sent before the run was over, so that its status is 200. */
  isHeadSent: boolean;
}
