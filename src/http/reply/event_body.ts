import type { Run } from "../../run/run.ts";
import type { Timer } from "../../run/timer.ts";
import { TimeLimitError } from "../../run/watchdog.ts";
import type { Dialect } from "../../wire/dialect.ts";
import type { StreamEvent } from "../../wire/stream_event.ts";

/** Options for {@linkcode eventBody}. */
export interface EventBodyOptions {
  dialect: Dialect;
  /** Whether to begin with a heartbeat, because the run has not opened yet. */
  isSlow: boolean;
  /** How long the body may be silent until a heartbeat is sent, in milliseconds. */
  heartbeatMs: number;
  timer: Timer;
}

/**
 * Returns a run as the bytes of a body, no faster than the client reads. The
 * body breaks on a failure that the dialect cannot express, and cancels the run
 * when the client disconnects.
 */
export function eventBody(run: Run, options: EventBodyOptions): ReadableStream<Uint8Array> {
  return new ReadableStream(new EventBody(run, options), { highWaterMark: 0 });
}

const UTF_8 = new TextEncoder();
/** What is longer, such as the record of a long answer, is written in pieces, as the client reads. */
const MAX_BYTES = 65_536;

class EventBody implements UnderlyingDefaultSource<Uint8Array> {
  readonly #run: Run;
  readonly #options: EventBodyOptions;
  readonly #encode: (event: StreamEvent) => string;
  /** Text to write before the next event: a heartbeat, or the rest of the last one. */
  #text: string;
  /** Whether the client is waiting for more. */
  #isWaiting = false;
  #lastWrite: number;
  #cancelTimer = () => {};

  constructor(run: Run, options: EventBodyOptions) {
    const { dialect, isSlow, timer } = options;
    this.#run = run;
    this.#options = options;
    this.#encode = dialect.createEncoder();
    this.#text = isSlow ? dialect.heartbeat : "";
    this.#lastWrite = timer.now();
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { dialect: { heartbeat }, heartbeatMs } = this.#options;
    if (heartbeat !== "") this.#beatIn(heartbeatMs, controller);

    // A client that does not read gets no error frame: the body breaks, and its memory is freed.
    const { signal } = this.#run;
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
      while (text === "") {
        const event = await this.#run.next();
        if (event === null) {
          this.#cancelTimer();
          return controller.close();
        }
        text = this.#encode(event);
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
    this.#run.cancel(reason);
  }

  #write(text: string, controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#lastWrite = this.#options.timer.now();
    if (text.length <= MAX_BYTES) return controller.enqueue(UTF_8.encode(text));
    const piece = new Uint8Array(MAX_BYTES);
    const { read, written } = UTF_8.encodeInto(text, piece);
    controller.enqueue(piece.subarray(0, written));
    this.#text = text.slice(read);
  }

  /** Writes a heartbeat if nothing has been written for long enough by then, and sets the next. */
  #beatIn(ms: number, controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { dialect: { heartbeat }, heartbeatMs, timer } = this.#options;
    this.#cancelTimer = timer.after(ms, () => {
      const silent = timer.now() - this.#lastWrite;
      const isWanted = this.#isWaiting && (controller.desiredSize ?? 0) >= 0;
      if (isWanted && silent >= heartbeatMs) this.#write(heartbeat, controller);
      this.#beatIn(silent < heartbeatMs ? heartbeatMs - silent : heartbeatMs, controller);
    });
  }
}
