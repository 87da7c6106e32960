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
  return isObject(data) && (!("end_reason" in data) || isRecord(data));
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
  /** Makes an error with a message for people. */
  constructor(message, { type, status = null, retryAfter = null, cause }) {
    super(message, { cause });
    this.type = type;
    this.status = status;
    this.retryAfter = retryAfter;
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

// src/client/stream.ts
var DRAIN_TIMEOUT_MS = 1e3;
var CONTENT_TYPE = "application/x-ndjson";
async function* stream(url, input, options = {}) {
  const { signal } = options;
  const broken = (cause) => {
    if (signal?.aborted) return signal.reason;
    return new StreamError("The reply broke off.", { type: "broken", cause });
  };
  const reader = readLines(await ask(url, input, options), signal).getReader();
  const read = async () => {
    try {
      const { value, done } = await reader.read();
      return done ? done : parseEvent(value);
    } catch (error) {
      throw broken(error);
    }
  };
  let run;
  let record;
  let isComplete = false;
  try {
    for (let event = await read(); event !== true; event = await read()) {
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
        case "error": {
          const { message, status_code: status } = event.data;
          throw new StreamError(message, { type: "failed", status });
        }
        case "end":
          if (record === void 0) throw broken();
          isComplete = true;
          yield { type: "end", record };
          return;
      }
    }
    throw broken();
  } finally {
    if (isComplete) await drain(reader);
    await reader.cancel().catch(() => {
    });
  }
}
async function ask(url, input, { signal, apiKey, fetch = globalThis.fetch, ...options }) {
  const headers = new Headers({ accept: CONTENT_TYPE, "content-type": "application/json" });
  if (apiKey !== void 0) headers.set("authorization", `Bearer ${assertKey(apiKey)}`);
  const body = JSON.stringify({ input, config: toConfig(options) });
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
  if (type.startsWith(CONTENT_TYPE)) return response;
  await response.body?.cancel();
  throw new StreamError(`Cannot read a reply of ${type}: expected ${CONTENT_TYPE}.`, {
    type: "broken"
  });
}
function toConfig({ config, endMarkers, includeEndMarker }) {
  const configurable = {
    ...config?.configurable,
    ...endMarkers && { end_markers: endMarkers },
    ...includeEndMarker !== void 0 && { include_end_marker: includeEndMarker }
  };
  return { ...config, configurable };
}
function assertKey(key) {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  const message = "An API key must be ASCII characters without spaces.";
  throw new StreamError(message, { type: "refused", status: 401 });
}
function readLines({ body }, signal) {
  return (body ?? new Blob([]).stream()).pipeThrough(new TextDecoderStream("utf-8", { fatal: true }), signal && { signal }).pipeThrough(new LineStream());
}
async function drain(reader) {
  const late = setTimeout(() => reader.cancel().catch(() => {
  }), DRAIN_TIMEOUT_MS);
  try {
    while (!(await reader.read()).done) ;
  } catch {
  } finally {
    clearTimeout(late);
  }
}
export {
  StreamError,
  stream
};
