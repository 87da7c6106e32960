import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { BaseMessage } from "@langchain/core/messages";
import type { ChatGeneration, Generation, GenerationChunk } from "@langchain/core/outputs";
import type { ModelReport, ModelRun } from "./model_report.ts";

type Handler<Name extends keyof BaseCallbackHandler> = NonNullable<BaseCallbackHandler[Name]>;

/**
 * Hears, by LangChain's callbacks, what models say wherever in a runnable they
 * stand, and tells a report of it; and knows which of the empty chunks that the
 * runnable yields no model wrote.
 */
export class ReportHandler extends BaseCallbackHandler {
  override readonly name = "splitstream_report";
  // Awaited, so that what is heard of a chunk is heard before the next one.
  override awaitHandlers = true;
  override ignoreChain = true;
  override ignoreAgent = true;
  override ignoreRetriever = true;

  readonly #report: ModelReport;
  readonly #runs = new Map<string, ModelRun>();
  readonly #frameMessages = new WeakSet<object>();
  #frames = 0;

  /** @param report what is told */
  constructor(report: ModelReport) {
    super();
    this.#report = report;
  }

  /**
   * How many of the empty chunks that came since the last call a model wrote.
   *
   * A message is known again. Strings are all alike, but a chain hands them on
   * in order, so of those between two chunks of text only the number matters.
   */
  countWritten(empty: readonly unknown[]): number {
    const frames = this.#frames;
    this.#frames = 0;
    if (empty.length === 0) return 0;
    const messages = empty.filter((chunk) => typeof chunk === "object" && chunk !== null);
    const written = messages.filter((message) => !this.#frameMessages.has(message));
    const strings = empty.length - messages.length;
    return written.length + Math.max(0, strings - frames);
  }

  /** A model begins. What a model before it framed is no matter of this one's. */
  override handleChatModelStart(...args: Parameters<Handler<"handleChatModelStart">>): void {
    this.#frames = 0;
    this.#runs.set(args[2], this.#report.begin(args[6] ?? {}));
  }

  /** A model gave a chunk, be it empty. */
  override handleLLMNewToken(...args: Parameters<Handler<"handleLLMNewToken">>): void {
    const run = this.#runs.get(args[2]);
    const chunk = args[5]?.chunk;
    const message = messageOf(chunk);
    if (run === undefined || message === undefined) return;

    const isFrame = run.hear(message, chunk?.generationInfo);
    if (args[0] !== "" || !isFrame) return;
    this.#frames++;
    this.#frameMessages.add(message);
  }

  /** A model was heard out. One that was not streamed says all it has to say here. */
  override handleLLMEnd(...args: Parameters<Handler<"handleLLMEnd">>): void {
    const run = this.#runs.get(args[1]);
    if (run === undefined) return;
    this.#runs.delete(args[1]);

    const generation = args[0].generations[0]?.[0];
    const message = messageOf(generation);
    if (run.chunks === 0 && message !== undefined) run.hear(message, generation?.generationInfo);
    run.end();
  }
}

function messageOf(
  generation: Generation | ChatGeneration | GenerationChunk | undefined,
): BaseMessage | undefined {
  const message = generation !== undefined && "message" in generation
    ? generation.message
    : undefined;
  return BaseMessage.isInstance(message) ? message : undefined;
}
