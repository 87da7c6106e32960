import { MarkerMatcher } from "./marker_matcher.ts";
import type { EndReason, SplitRecord } from "./split_record.ts";

/** The end marker of the tutorial that Splitstream grew from. */
export const DEFAULT_END_MARKER = "(답변 종료)";

/** Options for {@linkcode AnswerCutter}. */
export interface AnswerCutterOptions {
  /**
   * The texts that end an answer; the first to be complete wins. An empty list
   * never ends the answer on a marker.
   *
   * @default {["(답변 종료)"]}
   */
  endMarkers?: readonly string[];
  /**
   * Whether the output includes the marker.
   *
   * @default {false}
   */
  includeEndMarker?: boolean;
  /**
   * The maximum length of the output, in UTF-16 code units. The answer ends
   * where the next character would exceed it; a surrogate pair is not cut in half.
   *
   * @default {Infinity}
   */
  maxOutputLength?: number;
  /**
   * The maximum number of recorded chunks, empty ones included. The answer ends
   * at the chunk that would exceed it.
   *
   * @default {Infinity}
   */
  maxSplits?: number;
}

/**
 * Cuts a model's text at an end marker or a limit, chunk by chunk, and records every chunk.
 *
 * The output is the same however the text is cut into chunks, and never has a
 * part of a marker. Only text that may still become a marker, or half a
 * surrogate pair, is held back, and only for as long as that is so.
 *
 * @example
 * ```ts
 * import { AnswerCutter } from "@splitstream/splitstream";
 * import { assertEquals } from "@std/assert";
 *
 * const cutter = new AnswerCutter();
 * assertEquals(cutter.push("안녕! (답"), "안녕! ");
 * assertEquals(cutter.push("변 종료) 그리고"), "");
 * assertEquals(cutter.isOver, true);
 * assertEquals(cutter.record.end_marker, "(답변 종료)");
 * ```
 */
export class AnswerCutter {
  readonly #matcher: MarkerMatcher;
  readonly #includesEndMarker: boolean;
  readonly #maxOutputLength: number;
  readonly #maxSplits: number;
  readonly #splits: string[] = [];
  #outputLength = 0;
  #endReason: EndReason | null = null;
  #endMarker: string | null = null;

  /**
   * Makes a cutter for one answer.
   *
   * @throws {TypeError} if a marker is empty or not well-formed Unicode
   */
  constructor(options: AnswerCutterOptions = {}) {
    const { endMarkers = [DEFAULT_END_MARKER], includeEndMarker = false } = options;
    const { maxOutputLength = Infinity, maxSplits = Infinity } = options;
    this.#matcher = new MarkerMatcher(endMarkers);
    this.#includesEndMarker = includeEndMarker;
    this.#maxOutputLength = maxOutputLength;
    this.#maxSplits = maxSplits;
  }

  /** Whether the answer has ended. Later chunks are neither recorded nor passed on. */
  get isOver(): boolean {
    return this.#endReason !== null;
  }

  /** The length of the output so far, in UTF-16 code units. */
  get outputLength(): number {
    return this.#outputLength;
  }

  /** The output so far. Each access makes it of the splits, of which it is the beginning. */
  get output(): string {
    return beginningOf(this.#splits, this.#outputLength);
  }

  /** The recorded chunks so far, not a copy. */
  get splits(): readonly string[] {
    return this.#splits;
  }

  /** A snapshot of the record. Each access before the end copies it. */
  get record(): SplitRecord {
    const splits = Object.freeze(this.isOver ? this.#splits : [...this.#splits]);
    const length = this.#outputLength;
    return Object.freeze({
      end_reason: this.#endReason,
      end_marker: this.#endMarker,
      // Made when they are read: copies of a long answer would be kept as long as the record.
      get output() {
        return beginningOf(splits, length);
      },
      splits,
      get token_splits() {
        return splits.length === 0 ? "" : `${splits.join("|")}|`;
      },
    });
  }

  /** Records a chunk. @returns the text that goes out now, which may be empty */
  push(chunk: string): string {
    if (this.isOver) return "";
    if (this.#splits.length >= this.#maxSplits) return this.#flushAndEnd("length");
    this.#splits.push(chunk);
    const text = this.#matcher.push(chunk);
    const { marker } = this.#matcher;
    if (marker === null) return this.#take(text);
    const taken = this.#take(this.#includesEndMarker ? text + marker : text);
    this.#end("marker", marker);
    return taken;
  }

  /** Releases held-back text, because no marker spans this point. @returns that text */
  flush(): string {
    return this.isOver ? "" : this.#take(this.#matcher.flush());
  }

  /** Ends the answer, because the model is done. @returns the held-back text */
  end(): string {
    return this.isOver ? "" : this.#flushAndEnd("stop");
  }

  /** Ends the answer at a limit. Held-back text is dropped. */
  stop(): void {
    this.#end("length");
  }

  #flushAndEnd(reason: EndReason): string {
    const text = this.#take(this.#matcher.flush());
    this.#end(reason);
    return text;
  }

  #take(text: string): string {
    const room = this.#maxOutputLength - this.#outputLength;
    const taken = text.length <= room ? text : cut(text, room);
    this.#outputLength += taken.length;
    if (taken !== text) this.#end("length");
    return taken;
  }

  /** Only the first call counts. */
  #end(reason: EndReason, marker: string | null = null): void {
    if (this.isOver) return;
    this.#endReason = reason;
    this.#endMarker = marker;
  }
}

function beginningOf(splits: readonly string[], length: number): string {
  return splits.join("").slice(0, length);
}

/** Returns the beginning of a text, without half a surrogate pair at its end. */
function cut(text: string, length: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return text.slice(0, Math.max(0, end));
}
