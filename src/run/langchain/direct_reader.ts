import type { BaseMessage } from "@langchain/core/messages";
import { BasePromptTemplate } from "@langchain/core/prompts";
import type { ChunkReader, Emit, Values } from "./chunk_reader.ts";
import { isStreamedAsUsual, type ModelChain } from "./model_chain.ts";
import type { ModelObserver, ModelRun } from "./model/model_observer.ts";
import { Reasoning, reasoningOf } from "./message/reasoning.ts";
import { ModelCallbackHandler } from "./model/model_callback_handler.ts";
import type { RunConfig } from "./runnable.ts";
import { refusalOf, textOf } from "./message/text_of.ts";

type Config = Omit<RunConfig, "callbacks">;

/**
 * Reads a chain in which a model has the last word from that model's messages.
 *
 * They tell all there is to know of the answer, so that nobody has to call back
 * for each token, and their text is read here and not by the chain's parser.
 * With a model in memory, these two and `stream` are most of what a token costs.
 */
export class DirectReader implements ChunkReader {
  readonly #chain: ModelChain;
  readonly #observer: ModelObserver;
  /** The run of the model that has the last word, once it has begun. */
  #run: ModelRun | null = null;
  /** How many empty chunks are held back, because the last of them may be a frame. */
  #held = 0;

  /** @param chain what is run @param report told what its models say beside their text */
  constructor(chain: ModelChain, observer: ModelObserver) {
    this.#chain = chain;
    this.#observer = observer;
  }

  /**
   * Starts the chain, and waits for its first message.
   *
   * `transform` yields what `stream` does, but does not ask the environment, the
   * signal and async local storage for each token. Those are there for runnables
   * that run others.
   */
  async start(input: unknown, config: Config): Promise<Values> {
    const { steps, boundModel, parser } = this.#chain;
    // A model alone may stream in a way of its own, as `ChatOpenAI` does; in a chain it does not.
    if (steps.length === 0 && parser === null && !isStreamedAsUsual(boundModel)) {
      this.#begin();
      return (await boundModel.stream(input, config)).getReader();
    }
    const messages = boundModel.transform(this.#prepare(input, config), config);
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
    if (isMessage(value)) return isOtherChoice(value) ? undefined : this.#readMessage(value, emit);
    const text = textOf(value); // a model with a way of its own may yield such
    if (text !== null) emit(text);
  }

  /** Notes that the model is done. */
  end(emit: Emit, { isDone }: { isDone: boolean }): void {
    this.#release(emit);
    if (isDone) this.#run?.end();
  }

  /** Makes the model's input; the model begins when there is no more of it. */
  async *#prepare(input: unknown, config: Config): AsyncGenerator<unknown> {
    const { steps } = this.#chain;
    const { runId: _, ...own } = config; // the run's id is the model's: each of these has its own
    // A prompt says nothing. All else may run models of its own, which are to be heard.
    const hearing = steps.every((step) => step instanceof BasePromptTemplate)
      ? own
      : { ...own, callbacks: [new ModelCallbackHandler(this.#observer)] };
    yield* steps.reduce((given, step) => step.transform(given, hearing), only(input));
    this.#begin(); // last, for a report names the model that began last
  }

  #begin(): void {
    const { model, options } = this.#chain;
    this.#run = this.#observer.start(model.getLsParams(options));
  }

  #readMessage(message: BaseMessage, emit: Emit): void | Promise<void> {
    const isFrame = this.#run?.onMessage(message) ?? false;
    if (isFrame) this.#readFrame(message, emit);
    if (typeof message.content !== "string") return this.#readBlocks(message, emit);
    if (message.content !== "") {
      this.#release(emit);
      emit(message.content);
    } else if (!isFrame) {
      this.#held++;
      if (this.#run?.provider?.endsWithEmpty !== true) this.#release(emit);
    }
  }

  #readFrame(message: BaseMessage, emit: Emit): void {
    if (this.#held > 0 && this.#run?.isFinished) this.#held--;
    const reasoning = reasoningOf(message);
    if (reasoning !== "") emit(new Reasoning(reasoning));
  }

  async #readBlocks(message: BaseMessage, emit: Emit): Promise<void> {
    const { parser } = this.#chain;
    const text = parser === null ? textOf(message) : await parser.invoke(message);
    const said = text || refusalOf(message);
    if (said !== null && said !== "") emit(said);
  }

  /** Emits the empty chunks that turned out to be text. */
  #release(emit: Emit): void {
    for (; this.#held > 0; this.#held--) emit("");
  }
}

/** Whether a message is of another choice than the first, where the model was asked for several. */
function isOtherChoice({ response_metadata }: BaseMessage): boolean {
  return typeof response_metadata.completion === "number" && response_metadata.completion > 0;
}

function isMessage(value: unknown): value is BaseMessage {
  return typeof value === "object" && value !== null && "response_metadata" in value;
}

async function* only(input: unknown): AsyncGenerator<unknown> {
  yield input;
}
