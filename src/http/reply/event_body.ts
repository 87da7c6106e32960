import type { Timer } from "../../run/timer.ts";
import { TimeLimitError } from "../../run/watchdog.ts";

/** What a body is made of: the events of a run, or the bytes of its journal. */
export interface BodySource<T> {
  /** Aborted when the run exceeds a time limit. */
  readonly signal: AbortSignal;
  /** Returns the next part, or `null` when there are no more. */
  next(): Promise<T | null>;
  /** Returns a part as it is written. An empty text is left out. */
  encode(part: T): string | Uint8Array;
  /** Called when the client has disconnected, or the body has broken. */
  cancel(reason: unknown): void;
}

/** Options for {@linkcode eventBody}. */
export interface EventBodyOptions {
  /** The text that shows that an idle stream is alive; empty if the dialect has none. */
  heartbeat: string;
  /** Whether to begin with a heartbeat, because the run has not opened yet. */
  isSlow: boolean;
  /** How long the body may be silent until a heartbeat is sent, in milliseconds. */
  heartbeatMs: number;
  timer: Timer;
}

/**
 * Returns a run as the bytes of a body, no faster than the client reads. The
 * body breaks on a failure that the dialect cannot express, and cancels its
 * source when the client disconnects.
 */
export function eventBody<T>(
  source: BodySource<T>,
  options: EventBodyOptions,
): ReadableStream<Uint8Array> {
  return new ReadableStream(new EventBody(source, options), { highWaterMark: 0 });
}

const UTF_8 = new TextEncoder();
/** What is longer, such as the record of a long answer, is written in pieces, as the client reads. */
const MAX_BYTES = 65_536;

class EventBody<T> implements UnderlyingDefaultSource<Uint8Array> {
  readonly #source: BodySource<T>;
  readonly #options: EventBodyOptions;
  /** What to write before the next part: a heartbeat, or the rest of the last part. */
  #text: string | Uint8Array;
  /** Whether the client is waiting for more. */
  #isWaiting = false;
  #lastWrite: number;
  #cancelTimer = () => {};

  constructor(source: BodySource<T>, options: EventBodyOptions) {
    const { heartbeat, isSlow, timer } = options;
    this.#source = source;
    this.#options = options;
    this.#text = isSlow ? heartbeat : "";
    this.#lastWrite = timer.now();
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { heartbeat, heartbeatMs } = this.#options;
    if (heartbeat !== "") this.#beatIn(heartbeatMs, controller);

    // A client that does not read gets no error frame: the body breaks, and its memory is freed.
    const { signal } = this.#source;
    signal.addEventListener("abort", () => {
      if (this.#isWaiting || !(signal.reason instanceof TimeLimitError)) return;
      this.#cancelTimer();
      controller.error(signal.reason);
    });
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#isWaiting = true;
    try {
      let text = this.#text;
      this.#text = "";
      while (text.length === 0) {
        const part = await this.#source.next();
        if (part === null) {
          this.#cancelTimer();
          return controller.close();
        }
        text = this.#source.encode(part);
      }
      this.#write(text, controller);
    } catch (error) {
      this.cancel(error);
      throw error;
    } finally {
      this.#isWaiting = false;
    }
  }

  cancel(reason: unknown): void {
    this.#cancelTimer();
    this.#source.cancel(reason);
  }

  #write(
    text: string | Uint8Array,
    controller: ReadableStreamDefaultController<Uint8Array>,
  ): void {
    this.#lastWrite = this.#options.timer.now();
    if (text.length <= MAX_BYTES) {
      return controller.enqueue(typeof text === "string" ? UTF_8.encode(text) : text);
    }
    if (typeof text !== "string") {
      controller.enqueue(text.slice(0, MAX_BYTES));
      this.#text = text.subarray(MAX_BYTES);
      return;
    }
    const piece = new Uint8Array(MAX_BYTES);
    const { read, written } = UTF_8.encodeInto(text, piece);
    controller.enqueue(piece.subarray(0, written));
    this.#text = text.slice(read);
  }

  /** Writes a heartbeat if nothing has been written for long enough by then, and sets the next. */
  #beatIn(ms: number, controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { heartbeat, heartbeatMs, timer } = this.#options;
    this.#cancelTimer = timer.after(ms, () => {
      const silent = timer.now() - this.#lastWrite;
      const isWanted = this.#isWaiting && (controller.desiredSize ?? 0) >= 0;
      if (isWanted && silent >= heartbeatMs) this.#write(heartbeat, controller);
      this.#beatIn(silent < heartbeatMs ? heartbeatMs - silent : heartbeatMs, controller);
    });
  }
}
