import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { BaseMessage } from "@langchain/core/messages";
import type { ChatGeneration, Generation, GenerationChunk } from "@langchain/core/outputs";
import type { ModelObserver, ModelRun } from "./model_observer.ts";
import { UnaskedQuestion } from "./unasked_question.ts";

type Callback = Extract<keyof BaseCallbackHandler, `handle${string}`>;

/** The parameters of one of LangChain's callbacks. */
export type CallbackParameters<Name extends Callback> = Parameters<
  NonNullable<BaseCallbackHandler[Name]>
>;

/** Where a message that a model streams comes from. */
export interface StreamedMessage {
  run: ModelRun;
  /** The id of the model's run. */
  runId: string;
  /** Whether an empty message is a protocol frame, not content. */
  isFrame: boolean;
  /** The metadata that LangChain puts beside the message. */
  info: Record<string, unknown> | undefined;
}

/**
 * Passes the LangChain callbacks of all models and tools in a runnable, at any depth, to an
 * observer.
 */
export class ModelCallbackHandler extends BaseCallbackHandler {
  override readonly name: string = "splitstream_models";
  // Awaited, so that the callback for a chunk has run before the next chunk arrives.
  override awaitHandlers = true;
  override ignoreChain = true;
  override ignoreRetriever = true;

  readonly #observer: ModelObserver;
  readonly #runs = new Map<string, ModelRun>();
  readonly #unasked = new UnaskedQuestion();

  /** @param observer receives the metadata */
  constructor(observer: ModelObserver) {
    super();
    this.#observer = observer;
  }

  /** Called when a model starts. */
  override handleChatModelStart(...args: CallbackParameters<"handleChatModelStart">): void {
    this.#runs.set(args[2], this.#observer.start(args[6] ?? {}));
  }

  /** Called when a completion model starts. Its text comes from the runnable's stream alone. */
  override handleLLMStart(...args: CallbackParameters<"handleLLMStart">): void {
    const params = args[4]?.invocation_params;
    const name = typeof params === "object" && params !== null && "model" in params
      ? params.model
      : undefined;
    this.#runs.set(args[2], this.#observer.start({ ls_model_name: name }));
  }

  /** Called with a chunk of a model, which may be empty. */
  override handleLLMNewToken(
    ...args: CallbackParameters<"handleLLMNewToken">
  ): void | Promise<void> {
    const [, , runId, , , fields] = args;
    const run = this.#runs.get(runId);
    const chunk = fields?.chunk;
    const message = messageOf(chunk);
    if (run === undefined || isOtherChoice(args[1])) return;
    if (message === undefined) return run.onSign(); // of a completion model, or from a cache
    const info = chunk?.generationInfo;
    const isFrame = run.onMessage(message, info);
    return this.onMessage(message, { run, runId, isFrame, info });
  }

  /** Called when a model is done, with the whole message of a model that was not streamed. */
  override handleLLMEnd(...args: CallbackParameters<"handleLLMEnd">): void | Promise<void> {
    const [result, runId] = args;
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    this.#runs.delete(runId);

    const generation = result.generations[0]?.[0];
    const message = messageOf(generation);
    const isWhole = run.chunks === 0;
    if (isWhole && message !== undefined) run.onMessage(message, generation?.generationInfo);
    run.end(message, generation?.generationInfo);
    return this.onEnd(message, { run, runId, isWhole });
  }

  /** Called when a model fails. */
  override handleLLMError(...args: CallbackParameters<"handleLLMError">): void {
    this.#runs.delete(args[1]);
    this.#observer.noteError(args[0]);
  }

  /** Called when a tool starts. */
  override handleToolStart(): void {
    this.#observer.countTool(1);
  }

  /** Called when a tool is done. */
  override handleToolEnd(): void {
    this.#observer.countTool(-1);
  }

  /** Called when a tool fails. */
  override handleToolError(...args: CallbackParameters<"handleToolError">): void {
    this.#observer.countTool(-1);
    if (this.#unasked.note(args[0])) this.ignoreChain = false;
  }

  /** Called when a node or another step is done, once a tool could not ask a human. */
  override handleChainEnd(...args: CallbackParameters<"handleChainEnd">): void {
    this.#observer.unasked ??= this.#unasked.in(args[0]);
  }

  /** Called with each message that a model streams. */
  protected onMessage(
    _message: BaseMessage,
    _of: StreamedMessage,
  ): void | Promise<void> {}

  /** Called when a model is done. `isWhole` means that the model was not streamed. */
  protected onEnd(
    _message: BaseMessage | undefined,
    _of: { run: ModelRun; runId: string; isWhole: boolean },
  ): void | Promise<void> {}
}

/** Whether a token belongs to another choice than the first, if the model returns several. */
function isOtherChoice(indices: { completion: number } | undefined): boolean {
  return (indices?.completion ?? 0) > 0;
}

function messageOf(
  generation: Generation | ChatGeneration | GenerationChunk | undefined,
): BaseMessage | undefined {
  const message = generation !== undefined && "message" in generation
    ? generation.message
    : undefined;
  return BaseMessage.isInstance(message) ? message : undefined;
}
