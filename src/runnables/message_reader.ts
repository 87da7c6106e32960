import type { BaseMessage } from "@langchain/core/messages";
import type { ChunkReader, Emit, Values } from "./chunk_reader.ts";
import type { ModelChain } from "./model_chain.ts";
import type { ModelReport, ModelRun } from "./model_report.ts";
import type { RunConfig } from "./runnable.ts";
import { textOf } from "./text_of.ts";

/**
 * Reads a chain in which one model has all the say from that model's messages.
 *
 * They tell all there is to know of the answer, so that nobody has to call back
 * for each token, and their text is read here and not by the chain's parser:
 * with a model in memory, these two are half of what LangChain costs a token.
 */
export class MessageReader implements ChunkReader {
  readonly #chain: ModelChain;
  readonly #run: ModelRun;

  /** @param chain what is run @param report told what the model says beside its text */
  constructor(chain: ModelChain, report: ModelReport) {
    this.#chain = chain;
    this.#run = report.begin(chain.model.getLsParams({}));
  }

  /**
   * Starts the chain, and waits for its first message.
   *
   * `transform` yields what `stream` does, but does not ask the environment, the
   * signal and async local storage for each token. Those are there for runnables
   * that run others, and cost as much as all the rest.
   */
  async start(input: unknown, config: Omit<RunConfig, "callbacks">): Promise<Values> {
    const { lone, steps } = this.#chain;
    if (lone !== null) return (await lone.stream(input, config)).getReader();

    const messages = steps.reduce((given, step) => step.transform(given, config), only(input));
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

  /** Reads a message, and throws what the chain's parser throws if it cannot read it. */
  read(value: unknown, emit: Emit): void | Promise<void> {
    if (isMessage(value)) return this.#readMessage(value, emit);
    const text = textOf(value); // a model with a `stream` of its own may yield such
    if (text !== null) emit(text);
  }

  /** Notes that the model is done. */
  end(_: Emit, { isDone }: { isDone: boolean }): void {
    if (isDone) this.#run.end();
  }

  #readMessage(message: BaseMessage, emit: Emit): void | Promise<void> {
    const isFrame = this.#run.hear(message);
    if (typeof message.content !== "string") return this.#readBlocks(message, emit);
    if (message.content !== "" || !isFrame) emit(message.content);
  }

  async #readBlocks(message: BaseMessage, emit: Emit): Promise<void> {
    const { parser } = this.#chain;
    const text = parser === null ? textOf(message) : await parser.invoke(message);
    if (text !== null && text !== "") emit(text);
  }
}

function isMessage(value: unknown): value is BaseMessage {
  return typeof value === "object" && value !== null && "response_metadata" in value;
}

async function* only(input: unknown): AsyncGenerator<unknown> {
  yield input;
}
