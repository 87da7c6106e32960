/**
 * Why an answer ended. `marker`: the model wrote an end marker. `stop`: the model was done. `length`:
 * a limit was reached.
 */
export type EndReason = "marker" | "stop" | "length";

/**
 * The chunks that a model wrote, and how they ended: a plain, frozen value that `JSON.stringify`
 * writes whole. After a failure it holds everything before the failure.
 *
 * @example
 * ```ts
 * import { EndMarkerStream } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const stream = new EndMarkerStream();
 * const chunks = ReadableStream.from(["안녕! ", "", "(답변 ", "종료) "]);
 * await Array.fromAsync(chunks.pipeThrough(stream));
 *
 * assertEquals(stream.record.token_splits, "안녕! ||(답변 |종료) |");
 * assertEquals(stream.record.output, "안녕! ");
 * assertEquals(stream.record.end_reason, "marker");
 * ```
 */
export interface SplitRecord {
  /** Why the answer ended, or `null` if it is still going on, failed, or was cancelled. */
  readonly end_reason: EndReason | null;
  /** The end marker that the model wrote, or `null`. */
  readonly end_marker: string | null;
  /** The answer: all text that was passed on. Each access makes it of the splits. */
  readonly output: string;
  /**
   * The chunks, verbatim and in order, up to and including the one that
   * completed the end marker. Empty chunks are kept.
   */
  readonly splits: readonly string[];
  /** The splits joined by `|`, with one `|` after the last. Each access joins them. */
  readonly token_splits: string;
}
