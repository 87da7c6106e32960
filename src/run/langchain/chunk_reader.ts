import type { RunConfig } from "./runnable.ts";
import type { Reasoning } from "./message/reasoning.ts";
import type {
  AnswerMessage,
  CustomEvent,
  InterruptEvent,
  StateChange,
  StepStart,
} from "./graph/graph_event.ts";
import type { GraphPart } from "./graph/parts/graph_part.ts";
import type { StepUpdate } from "./graph/step_update.ts";
import type { ToolCallPiece } from "./message/tool_call_piece.ts";
import type { SelfEnd } from "./marker/self_end.ts";
import type { Output } from "./output/output.ts";
import type { SplitInfo } from "./message/split_info.ts";
import type { Value } from "./output/value.ts";

/**
 * A piece of what a runnable yields: text, reasoning, a tool call for the caller, another value, a
 * completed step of an agent, an event of a graph, in our words or in LangGraph's, the end of a model
 * by itself, or the output.
 */
export type RunChunk =
  | string
  | Reasoning
  | ToolCallPiece
  | Value
  | StepUpdate
  | StepStart
  | AnswerMessage
  | StateChange
  | CustomEvent
  | InterruptEvent
  | GraphPart
  | SelfEnd
  | Output;

/** Receives the chunks of a run, and notes on the split that follows. */
export type Emit = (chunk: RunChunk | SplitInfo) => void;

/** The values that a runnable yields, in the shape of the reader of a `ReadableStream`. */
export interface Values {
  read(): Promise<{ value?: unknown; done?: boolean | undefined }>;
  cancel(reason: unknown): Promise<unknown>;
}

/** Runs a runnable, and reads the values it yields. */
export interface ChunkReader {
  /**
   * Starts the runnable.
   *
   * @param pass receives chunks that come before the next value; if it returns a promise, the
   *   runnable goes on when that resolves
   */
  start(
    input: unknown,
    config: Omit<RunConfig, "callbacks">,
    pass: (chunk: RunChunk) => void | Promise<void>,
  ): Promise<Values>;
  /** Reads a value, and emits its content. */
  read(value: unknown, emit: Emit): void | Promise<void>;
  /**
   * Called after the last value: emits the chunks that were held back. `error` is what the runnable
   * failed with.
   */
  end(emit: Emit, how: { isDone: boolean; error?: unknown }): void;
}
