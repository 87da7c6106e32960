import { BaseMessage } from "@langchain/core/messages";
import type { TokenLogprob } from "../../wire/stream_event.ts";
import type { RunTiming } from "../run_timing.ts";
import type { ChunkReader, Emit, Values } from "./chunk_reader.ts";
import { FrameCounter } from "./model/frame_counter.ts";
import type { ModelObserver } from "./model/model_observer.ts";
import { logprobsOf } from "./message/logprobs_of.ts";
import { readChunk } from "./message/read_chunk.ts";
import { SplitInfo } from "./message/split_info.ts";
import { SelfEnd } from "./marker/self_end.ts";
import { type Split, splitOf } from "./marker/split_of.ts";
import { Reasoning } from "./message/reasoning.ts";
import type { RunConfig, StreamableRunnable } from "./runnable.ts";
import { lightStream } from "./stream/light_stream.ts";
import { StepUpdate } from "./graph/step_update.ts";
import { Value } from "./output/value.ts";

/** Options for {@linkcode GenericReader}. */
export interface GenericReaderOptions {
  /** Collects the metadata of the runnable's models. */
  observer: ModelObserver;
  /** Called with the name of the agent's step that the next text comes from. */
  onStep?: ((step: string) => void) | undefined;
  /** The clock of the run. */
  timing: RunTiming;
  /** Whether the caller asked for log probabilities. Default: `false`. */
  hasLogprobs?: boolean | undefined;
}

/** Returns the split of a message that a runnable yields. */
function splitIn(value: unknown): Split | undefined {
  return typeof value === "object" && value !== null ? splitOf(value) : undefined;
}

/** Returns the log probabilities of a message that a runnable yields. */
function logprobsIn(value: unknown): readonly TokenLogprob[] | undefined {
  return BaseMessage.isInstance(value) ? logprobsOf(value) : undefined;
}

/** The most empty chunks that are held back until their kind is known. */
const MAX_EMPTY = 100;

/**
 * Reads any runnable. LangChain's callbacks deliver the metadata of the models inside, at any depth.
 * Drops the frames of their protocols, which look like empty chunks.
 */
export class GenericReader implements ChunkReader {
  readonly #runnable: StreamableRunnable;
  readonly #observer: ModelObserver;
  readonly #onStep: ((step: string) => void) | undefined;
  readonly #handler: FrameCounter;
  readonly #timing: RunTiming;
  readonly #hasLogprobs: boolean;
  // The handler knows the kind of an empty chunk when the next chunk arrives.
  readonly #empty: unknown[] = [];
  /** The number of empty chunks since the last other one. */
  #emptyCount = 0;
  /** When the empty chunks were read. */
  readonly #emptyMs: number[] = [];

  /** @param runnable the runnable to run */
  constructor(
    runnable: StreamableRunnable,
    { observer, onStep, timing, hasLogprobs = false }: GenericReaderOptions,
  ) {
    this.#runnable = runnable;
    this.#observer = observer;
    this.#onStep = onStep;
    this.#timing = timing;
    this.#hasLogprobs = hasLogprobs;
    this.#handler = new FrameCounter(observer, { hasLogprobs });
  }

  /** Starts the runnable. */
  async start(input: unknown, config: Omit<RunConfig, "callbacks">): Promise<Values> {
    const callbacks = [this.#handler];
    return await lightStream(this.#runnable, input, { ...config, callbacks });
  }

  /**
   * Reads a string, a message, a tuple of an agent, or another value.
   *
   * @throws {ChunkTypeError} if JSON cannot express the value
   * @throws {CutStreamError} if it is a step of an agent, and the stream of a model was truncated
   */
  read(value: unknown, emit: Emit): void {
    const chunk = readChunk(value);
    if (chunk === null) return;
    if (chunk instanceof StepUpdate) {
      this.#emitHeld(emit);
      // Otherwise, a truncated answer would count as complete, and its tools would be called.
      this.#observer.assertWhole();
      emit(chunk);
      return;
    }
    if (chunk instanceof Value) {
      this.#emitHeld(emit);
      emit(chunk);
      return;
    }
    if (chunk.reasoning !== "") emit(new Reasoning(chunk.reasoning));
    if (chunk.toolCalls.length > 0) this.#emitHeld(emit);
    for (const piece of chunk.toolCalls) emit(piece);
    if (chunk.text === null) return;
    const split = typeof value === "string"
      ? this.#handler.takeSplit(value, this.#emptyCount)
      : splitIn(value);
    const logprobs = this.#hasLogprobs ? split?.logprobs ?? logprobsIn(value) : undefined;
    if (split !== undefined) return this.#emitSplit({ ...split, logprobs }, emit);
    if (chunk.text !== "") {
      if (chunk.step !== null) this.#onStep?.(chunk.step);
      this.#emitHeld(emit);
      this.#handler.passText();
      this.#emptyCount = 0;
      if (logprobs !== undefined) emit(new SplitInfo({ logprobs }));
      emit(chunk.text);
    } else {
      this.#emptyCount++;
      this.#empty.push(chunk.source);
      this.#emptyMs.push(this.#timing.elapsedMs);
      if (this.#empty.length >= MAX_EMPTY) this.#emitHeld(emit);
    }
  }

  #emitSplit({ text, isLast, logprobs }: Split, emit: Emit): void {
    this.#emptyCount = 0;
    if (text === null) return;
    this.#emitHeld(emit);
    this.#handler.passText();
    if (isLast) emit(new SelfEnd());
    if (logprobs !== undefined) emit(new SplitInfo({ logprobs }));
    emit(text);
  }

  /** Emits the last empty chunks. */
  end(emit: Emit): void {
    this.#handler.passAll();
    this.#emitHeld(emit);
  }

  #emitHeld(emit: Emit): void {
    const count = this.#handler.countContentChunks(this.#empty);
    if (this.#empty.length === 0) return;
    for (const ms of this.#emptyMs.slice(0, count)) {
      emit(new SplitInfo({ ms }));
      emit("");
    }
    this.#empty.length = 0;
    this.#emptyMs.length = 0;
  }
}
