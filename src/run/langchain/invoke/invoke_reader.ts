import type { BaseMessage } from "@langchain/core/messages";
import type { ChunkReader, Emit, Values } from "../chunk_reader.ts";
import type { RunTiming } from "../../run_timing.ts";
import { logprobsOf } from "../message/logprobs_of.ts";
import { readChunk } from "../message/read_chunk.ts";
import { SelfEnd } from "../marker/self_end.ts";
import { splitOf } from "../marker/split_of.ts";
import { Reasoning } from "../message/reasoning.ts";
import { SplitInfo } from "../message/split_info.ts";
import { ModelCallbackHandler, type StreamedMessage } from "../model/model_callback_handler.ts";
import type { ModelObserver, ModelRun } from "../model/model_observer.ts";
import type { InvokableRunnable, RunConfig } from "../runnable.ts";
import { StepUpdate } from "../graph/step_update.ts";
import { Value } from "../output/value.ts";

/** Options for {@linkcode InvokeReader}. */
export interface InvokeReaderOptions {
  /** Collects the metadata of the runnable's models. */
  observer: ModelObserver;
  /** The clock of the run. */
  timing: RunTiming;
  /** Whether the caller asked for log probabilities. Default: `false`. */
  hasLogprobs?: boolean | undefined;
}

/**
 * Invokes a runnable, so that its output is that of LangChain's `invoke`: retries, fallbacks and
 * functions behind a parser work. Its models stream all the same, and their chunks are the splits of
 * the answer, where they add up to it.
 */
export class InvokeReader implements ChunkReader {
  readonly #runnable: InvokableRunnable;
  readonly #handler: SplitHandler;

  /** @param runnable the runnable to invoke */
  constructor(runnable: InvokableRunnable, options: InvokeReaderOptions) {
    this.#runnable = runnable;
    this.#handler = new SplitHandler(options);
  }

  /** Invokes the runnable. */
  async start(input: unknown, config: Omit<RunConfig, "callbacks">): Promise<Values> {
    const callbacks = [this.#handler];
    const value = await this.#runnable.invoke(input, { ...config, callbacks });
    let isRead = false;
    return {
      read: () => {
        const done = isRead;
        isRead = true;
        return Promise.resolve(done ? { done } : { value, done });
      },
      cancel: () => Promise.resolve(),
    };
  }

  /** Reads the output. @throws {ChunkTypeError} if JSON cannot express it */
  read(value: unknown, emit: Emit): void {
    const chunk = readChunk(value);
    if (chunk === null) return;
    if (chunk instanceof Value || chunk instanceof StepUpdate) return emit(chunk);
    if (chunk.reasoning !== "") emit(new Reasoning(chunk.reasoning));
    for (const piece of chunk.toolCalls) emit(piece);
    const { splits, hasEnded } = this.#handler;
    const text = chunk.text ?? "";
    const written = splits.map((split) => split.text).join("");
    if (written !== text && !(hasEnded && written.startsWith(text))) return emit(text);
    for (const [i, split] of splits.entries()) {
      if (hasEnded && i === splits.length - 1) emit(new SelfEnd());
      emit(split.info);
      emit(split.text);
    }
  }

  /** All was emitted already. */
  end(): void {}
}

/** Makes models stream, and collects their chunks. */
class SplitHandler extends ModelCallbackHandler {
  override readonly name = "splitstream_splits";
  /** Makes LangChain stream the models that are invoked. */
  readonly lc_prefer_streaming = true;
  /** The chunks of the model that started last. A failed attempt leaves nothing behind. */
  splits: { text: string; info: SplitInfo }[] = [];
  /** Whether that model has ended itself at a marker. */
  hasEnded = false;
  readonly #timing: RunTiming;
  readonly #hasLogprobs: boolean;

  constructor({ observer, timing, hasLogprobs = false }: InvokeReaderOptions) {
    super(observer);
    this.#timing = timing;
    this.#hasLogprobs = hasLogprobs;
  }

  override handleChatModelStart(
    ...args: Parameters<ModelCallbackHandler["handleChatModelStart"]>
  ): void {
    super.handleChatModelStart(...args);
    this.splits = [];
    this.hasEnded = false;
  }

  protected override onMessage(message: BaseMessage, { isFrame, info }: StreamedMessage): void {
    const split = splitOf(message);
    const text = split === undefined ? message.text : split.text;
    this.hasEnded ||= split?.isLast === true;
    if (text === null || isFrame && text === "") return;
    const logprobs = this.#hasLogprobs ? logprobsOf(message, info) : undefined;
    this.splits.push({ text, info: new SplitInfo({ ms: this.#timing.elapsedMs, logprobs }) });
  }

  protected override onEnd(
    message: BaseMessage | undefined,
    { run, runId, isWhole }: { run: ModelRun; runId: string; isWhole: boolean },
  ): void {
    if (!isWhole || message === undefined) return;
    this.onMessage(message, { run, runId, isFrame: false, info: undefined });
  }
}
