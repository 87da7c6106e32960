/**
 * The key in `configurable` of a function that a model calls when its server
 * shows that it is alive, without a token: by a heartbeat, say.
 */
export const ON_ALIVE: unique symbol = Symbol.for("splitstream.on_alive") as never;

/** What a run adds to LangChain's `configurable`. */
export interface RunConfigurable {
  /** How the model should answer, in the words of OpenAI's requests: `temperature`, `max_tokens`… */
  sampling?: Readonly<Record<string, unknown>>;
  /** Called when the model's server shows that it is alive. */
  [ON_ALIVE]?: () => void;
}

/** The part of LangChain's `RunnableConfig` that a run is given. */
export interface RunConfig {
  /** Aborts the run, and the requests it has under way. */
  signal: AbortSignal;
  /** LangChain's callback handlers, which hear of what the models inside do. */
  callbacks: object[];
  /** What is particular to this run. */
  configurable: RunConfigurable;
  /** A UUID for traces. */
  runId: string;
  /** The most steps of an agent or graph, where the server limits them. */
  recursionLimit?: number;
}

/**
 * What Splitstream can put on the edge: each LangChain runnable (a model, a
 * chain, one's own) whose stream yields strings or message chunks.
 *
 * Its input is an object with `user_message`, a string, and `history`, an array
 * of LangChain messages. Prompt templates and functions find them there; a
 * model takes the same object as the messages of the conversation.
 */
export interface StreamableRunnable {
  /** LangChain's `Runnable.stream`. */
  stream(input: unknown, config: RunConfig): Promise<ReadableStream<unknown>>;
}

/** Gives a runnable; what it costs to make it is spent when it is first asked for. */
export type RunnableSource = () => StreamableRunnable | Promise<StreamableRunnable>;
