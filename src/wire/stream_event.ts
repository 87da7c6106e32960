import type { EndReason, SplitRecord } from "../stream/split_record.ts";

/** A split as the model wrote it, the moment it was read. */
export interface SplitArrival {
  /** Its place among the splits of the answer. */
  readonly index: number;
  /** Its text. It may be empty, or held back because it may become an end marker. */
  readonly text: string;
  /** When it was read from the model, in whole milliseconds since the start of the run. */
  readonly ms: number;
  /** Its tokens, with their log probabilities, if the caller asked for them. */
  readonly logprobs?: readonly TokenLogprob[];
}

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
  /** The id that the result of the tool refers to. A model's call without one gets one. */
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

/**
 * A turn of a speaker in the splits of a graph's answer. It ends where the next one begins. Of two
 * nodes that speak at the same time, each has several turns with one `message_id`.
 */
export interface SpeakerTurn extends Speaker {
  /** The index of its first split. */
  readonly first_split: number;
}

/** A question with which a graph interrupts itself, for a human to answer. */
export interface Interrupt {
  /** The id of the interrupt, if LangGraph gives one. */
  readonly id?: string;
  /** The question, as the graph wrote it. */
  readonly value: unknown;
}

/** A token that a model wrote, or might have written, with its probability. */
export interface TokenAlternative {
  /** The text of the token. It may be a part of a character. */
  readonly token: string;
  /** The natural logarithm of its probability. */
  readonly logprob: number;
  /** Its bytes in UTF-8, or `null` if the model did not give them. */
  readonly bytes: readonly number[] | null;
}

/** A token of a split, and the best alternatives to it. */
export interface TokenLogprob extends TokenAlternative {
  /** The most probable tokens at this place, as many as the caller asked for. */
  readonly top_logprobs: readonly TokenAlternative[];
}

/** When a step of an agent or graph ran, in whole milliseconds since the start of the run. */
export interface StepTime {
  /** The node. */
  readonly node: string;
  /** The nodes around it, outermost first, and the node itself. */
  readonly path: readonly string[];
  /** When it began. */
  readonly started_ms: number;
  /** When it was done; `null` if it was not, because the run ended before. */
  readonly ended_ms: number | null;
}

/**
 * The end record: everything known of an answer at its end. After a failure or a cancel, it holds
 * everything before that.
 */
export interface EndRecord extends Omit<SplitRecord, "end_reason" | "output"> {
  /**
   * Why it ended: an end marker, the model was done, a limit was reached, the caller is to call
   * tools, a graph asks a human, the run failed, or it was cancelled.
   */
  readonly end_reason: EndReason | "tool_calls" | "interrupt" | "error" | "cancelled";
  /**
   * The answer: its text, or the JSON value that LangChain's `invoke` would return. Of a graph, the
   * text of its last AI message; of a graph without messages, its values. Its splits are those of all
   * of its models.
   */
  readonly output: unknown;
  /** Of a graph: who wrote which splits, in order. Missing for others. */
  readonly speakers?: readonly SpeakerTurn[];
  /** Whether the model refused, so that the output is its refusal. Missing if it did not. */
  readonly is_refusal?: boolean;
  /** The tool calls that the caller is asked to make. */
  readonly tool_calls: readonly ToolCall[];
  /** The questions of a graph that interrupted itself. Missing if there are none. */
  readonly interrupts?: readonly Interrupt[];
  /** The finish reason that the model reported, or `null`: `stop`, `content_filter`… */
  readonly finish_reason: string | null;
  /**
   * The model's reasoning, its chunks, and when each was read, in milliseconds since the start of the
   * run; `null` if there was none.
   */
  readonly reasoning:
    | { text: string; splits: readonly string[]; split_ms: readonly number[] }
    | null;
  /**
   * For each split its tokens, with their log probabilities. A split may have several tokens, or
   * none. Missing unless the caller asked for them and the model gave them.
   */
  readonly logprobs?: readonly (readonly TokenLogprob[])[];
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
    /** For each split, when it was read from the model. */
    split_ms: readonly number[];
    /** The steps of an agent or graph, in the order in which they began. Missing for others. */
    steps?: readonly StepTime[];
  };
}

/** A failure of a run, as the caller may know it. */
export interface Failure {
  /** The status that the reply would have had if it had not begun. */
  status_code: number;
  /** The failure in a sentence without secrets. */
  message: string;
  /**
   * The kind of failure, if programs can act on it: `context_length_exceeded`, `model_key_refused`,
   * `model_unknown`, `model_unreachable`, `runnable_failed`.
   */
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
 * one `end` or one `error`. A dialect defines how each is written. `graph` is an
 * event in LangGraph's own protocol, for its clients only.
 */
export type StreamEvent =
  | { type: "start"; run: RunStart }
  | { type: "text"; text: string; isRefusal?: boolean; logprobs?: readonly TokenLogprob[] }
  | { type: "split"; split: SplitArrival }
  | { type: "reasoning"; text: string }
  | { type: "tool_call"; call: ToolCallDelta }
  | { type: "value"; value: unknown }
  | { type: "updates"; updates: StepUpdates }
  | { type: "state"; state: GraphState }
  | { type: "step"; step: Speaker }
  | { type: "custom"; data: unknown }
  | { type: "interrupt"; interrupts: readonly Interrupt[] }
  | { type: "graph"; event: string; json: string }
  | { type: "end"; record: EndRecord }
  /** The record is `null` if the server of the run stopped, and its record with it. */
  | { type: "error"; failure: Failure; record: EndRecord | null };
