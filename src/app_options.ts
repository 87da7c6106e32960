import type { BuiltInOptions } from "./builtin/built_in_runnables.ts";
import type { JournalOptions } from "./http/journal/run_journal.ts";
import type { Store } from "./store/store.ts";
import type { AccessOptions } from "./http/access/access_options.ts";
import type { Limits } from "./http/limits.ts";
import type { ObserveOptions } from "./http/observe/observer.ts";
import type { ServedRunnable } from "./http/served_runnable.ts";
import type { Checkpointer } from "./run/langchain/thread/checkpointer.ts";
import type { StreamableRunnable } from "./run/langchain/runnable.ts";

/**
 * What an app serves.
 *
 * @example
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 * import { FakeListChatModel } from "@langchain/core/utils/testing";
 *
 * const model = new FakeListChatModel({ responses: ["안녕! <|im_end|>"] });
 * const app = createApp({ runnables: { tutor: model }, endMarkers: ["<|im_end|>"] });
 * ```
 */
export interface ServedOptions {
  /**
   * The runnables, by the name to serve them under. Each is a LangChain runnable of whatever kind, or
   * an object with a runnable and its options. Default: the built-in `model`, `chain` and `agent`.
   */
  runnables?: Readonly<Record<string, StreamableRunnable | ServedRunnable>> | undefined;
  /** The path below which everything is served, for example `/ai`. Default: `/`. */
  basePath?: string | undefined;
  /**
   * Keeps the states of threads: a checkpoint saver of LangGraph, of whatever kind. A graph that was compiled with
   * one keeps its own. Default: a saver in `store`, if that is shared, else LangGraph's `MemorySaver`,
   * with the limits of `limits`.
   */
  checkpointer?: Checkpointer | undefined;
  /** The texts that end an answer of any runnable. Default: `["(답변 종료)"]`. */
  endMarkers?: readonly string[] | undefined;
  /** What the page at `/` says of the app; `false` for no page. Default: a page about Splitstream. */
  page?: PageOptions | false | undefined;
}

/**
 * The title and the examples of the page.
 *
 * @example
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 * import { FakeListChatModel } from "@langchain/core/utils/testing";
 *
 * const tutor = new FakeListChatModel({ responses: ["2"] });
 * const page = { title: "Tutor", examples: ["What is 1 + 1?"] };
 * const app = createApp({ runnables: { tutor }, page });
 * ```
 */
export interface PageOptions {
  /** The title. Default: `Splitstream`. */
  title?: string;
  /**
   * Messages to try, for the first runnable or for the one that is named. Default: those of the
   * built-in runnables.
   */
  examples?: readonly (string | { message: string; runnable: string })[];
}

/**
 * Signals that end an app.
 *
 * @example Let running answers finish when the process is told to stop
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 *
 * const draining = new AbortController();
 * const server = Deno.serve({ port: 0 }, createApp({ draining: draining.signal }));
 *
 * draining.abort(); // for example on SIGTERM
 * await server.shutdown();
 * ```
 */
export interface ShutdownOptions {
  /** Once it is aborted, new runs are refused with a 503; those under way go on. Default: never. */
  draining?: AbortSignal | undefined;
  /** Once it is aborted, new runs are refused, and those under way fail. Default: never. */
  signal?: AbortSignal | undefined;
  /**
   * Called with each promise that must settle before the process ends: those of `onEnd`. Default:
   * none.
   */
  waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
}

/** Options for {@linkcode createApp}. All have defaults. */
export interface AppOptions extends ServedOptions, BuiltInOptions, ObserveOptions, ShutdownOptions {
  /** The limits of requests and answers. */
  limits?: { [K in keyof Limits]?: Limits[K] | undefined } | undefined;
  /** How runs outlive their connections. Default: they do not. */
  journal?: { [K in keyof JournalOptions]?: JournalOptions[K] | undefined } | undefined;
  /**
   * Where journals, rate limits and threads are kept. With a shared one, they are those of all
   * servers.
   * Default: a {@linkcode MemoryStore}.
   */
  store?: Store | undefined;
  /** Who may call the model, and how often. */
  access?: { [K in keyof AccessOptions]?: AccessOptions[K] | undefined } | undefined;
}
