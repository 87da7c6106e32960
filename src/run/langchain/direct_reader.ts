// Assumptions about LangChain's internals, which a new version may break. They hold for
// @langchain/core 1.x; the tests compare each result with that of the whole chain.
//
// - `Runnable.transform` yields the same as `stream`, and a `RunnableSequence` only connects the
//   `transform` methods of its steps.
// - `BaseChatModel.transform` reads its whole input first, then calls `_streamIterator`, which calls
//   `_streamResponseChunks` (model_chain.ts checks which of the three are overridden).
// - A `RunnableBinding` passes its config and options on in `transform`, too.
// - `StringOutputParser` turns each message into its text, one string for one message, and
//   `invoke` parses the blocks of a message like `transform`.
// - A message chunk has `response_metadata`, with `completion` as the index of a choice.
// - Only `outputVersion: "v1"` converts the messages, and only `disableStreaming` stops streaming.
// - `getLsParams` returns the names of the model and its provider.
// - A `BasePromptTemplate` runs no model, so it needs no callbacks.

import type { BaseMessage } from "@langchain/core/messages";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { BasePromptTemplate } from "@langchain/core/prompts";
import { mergeConfigs } from "@langchain/core/runnables";
import type { ChunkReader, Emit, RunChunk, Values } from "./chunk_reader.ts";
import { hasDefaultStream, type ModelChain } from "./model_chain.ts";
import type { ModelObserver, ModelRun } from "./model/model_observer.ts";
import { logprobsOf } from "./message/logprobs_of.ts";
import { Reasoning, reasoningOf } from "./message/reasoning.ts";
import { SplitInfo } from "./message/split_info.ts";
import type { TokenLogprob } from "../../wire/stream_event.ts";
import type { RunTiming } from "../run_timing.ts";
import { SelfEnd } from "./marker/self_end.ts";
import { type Split, splitOf } from "./marker/split_of.ts";
import { ModelCallbackHandler } from "./model/model_callback_handler.ts";
import { ON_TEXT, type OnText } from "./message/on_text.ts";
import { END_MARKERS, type RunConfig } from "./runnable.ts";
import { refusalOf, textOf } from "./message/text_of.ts";
import { toolCallPiecesOf } from "./message/tool_call_piece.ts";
import { isUnheard, messageOf, unheardStream } from "./stream/unheard_stream.ts";
import { Value } from "./output/value.ts";
import { metadataOf } from "./message/metadata_of.ts";

type Config = Omit<RunConfig, "callbacks">;

/** Options for {@linkcode DirectReader}. */
export interface DirectReaderOptions {
  /** Collects the metadata of the chain's models. */
  observer: ModelObserver;
  /** The clock of the run. */
  timing: RunTiming;
  /** Whether the caller asked for log probabilities. Default: `false`. */
  hasLogprobs?: boolean | undefined;
}

/**
 * Reads a chain that ends with a model from the model's messages directly.
 *
 * The messages contain all metadata of the answer, so no callback is needed for each token, and
 * their text is read here instead of by the chain's parser. With a model in memory, callbacks,
 * parser and `stream` make up most of the cost of a token.
 */
export class DirectReader implements ChunkReader {
  readonly #chain: ModelChain;
  readonly #observer: ModelObserver;
  /** The run of the last model, once it has started. */
  #run: ModelRun | null = null;
  readonly #timing: RunTiming;
  readonly #hasLogprobs: boolean;
  /** Whether the model's chunks can be read without its callbacks. */
  readonly #isUnheard: boolean;
  /** When the empty chunks were read that are held back, because the last of them may be a frame. */
  readonly #held: number[] = [];

  /** @param chain the chain to run */
  constructor(chain: ModelChain, { observer, timing, hasLogprobs = false }: DirectReaderOptions) {
    this.#chain = chain;
    this.#observer = observer;
    this.#timing = timing;
    this.#hasLogprobs = hasLogprobs;
    this.#isUnheard = chain.boundModel === chain.model && !hasOwnStream(chain) &&
      isUnheard(chain.model);
  }

