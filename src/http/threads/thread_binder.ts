import { invalid } from "../request/validate.ts";
import type { Served } from "../served.ts";
import { type BindOptions, ThreadBinding } from "./binding/thread_binding.ts";
import { ownerOf } from "./owner_of.ts";
import { readThreadId } from "./thread_id.ts";
import type { Threads } from "./threads.ts";

/** Binds runs to threads. */
export class ThreadBinder {
  readonly #threads: Threads;

  /** @param threads the threads of the app */
  constructor(threads: Threads) {
    this.#threads = threads;
  }

  /**
   * Returns the binding of a run, or `null` if it has no thread, and is not for a client of
   * LangGraph.
   *
   * @throws {HttpError} 422 if the id of the thread is invalid
   */
  async bind(options: BindOptions): Promise<ThreadBinding | null> {
    const { asked: { graph, apiKey }, config } = options;
    const asked = graph === undefined ? config.configurable?.thread_id : graph.threadId;
    const owner = () => ownerOf(apiKey === undefined ? {} : { apiKey });
    if (asked == null) {
      if (options.asked.command !== undefined) {
        throw invalid("#/command", "needs the thread in config.configurable.thread_id");
      }
      if (graph !== undefined) return new ThreadBinding(options, this.#threads, null);
      return options.asked.keepsQuestions && mayAsk(options.served)
        ? new ThreadBinding(options, this.#threads, null, await owner())
        : null;
    }
    const id = readThreadId(asked, "#/config/configurable/thread_id");
    const key = await owner();
    const thread = await this.#threads.load(key, id) ?? this.#threads.open(key, id);
    return new ThreadBinding(options, this.#threads, thread);
  }
}

/** Whether a runnable may be a graph. */
function mayAsk({ shape }: Served): boolean {
  return shape === null || ["state", "values", "any"].includes(shape.kind);
}
