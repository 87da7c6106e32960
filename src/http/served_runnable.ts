import type { StreamableRunnable } from "../run/langchain/runnable.ts";
import type { RunSummary } from "../run/run.ts";
import type { RunRequestConfig } from "./request/read_config.ts";
import type { InputSchema } from "./request/input_schema.ts";

/** The part of LangChain's `BaseMessage` that `fromMessages` can rely on. */
export interface ConversationMessage {
  /** Who wrote it: `human`, `ai`, `system` or `tool`. */
  readonly type: string;
  /** Its content: a text, or parts. */
  readonly content: unknown;
  /** The text in it. */
  readonly text: string;
  /** The name of its author. */
  readonly name?: string | undefined;
  /** Its id. */
  readonly id?: string | undefined;
}

/** What is known of a run before it starts. */
export interface RunInfo {
  /** The id of the run: a UUID. */
  readonly runId: string;
  /** The name that the runnable is served under. */
  readonly name: string;
  /** The request that it answers. Its body has been read. */
  readonly request: Request;
  /** The configuration that the caller sent. */
  readonly config: Readonly<RunRequestConfig>;
}

/** A run that has ended, however it ended. */
export interface EndedRun extends RunInfo, RunSummary {
  /** The input that the runnable got. */
  readonly input: unknown;
  /** What the runnable answered: a text, or the value that LangChain's `invoke` would return. */
  readonly output: unknown;
}

/**
 * A runnable, and how to serve it.
 *
 * @example Ask for a topic, and save each answer
 * ```ts
 * import { createApp } from "@splitstream/splitstream";
 * import { ChatPromptTemplate } from "@langchain/core/prompts";
 * import { FakeListChatModel } from "@langchain/core/utils/testing";
 *
 * const joke = ChatPromptTemplate.fromTemplate("Tell a joke about {topic}")
 *   .pipe(new FakeListChatModel({ responses: ["Why did the cat…"] }));
 * const answers = new Map<string, unknown>();
 *
 * const app = createApp({
 *   runnables: {
 *     joke: {
 *       runnable: joke,
 *       description: "Tells a joke",
 *       onEnd: ({ runId, output }) => answers.set(runId, output),
 *     },
 *   },
 * });
 * ```
 */
export interface ServedRunnable {
  /** The runnable, or a function that makes it for each run. */
  runnable:
    | StreamableRunnable
    | ((run: RunInfo) => StreamableRunnable | Promise<StreamableRunnable>);
  /** Its name for people, which pickers of chat applications show. Default: the name it has here. */
  title?: string | undefined;
  /** What it does, in a sentence. Shown on the page, in `/openapi.json` and in `/v1/models`. */
  description?: string | undefined;
  /**
   * The models that a caller may choose by `configurable.sampling.model`. The runnable finds the
   * choice in `config.configurable.sampling`. Default: none.
   */
  models?: readonly string[] | undefined;
  /**
   * The schema of its input: JSON Schema, or a Standard Schema such as one of zod, valibot or
   * arktype. An input that does not match is a 422. Default: derived from the prompt's variables.
   */
  input?: InputSchema | undefined;
  /**
   * Makes the input of a conversation. Its last message is the user's, unless a client sends the
   * result of a tool, or an answer to go on with. Default: a model and a graph get the messages, and
   * a prompt its variables.
   */
  fromMessages?(messages: ConversationMessage[]): unknown;
  /**
   * The nodes of a graph whose text is the answer, for example `["generate"]`. Text of other nodes,
   * such as a grader or a router, is left out. Default: all.
   */
  answer?: readonly string[] | undefined;
  /** The texts that end an answer. Default: those of the app. */
  endMarkers?: readonly string[] | undefined;
  /**
   * Adds to the configuration of a run what only the server knows, such as the user. What it
   * returns wins over what the caller sent. To refuse a request, throw an {@linkcode HttpError}.
   */
  configure?:
    | ((request: Request, run: RunInfo) => RunRequestConfig | Promise<RunRequestConfig>)
    | undefined;
  /**
   * Called when a run has ended, however it ended. A graceful stop waits for the promise that it
   * returns. An error that it throws goes to `onError`.
   */
  onEnd?: ((run: EndedRun) => unknown) | undefined;
}
