import type { RunChunk } from "../langchain/chunk_reader.ts";
import type { Answer } from "./answer.ts";
import type { AnswerChunk } from "./answer_chunk.ts";
import { AnswerStream } from "./answer_stream.ts";

/** Where the chunks of a runnable go: the writer of a stream is one. */
export interface ChunkWriter {
  /** Rejects when the reader has stopped, or the answer is over. */
  readonly closed: Promise<void>;
  /** Writes a chunk. @returns a promise that resolves when it was read; `null` if it was already */
  write(chunk: RunChunk): Promise<void> | null;
  /** Ends the chunks, all of which were read. */
  close(): Promise<void>;
  /** Ends the chunks with a failure. */
  abort(reason: unknown): Promise<void>;
}

type Read = ReadableStreamReadResult<AnswerChunk>;

/**
 * Takes the chunks of a runnable, and hands on those of its answer as they are read.
 *
 * What a runnable streams goes through an {@linkcode AnswerStream}. A model of ours tells its chunks
 * one by one, and a waiting reader gets each at once, without the promises and the queues of a
 * stream. The reader cannot tell the two apart: a chunk of the runnable is looked at when one of the
 * answer is wanted, and the end of the answer rejects `closed`.
 */
export class AnswerPipe implements ChunkWriter {
  readonly #answer: Answer;
  readonly #closed = Promise.withResolvers<void>();
  #stream: StreamEnds | null = null;
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

  /** Sends the chunks through an {@linkcode AnswerStream}, before the first of them comes. */
  useStream(): void {
    if (this.#state !== "open") return;
    const { readable, writable } = new AnswerStream(this.#answer);
    const ends = { reader: readable.getReader(), writer: writable.getWriter() };
    this.#stream = ends;
    ends.writer.closed.then(this.#closed.resolve, this.#closed.reject);
    if (this.#reading !== null) {
      ends.reader.read().then(this.#reading.resolve, this.#reading.reject);
    }
  }

  /** Returns the next chunk of the answer, as the reader of a stream does. */
  read(): Promise<Read> {
    if (this.#stream !== null) return this.#stream.reader.read();
    const passed = this.#passed.shift();
    if (passed !== undefined) return Promise.resolve({ value: passed, done: false });
    if (this.#state === "failed") return Promise.reject(this.#failure);
    if (this.#state === "closed") return Promise.resolve({ done: true });
    const { promise } = this.#reading = Promise.withResolvers<Read>();
    this.#look();
    return promise;
  }

  /** Stops reading. */
  async cancel(reason?: unknown): Promise<void> {
    if (this.#stream !== null) return await this.#stream.reader.cancel(reason);
    this.#passed.length = 0;
    this.#stop(reason);
  }

  write(chunk: RunChunk): Promise<void> | null {
    if (this.#stream !== null) return this.#stream.writer.write(chunk);
    if (this.#state !== "open") return null;
    this.#unseen.push(chunk);
    this.#look();
    if (this.#unseen.length === 0) return null;
    return (this.#writing ??= Promise.withResolvers<void>()).promise;
  }

  async close(): Promise<void> {
    if (this.#stream !== null) return await this.#stream.writer.close();
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#closed.resolve();
    this.#answer.end(this.#pass);
    this.#endReading();
  }

  async abort(reason: unknown): Promise<void> {
    if (this.#stream !== null) return await this.#stream.writer.abort(reason);
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

interface StreamEnds {
  readonly reader: ReadableStreamDefaultReader<AnswerChunk>;
  readonly writer: WritableStreamDefaultWriter<RunChunk>;
}
