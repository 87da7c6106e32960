/**
 * The key in `configurable` of a function that a model calls when its server shows a sign of life
 * other than a token, such as a heartbeat.
 */
export const ON_ALIVE: unique symbol = Symbol.for("splitstream.on_alive") as never;

/** The key in `configurable` of the end markers at which the models of a run end themselves. */
export const END_MARKERS: unique symbol = Symbol.for("splitstream.end_markers") as never;

/** The values that a run adds to LangChain's `configurable`. */
export interface RunConfigurable {
  /** Sampling parameters by their OpenAI names: `temperature`, `max_tokens`… */
  sampling?: Readonly<Record<string, unknown>>;
  /** Called at each sign of life of the model's server. */
  [ON_ALIVE]?: () => void;
  /** The end markers of the run. */
  [END_MARKERS]?: readonly string[];
}

/** The part of LangChain's `RunnableConfig` that whoever starts a run may set. */
export interface RunnableSettings {
  /** Values of this run only, by name. */
  configurable?: Readonly<Record<string, unknown>>;
  /** The context of a LangGraph graph. */
  context?: Readonly<Record<string, unknown>>;
  /** Labels for traces. */
  tags?: readonly string[];
  /** Values for traces, by name. */
  metadata?: Readonly<Record<string, unknown>>;
  /** The name of the run in traces. */
  runName?: string;
  /** The maximum number of steps of an agent or graph; at most the limit of the server. */
  recursionLimit?: number;
}

/** The part of LangChain's `RunnableConfig` that a run sets. */
export interface RunConfig {
  /** Aborts the run and its pending requests. */
  signal: AbortSignal;
  /** LangChain callback handlers. */
  callbacks: object[];
  /** Values of this run only. */
  configurable: RunConfigurable;
  /** The context of a LangGraph graph. */
  context?: Readonly<Record<string, unknown>>;
  /** Labels for traces. */
  tags?: string[];
  /** Values for traces, by name. */
  metadata?: Record<string, unknown>;
  /** The name of the run in traces. */
  runName?: string;
  /** The UUID of the run, for traces. */
  runId: string;
  /** The maximum number of steps of an agent or graph, if the server sets one. */
  recursionLimit?: number;
}

/**
 * A runnable that Splitstream can serve. Every LangChain runnable is one: a model, a chain, an agent
 * or a graph, whatever it takes and yields.
 */
export interface StreamableRunnable {
  /** LangChain's `Runnable.stream`. */
  stream(input: unknown, config: RunConfig): Promise<ReadableStream<unknown>>;
}

/** A runnable with LangChain's `invoke`. */
export interface InvokableRunnable extends StreamableRunnable {
  /** LangChain's `Runnable.invoke`. */
  invoke(input: unknown, config: RunConfig): Promise<unknown>;
}

/** Whether a runnable has LangChain's `invoke`. */
export function isInvokable(runnable: StreamableRunnable): runnable is InvokableRunnable {
  return "invoke" in runnable && typeof runnable.invoke === "function";
}

/** Returns a runnable, which may be created only at the first call. */
export type RunnableSource = () => StreamableRunnable | Promise<StreamableRunnable>;
