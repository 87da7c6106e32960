import type { EndReason, SplitRecord } from "../stream/split_record.ts";

/** What runs: the first thing a client hears. */
export interface RunStart {
  /** A UUID of this run; LangChain's traces carry the same. */
  run_id: string;
  /** The name that the runnable is served under. */
  runnable: string;
  /** The model's name, where the runnable tells it. */
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

/** The end record: everything known of an answer once it is complete. */
export interface EndRecord extends Omit<SplitRecord, "end_reason" | "output"> {
  /**
   * Why it ended: an end marker, the model was done, a limit was met, or the caller is to call
   * tools.
   */
  readonly end_reason: EndReason | "tool_calls";
  /** The answer: its text, or the JSON value that LangChain's `invoke` would return. */
  readonly output: unknown;
  /** The tool calls that the caller is asked to make. */
  readonly tool_calls: readonly ToolCall[];
  /** Why the model stopped, in its own word, where it said so: `content_filter`… */
  readonly finish_reason: string | null;
  /** The model's reasoning and its chunks, or `null` if there was none. */
  readonly reasoning: { text: string; splits: readonly string[] } | null;
  /** LangChain's `usage_metadata`, in tokens, where the model got to say it. */
  readonly usage: Record<string, unknown> | null;
  /** Times since the run began, in whole milliseconds. */
  readonly timing: {
    /** Until the first text was sent, or `null` if none was. */
    first_token_ms: number | null;
    /** Until the end. */
    duration_ms: number;
  };
}

/** Why there is no answer, or no more of it, as the caller may know it. */
export interface Failure {
  /** What the status of the reply would have been, had it not begun yet. */
  status_code: number;
  /** What went wrong, in a sentence without secrets. */
  message: string;
  /** The kind of failure, where programs can act on it: `context_length_exceeded`. */
  code?: string;
}

/**
 * What a step of an agent added to its state, by the name of the step. Messages
 * are plain objects: `{"type":"ai","content":"","tool_calls":[…]}`.
 */
export type StepUpdates = Readonly<Record<string, unknown>>;

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
  | { type: "end"; record: EndRecord }
  | { type: "error"; failure: Failure };
