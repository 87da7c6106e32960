import type { ChunkReader, Emit, Values } from "./chunk_reader.ts";
import { FrameCounter } from "./model/frame_counter.ts";
import type { ModelObserver } from "./model/model_observer.ts";
import { readChunk } from "./message/read_chunk.ts";
import { Reasoning } from "./message/reasoning.ts";
import type { RunConfig, StreamableRunnable } from "./runnable.ts";
import { StepUpdate } from "./graph/step_update.ts";

/** What a {@linkcode GenericReader} tells others. */
export interface GenericReaderOptions {
  /** Told what the models inside say beside their text. */
  observer: ModelObserver;
  /** Told of the step of an agent that the text to come is from. */
  onStep?: ((step: string) => void) | undefined;
}

/** How many empty chunks are held back until it is known what they are. */
const MAX_EMPTY = 100;

/**
 * Reads any runnable. What the models inside say beside their text is heard by
 * LangChain's callbacks, wherever they stand; frames of their protocols, which
 * look like empty chunks, are left out.
 */
export class GenericReader implements ChunkReader {
  readonly #runnable: StreamableRunnable;
  readonly #observer: ModelObserver;
  readonly #onStep: ((step: string) => void) | undefined;
  readonly #handler: FrameCounter;
  // What an empty chunk is, the handler knows by the time the next is here.
  readonly #empty: unknown[] = [];

  /** @param runnable what is run @param options whom to tell */
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
   * Reads text, messages, and an agent's tuples.
   *
   * @throws {ChunkTypeError} if it is anything else
   * @throws {CutStreamError} if it is the step of an agent whose model was cut
   */
  read(value: unknown, emit: Emit): void {
    const chunk = readChunk(value);
    if (chunk === null) return;
    if (chunk instanceof StepUpdate) {
      this.#release(emit);
      // Its text would be sent as if it were whole, and its tools would be called.
      this.#observer.assertWhole();
      emit(chunk);
      return;
    }
    if (chunk.reasoning !== "") emit(new Reasoning(chunk.reasoning));
    if (chunk.text === null) return;
    if (chunk.text !== "") {
      if (chunk.step !== null) this.#onStep?.(chunk.step);
      this.#release(emit);
      emit(chunk.text);
    } else {
      this.#empty.push(chunk.source);
      if (this.#empty.length >= MAX_EMPTY) this.#release(emit);
    }
  }

  /** Hands out the last empty chunks. */
  end(emit: Emit): void {
    this.#release(emit);
  }

  #release(emit: Emit): void {
    for (let count = this.#handler.countContentChunks(this.#empty); count > 0; count--) emit("");
    if (this.#empty.length > 0) this.#empty.length = 0;
  }
}
