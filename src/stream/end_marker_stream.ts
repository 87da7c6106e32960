import { AnswerCutter, type AnswerCutterOptions } from "./answer_cutter.ts";
import type { SplitRecord } from "./split_record.ts";

/**
 * Passes on a model's text chunk by chunk until an end marker. Then it closes, and cancels the stream
 * that it is piped from.
 *
 * A chunk that is not a string makes the stream fail with a `TypeError`.
 *
 * @throws {TypeError} if a marker is empty or not well-formed Unicode
 *
 * @example
 * ```ts
 * import { EndMarkerStream } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const chunks = ReadableStream.from(["안녕", "! (답변", " 종료) 그리고", "never read"]);
 * const stream = new EndMarkerStream();
 *
 * assertEquals(await Array.fromAsync(chunks.pipeThrough(stream)), ["안녕", "! "]);
 * assertEquals(stream.record.splits, ["안녕", "! (답변", " 종료) 그리고"]);
 * ```
 */
export class EndMarkerStream extends TransformStream<string, string> {
  readonly #cutter: AnswerCutter;

  /** Makes a stream for one answer. */
  constructor(options: AnswerCutterOptions = {}) {
    const cutter = new AnswerCutter(options);
    super({
      transform(chunk, controller) {
        if (typeof chunk !== "string") {
          throw new TypeError(`Cannot read a chunk of type ${typeof chunk}: expected a string`);
        }
        const text = cutter.push(chunk);
        if (text !== "") controller.enqueue(text);
        if (cutter.isOver) controller.terminate();
      },
      flush(controller) {
        const text = cutter.end();
        if (text !== "") controller.enqueue(text);
      },
    });
    this.#cutter = cutter;
  }

  /**
   * The record of the answer so far. It is complete at any moment, also after an error. Each access
   * before the end copies it, so read it once, when the stream has ended.
   */
  get record(): SplitRecord {
    return this.#cutter.record;
  }
}