  /** Whether the model tells its text without messages. */
  get #tellsText(): boolean {
    return this.#isUnheard && ON_TEXT in this.#chain.model;
  }

  /**
   * Starts the chain, and waits for its first message.
   *
   * `transform` yields the same as `stream`, but does not check the environment, the signal and
   * async local storage for each token. Only runnables that run others need these checks.
   */
  async start(
    input: unknown,
    settings: Config,
    pass: (chunk: RunChunk) => void | Promise<void>,
  ): Promise<Values> {
    const { boundModel, model, config: bound } = this.#chain;
    const config = bound === null ? settings : mergeConfigs(bound, settings as never) as Config;
    if (hasOwnStream(this.#chain)) {
      this.#begin();
      return (await boundModel.stream(input, config)).getReader();
    }
    const prepared = this.#prepare(input, config);
    const values: AsyncGenerator<unknown> = this.#isUnheard
      ? await unheardStream(model, prepared, this.#tellsText ? this.#told(config, pass) : config)
      : boundModel.transform(prepared, config);
    let first: IteratorResult<unknown> | null = await values.next();
    return {
      read() {
        if (first === null) return values.next();
        const next = Promise.resolve(first);
        first = null;
        return next;
      },
      cancel: () => values.return(undefined),
    };
  }

  /**
   * Lets the model tell its text without messages. Nobody would hear of its end at a marker, so the
   * run ends it.
   */
  #told(config: Config, pass: (chunk: RunChunk) => void | Promise<void>): Config {
    const onText: OnText = (text) => {
      this.#run?.onText(text);
      return pass(text);
    };
    const configurable = { ...config.configurable, [END_MARKERS]: [], [ON_TEXT]: onText };
    return { ...config, configurable };
  }

  /** Reads a message. @throws an error of the parser */
  read(value: unknown, emit: Emit): void | Promise<void> {
    if (value instanceof ChatGenerationChunk) return this.read(messageOf(value), emit);
    if (isMessage(value)) return isOtherChoice(value) ? undefined : this.#readMessage(value, emit);
    emit(typeof value === "string" ? value : new Value(value)); // a model with its own `stream` may
  }

  /** Emits the chunks that were held back, and notes that the model is done. */
  end(emit: Emit, { isDone, error }: { isDone: boolean; error?: unknown }): void {
    this.#emitHeld(emit);
    if (!isDone && this.#run !== null) this.#observer.noteError(error);
    if (isDone) this.#run?.end();
  }

  /** Runs the steps before the model. The model starts at the end of its input. */
  async *#prepare(input: unknown, config: Config): AsyncGenerator<unknown> {
    const { steps } = this.#chain;
    const { runId: _, ...rest } = config; // the id belongs to the model's run, not to these steps
    // Any step but a prompt may run models of its own, which must be observed.
    const stepConfig = steps.every((step) => step instanceof BasePromptTemplate)
      ? rest
      : { ...rest, callbacks: [new ModelCallbackHandler(this.#observer)] };
    yield* steps.reduce((values, step) => step.transform(values, stepConfig), only(input));
    this.#begin(); // last, because the observer names the model that started last
  }

  #begin(): void {
    const { model, options } = this.#chain;
    this.#run = this.#observer.start(model.getLsParams(options));
  }

  #readMessage(message: BaseMessage, emit: Emit): void | Promise<void> {
    const isFrame = this.#run?.onMessage(message) ?? false;
    if (isFrame) this.#readFrame(message, emit);
    if (this.#chain.parser === null) { for (const piece of toolCallPiecesOf(message)) emit(piece); }
    const split = splitOf(message);
    const logprobs = this.#hasLogprobs ? logprobsOf(message) : undefined;
    if (split !== undefined) return this.#readSplit(split, logprobs, emit);
    if (typeof message.content !== "string") return this.#readBlocks(message, emit);
    if (message.content !== "") {
      this.#emitHeld(emit);
      if (logprobs !== undefined) emit(new SplitInfo({ logprobs }));
      emit(message.content);
    } else if (!isFrame) {
      this.#held.push(this.#timing.elapsedMs);
      if (this.#run?.provider?.endsWithEmpty !== true) this.#emitHeld(emit);
    }
  }

  #readSplit(
    { text, isLast }: Split,
    logprobs: readonly TokenLogprob[] | undefined,
    emit: Emit,
  ): void {
    if (text === null) return;
    this.#emitHeld(emit);
    if (isLast) emit(new SelfEnd());
    if (logprobs !== undefined) emit(new SplitInfo({ logprobs }));
    emit(text);
  }

  #readFrame(message: BaseMessage, emit: Emit): void {
    if (this.#run?.isFinished) this.#held.pop();
    const reasoning = reasoningOf(message);
    if (reasoning !== "") emit(new Reasoning(reasoning));
  }

  async #readBlocks(message: BaseMessage, emit: Emit): Promise<void> {
    const { parser } = this.#chain;
    const text = parser === null ? textOf(message) : await parser.invoke(message);
    const content = text || refusalOf(message);
    if (content !== null && content !== "") emit(content);
  }

  /** Emits the empty chunks that are content, not frames. */
  #emitHeld(emit: Emit): void {
    if (this.#held.length === 0) return;
    for (const ms of this.#held.splice(0)) {
      emit(new SplitInfo({ ms }));
      emit("");
    }
  }
}

/** A model alone may have its own `stream`, like `ChatOpenAI`. A chain does not call it. */
function hasOwnStream({ steps, parser, boundModel }: ModelChain): boolean {
  return steps.length === 0 && parser === null && !hasDefaultStream(boundModel);
}

/** Whether a message belongs to another choice than the first, if the model returns several. */
function isOtherChoice(message: BaseMessage): boolean {
  const { completion } = metadataOf(message);
  return typeof completion === "number" && completion > 0;
}

function isMessage(value: unknown): value is BaseMessage {
  return typeof value === "object" && value !== null && "response_metadata" in value;
}

async function* only(input: unknown): AsyncGenerator<unknown> {
  yield input;
}
