/**
 * A LangGraph checkpoint saver, which keeps the state of threads: LangGraph's `MemorySaver`, or one
 * of its savers for Postgres, SQLite, Redis or MongoDB.
 *
 * @example
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 * import { FakeListChatModel } from "@langchain/core/utils/testing";
 * import { MemorySaver } from "@langchain/langgraph";
 *
 * const model = new FakeListChatModel({ responses: ["안녕!"] });
 * const app = createApp({ runnables: { model }, checkpointer: new MemorySaver() });
 * ```
 */
export interface Checkpointer {
  /** Returns a checkpoint, and its metadata. */
  getTuple(config: never): Promise<unknown>;
  /** Yields the checkpoints of a thread, newest first. */
  list(config: never, options?: never): AsyncGenerator<unknown>;
  /** Saves a checkpoint. */
  put(config: never, checkpoint: never, metadata: never, versions: never): Promise<unknown>;
  /** Saves what the tasks of a step have written. */
  putWrites(config: never, writes: never, taskId: string, taskPath?: string): Promise<void>;
  /** Deletes a thread. */
  deleteThread(threadId: string): Promise<void>;
}
