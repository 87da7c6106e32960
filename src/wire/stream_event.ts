import type { EndReason, SplitRecord } from "../stream/split_record.ts";

/** The start of a run: the first event. */
export interface RunStart {
  /** The id of the run: a UUID, the same as in LangChain's traces. */
  run_id: string;
  /** The name that the runnable is served under. */
  runnable: string;
  /** The model's name; `null` if the runnable does not report it. */
  model: string | null;
}

/** A tool call that the model asks the caller to make. */
export interface ToolCall {
  /** The id that the result of the tool refers to, or `null` if the model gave none. */
  readonly id: string | null;
  /** The name of the tool. */
  readonly name: string;
  /** The arguments; as the model's own text if that is not JSON. */
  readonly args: unknown;
}

/** The source of the text that follows: a node of a graph, and its message. */
export interface Speaker {
  /** The node. */
  readonly node: string;
  /** The nodes around it, outermost first, and the node itself. */
  readonly path: readonly string[];
  /** The id of the message, if it has one. */
  readonly message_id?: string;
}

/** A question with which a graph interrupts itself, for a human to answer. */
export interface Interrupt {
  /** The id of the interrupt, if LangGraph gives one. */
  readonly id?: string;
  /** The question, as the graph wrote it. */
  readonly value: unknown;
}

/** The end record: everything known of an answer once it is complete. */
export interface EndRecord extends Omit<SplitRecord, "end_reason" | "output"> {
  /**
   * Why it ended: an end marker, the model was done, a limit was reached, the caller is to call
   * tools, or a graph asks a human.
   */
  readonly end_reason: EndReason | "tool_calls" | "interrupt";
  /** The answer: its text, or the JSON value that LangChain's `invoke` would return. */
  readonly output: unknown;
  /** The tool calls that the caller is asked to make. */
  readonly tool_calls: readonly ToolCall[];
  /** The questions of a graph that interrupted itself. Missing if there are none. */
  readonly interrupts?: readonly Interrupt[];
  /** The finish reason that the model reported, or `null`: `stop`, `content_filter`… */
  readonly finish_reason: string | null;
  /** The model's reasoning and its chunks, or `null` if there was none. */
  readonly reasoning: { text: string; splits: readonly string[] } | null;
  /** LangChain's `usage_metadata`, in tokens; `null` if the model did not report it. */
  readonly usage: Record<string, unknown> | null;
  /** Times since the start of the run, in whole milliseconds. */
  readonly timing: {
    /** The time of the first text or value, or `null` if there was none. */
    first_token_ms: number | null;
    /** The time of the first reasoning. Missing if there was none. */
    first_reasoning_ms?: number;
    /** The duration of the run. */
    duration_ms: number;
  };
}

/** A failure of a run, as the caller may know it. */
export interface Failure {
  /** The status that the reply would have had if it had not begun. */
  status_code: number;
  /** The failure in a sentence without secrets. */
  message: string;
  /** The kind of failure, if programs can act on it: `context_length_exceeded`. */
  code?: string;
}

/**
 * The update of the state by a step of an agent, by the name of the step. Messages are plain
 * objects: `{"type":"ai","content":"","tool_calls":[…]}`.
 */
export type StepUpdates = Readonly<Record<string, unknown>>;

/** The state of a graph after a step, without its messages and what it keeps to itself. */
export type GraphState = Readonly<Record<string, unknown>>;

/** A piece of a tool call that the caller is asked to make. */
export interface ToolCallDelta {
  /** The place of the call among the calls of the answer. */
  readonly index: number;
  /** The id of the call; only in its first piece. */
  readonly id?: string;
  /** The name of the tool; only in its first piece. */
  readonly name?: string;
  /** The next piece of the arguments, as JSON text. */
  readonly args?: string;
}

/**
 * What happens in a stream: a `start`, any number of pieces of the answer, and
 * one `end` or one `error`. A dialect defines how each is written.
 */
export type StreamEvent =
  | { type: "start"; run: RunStart }
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  | { type: "tool_call"; call: ToolCallDelta }
  | { type: "value"; value: unknown }
  | { type: "updates"; updates: StepUpdates }
  | { type: "state"; state: GraphState }
  | { type: "step"; step: Speaker }
  | { type: "custom"; data: unknown }
  | { type: "interrupt"; interrupts: readonly Interrupt[] }
  | { type: "end"; record: EndRecord }
  | { type: "error"; failure: Failure };
