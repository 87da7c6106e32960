// Made by deno task build: change src/client or src/page instead.

// src/client/line_stream.ts
var LineStream = class extends TransformStream {
  constructor() {
    let parts = [];
    super({
      transform(chunk, controller) {
        const [end = "", ...lines] = chunk.split("\n");
        parts.push(end);
        for (const line of lines) {
          controller.enqueue(parts.join(""));
          parts = [line];
        }
      },
      flush(controller) {
        const line = parts.join("");
        if (line !== "") controller.enqueue(line);
      }
    });
  }
};

// src/client/parse_event.ts
var DATA_TYPES = {
  metadata: "object",
  data: "any",
  reasoning: "object",
  tool_call: "object",
  updates: "object",
  step: "object",
  custom: "any",
  interrupt: "object",
  error: "object",
  end: "undefined"
};
function parseEvent(line) {
  const value = JSON.parse(line);
  if (isNamedEvent(value)) return value;
  if (isObject(value) && typeof value.event === "string" && !isKnown(value.event)) return null;
  throw new SyntaxError("The line is not an event");
}
function isNamedEvent(value) {
  if (!isObject(value) || !isKnown(value.event)) return false;
  const { data } = value;
  const type = DATA_TYPES[value.event];
  if (type === "any") return data !== void 0;
  const actual = typeof data;
  if (type !== actual) return false;
  if (type !== "object") return true;
  return isObject(data) && (!("end_reason" in data) || isRecord(data)) && (!("record" in data) || isObject(data.record) && isRecord(data.record) || value.event !== "error");
}
function isRecord(record) {
  return "output" in record && Array.isArray(record.splits);
}
function isKnown(event) {
  return typeof event === "string" && Object.hasOwn(DATA_TYPES, event);
}
function isObject(value) {
  return typeof value === "object" && value !== null;
}

// src/client/stream_error.ts
var StreamError = class extends Error {
  /** The name of the class. */
  name = "StreamError";
  /** The kind of failure. */
  type;
  /** The HTTP status, if the server sent one. */
  status;
  /** The seconds to wait before the next try, if the server sent them. */
  retryAfter;
  /** The record of the answer before the failure, if the server sent it. */
  record;
  /** Makes an error with a message for people. */
  constructor(message, { type, status = null, retryAfter = null, record = null, cause }) {
    super(message, { cause });
    this.type = type;
    this.status = status;
    this.retryAfter = retryAfter;
    this.record = record;
  }
};

// src/client/to_stream_error.ts
async function toStreamError(response) {
  const { status } = response;
  const message = await readMessage(response) ?? `The server replied with the status ${status}.`;
  const retryAfter = readRetryAfter(response.headers.get("retry-after"));
  return new StreamError(message, { type: "refused", status, retryAfter });
}
async function readMessage(response) {
  try {
    const { message } = await response.json();
    return typeof message === "string" ? message : null;
  } catch {
    return null;
  }
}
function readRetryAfter(value) {
  if (value === null) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1e3;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}

