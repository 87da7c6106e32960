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

/** The end record: all that is known of an answer once it is complete. */
export interface EndRecord extends SplitRecord {
  /** Why it ended: an end marker, the model was done, or a limit was met. */
  readonly end_reason: EndReason;
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

/**
 * What happens in a stream: a `start`, any number of `text`s, `reasoning`s and
 * `updates`, and one `end` or one `error`. A dialect says how each is written.
 */
export type StreamEvent =
  | { type: "start"; run: RunStart }
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  | { type: "updates"; updates: StepUpdates }
  | { type: "end"; record: EndRecord }
  | { type: "error"; failure: Failure };
