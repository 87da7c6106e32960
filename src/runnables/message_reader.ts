import type { BaseMessage } from "@langchain/core/messages";
import { BasePromptTemplate } from "@langchain/core/prompts";
import { apart } from "./apart.ts";
import type { ChunkReader, Emit, Values } from "./chunk_reader.ts";
import { isStreamedAsUsual, type ModelChain } from "./model_chain.ts";
import type { ModelReport, ModelRun } from "./model_report.ts";
import { ReportHandler } from "./report_handler.ts";
import type { RunConfig } from "./runnable.ts";
import { textOf } from "./text_of.ts";

type Config = Omit<RunConfig, "callbacks">;

/**
 * Reads a chain in which a model has the last word from that model's messages.
 *
 * They tell all there is to know of the answer, so that nobody has to call back
 * for each token, and their text is read here and not by the chain's parser.
 * With a model in memory, these two and `stream` are most of what a token costs.
 */
export class MessageReader implements ChunkReader {
  readonly #chain: ModelChain;
  readonly #report: ModelReport;
  /** The run of the model that has the last word, once it has begun. */
  #run: ModelRun | null = null;

  /** @param chain what is run @param report told what its models say beside their text */
  constructor(chain: ModelChain, report: ModelReport) {
    this.#chain = chain;
    this.#report = report;
  }

  /**
   * Starts the chain, and waits for its first message.
   *
   * `transform` yields what `stream` does, but does not ask the environment, the
   * signal and async local storage for each token. Those are there for runnables
   * that run others.
   */
  async start(input: unknown, config: Config): Promise<Values> {
    const { before, speaker, parser } = this.#chain;
    // A model alone may stream in a way of its own, as `ChatOpenAI` does; in a chain it does not.
    if (before.length === 0 && parser === null && !isStreamedAsUsual(speaker)) {
      this.#begin();
      return (await speaker.stream(input, config)).getReader();
    }
    const messages = speaker.transform(this.#prepare(input, config), config);
    let first: IteratorResult<unknown> | null = await messages.next();
    return {
      read() {
        if (first === null) return messages.next();
        const next = Promise.resolve(first);
        first = null;
        return next;
      },
      cancel: () => messages.return(undefined),
    };
  }

  /** Reads a message. @throws what the chain's parser throws, or {@linkcode ChunkTypeError} */
  read(value: unknown, emit: Emit): void | Promise<void> {
    if (isMessage(value)) return this.#readMessage(value, emit);
    const text = textOf(value); // a model with a way of its own may yield such
    if (text !== null) emit(text);
  }

  /** Notes that the model is done. */
  end(_: Emit, { isDone }: { isDone: boolean }): void {
    if (isDone) this.#run?.end();
  }

  /** Makes the model's input; the model begins when there is no more of it. */
  async *#prepare(input: unknown, config: Config): AsyncGenerator<unknown> {
    const { before } = this.#chain;
    const { runId: _, ...own } = config; // the run's id is the model's: each of these has its own
    // A prompt says nothing. All else may run models of its own, which are to be heard.
    const hearing = before.every((step) => step instanceof BasePromptTemplate)
      ? own
      : { ...own, callbacks: [new ReportHandler(this.#report)] };
    yield* before.reduce((given, step) => step.transform(given, hearing), only(input));
    this.#begin(); // last, for a report names the model that began last
  }

  #begin(): void {
    const { model, options } = this.#chain;
    this.#run = this.#report.begin(model.getLsParams(options));
  }

  #readMessage(message: BaseMessage, emit: Emit): void | Promise<void> {
    const isFrame = this.#run?.hear(message) ?? false;
    if (typeof message.content !== "string") return this.#readBlocks(message, emit);
    if (message.content !== "" || !isFrame) emit(message.content);
  }

  async #readBlocks(message: BaseMessage, emit: Emit): Promise<void> {
    const { parser } = this.#chain;
    const text = parser === null ? textOf(message) : await apart(() => parser.invoke(message));
    if (text !== null && text !== "") emit(text);
  }
}

function isMessage(value: unknown): value is BaseMessage {
  return typeof value === "object" && value !== null && "response_metadata" in value;
}

async function* only(input: unknown): AsyncGenerator<unknown> {
  yield input;
}
