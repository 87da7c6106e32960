import type { RunChunk } from "../langchain/chunk_reader.ts";
import type { Answer } from "./answer.ts";
import type { AnswerChunk } from "./answer_chunk.ts";

/** Where the chunks of a runnable go. */
export interface ChunkWriter {
  /** Rejects when the reader has stopped, or the answer is over. */
  readonly closed: Promise<void>;
  /** Writes a chunk. @returns a promise that resolves when it was read; `null` if it was already */
  write(chunk: RunChunk): Promise<void> | null;
  /** Ends the chunks, all of which were read. */
  close(): void;
  /** Ends the chunks with a failure. */
  abort(reason: unknown): void;
}

type Read = ReadableStreamReadResult<AnswerChunk>;

/**
 * Takes the chunks of a runnable, and hands on those of its answer as they are read: a chunk of the
 * runnable is looked at when one of the answer is wanted, and the end of the answer rejects `closed`.
 *
 * It behaves as the two ends of a `TransformStream` do, without its queues and promises: a waiting
 * reader gets each chunk at once. They were an eighth of what a token of a chain in memory costs.
 */
export class AnswerPipe implements ChunkWriter {
  readonly #answer: Answer;
  readonly #closed = Promise.withResolvers<void>();
  /** The chunks that nobody has wanted yet, and those that were passed on but not read. */
  readonly #unseen: RunChunk[] = [];
  readonly #passed: AnswerChunk[] = [];
  #reading: PromiseWithResolvers<Read> | null = null;
  #writing: PromiseWithResolvers<void> | null = null;
  #state: "open" | "closed" | "failed" = "open";
  #failure: unknown;

  /** @param answer reads the chunks, and says when it is over */
  constructor(answer: Answer) {
    this.#answer = answer;
  }

  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Returns the next chunk of the answer, as the reader of a stream does. Reads wait in line. */
  read(): Promise<Read> {
    if (this.#reading !== null) {
      const next = () => this.read();
      return this.#reading.promise.then(next, next);
    }
    const passed = this.#passed.shift();
    if (passed !== undefined) return Promise.resolve({ value: passed, done: false });
    if (this.#state === "failed") return Promise.reject(this.#failure);
    if (this.#state === "closed") return Promise.resolve({ done: true });
    const { promise } = this.#reading = Promise.withResolvers<Read>();
    this.#look();
    return promise;
  }

  /** Stops reading. */
  cancel(reason?: unknown): void {
    this.#passed.length = 0;
    this.#stop(reason);
  }

  write(chunk: RunChunk): Promise<void> | null {
    if (this.#state !== "open") return null;
    this.#unseen.push(chunk);
    this.#look();
    if (this.#unseen.length === 0) return null;
    return (this.#writing ??= Promise.withResolvers<void>()).promise;
  }

  close(): void {
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#closed.resolve();
    this.#answer.end(this.#pass);
    this.#endReading();
  }

  abort(reason: unknown): void {
    if (this.#state !== "open") return;
    this.#state = "failed";
    this.#failure = reason;
    this.#unseen.length = 0;
    this.#writing?.resolve();
    this.#reading?.reject(reason);
    this.#reading = null;
  }

  /** Looks at chunks while one is wanted. */
  #look(): void {
    while (this.#reading !== null && this.#unseen.length > 0) {
      this.#answer.push(this.#unseen.shift() ?? "", this.#pass);
      if (this.#answer.isDone) this.#stop(new TypeError("The answer is over"));
    }
    if (this.#unseen.length > 0) return;
    this.#writing?.resolve();
    this.#writing = null;
  }

  readonly #pass = (chunk: AnswerChunk): void => {
    if (this.#reading === null) {
      this.#passed.push(chunk);
      return;
    }
    this.#reading.resolve({ value: chunk, done: false });
    this.#reading = null;
  };

  #stop(reason: unknown): void {
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#unseen.length = 0;
    this.#writing?.resolve();
    this.#closed.reject(reason);
    this.#endReading();
  }

  #endReading(): void {
    this.#reading?.resolve({ done: true });
    this.#reading = null;
  }
}
