import type { RunConfig } from "./runnable.ts";
import type { Reasoning } from "./message/reasoning.ts";
import type { StepUpdate } from "./graph/step_update.ts";

/** Receives a chunk of text, a piece of reasoning, or a step of an agent. */
export type Emit = (chunk: string | Reasoning | StepUpdate) => void;

/** The values that a runnable yields, in the shape of the reader of a `ReadableStream`. */
export interface Values {
  read(): Promise<{ value?: unknown; done?: boolean | undefined }>;
  cancel(reason: unknown): Promise<unknown>;
}

/** Runs a runnable, and extracts chunks of text from the values it yields. */
export interface ChunkReader {
  /** Starts the runnable. */
  start(input: unknown, config: Omit<RunConfig, "callbacks">): Promise<Values>;
  /** Reads a value, and emits its content. */
  read(value: unknown, emit: Emit): void | Promise<void>;
  /** Called after the last value, done or failed: emits the chunks that were held back. */
  end(emit: Emit, how: { isDone: boolean }): void;
}
