import type { RunConfig } from "./runnable.ts";
import type { Reasoning } from "./message/reasoning.ts";
import type { StepUpdate } from "./graph/step_update.ts";

/** Takes a chunk of text, a piece of reasoning, or the step of an agent. */
export type Emit = (chunk: string | Reasoning | StepUpdate) => void;

/** What a runnable yields, as the reader of a `ReadableStream` gives it. */
export interface Values {
  read(): Promise<{ value?: unknown; done?: boolean | undefined }>;
  cancel(reason: unknown): Promise<unknown>;
}

/** Runs a runnable, and reads chunks of text from the values it yields. */
export interface ChunkReader {
  /** Starts the runnable. */
  start(input: unknown, config: Omit<RunConfig, "callbacks">): Promise<Values>;
  /** Reads a value. */
  read(value: unknown, emit: Emit): void | Promise<void>;
  /** There are no more, for it is done or has failed: hands out what was held back. */
  end(emit: Emit, how: { isDone: boolean }): void;
}
