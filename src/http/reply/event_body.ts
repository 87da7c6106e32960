import type { RunEvents } from "../../run/run_events.ts";
import type { Timer } from "../../run/timer.ts";
import { TimeLimitError } from "../../run/watchdog.ts";
import type { Dialect } from "../../wire/dialect.ts";
import type { StreamEvent } from "../../wire/stream_event.ts";
import { HttpError } from "../http_error.ts";
import type { Run } from "./start_run.ts";

/** What {@linkcode eventBody} needs to know. */
export interface EventBodyOptions {
  dialect: Dialect;
  /** Aborts the run; the body breaks if it is aborted with a `TimeLimitError` while nobody reads. */
  abort: AbortController;
  /** Whether the run has not begun yet, and a heartbeat is to say that it is alive. */
  isSlow: boolean;
  /** How long it may be silent until a heartbeat is sent, in milliseconds. */
  heartbeatMs: number;
  timer: Timer;
}

/**
 * Writes a run as the bytes of a body, no faster than the client reads. It
 * breaks on a failure that the dialect has no words for, and ends the run if
 * the client goes away.
 */
export function eventBody(
  starting: Promise<Run>,
  options: EventBodyOptions,
): ReadableStream<Uint8Array> {
  return new ReadableStream(new EventBody(starting, options), { highWaterMark: 0 });
}

const UTF_8 = new TextEncoder();

class EventBody implements UnderlyingDefaultSource<Uint8Array> {
  readonly #options: EventBodyOptions;
  readonly #starting: Promise<Run>;
  readonly #encode: (event: StreamEvent) => string;
  #events: Pick<RunEvents, "next"> | null = null;
  /** What is to be written before anything else is waited for. */
  #text: string;
  /** Whether the client waits for what comes next. */
  #isWaiting = false;
  #lastWrite: number;
  #callOff = () => {};

  constructor(starting: Promise<Run>, options: EventBodyOptions) {
    const { dialect, isSlow, timer } = options;
    this.#starting = starting;
    this.#options = options;
    this.#encode = dialect.createEncoder();
    this.#text = isSlow ? dialect.heartbeat : "";
    this.#lastWrite = timer.now();
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { dialect: { heartbeat }, heartbeatMs, abort: { signal } } = this.#options;
    if (heartbeat !== "") this.#beatIn(heartbeatMs, controller);

    signal.addEventListener("abort", () => {
      const { reason } = signal;
      if (this.#isWaiting || !(reason instanceof TimeLimitError)) return; // the run tells
      controller.error(reason);
      this.cancel(reason);
    });
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#isWaiting = true;
    try {
      let text = this.#text;
      this.#text = "";
      while (text === "") {
        const event = await (this.#events === null ? this.#begin() : this.#events.next());
        if (event === null) {
          this.#callOff();
          return controller.close();
        }
        text = this.#encode(event);
      }
      this.#write(text, controller);
    } catch (error) {
      await this.cancel(error);
      throw error;
    } finally {
      this.#isWaiting = false;
    }
  }

  async cancel(reason: unknown): Promise<void> {
    this.#callOff();
    this.#options.abort.abort(reason);
    await this.#starting.then(({ rest }) => rest.cancel(), () => {}); // it never began
  }

  async #begin(): Promise<StreamEvent | null> {
    try {
      const { run, rest } = await this.#starting;
      this.#events = rest;
      return { type: "start", run };
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      this.#events = { next: () => Promise.resolve(null) };
      // The head of the reply is gone, and its status with it.
      const { status: status_code, message } = error;
      return { type: "error", failure: { status_code, message } };
    }
  }

  #write(text: string, controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#lastWrite = this.#options.timer.now();
    controller.enqueue(UTF_8.encode(text));
  }

  /** Writes a heartbeat if by then nothing has been written for long, and then the next. */
  #beatIn(ms: number, controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { dialect: { heartbeat }, heartbeatMs, timer } = this.#options;
    this.#callOff = timer.after(ms, () => {
      const silent = timer.now() - this.#lastWrite;
      const isWanted = this.#isWaiting && (controller.desiredSize ?? 0) >= 0;
      if (isWanted && silent >= heartbeatMs) this.#write(heartbeat, controller);
      this.#beatIn(silent < heartbeatMs ? heartbeatMs - silent : heartbeatMs, controller);
    });
  }
}
