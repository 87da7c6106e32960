import type { ChunkReader, Emit, Values } from "./chunk_reader.ts";
import { FrameCounter } from "./model/frame_counter.ts";
import type { ModelObserver } from "./model/model_observer.ts";
import { readChunk } from "./message/read_chunk.ts";
import { SelfEnd } from "./marker/self_end.ts";
import { type Split, splitOf } from "./marker/split_of.ts";
import { Reasoning } from "./message/reasoning.ts";
import type { RunConfig, StreamableRunnable } from "./runnable.ts";
import { StepUpdate } from "./graph/step_update.ts";
import { Value } from "./output/value.ts";

/** Options for {@linkcode GenericReader}. */
export interface GenericReaderOptions {
  /** Collects the metadata of the runnable's models. */
  observer: ModelObserver;
  /** Called with the name of the agent's step that the next text comes from. */
  onStep?: ((step: string) => void) | undefined;
}

/** Returns the split of a message that a runnable yields. */
function splitIn(value: unknown): Split | undefined {
  return typeof value === "object" && value !== null ? splitOf(value) : undefined;
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
  // The handler knows the kind of an empty chunk when the next chunk arrives.
  readonly #empty: unknown[] = [];

  /** @param runnable the runnable to run */
  constructor(runnable: StreamableRunnable, { observer, onStep }: GenericReaderOptions) {
    this.#runnable = runnable;
    this.#observer = observer;
    this.#onStep = onStep;
    this.#handler = new FrameCounter(observer);
  }

  /** Starts the runnable. */
  async start(input: unknown, config: Omit<RunConfig, "callbacks">): Promise<Values> {
    const callbacks = [this.#handler];
    return (await this.#runnable.stream(input, { ...config, callbacks })).getReader();
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
    const split = typeof value === "string" ? this.#handler.takeSplit(value) : splitIn(value);
    if (split !== undefined) return this.#emitSplit(split, emit);
    if (chunk.text !== "") {
      if (chunk.step !== null) this.#onStep?.(chunk.step);
      this.#emitHeld(emit);
      emit(chunk.text);
    } else {
      this.#empty.push(chunk.source);
      if (this.#empty.length >= MAX_EMPTY) this.#emitHeld(emit);
    }
  }

  #emitSplit({ text, isLast }: Split, emit: Emit): void {
    if (text === null) return;
    this.#emitHeld(emit);
    if (isLast) emit(new SelfEnd());
    emit(text);
  }

  /** Emits the last empty chunks. */
  end(emit: Emit): void {
    this.#emitHeld(emit);
  }

  #emitHeld(emit: Emit): void {
    for (let count = this.#handler.countContentChunks(this.#empty); count > 0; count--) emit("");
    if (this.#empty.length > 0) this.#empty.length = 0;
  }
}
