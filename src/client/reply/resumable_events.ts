import type { NamedEvent } from "../../wire/named_event.ts";
import { LineStream } from "./line_stream.ts";
import { parseEvent } from "./parse_event.ts";
import { SseLineStream } from "./sse_line_stream.ts";
import type { StreamOptions } from "../stream.ts";
import { StreamError } from "../stream_error.ts";
import { toStreamError } from "../to_stream_error.ts";

/** Says that the connection has broken, and when the next attempt to go on begins. */
export interface Reconnect {
  event: "reconnect";
  /** Which attempt in a row it is, from 1. */
  attempt: number;
  /** The pause before it, in milliseconds. */
  delayMs: number;
}

/** Options for {@linkcode ResumableEvents}. */
export interface ResumableEventsOptions extends Pick<StreamOptions, "signal" | "maxReconnects"> {
  /** The headers of a request for the rest. */
  headers: Headers;
  /** Sends it. */
  fetch: NonNullable<StreamOptions["fetch"]>;
}

/** The heartbeat of the NDJSON dialect, which is no event. */
const PING = '{"event":"ping"}';
/** The pauses before the first and the later attempts, in milliseconds. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 4_000] as const;
const MAX_RECONNECTS = 6;
/** How long the server may take to end its reply after the last event, in milliseconds. */
const DRAIN_TIMEOUT_MS = 1_000;

/**
 * Reads the events of a reply. If the connection breaks, and the server keeps the run, it goes on
 * with the event after the last that it has seen.
 */
export class ResumableEvents {
  readonly #options: ResumableEventsOptions;
  /** The address of the run; `null` if the server does not keep it. */
  readonly #location: URL | null;
  #reader: ReadableStreamDefaultReader<string>;
  #seen = 0;
  #isOver = false;

  /** @param url the address that was asked */
  constructor(
    response: Response,
    { url, ...options }: ResumableEventsOptions & { url: string | URL },
  ) {
    this.#options = options;
    const location = response.headers.get("content-location");
    this.#location = location === null ? null : URL.parse(location, response.url || url);
    this.#reader = readLines(response, options.signal).getReader();
  }

  /**
   * Yields the events, and `null` for what is not known. It never ends by itself.
   *
   * @throws {StreamError} if the reply is broken for good
   */
  async *read(): AsyncGenerator<NamedEvent | Reconnect | null, never, void> {
    const { maxReconnects = MAX_RECONNECTS } = this.#options;
    for (let attempt = 0;;) {
      try {
        const { value, done } = await this.#reader.read();
        if (done) throw this.broken();
        const event = parseEvent(value);
        if (value !== PING) this.#seen++;
        attempt = 0;
        yield event;
        continue;
      } catch (error) {
        const isOurs = error instanceof StreamError;
        const { signal } = this.#options;
        if (this.#location === null || attempt >= maxReconnects || signal?.aborted) {
          this.#isOver = signal?.aborted !== true;
          throw isOurs ? error : this.broken(error);
        }
      }
      const delayMs = PAUSES_MS[Math.min(attempt++, PAUSES_MS.length - 1)] ?? 0;
      yield { event: "reconnect", attempt, delayMs };
      await this.#connect(delayMs, this.#location);
    }
  }

  /** Returns the error for a reply that is incomplete. */
  broken(cause?: unknown): unknown {
    const { signal } = this.#options;
    if (signal?.aborted) return signal.reason;
    const location = this.#location?.href ?? null;
    return new StreamError("The reply broke off.", { type: "broken", cause, location });
  }

  /** Called when the answer is over: nobody has to stop it. */
  end(): void {
    this.#isOver = true;
  }

  /** Reads the rest of the reply, so that the connection can be reused. */
  async drain(): Promise<void> {
    const late = setTimeout(() => this.cancel(), DRAIN_TIMEOUT_MS); // ends the pending read
    try {
      while (!(await this.#reader.read()).done);
    } catch {
      // The answer is complete. The end of the connection does not matter.
    } finally {
      clearTimeout(late);
    }
  }

  /** Leaves the reply. */
  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {}); // it may have failed already
  }

  /** Stops the run, which leaving alone does not if the server keeps it. */
  async stop(): Promise<void> {
    if (this.#location === null || this.#isOver) return;
    this.#isOver = true;
    const { headers, fetch } = this.#options;
    const url = new URL(this.#location);
    url.pathname = url.pathname.replace(/\/stream$/, "/cancel");
    try {
      const late = AbortSignal.timeout(DRAIN_TIMEOUT_MS);
      const response = await fetch(url, { method: "POST", headers, keepalive: true, signal: late });
      await response.body?.cancel();
    } catch {
      // It stops by itself a little later.
    }
  }

  /** Goes on with a new reply, if there is one. @throws {StreamError} if there never will be */
  async #connect(delayMs: number, location: URL): Promise<void> {
    const { signal = null, fetch } = this.#options;
    const headers = new Headers(this.#options.headers);
    if (this.#seen > 0) headers.set("last-event-id", `${this.#seen - 1}`);
    await this.cancel();
    await pause(delayMs, signal);
    if (signal?.aborted) throw signal.reason;
    let response: Response;
    try {
      response = await fetch(location, { headers, signal });
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      // Unreachable: the next read fails, which is the next attempt.
      this.#reader = failed(cause).getReader();
      return;
    }
    if (response.status === 200) {
      this.#reader = readLines(response, signal).getReader();
      return;
    }
    this.#isOver = true;
    if (response.ok) {
      await response.body?.cancel();
      throw this.broken();
    }
    const refusal = await toStreamError(response);
    if (response.status < 500) throw refusal;
    this.#isOver = false;
    this.#reader = failed(refusal).getReader();
  }
}

function readLines(
  { body, headers }: Response,
  signal?: AbortSignal | null,
): ReadableStream<string> {
  const lines = (body ?? new Blob([]).stream())
    .pipeThrough(new TextDecoderStream("utf-8", { fatal: true }), signal ? { signal } : {})
    .pipeThrough(new LineStream());
  const isSse = headers.get("content-type")?.startsWith("text/event-stream") === true;
  return isSse ? lines.pipeThrough(new SseLineStream()) : lines;
}

function failed(reason: unknown): ReadableStream<string> {
  return new ReadableStream({ start: (controller) => controller.error(reason) });
}

/** Waits, but not beyond an abort. */
async function pause(ms: number, signal: AbortSignal | null): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  const timer = setTimeout(stop, ms);
  signal?.addEventListener("abort", stop, { once: true });
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", stop);
}