// src/client/resumable_events.ts
var PING = '{"event":"ping"}';
var PAUSES_MS = [250, 500, 1e3, 2e3, 4e3];
var MAX_RECONNECTS = 6;
var DRAIN_TIMEOUT_MS = 1e3;
var ResumableEvents = class {
  #options;
  /** The address of the run; `null` if the server does not keep it. */
  #location;
  #reader;
  #seen = 0;
  #isOver = false;
  /** @param url the address that was asked */
  constructor(response, { url, ...options }) {
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
  async *read() {
    const { maxReconnects = MAX_RECONNECTS } = this.#options;
    for (let attempt = 0; ; ) {
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
  broken(cause) {
    const { signal } = this.#options;
    if (signal?.aborted) return signal.reason;
    return new StreamError("The reply broke off.", { type: "broken", cause });
  }
  /** Called when the answer is over: nobody has to stop it. */
  end() {
    this.#isOver = true;
  }
  /** Reads the rest of the reply, so that the connection can be reused. */
  async drain() {
    const late = setTimeout(() => this.cancel(), DRAIN_TIMEOUT_MS);
    try {
      while (!(await this.#reader.read()).done) ;
    } catch {
    } finally {
      clearTimeout(late);
    }
  }
  /** Leaves the reply. */
  async cancel() {
    await this.#reader.cancel().catch(() => {
    });
  }
  /** Stops the run, which leaving alone does not if the server keeps it. */
  async stop() {
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
    }
  }
  /** Goes on with a new reply, if there is one. @throws {StreamError} if there never will be */
  async #connect(delayMs, location) {
    const { signal = null, fetch } = this.#options;
    const headers = new Headers(this.#options.headers);
    if (this.#seen > 0) headers.set("last-event-id", `${this.#seen - 1}`);
    await this.cancel();
    await pause(delayMs, signal);
    if (signal?.aborted) throw signal.reason;
    let response;
    try {
      response = await fetch(location, { headers, signal });
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
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
};
function readLines({ body }, signal) {
  return (body ?? new Blob([]).stream()).pipeThrough(new TextDecoderStream("utf-8", { fatal: true }), signal ? { signal } : {}).pipeThrough(new LineStream());
}
function failed(reason) {
  return new ReadableStream({ start: (controller) => controller.error(reason) });
}
async function pause(ms, signal) {
  const { promise, resolve } = Promise.withResolvers();
  const stop = () => resolve();
  const timer = setTimeout(stop, ms);
  signal?.addEventListener("abort", stop, { once: true });
  await promise;
  clearTimeout(timer);
  signal?.removeEventListener("abort", stop);
}

// src/client/stream.ts
var CONTENT_TYPE = "application/x-ndjson";
async function* stream(url, input, options = {}) {
  const { response, headers } = await ask(url, input, options);
  const { fetch = globalThis.fetch, signal, maxReconnects } = options;
  const events = new ResumableEvents(response, { url, headers, fetch, signal, maxReconnects });
  let run;
  let record;
  let isComplete = false;
  try {
    for await (const event of events.read()) {
      switch (event?.event) {
        case "metadata":
          if ("end_reason" in event.data) record = event.data;
          else if (run === void 0) yield { type: "start", run: run = event.data };
          break;
        case "data":
          yield typeof event.data === "string" ? { type: "text", text: event.data } : { type: "value", value: event.data };
          break;
        case "reasoning":
          yield { type: "reasoning", text: event.data.text };
          break;
        case "tool_call":
          yield { type: "tool_call", call: event.data };
          break;
        case "updates":
          yield { type: "updates", updates: event.data };
          break;
        case "step":
          yield { type: "step", step: event.data };
          break;
        case "custom":
          yield { type: "custom", data: event.data };
          break;
        case "interrupt":
          yield { type: "interrupt", interrupts: event.data };
          break;
        case "reconnect":
          yield { type: "reconnect", attempt: event.attempt, delay_ms: event.delayMs };
          break;
        case "error": {
          events.end();
          const { message, status_code: status, record: record2 = null } = event.data;
          throw new StreamError(message, { type: "failed", status, record: record2 });
        }
        case "end":
          events.end();
          if (record === void 0) throw events.broken();
          isComplete = true;
          yield { type: "end", record };
          return;
      }
    }
  } finally {
    if (isComplete) await events.drain();
    else if (options.onDisconnect !== "continue") await events.stop();
    await events.cancel();
  }
}
async function ask(url, input, options) {
  const { signal, apiKey, endMarkers, includeEndMarker, config = {} } = options;
  const { onDisconnect: on_disconnect, fetch = globalThis.fetch } = options;
  const { configurable: others } = config;
  const configurable = {
    ...typeof others === "object" ? others : {},
    ...endMarkers === void 0 ? {} : { end_markers: endMarkers },
    ...includeEndMarker === void 0 ? {} : { include_end_marker: includeEndMarker }
  };
  const headers = new Headers({ accept: CONTENT_TYPE, "content-type": "application/json" });
  if (apiKey !== void 0) headers.set("authorization", `Bearer ${assertKey(apiKey)}`);
  const body = JSON.stringify({ input, config: { ...config, configurable }, on_disconnect });
  let response;
  signal?.throwIfAborted();
  try {
    response = await fetch(url, { method: "POST", headers, body, signal: signal ?? null });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new StreamError("The server cannot be reached.", { type: "unreachable", cause });
  }
  if (!response.ok) {
    const refusal = await toStreamError(response);
    throw signal?.aborted ? signal.reason : refusal;
  }
  const type = response.headers.get("content-type") ?? "nothing";
  if (type.startsWith(CONTENT_TYPE)) return { response, headers };
  await response.body?.cancel();
  throw new StreamError(`Cannot read a reply of ${type}: expected ${CONTENT_TYPE}.`, {
    type: "broken"
  });
}
function assertKey(key) {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  const message = "An API key must be ASCII characters without spaces.";
  throw new StreamError(message, { type: "refused", status: 401 });
}
export {
  StreamError,
  stream
};
