import { MarkerMatcher } from "./marker_matcher.ts";
import { SplitRecord } from "./split_record.ts";

/** The end marker of the tutorial that Splitstream grew from. */
export const DEFAULT_END_MARKER = "(답변 종료)";

/** Options of {@linkcode EndMarkerStream}. */
export interface EndMarkerStreamOptions {
  /**
   * The texts that end an answer; the first to be complete wins. An empty list
   * never closes the stream on a marker.
   *
   * @default {["(답변 종료)"]}
   */
  endMarkers?: readonly string[];
  /**
   * Whether the marker itself is let through before the stream closes.
   *
   * @default {false}
   */
  includeEndMarker?: boolean;
  /**
   * The most that is let through, in UTF-16 code units. Where there would be
   * more, the stream closes; a surrogate pair is not cut in half.
   *
   * @default {Infinity}
   */
  maxOutputLength?: number;
  /**
   * The most chunks that are recorded, empty ones included. Where there would be
   * more, the stream closes.
   *
   * @default {Infinity}
   */
  maxSplits?: number;
}

/** Options of an {@linkcode EndMarkerStream} that more than text goes through. */
export interface PassingOptions<Other> extends EndMarkerStreamOptions {
  /** Whether a chunk passes as it is. */
  passes: (chunk: unknown) => chunk is Other;
  /**
   * Whether such a chunk ends a text, so that text that was held back goes
   * before it, and no marker spans it. Default: always.
   */
  endsText?: (chunk: Other) => boolean;
}

/**
 * Passes a model's text on, chunk by chunk, until an end marker; then closes,
 * and cancels what it is piped from.
 *
 * However the text is cut into chunks, the output is the same, and no part of
 * a marker is ever let through. Only text that may still become a marker, or
 * half a surrogate pair, is held back, and only as long as that is so. Every
 * chunk is on {@linkcode EndMarkerStream.record | record}.
 *
 * @throws {TypeError} if a marker is empty or not well-formed Unicode; a chunk
 *   that is not a string makes the stream fail with one
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
export class EndMarkerStream<Other = never>
  extends TransformStream<string | Other, string | Other> {
  /** What came in and how it ended, at any moment and on every path. */
  readonly record: SplitRecord;

  /** Makes a stream for one answer. */
  constructor(options: EndMarkerStreamOptions | PassingOptions<Other> = {}) {
    const { endMarkers = [DEFAULT_END_MARKER], includeEndMarker = false } = options;
    const { maxOutputLength = Infinity, maxSplits = Infinity } = options;
    const matcher = new MarkerMatcher(endMarkers);
    const record = new SplitRecord();

    const passes: (chunk: string | Other) => chunk is Other = "passes" in options
      ? options.passes
      : (_chunk): _chunk is Other => false;
    const endsText = "passes" in options ? options.endsText ?? (() => true) : () => true;

    const send = (text: string, controller: TransformStreamDefaultController<string | Other>) => {
      const room = maxOutputLength - record.output.length;
      const sent = text.length <= room ? text : cut(text, room);
      if (sent !== "") {
        record.addOutput(sent);
        controller.enqueue(sent);
      }
      if (sent === text) return;
      record.end("length");
      controller.terminate();
    };

    super({
      transform(chunk, controller) {
        if (passes(chunk)) {
          if (endsText(chunk)) send(matcher.flush(), controller);
          if (record.endReason === null) controller.enqueue(chunk);
          return;
        }
        if (typeof chunk !== "string") {
          throw new TypeError(`Cannot read a chunk of type ${typeof chunk}: expected a string`);
        }
        if (record.splits.length >= maxSplits) {
          send(matcher.flush(), controller);
          if (record.endReason !== null) return;
          record.end("length");
          return controller.terminate();
        }
        record.addSplit(chunk);
        const text = matcher.push(chunk);
        const marker = matcher.marker;
        if (marker === null) return send(text, controller);

        send(includeEndMarker ? text + marker : text, controller);
        record.end("marker", marker);
        controller.terminate();
      },
      flush(controller) {
        send(matcher.flush(), controller);
        record.end("stop");
      },
    });
    this.record = record;
  }
}

/** The beginning of a text, without half a surrogate pair at its end. */
function cut(text: string, length: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return text.slice(0, Math.max(0, end));
}
