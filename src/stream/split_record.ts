/**
 * Why an answer ended: `marker`, the model wrote an end marker; `stop`, the
 * model was done; `length`, a limit was met.
 */
export type EndReason = "marker" | "stop" | "length";

/**
 * What a model wrote, chunk by chunk, and how it ended. It is complete at any
 * moment: after a failure it holds all that came before it.
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
 * assertEquals(stream.record.tokenSplits, "안녕! ||(답변 |종료) |");
 * assertEquals(stream.record.output, "안녕! ");
 * assertEquals(stream.record.endReason, "marker");
 * ```
 */
export class SplitRecord {
  readonly #splits: string[] = [];
  #output = "";
  #endReason: EndReason | null = null;
  #endMarker: string | null = null;

  /**
   * The chunks, verbatim and in order, up to and including the one that
   * completed the end marker. Empty ones are kept.
   */
  get splits(): readonly string[] {
    return this.#splits;
  }

  /** The splits joined by `|`, with one `|` after the last. */
  get tokenSplits(): string {
    return this.#splits.map((split) => `${split}|`).join("");
  }

  /** All text that was let through: the answer. */
  get output(): string {
    return this.#output;
  }

  /** Why the answer ended, or `null` while it has not, failed or was cancelled. */
  get endReason(): EndReason | null {
    return this.#endReason;
  }

  /** The end marker that the model wrote, or `null`. */
  get endMarker(): string | null {
    return this.#endMarker;
  }

  /** Notes a chunk as the model gave it. */
  addSplit(chunk: string): void {
    this.#splits.push(chunk);
  }

  /** Notes text that was let through. */
  addOutput(text: string): void {
    this.#output += text;
  }

  /** Notes the end. Only the first call counts. */
  end(reason: EndReason, marker: string | null = null): void {
    if (this.#endReason !== null) return;
    this.#endReason = reason;
    this.#endMarker = marker;
  }
}
