// Made by deno task build: change src/client or src/page instead.
/** The files of the page and of its scripts, by their names. */
export const FILES: Readonly<Record<string, string>> = {
  "client.js": `// Made by deno task build: change src/client or src/page instead.

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
  /**
   * The kind of failure, if the server says it: \`context_length_exceeded\`, \`model_key_refused\`,
   * \`model_unknown\`, \`model_unreachable\`, \`runnable_failed\`…
   */
  code;
  /** The record of the answer before the failure, if the server sent it. */
  record;
  /**
   * The address of the run, if the connection is lost but the server may still keep the run:
   * {@linkcode follow} reads it.
   */
  location;
  /** Makes an error with a message for people. */
  constructor(message, { type, status = null, retryAfter = null, code = null, record = null, location = null, cause }) {
    super(message, { cause });
    this.type = type;
    this.status = status;
    this.retryAfter = retryAfter;
    this.code = code;
    this.record = record;
    this.location = location;
  }
};

// src/client/to_stream_error.ts
async function toStreamError(response) {
  const { status } = response;
  const problem = await readProblem(response);
  const message = problem.message ?? \`The server replied with the status \${status}.\`;
  const retryAfter = readRetryAfter(response.headers.get("retry-after"));
  return new StreamError(message, { type: "refused", status, retryAfter, code: problem.code });
}
async function readProblem(response) {
  const asText = (value) => typeof value === "string" ? value : null;
  try {
    const { message, code } = await response.json();
    return { message: asText(message), code: asText(code) };
  } catch {
    return { message: null, code: null };
  }
}
function readRetryAfter(value) {
  if (value === null) return null;
  const seconds = /^\\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1e3;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}

// src/client/reply/open_reply.ts
async function openReply(url, init, { signal, fetch = globalThis.fetch, contentTypes }) {
  let response;
  signal?.throwIfAborted();
  try {
    response = await fetch(url, { ...init, signal: signal ?? null });
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw new StreamError("The server cannot be reached.", { type: "unreachable", cause });
  }
  if (!response.ok) {
    const refusal = await toStreamError(response);
    throw signal?.aborted ? signal.reason : refusal;
  }
  const type = response.headers.get("content-type") ?? "nothing";
  if (contentTypes.some((it) => type.startsWith(it))) return response;
  await response.body?.cancel();
  throw new StreamError(\`Cannot read a reply of \${type}: expected \${contentTypes.join(" or ")}.\`, {
    type: "broken"
  });
}
function headersFor(apiKey, headers) {
  if (apiKey === void 0) return new Headers(headers);
  if (!/^[\\x21-\\x7e]+$/.test(apiKey)) {
    const message = "An API key must be ASCII characters without spaces.";
    throw new StreamError(message, { type: "refused", status: 401 });
  }
  return new Headers({ ...headers, authorization: \`Bearer \${apiKey}\` });
}

// src/client/reply/read_answer.ts
async function* readAnswer(open, { stopsOnLeave }) {
  const events = await open();
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
        case "split":
          yield { type: "split", split: event.data };
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
          const { message, status_code: status, code = null, record: record2 = null } = event.data;
          throw new StreamError(message, { type: "failed", status, code, record: record2 });
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
    else if (stopsOnLeave) await events.stop();
    await events.cancel();
  }
}

// src/client/reply/line_stream.ts
var LineStream = class extends TransformStream {
  constructor() {
    let parts = [];
    super({
      transform(chunk, controller) {
        const [end = "", ...lines] = chunk.split("\\n");
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

// src/client/reply/parse_event.ts
var DATA_TYPES = {
  metadata: "object",
  data: "any",
  split: "object",
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

// src/client/reply/sse_line_stream.ts
var SseLineStream = class extends TransformStream {
  constructor() {
    let event = "";
    let data = "";
    super({
      transform(line, controller) {
        if (line !== "") {
          const [, field, value = ""] = line.match(/^(\\w*):? ?(.*)$/s) ?? [];
          if (field === "event") event = value;
          else if (field === "data") data = value;
          return;
        }
        if (event !== "") {
          const name = JSON.stringify(event);
          controller.enqueue(
            data === "" ? \`{"event":\${name}}\` : \`{"event":\${name},"data":\${data}}\`
          );
        }
        event = data = "";
      }
    });
  }
};

// src/client/reply/resumable_events.ts
var PING = '{"event":"ping"}';
var PAUSES_MS = [250, 500, 1e3, 2e3, 4e3];
var MAX_RECONNECTS = 6;
var DRAIN_TIMEOUT_MS = 1e3;
var ResumableEvents = class {
  #options;
  /** The address of the run; \`null\` if the server does not keep it. */
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
   * Yields the events, and \`null\` for what is not known. It never ends by itself.
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
    const location = this.#location?.href ?? null;
    return new StreamError("The reply broke off.", { type: "broken", cause, location });
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
    url.pathname = url.pathname.replace(/\\/stream$/, "/cancel");
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
    if (this.#seen > 0) headers.set("last-event-id", \`\${this.#seen - 1}\`);
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
function readLines({ body, headers }, signal) {
  const lines = (body ?? new Blob([]).stream()).pipeThrough(new TextDecoderStream("utf-8", { fatal: true }), signal ? { signal } : {}).pipeThrough(new LineStream());
  const isSse = headers.get("content-type")?.startsWith("text/event-stream") === true;
  return isSse ? lines.pipeThrough(new SseLineStream()) : lines;
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

// src/client/follow.ts
var CONTENT_TYPES = ["application/x-ndjson", "text/event-stream"];
function follow(url, { signal, apiKey, maxReconnects, fetch = globalThis.fetch } = {}) {
  return readAnswer(async () => {
    const headers = headersFor(apiKey, { accept: CONTENT_TYPES.join(", ") });
    const contentTypes = CONTENT_TYPES;
    const response = await openReply(url, { headers }, { signal, fetch, contentTypes });
    return new ResumableEvents(response, { url, headers, fetch, signal, maxReconnects });
  }, { stopsOnLeave: false });
}

// src/client/stream.ts
var CONTENT_TYPE = "application/x-ndjson";
function stream(url, input, options = {}) {
  const { onDisconnect } = options;
  return readAnswer(() => ask(url, input, options), {
    stopsOnLeave: onDisconnect !== "continue"
  });
}
async function ask(url, input, options) {
  const { command, signal, apiKey, onDisconnect, maxReconnects } = options;
  const { fetch = globalThis.fetch } = options;
  const headers = headersFor(apiKey, { accept: CONTENT_TYPE, "content-type": "application/json" });
  const body = JSON.stringify({
    input: command === void 0 ? input : void 0,
    command,
    config: toConfig(options),
    on_disconnect: onDisconnect
  });
  const init = { method: "POST", headers, body };
  const response = await openReply(url, init, { signal, fetch, contentTypes: [CONTENT_TYPE] });
  return new ResumableEvents(response, { url, headers, fetch, signal, maxReconnects });
}
function toConfig({ config, threadId, endMarkers, includeEndMarker, includeSplits }) {
  const configurable = {
    ...config?.configurable,
    ...threadId !== void 0 && { thread_id: threadId },
    ...endMarkers && { end_markers: endMarkers },
    ...includeEndMarker !== void 0 && { include_end_marker: includeEndMarker },
    ...includeSplits !== void 0 && { include_splits: includeSplits }
  };
  return { ...config, configurable };
}
export {
  StreamError,
  follow,
  stream
};
`,
  "icon.svg": `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="7" fill="#0f766e" />
  <path
    d="M6 9v14M11 13v6M15 9v14M19 9v14M23 13v6"
    stroke="#fff"
    stroke-width="2.4"
    stroke-linecap="round"
  />
  <path d="M27 9v14" stroke="#fbbf24" stroke-width="2.4" stroke-linecap="round" />
</svg>
`,
  "index.html": `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="See how a model splits text, live" />
    <title>Splitstream</title>
    <link rel="icon" href="icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="page.css" />
    <script type="module" src="page.js"></script>
  </head>
  <!-- Text with a \`data-message\` is translated by messages/. -->
  <body data-view="splits" data-heat="false">
    <header>
      <div class="bar">
        <h1 id="title">Splitstream</h1>
        <p id="model"></p>
        <button type="button" id="clear" data-message="clear">New chat</button>
      </div>
    </header>

    <div id="columns">
      <main>
        <p id="thread" class="hint" hidden></p>
        <section id="welcome" aria-labelledby="promise">
          <h2 id="promise" data-message="promise">See how your model splits text.</h2>
          <p id="what" data-message="what"></p>
          <p id="try" data-message="try"></p>
          <ul id="examples"></ul>
          <p id="demo" class="note" hidden>
            <span data-message="demo"></span>
            <code>OPENAI_API_KEY=… OPENAI_MODEL=… deno task dev</code>
            <span data-message="demoLocal"></span>
            <code>OPENAI_BASE_URL=http://…/v1</code>
          </p>
        </section>
        <section id="log" data-label="log" aria-label="Conversation" tabindex="-1"></section>
        <noscript>
          <p class="note">
            This page needs JavaScript. Without it: <code>curl -N /chain/stream -d
              '{"user_message":"hello"}'</code>
          </p>
        </noscript>

        <form id="ask" autocomplete="off">
          <p id="key-row" hidden>
            <label for="key" data-message="key">Key</label>
            <input id="key" type="password" autocomplete="off" spellcheck="false" />
            <span class="hint" data-message="keyHint"></span>
          </p>
          <div class="row">
            <fieldset id="runnables">
              <legend data-message="runnable">Runnable</legend>
            </fieldset>
            <fieldset id="views">
              <legend data-message="view">View</legend>
              <label><input type="radio" name="view" value="splits" checked /><span
                  data-message="viewSplits"
                >Splits</span></label>
              <label><input type="radio" name="view" value="text" /><span
                  data-message="viewText"
                >Text</span></label>
              <label><input type="radio" name="view" value="markdown" /><span
                  data-message="viewMarkdown"
                >Markdown</span></label>
              <label><input type="radio" name="view" value="wire" /><span
                  data-message="viewWire"
                >Wire</span></label>
            </fieldset>
          </div>
          <div class="row" id="say">
            <label for="message" class="unseen" data-message="message">Message</label>
            <textarea id="message" rows="1" required></textarea>
            <button type="submit" id="send" data-message="send">Send</button>
            <button type="button" id="stop" data-message="stop" hidden>Stop</button>
          </div>
          <p id="status" class="unseen" role="status"></p>
        </form>
      </main>
      <aside id="inspector" aria-labelledby="inspector-title"></aside>
    </div>
  </body>
</html>
`,
  "page.css": `/* src/page/style/base.css */
:root {
  --paper: #fafaf9;
  --card: #ffffff;
  --ink: #1c1917;
  --soft: #57534e;
  --line: #d6d3d1;
  --accent: #0f766e;
  --on-accent: #ffffff;
  --asked: #e7e5e4;
  --marker: #9a4a06;
  --marker-back: #fde68a;
  --split: #ccfbf1;
  --split-other: #c7d2fe;
  --glyph: #6b7280;
  --failure: #b91c1c;
  --failure-back: #fef2f2;
  --heat-0: #fca5a5;
  --heat-1: #fdba74;
  --heat-2: #fde68a;
  --heat-3: #d9f99d;
  --heat-4: #a7f3d0;
  color-scheme: light dark;
  font:
    16px/1.6 system-ui,
    "Apple SD Gothic Neo",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1c1917;
    --card: #292524;
    --ink: #f5f5f4;
    --soft: #b8b2ab;
    --line: #57534e;
    --accent: #5eead4;
    --on-accent: #042f2e;
    --asked: #44403c;
    --marker: #fcd34d;
    --marker-back: #5b2b04;
    --split: #115e59;
    --split-other: #3730a3;
    --glyph: #a8b3c4;
    --failure: #fca5a5;
    --failure-back: #3b0f0f;
    --heat-0: #7f1d1d;
    --heat-1: #7c2d12;
    --heat-2: #713f12;
    --heat-3: #3f6212;
    --heat-4: #065f46;
  }
}
* {
  box-sizing: border-box;
}
[hidden] {
  display: none !important;
}
body {
  margin: 0;
  min-height: 100dvh;
  display: flex;
  flex-direction: column;
  background: var(--paper);
  color: var(--ink);
  overflow-wrap: anywhere;
}
.note,
.failure,
.splits,
.output,
.markdown,
.question,
#what,
.hint {
  word-break: keep-all;
}
.hint {
  color: var(--soft);
  font-size: 0.875rem;
}
#thread a {
  color: inherit;
}
#thread button {
  padding: 0.25rem 0;
  text-decoration: underline;
}
#thread button:disabled {
  opacity: 0.6;
  cursor: default;
}
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
code,
pre,
.value,
.glyphs {
  font:
    0.9em/1.6 ui-monospace,
    "Cascadia Mono",
    Menlo,
    Consolas,
    "DejaVu Sans Mono",
    "Liberation Mono",
    "Noto Sans Mono CJK KR",
    monospace;
}
pre {
  margin: 0.25rem 0 0.5rem;
  padding: 0.5rem 0.75rem;
  max-height: 16rem;
  overflow: auto;
  border-radius: 0.5rem;
  background: var(--paper);
  white-space: pre-wrap;
}
button,
textarea,
select,
input {
  font: inherit;
  color: inherit;
}
button,
select {
  min-height: 2.25rem;
  padding: 0.15rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--card);
  cursor: pointer;
}
button:hover {
  border-color: var(--accent);
}
button.quiet {
  border-color: transparent;
  background: none;
  color: var(--soft);
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
summary {
  width: fit-content;
  padding: 0.25rem 0;
  color: var(--soft);
  cursor: pointer;
}
@media (pointer: coarse) {
  button,
  select,
  fieldset span {
    min-height: 2.75rem;
  }
  summary,
  fieldset span {
    padding-block: 0.6rem;
  }
}

/* src/page/style/layout.css */
header,
#columns {
  width: 100%;
  max-width: 48rem;
  margin: 0 auto;
}
header {
  position: sticky;
  top: 0;
  z-index: 2;
  padding: 0.6rem 1rem;
  background: var(--paper);
}
#columns {
  flex: 1;
  display: flex;
  flex-direction: column;
}
main {
  flex: 1;
  display: flex;
  flex-direction: column;
  min-width: 0;
  padding: 0 1rem;
}
#welcome,
#log:not(:empty) {
  flex: 1;
}
.bar,
.row {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem 1rem;
}
.bar {
  flex-wrap: nowrap;
}
h1 {
  margin: 0;
  font-size: 1.15rem;
  letter-spacing: -0.01em;
}
#promise {
  margin: 8vh 0 0.5rem;
  font-size: clamp(1.5rem, 5vw, 2.1rem);
  line-height: 1.25;
  letter-spacing: -0.02em;
  word-break: keep-all;
  text-wrap: balance;
}
#welcome p {
  max-width: 38rem;
  color: var(--soft);
  word-break: keep-all;
}
#model {
  flex: 1;
  min-width: 0;
  margin: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  color: var(--soft);
  font-size: 0.9rem;
}
.note {
  margin: 2rem 0 0;
  padding: 0.5rem 0.75rem;
  border-inline-start: 3px solid var(--marker);
  font-size: 0.875rem;
}
.note code {
  display: block;
  white-space: pre-wrap;
}
#examples {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
  margin: 0;
  padding: 0;
  list-style: none;
}
#log {
  outline: none;
}
#inspector {
  position: fixed;
  inset: auto 0 0;
  z-index: 3;
  max-height: 70dvh;
  padding: 0.75rem 1rem 1.5rem;
  overflow: auto;
  border-top: 1px solid var(--line);
  background: var(--card);
  box-shadow: 0 -0.5rem 1.5rem rgb(0 0 0 / 0.2);
}
body:not(.inspecting) #inspector {
  display: none;
}
@media (min-width: 68.75rem) {
  header,
  #columns {
    max-width: 110rem;
  }
  #columns {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(22rem, 2fr);
    align-items: start;
  }
  main {
    min-height: calc(100dvh - 3.5rem);
    max-width: 60rem;
    width: 100%;
    justify-self: center;
  }
  #inspector,
  body:not(.inspecting) #inspector {
    display: block;
    position: sticky;
    inset: 3.5rem auto auto;
    z-index: 1;
    max-height: calc(100dvh - 3.5rem);
    border: 0;
    border-inline-start: 1px solid var(--line);
    background: none;
    box-shadow: none;
  }
  #inspector .close,
  .open-details {
    display: none;
  }
}
@media (max-width: 30rem) {
  #promise {
    margin-top: 3vh;
  }
  .bar {
    gap: 0.25rem 0.75rem;
  }
  legend {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
}

/* src/page/style/turn.css */
.turn {
  scroll-margin-bottom: 14rem;
  margin: 0 0 1.25rem;
}
.asked {
  display: flex;
  justify-content: flex-end;
  align-items: center;
  gap: 0.25rem;
  margin-bottom: 0.5rem;
}
.question {
  width: fit-content;
  max-width: 85%;
  margin: 0;
  padding: 0.4rem 0.9rem;
  border-radius: 1rem 1rem 0.25rem;
  background: var(--asked);
  white-space: pre-wrap;
}
.answer {
  padding: 0.6rem 1rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.25rem 1rem 1rem;
  background: var(--card);
}
.selected > .answer {
  border-color: var(--accent);
}
.who,
.facts,
.wait {
  margin: 0;
  color: var(--soft);
  font-size: 0.8rem;
  font-variant-numeric: tabular-nums;
}
.wait::before {
  content: "";
  display: inline-block;
  width: 0.55em;
  height: 0.55em;
  margin-inline-end: 0.5em;
  border-radius: 50%;
  background: var(--accent);
  animation: alive 1s ease-in-out infinite alternate;
}
@keyframes alive {
  from {
    opacity: 0.2;
  }
}
@media (prefers-reduced-motion: reduce) {
  .wait::before {
    animation: none;
  }
}
.output {
  min-height: 1.6em;
  margin: 0;
  white-space: pre-wrap;
}
[aria-busy=true] .output:not(:empty)::after {
  content: "";
  display: inline-block;
  width: 0.5em;
  height: 1em;
  margin-inline-start: 1px;
  vertical-align: text-bottom;
  background: var(--accent);
}
[data-view=splits] .output:not(.value, .recalled),
[data-view=markdown] .output:not(.value),
[data-view=wire] .output,
body:not([data-view=splits]) .splits,
body:not([data-view=markdown]) .markdown,
body:not([data-view=wire]) .wire {
  display: none;
}
.reasoning {
  margin: 0.25rem 0;
  font-size: 0.875rem;
}
.reasoning p {
  margin: 0;
  padding-inline-start: 0.75rem;
  border-inline-start: 2px solid var(--line);
  color: var(--soft);
  white-space: pre-wrap;
}
.steps {
  margin: 0.25rem 0 0.5rem;
  padding: 0 0 0.25rem;
  border-bottom: 1px dashed var(--line);
  list-style: none;
  font-size: 0.875rem;
}
.steps li::before {
  content: "→ ";
  color: var(--soft);
}
.steps .result::before {
  content: "✓ ";
  color: var(--accent);
}
.steps .error::before {
  content: "✗ ";
  color: var(--failure);
}
.failure {
  margin: 0.5rem 0 0;
  padding: 0.25rem 0.9rem 0.6rem;
  border-inline-start: 3px solid var(--failure);
  background: var(--failure-back);
}
.failure p {
  margin: 0.25rem 0;
}
.asks {
  margin: 0.5rem 0 0;
  padding: 0.25rem 0.9rem 0.6rem;
  border: 1px solid var(--accent);
  border-radius: 0.5rem;
}
.asks p {
  margin: 0.25rem 0;
}
.asks[inert] {
  opacity: 0.6;
}
.asks textarea {
  width: 100%;
}
.asks input {
  flex: 1 1 10rem;
  width: 10rem;
}
.asks textarea,
.asks input {
  box-sizing: border-box;
  min-height: 2.25rem;
  padding: 0.3rem 0.6rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
}
.asks .actions button {
  flex: none;
}
.actions,
.tools {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.4rem;
  margin: 0.4rem 0 0;
  font-size: 0.85rem;
}
.markdown > :first-child {
  margin-top: 0;
}
.markdown table,
#inspector table {
  border-collapse: collapse;
  font-size: 0.875rem;
}
.markdown th,
.markdown td,
#inspector th,
#inspector td {
  padding: 0.2rem 0.6rem;
  border: 1px solid var(--line);
  text-align: start;
}
.markdown .right {
  text-align: end;
}
.markdown .center {
  text-align: center;
}
.table {
  overflow: auto;
}
.code-head {
  display: flex;
  justify-content: space-between;
  align-items: center;
  margin: 0;
  color: var(--soft);
  font-size: 0.8rem;
}
.wire ol {
  max-height: 24rem;
  margin: 0.25rem 0;
  padding: 0;
  overflow: auto;
  list-style: none;
  font-size: 0.8rem;
}
.wire li {
  display: flex;
  gap: 0.75rem;
  padding: 0.2rem 0;
  border-bottom: 1px dashed var(--line);
}
.wire time {
  flex: 0 0 4.5rem;
  color: var(--soft);
  font-variant-numeric: tabular-nums;
  text-align: end;
}
.wire code {
  min-width: 0;
  white-space: pre-wrap;
}

/* src/page/style/splits.css */
.splits {
  margin: 0.15rem 0 0.35rem;
  line-height: 2;
  white-space: pre-wrap;
  outline-offset: 4px;
}
.splits .block:not(:last-child) {
  content-visibility: auto;
  contain-intrinsic-block-size: auto 20rem;
}
.split {
  padding: 0.12em 0.1em;
  border-radius: 0.25rem;
  background: var(--split);
  box-decoration-break: clone;
  -webkit-box-decoration-break: clone;
  box-shadow: inset 1px 0 0 rgb(0 0 0 / 0.12);
  cursor: pointer;
}
.split + .split {
  margin-inline-start: 1px;
}
.split.other {
  background: var(--split-other);
}
.split.held {
  background: none;
  outline: 1px dashed var(--marker);
  outline-offset: -1px;
}
.split .marker,
.split:has(> .marker) {
  border-radius: inherit;
  background: var(--marker-back);
  color: var(--marker);
}
.split.empty {
  background: none;
  box-shadow: none;
  color: var(--glyph);
}
.split.empty::before {
  content: attr(data-glyph);
  font-size: 0.8em;
}
.space {
  position: relative;
}
.space::before {
  content: attr(data-glyph);
  position: absolute;
  inset-inline-start: 50%;
  translate: -50%;
  color: var(--glyph);
}
.newline::before {
  content: attr(data-glyph);
  color: var(--glyph);
}
.split[aria-selected=true] {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
}
.split.pointed,
.split:hover {
  filter: brightness(0.92);
}
@media (prefers-color-scheme: dark) {
  .split.pointed,
  .split:hover {
    filter: brightness(1.3);
  }
}
[data-heat=true] .split[data-heat="0"] {
  background: var(--heat-0);
}
[data-heat=true] .split[data-heat="1"] {
  background: var(--heat-1);
}
[data-heat=true] .split[data-heat="2"] {
  background: var(--heat-2);
}
[data-heat=true] .split[data-heat="3"] {
  background: var(--heat-3);
}
[data-heat=true] .split[data-heat="4"] {
  background: var(--heat-4);
}
.picture {
  margin: 0.4rem 0 0.1rem;
}
.timeline {
  display: block;
  width: 100%;
  height: auto;
  cursor: crosshair;
  touch-action: pan-y;
  user-select: none;
}
.picture .tools {
  justify-content: flex-end;
  margin: 0;
  min-height: 0;
}
.timeline path {
  fill: none;
  stroke-width: 2;
}
.timeline .wait {
  fill: var(--line);
  opacity: 0.35;
}
.timeline .text {
  stroke: var(--accent);
}
.timeline .empty {
  stroke: var(--soft);
}
.timeline .marker {
  stroke: var(--marker);
}
.timeline .reasoning {
  stroke: #7c3aed;
}
.timeline .bin {
  stroke: none;
}
.timeline .text.bin {
  fill: var(--accent);
}
.timeline .empty.bin {
  fill: var(--soft);
}
.timeline .marker.bin {
  fill: var(--marker);
}
.timeline .reasoning.bin {
  fill: #7c3aed;
}
.timeline .rate {
  fill: none;
  stroke: var(--ink);
  stroke-width: 1;
}
.timeline .axis {
  stroke: var(--line);
  stroke-width: 1;
}
.timeline .tick,
.timeline .step-name {
  fill: var(--soft);
  font-size: 11px;
}
.timeline .step {
  fill: var(--split-other);
}
.timeline .step-name {
  fill: var(--ink);
}
.timeline .selected {
  stroke: var(--ink);
  stroke-width: 1.5;
}
.timeline .brush {
  fill: var(--accent);
  opacity: 0.2;
}

/* src/page/style/inspector.css */
#inspector h2 {
  flex: 1;
  margin: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  font-size: 1rem;
}
#inspector h3 {
  margin: 0.5rem 0 0.25rem;
  font-size: 0.9rem;
}
#inspector .glyphs {
  margin: 0 0 0.35rem;
  padding: 0.25rem 0.6rem;
  border-radius: 0.35rem;
  background: var(--split);
  font-size: 1.1rem;
  white-space: pre-wrap;
}
dl {
  margin: 0.25rem 0;
  font-size: 0.85rem;
}
dl div {
  display: flex;
  gap: 0.6rem;
}
dt {
  flex: 0 0 9rem;
  color: var(--soft);
}
dd {
  min-width: 0;
  margin: 0;
  font-variant-numeric: tabular-nums;
}
#inspector details {
  margin-top: 0.35rem;
  font-size: 0.85rem;
}
.split-details,
.comparison:not(:empty) {
  margin-bottom: 0.5rem;
  padding-bottom: 0.5rem;
  border-bottom: 1px solid var(--line);
}

/* src/page/style/form.css */
#ask {
  position: sticky;
  bottom: 0;
  z-index: 1;
  padding: 0.6rem 0 0.75rem;
  border-top: 1px solid var(--line);
  background: var(--paper);
}
#send,
#stop {
  min-height: 2.75rem;
}
#send {
  border-color: var(--accent);
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
}
#stop {
  border-color: var(--failure);
  color: var(--failure);
  font-weight: 600;
}
#status {
  bottom: 0;
  margin: 0;
}
fieldset {
  display: flex;
  align-items: center;
  min-width: 0;
  margin: 0;
  padding: 0;
  border: 0;
}
legend {
  float: inline-start;
  margin-inline-end: 0.5rem;
  padding: 0;
  color: var(--soft);
  font-size: 0.85rem;
}
fieldset label {
  position: relative;
  cursor: pointer;
}
fieldset input {
  position: absolute;
  inset: 0;
  margin: 0;
  opacity: 0;
  cursor: pointer;
}
fieldset span {
  display: block;
  padding: 0.2rem 0.6rem;
  border: 1px solid var(--line);
  margin-inline-start: -1px;
  background: var(--card);
  font-size: 0.875rem;
}
fieldset label:first-of-type span {
  border-radius: 0.5rem 0 0 0.5rem;
}
fieldset label:last-of-type span {
  border-radius: 0 0.5rem 0.5rem 0;
}
fieldset label:only-of-type span {
  border-radius: 0.5rem;
}
fieldset input:checked + span {
  border-color: var(--accent);
  background: var(--accent);
  color: var(--on-accent);
}
fieldset input:focus-visible + span {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
#settings {
  margin-top: 0.25rem;
  font-size: 0.875rem;
}
.fields {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
  gap: 0.5rem 1rem;
  max-height: 40dvh;
  padding: 0.25rem;
  overflow: auto;
}
.fields label:not(.check) {
  display: grid;
  gap: 0.15rem;
  align-content: start;
}
.fields .check {
  display: flex;
  align-items: center;
  gap: 0.5rem;
}
#say {
  flex-wrap: nowrap;
  align-items: flex-end;
  gap: 0.5rem;
  margin-top: 0.5rem;
}
textarea,
.fields input[type=number],
#key {
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--soft);
  border-radius: 0.5rem;
  background: var(--card);
}
textarea:disabled {
  opacity: 0.5;
}
#message {
  flex: 1;
  min-width: 0;
  max-height: 30dvh;
  resize: none;
}
#key-row {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.25rem 0.75rem;
  margin: 0 0 0.6rem;
}
#variables {
  display: grid;
  flex: 1;
  gap: 0.5rem;
}
#variables label {
  display: grid;
  gap: 0.25rem;
}
@media (max-height: 24rem) {
  #ask {
    position: static;
  }
}

/* src/page/style/page.css */
`,
  "page.js": `// Made by deno task build: change src/client or src/page instead.

// src/page/answer/question.ts
var DEFAULT_SETTINGS = {
  endMarkers: null,
  includeEndMarker: false,
  system: "",
  model: null,
  temperature: null,
  maxTokens: null,
  logprobs: false
};
var ALTERNATIVES = 5;
function samplingOf({ model, temperature, maxTokens, logprobs }) {
  return {
    ...model === null ? {} : { model },
    ...temperature === null ? {} : { temperature },
    ...maxTokens === null ? {} : { max_tokens: maxTokens },
    ...logprobs ? { logprobs, top_logprobs: ALTERNATIVES } : {}
  };
}
function messagesOf({ text, history: history2, settings: { system } }) {
  return [
    ...system === "" ? [] : [{ role: "system", content: system }],
    ...history2,
    { role: "user", content: text }
  ];
}
function inputOf(question) {
  const { text, variables, history: history2, settings } = question;
  if (variables !== void 0) return variables;
  if (question.thread?.isNew === false) return { user_message: text };
  if (settings.system !== "") return { messages: messagesOf(question) };
  return { user_message: text, ...history2.length === 0 ? {} : { history: history2 } };
}
function configurableOf({ settings, thread }) {
  const sampling = samplingOf(settings);
  return {
    ...settings.endMarkers === null ? {} : { end_markers: settings.endMarkers },
    ...settings.includeEndMarker ? { include_end_marker: true } : {},
    ...Object.keys(sampling).length === 0 ? {} : { sampling },
    ...thread === void 0 ? {} : { thread_id: thread.id },
    ...thread?.checkpoint === void 0 ? {} : { checkpoint_id: thread.checkpoint }
  };
}

// src/page/answer/code_samples.ts
function codeSamples(question, server2) {
  const converses = question.variables === void 0 && question.resume === void 0;
  return [
    { client: "curl", code: curl(question, server2) },
    { client: "fetch", code: fetchCode(question, server2) },
    { client: "Splitstream", code: ownClient(question, server2) },
    ...converses ? [{ client: "OpenAI", code: openAI(question, server2) }] : [],
    ...converses ? [{ client: "AI SDK", code: aiSdk(question, server2) }] : [],
    { client: "RemoteRunnable", code: remoteRunnable(question, server2) }
  ];
}
function bodyOf(question) {
  const configurable = configurableOf(question);
  return {
    ...question.resume === void 0 ? { input: inputOf(question) } : { command: { resume: question.resume.value } },
    ...Object.keys(configurable).length === 0 ? {} : { config: { configurable } }
  };
}
function urlOf({ runnable }, { base }) {
  return \`\${base}\${runnable}/stream\`;
}
function curl(question, server2) {
  const key = server2.needsKey ? \` \\\\
  -H "Authorization: Bearer $API_KEY"\` : "";
  const body = JSON.stringify(bodyOf(question)).replaceAll("'", "'\\\\''");
  return \`curl -N \${urlOf(question, server2)}\${key} \\\\
  -d '\${body}'\`;
}
function fetchCode(question, server2) {
  const key = server2.needsKey ? "\\n    authorization: \`Bearer \${apiKey}\`," : "";
  return \`const response = await fetch(\${JSON.stringify(urlOf(question, server2))}, {
  method: "POST",
  headers: {\${key}
    accept: "text/plain",
    "content-type": "application/json",
  },
  body: JSON.stringify(\${indent(bodyOf(question))}),
});
for await (const text of response.body.pipeThrough(new TextDecoderStream())) console.log(text);\`;
}
function ownClient(question, server2) {
  const { endMarkers, includeEndMarker, ...settings } = question.settings;
  const sampling = samplingOf({ endMarkers, includeEndMarker, ...settings });
  const options = {
    ...endMarkers === null ? {} : { endMarkers },
    ...includeEndMarker ? { includeEndMarker } : {},
    ...Object.keys(sampling).length === 0 ? {} : { config: { configurable: { sampling } } }
  };
  const key = server2.needsKey ? "apiKey, " : "";
  const hasOptions = server2.needsKey || Object.keys(options).length > 0;
  const inner = JSON.stringify(options).slice(1, -1);
  return \`import { stream } from \${JSON.stringify(\`\${server2.base}client.js\`)};

const events = stream(\${JSON.stringify(urlOf(question, server2))}, \${JSON.stringify(inputOf(question))}\${hasOptions ? \`, { \${key}\${inner} }\` : ""});
for await (const event of events) {
  if (event.type === "text") console.log(event.text);
  if (event.type === "end") console.log(event.record.token_splits);
}\`;
}
function openAI(question, { base, needsKey }) {
  const { endMarkers } = question.settings;
  const request = {
    ...samplingOf(question.settings),
    model: question.runnable,
    // OpenAI's word for it
    stream: true,
    messages: messagesOf(question),
    ...endMarkers === null || endMarkers.length === 0 ? {} : { stop: endMarkers }
  };
  return \`import OpenAI from "openai";

const client = new OpenAI({
  baseURL: \${JSON.stringify(\`\${base}v1\`)},
  apiKey: \${needsKey ? "process.env.API_KEY" : '"none"'},
});
const chunks = await client.chat.completions.create(\${indent(request)});
for await (const { choices } of chunks) console.log(choices[0]?.delta.content ?? "");\`;
}
function aiSdk(question, { base, needsKey }) {
  const { temperature, maxTokens } = question.settings;
  const options = {
    messages: messagesOf(question),
    ...temperature === null ? {} : { temperature },
    ...maxTokens === null ? {} : { maxOutputTokens: maxTokens }
  };
  return \`import { createOpenAI } from "@ai-sdk/openai";
import { streamText } from "ai";

const splitstream = createOpenAI({
  baseURL: \${JSON.stringify(\`\${base}v1\`)},
  apiKey: \${needsKey ? "process.env.API_KEY" : '"none"'},
});
const { textStream } = streamText({
  model: splitstream.chat(\${JSON.stringify(question.runnable)}),
  ...\${indent(options)},
});
for await (const text of textStream) console.log(text);\`;
}
function remoteRunnable(question, { base, needsKey }) {
  const configurable = configurableOf(question);
  const hasConfig = Object.keys(configurable).length > 0;
  const key = needsKey ? ", {\\n  options: { headers: { authorization: \`Bearer \${process.env.API_KEY}\` } },\\n}" : "";
  return \`import { RemoteRunnable } from "@langchain/core/runnables/remote"; // @langchain/core 0.3

const remote = new RemoteRunnable({ url: \${JSON.stringify(base + question.runnable)} }\${key});
const chunks = await remote.stream(\${JSON.stringify(inputOf(question))}\${hasConfig ? \`, \${JSON.stringify({ configurable })}\` : ""});
for await (const chunk of chunks) console.log(chunk);\`;
}
function indent(value) {
  return JSON.stringify(value, null, 2).replaceAll("\\n", "\\n  ");
}

// src/page/answer/saved_file.ts
var VERSION = 1;
function toFile(answer) {
  const { frames: _2, ...saved2 } = answer.save();
  return JSON.stringify({ splitstream: VERSION, ...saved2 }, null, 2);
}
function readSaved(text) {
  try {
    const value = JSON.parse(text);
    if (isRecord(value)) return { ...BLANK, record: value };
    if (!isObject(value) || !isRecord(value.record)) return null;
    const { question, run, status: status2, failure, steps, record } = value;
    return {
      ...BLANK,
      record,
      ...isObject(question) ? { question } : {},
      ...isObject(run) ? { run } : {},
      ...status2 === "stopped" || status2 === "failed" ? { status: status2 } : {},
      ...isObject(failure) ? { failure } : {},
      ...Array.isArray(steps) ? { steps } : {}
    };
  } catch {
    return null;
  }
}
var BLANK = {
  question: { runnable: "", text: "—", history: [], settings: DEFAULT_SETTINGS },
  run: null,
  status: "complete",
  failure: null,
  steps: [],
  frames: []
};
function isRecord(value) {
  return isObject(value) && Array.isArray(value.splits) && "output" in value && isObject(value.timing) && Array.isArray(value.timing.split_ms);
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/page/conversation/conversation.ts
import { follow, stream } from "./client.js";

// src/client/steps.ts
function stepsOf(updates) {
  return Object.values(updates).flatMap(messagesOf2).flatMap((message) => {
    if (message.type === "tool") {
      const kind = message.status === "error" ? "error" : "result";
      return [{ kind, tool: asText(message.name), text: asText(message.content) }];
    }
    const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isObject2) : [];
    return calls.map(({ name, args }) => ({
      kind: "call",
      tool: asText(name),
      text: JSON.stringify(args ?? {})
    }));
  });
}
function messagesOf2(update) {
  return isObject2(update) && Array.isArray(update.messages) ? update.messages.filter(isObject2) : [];
}
function asText(value) {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}
function isObject2(value) {
  return typeof value === "object" && value !== null;
}

// src/page/answer/answer.ts
var Answer = class _Answer {
  question;
  /** Whether only its text is known, because a thread kept it. */
  isRecalled = false;
  /** Whether more of it comes to another page. */
  isUnderWay = false;
  run = null;
  status = "running";
  failure = null;
  /** Which attempt to come back is under way, after the connection broke; 0 for none. */
  attempt = 0;
  frames = [];
  #splits = [];
  #steps = [];
  #reasoning = [];
  /** The length of all splits together. */
  #length = 0;
  /** The splits, cut where the output ended when they were last asked for, and their length. */
  #cut = [];
  #cutEnd = 0;
  #cutLength = 0;
  /** How many of those are part of the output for good, and their length. */
  #settled = 0;
  #settledLength = 0;
  #output = "";
  #value = void 0;
  #record = null;
  /** Makes an empty answer to a question. */
  constructor(question) {
    this.question = question;
  }
  /** Restores a saved answer. */
  static restore(saved2) {
    const answer = new _Answer(saved2.question);
    answer.run = saved2.run;
    answer.status = saved2.status;
    answer.failure = saved2.failure;
    answer.isRecalled = saved2.isRecalled === true;
    answer.isUnderWay = saved2.isUnderWay === true;
    answer.frames.push(...saved2.frames);
    answer.#steps.push(...saved2.steps);
    answer.#setRecord(saved2.record);
    return answer;
  }
  /** Reads an event. @param ms the time since the question was sent */
  add(event, ms) {
    this.attempt = event.type === "reconnect" ? event.attempt : 0;
    switch (event.type) {
      case "start":
        this.run = event.run;
        return;
      case "split":
        this.#splits.push(event.split);
        this.#length += event.split.text.length;
        return;
      case "text":
        this.#output += event.text;
        return;
      case "value":
        this.#value = event.value;
        return;
      case "reasoning":
        this.#reasoning.push({ text: event.text, ms: Math.round(ms) });
        return;
      case "updates":
        this.#steps.push(...stepsOf(event.updates));
        return;
      case "end":
        this.end("complete", event.record);
        return;
    }
  }
  /** Ends the answer. @param record the record of the server, if it sent one */
  end(status2, record = null) {
    this.status = status2;
    if (record !== null) this.#setRecord(record);
  }
  /** The text of the answer so far. */
  get output() {
    return this.#output;
  }
  /** The JSON value of the answer so far, if it is not a text. */
  get value() {
    return this.#value;
  }
  /** How many characters are held back, because they may become an end marker. */
  get heldLength() {
    return this.status === "running" ? Math.max(0, this.#length - this.#output.length) : 0;
  }
  /** The number of splits so far. */
  get count() {
    return this.#splits.length;
  }
  /** The tool calls of an agent, and their results. */
  get steps() {
    return this.#steps;
  }
  /** When the steps of an agent or graph ran. Known at the end. */
  get stepTimes() {
    return this.#record?.timing.steps ?? [];
  }
  /** The pieces of reasoning so far, with their times. */
  get reasoning() {
    return this.#reasoning;
  }
  /** The time of the last thing that the model did, in milliseconds since the run began. */
  get lastMs() {
    const last = Math.max(this.#splits.at(-1)?.ms ?? 0, this.#reasoning.at(-1)?.ms ?? 0);
    return this.#record === null ? last : Math.max(last, this.#record.timing.duration_ms);
  }
  /**
   * The splits so far, each cut where the output ends. Each is made once: only those that were held
   * back are made again, when the output has grown.
   */
  get splits() {
    const isText = typeof this.#record?.output === "string" || this.#record === null;
    const end = isText ? this.#output.length : 0;
    if (end !== this.#cutEnd) this.#cut.length = this.#settled;
    this.#cutEnd = end;
    let offset = this.#cut.length === this.#settled ? this.#settledLength : this.#cutLength;
    for (let i = this.#cut.length; i < this.#splits.length; i++) {
      const { text: all = "", ms = 0, logprobs = [] } = this.#splits[i] ?? {};
      const text = all.slice(0, Math.max(0, end - offset));
      offset += all.length;
      this.#cut.push({ text, rest: all.slice(text.length), ms, logprobs });
      if (text.length < all.length || this.#settled !== i) continue;
      this.#settled++;
      this.#settledLength = offset;
    }
    this.#cutLength = offset;
    return this.#cut;
  }
  /** The record of the server, or what is known without it. */
  get record() {
    if (this.#record !== null) return this.#record;
    const splits = this.#splits.map(({ text }) => text);
    const reasoning = this.#reasoning.map(({ text }) => text);
    const logprobs = this.#splits.map((split) => split.logprobs ?? []);
    return {
      end_reason: this.status === "failed" ? "error" : "cancelled",
      end_marker: null,
      finish_reason: null,
      output: this.#value ?? this.#output,
      splits,
      token_splits: splits.map((split) => \`\${split}|\`).join(""),
      tool_calls: [],
      reasoning: reasoning.length === 0 ? null : {
        text: reasoning.join(""),
        splits: reasoning,
        split_ms: this.#reasoning.map(({ ms }) => ms)
      },
      ...logprobs.some((tokens) => tokens.length > 0) ? { logprobs } : {},
      usage: null,
      timing: {
        first_token_ms: this.#splits.find(({ text }) => text !== "")?.ms ?? null,
        duration_ms: this.lastMs,
        split_ms: this.#splits.map(({ ms }) => ms)
      }
    };
  }
  /** Returns the answer for a file, or for the next visit. */
  save() {
    const { question, run, record, failure, steps, frames } = this;
    const status2 = this.status === "running" ? "stopped" : this.status;
    const recalled = this.isRecalled ? { isRecalled: true } : {};
    return { question, run, record, status: status2, failure, steps, frames, ...recalled };
  }
  #setRecord(record) {
    this.#record = record;
    const { splits, timing, logprobs, reasoning, output } = record;
    this.#splits.length = 0;
    this.#cut = [];
    this.#cutLength = this.#settled = this.#settledLength = 0;
    splits.forEach((text, i) => {
      const ms = timing.split_ms[i] ?? timing.duration_ms;
      this.#splits.push({ text, ms, logprobs: logprobs?.[i] ?? [] });
    });
    this.#length = splits.reduce((sum2, split) => sum2 + split.length, 0);
    this.#reasoning.length = 0;
    reasoning?.splits.forEach((text, i) => {
      this.#reasoning.push({ text, ms: reasoning.split_ms[i] ?? 0 });
    });
    if (typeof output === "string") this.#output = output;
    else this.#value = output;
  }
};

// src/page/thread/thread_turns.ts
function messagesIn(values) {
  const messages2 = isObject3(values) ? values.messages : void 0;
  return (Array.isArray(messages2) ? messages2.filter(isObject3) : []).map((message) => ({
    ...message,
    type: String(message.type),
    text: textOf(message.content)
  }));
}
function systemOf({ values }) {
  return messagesIn(values).find(({ type }) => type === "system")?.text ?? "";
}
function historyOf({ values }) {
  return turnsIn(values).flatMap(({ text, output }) => [
    { role: "user", content: text },
    ...output === "" ? [] : [{ role: "assistant", content: output }]
  ]);
}
function isAllOf(thread, { history: history2, turns }) {
  if (turns.some(({ question }) => question.variables !== void 0)) return true;
  const answers = turns.filter(({ question }) => question.resume !== void 0).map(({ question }) => question.text);
  const said = (messages2, role) => messages2.filter((message) => message.role === role).map(({ content }) => content);
  const asked = said(history2, "user").filter((text) => !answers.includes(String(text)));
  const there = historyOf(thread);
  const hasAnswer = () => {
    if (turns.at(-1)?.status !== "complete") return true;
    const [seen = "", kept = ""] = [history2, there].map((it2) => said(it2, "assistant").at(-1));
    return String(seen).startsWith(String(kept));
  };
  return JSON.stringify(asked) === JSON.stringify(said(there, "user")) && hasAnswer();
}
function turnsOf(thread, seen = []) {
  const { id, runnable, values, interrupts, isBusy } = thread;
  const system = systemOf(thread);
  const turns = turnsIn(values);
  if (turns.length === 0) turns.push({ text: "—", output: values, messages: [] });
  const rest = [...seen];
  const history2 = [];
  return turns.map(({ text, output, messages: messages2 }, i) => {
    const question = {
      runnable,
      text,
      history: [...history2],
      settings: { ...DEFAULT_SETTINGS, system },
      thread: { id, isNew: false }
    };
    history2.push({ role: "user", content: text });
    if (typeof output === "string" && output !== "") {
      history2.push({ role: "assistant", content: output });
    }
    const isLast = i === turns.length - 1;
    const asks = isLast && !isBusy ? interrupts : [];
    const same = rest.findIndex(
      (it2) => it2.question.text === text && (it2.status !== "complete" || it2.record.output === output) && JSON.stringify(it2.record.interrupts ?? []) === JSON.stringify(asks)
    );
    const [found] = same < 0 ? [] : rest.splice(0, same + 1).slice(-1);
    if (found !== void 0 && !(isLast && isBusy)) return { ...found, question };
    return {
      question,
      run: null,
      record: recordOf(output, asks),
      status: "complete",
      failure: null,
      steps: stepsOf({ thread: { messages: messages2 } }),
      frames: [],
      isRecalled: true,
      ...isLast && isBusy ? { isUnderWay: true } : {}
    };
  });
}
function turnsIn(values) {
  const turns = [];
  for (const message of messagesIn(values)) {
    const last = turns.at(-1);
    if (message.type === "human") turns.push({ text: message.text, output: "", messages: [] });
    else if (last !== void 0) {
      last.messages.push(message);
      if (message.type === "ai") last.output = message.text;
    }
  }
  return turns;
}
function recordOf(output, interrupts) {
  return {
    end_reason: interrupts.length === 0 ? "stop" : "interrupt",
    end_marker: null,
    finish_reason: null,
    output,
    splits: [],
    token_splits: "",
    tool_calls: [],
    ...interrupts.length === 0 ? {} : { interrupts },
    reasoning: null,
    usage: null,
    timing: { first_token_ms: null, duration_ms: 0, split_ms: [] }
  };
}
function textOf(content) {
  if (typeof content === "string") return content;
  const parts = Array.isArray(content) ? content.filter(isObject3) : [];
  return parts.map(({ type, text }) => type === "text" ? String(text) : "").join("");
}
function isObject3(value) {
  return typeof value === "object" && value !== null;
}

// src/page/thread/fork_point.ts
function forkPoint(states, { text, history: history2, thread }) {
  const [head] = states;
  if (head === void 0 || thread === void 0) return null;
  const asked = questionsIn(head);
  const before = history2.filter(({ role }) => role === "user").reduce((from, { content }) => {
    const place = asked.indexOf(String(content), from);
    return place < 0 ? from : place + 1;
  }, 0);
  const count = asked.indexOf(text, before);
  if (count < 0) return null;
  const byId = new Map(states.map((state2) => [state2.checkpoint?.checkpoint_id, state2]));
  let state = head;
  while (state !== void 0 && questionsIn(state).length > count) {
    state = byId.get(state.parent_checkpoint?.checkpoint_id);
  }
  if (state?.checkpoint == null || questionsIn(state).length !== count) return null;
  return {
    id: thread.id,
    isNew: count === 0,
    // nothing was said there, and no system prompt
    checkpoint: state.checkpoint.checkpoint_id
  };
}
function questionsIn({ values }) {
  return messagesIn(values).filter(({ type }) => type === "human").map(({ text }) => text);
}

// src/page/thread/conversation_threads.ts
var ConversationThreads = class {
  /** The thread of the conversation, which has all of it; \`null\` for none. */
  current = null;
  /** Whether the reader wants the conversation to be kept, whatever answers it. */
  isKept = false;
  #options;
  /** @param options whose conversations are kept, and where */
  constructor(options) {
    this.#options = options;
  }
  /**
   * Returns the thread for a question.
   *
   * @param options \`isAside\` says that the conversation does not go on there
   */
  for(question, { isAside }) {
    const { runnable, variables, settings: { system } } = question;
    const isThreaded = this.#options.isThreaded(runnable);
    if (!isThreaded && (variables !== void 0 || !this.isKept || isAside)) {
      const isSaid = variables === void 0 && !isAside;
      if (isSaid) this.current = null;
      return void 0;
    }
    if (isAside) return { id: newThreadId(), isNew: true };
    const { current } = this;
    return current?.runnable === runnable && (current.system ?? "") === system ? { id: current.id, isNew: false } : this.#begin(question);
  }
  /**
   * Returns where a question goes that takes the place of another one: to the checkpoint before that,
   * or to a new thread.
   *
   * @param options \`thread\` is what {@linkcode for} has returned
   */
  async replace(question, { replaced, thread, signal }) {
    if (thread.isNew) return thread;
    const isThere = replaced.thread?.id === thread.id;
    const states = isThere ? await this.#options.server.states(thread.id) : [];
    signal.throwIfAborted();
    return forkPoint(states, replaced) ?? this.#begin(question);
  }
  /** Called with the thread of a question that was refused. It was not told what was said before. */
  refuse(thread) {
    if (thread?.isNew && thread.id === this.current?.id) this.current = null;
  }
  /** Lets the server keep what was said, up to a question and its answer. @returns whether it does */
  async keep({ runnable, settings: { system } }, history2) {
    const id = newThreadId();
    const first = system === "" ? [] : [{ role: "system", content: system }];
    const isKept = await this.#options.server.keep({
      id,
      runnable,
      messages: [...first, ...history2]
    });
    if (!isKept) return false;
    this.isKept = true;
    this.current = { id, runnable, system };
    return true;
  }
  /** Begins a new thread with a question. */
  #begin({ runnable, settings: { system } }) {
    const id = newThreadId();
    this.current = { id, runnable, system };
    return { id, isNew: true };
  }
  /** Forgets the thread: a new conversation begins. */
  clear() {
    this.current = null;
    this.isKept = false;
  }
};
function newThreadId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// src/page/dom/element.ts
function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
function svgElement(tag, attributes = {}) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, \`\${value}\`);
  return made;
}
function button(textContent, onClick, properties = {}) {
  const made = element("button", { type: "button", textContent, ...properties });
  made.addEventListener("click", onClick);
  return made;
}
function find(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new TypeError(\`Cannot find #\${id}: expected a \${type.name}\`);
  return found;
}

// src/page/dom/copy_button.ts
var SAID_MS = 2e3;
function copyButton(label, textOf2, { copied, copyFailed }) {
  const made = button(label, async () => {
    try {
      await navigator.clipboard.writeText(textOf2());
      made.textContent = copied;
    } catch {
      made.textContent = copyFailed;
    }
    setTimeout(() => made.textContent = label, SAID_MS);
  });
  return made;
}

// src/page/answer/facts.ts
function factsOf(splits) {
  const isEmpty = ({ text, rest }) => text === "" && rest === "";
  const gaps = splits.slice(1).map(({ ms }, i) => ms - (splits[i]?.ms ?? ms));
  const sorted = gaps.toSorted((a, b) => a - b);
  const took = (splits.at(-1)?.ms ?? 0) - (splits[0]?.ms ?? 0);
  const longest = sorted.at(-1);
  return {
    count: splits.length,
    empty: splits.filter(isEmpty).length,
    firstMs: splits.find((split) => !isEmpty(split))?.ms ?? null,
    rate: took > 0 ? gaps.length / took * 1e3 : null,
    longestGap: longest === void 0 ? null : { ms: longest, index: gaps.indexOf(longest) + 1 },
    medianGap: quantile(sorted, 0.5),
    p95Gap: quantile(sorted, 0.95)
  };
}
function quantile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
function duration(ms) {
  return ms < 1e3 ? \`\${Math.round(ms)} ms\` : \`\${(ms / 1e3).toFixed(2)} s\`;
}
function percent(logprob) {
  const share = Math.exp(logprob) * 100;
  return \`\${share >= 99.95 ? "100" : share.toPrecision(share < 1 ? 2 : 3)} %\`;
}
function confidenceOf({ logprobs }) {
  if (logprobs.length === 0) return null;
  return Math.exp(Math.min(...logprobs.map(({ logprob }) => logprob)));
}

// src/page/view/facts_line.ts
function endOf(answer, messages2) {
  if (answer.status === "failed") return messages2.failed;
  if (answer.status === "stopped") return messages2.stopped;
  const { end_reason, end_marker, finish_reason, tool_calls } = answer.record;
  if (end_marker !== null) return messages2.marker(end_marker);
  if (end_reason === "length") return messages2.length;
  if (end_reason === "interrupt") return messages2.waits;
  if (tool_calls.length > 0) return messages2.toolCalls;
  return finish_reason === "content_filter" ? messages2.filtered : messages2.done;
}
function factsLine(answer, messages2) {
  if (answer.isRecalled) {
    const { end_reason } = answer.record;
    return [...end_reason === "interrupt" ? [messages2.waits] : [], messages2.recalled].join(" · ");
  }
  const { count, empty, firstMs, rate } = factsOf(answer.splits);
  return [
    endOf(answer, messages2),
    ...count === 0 ? [] : [messages2.factCount(count, empty)],
    ...firstMs === null ? [] : [messages2.factFirst(duration(firstMs))],
    ...rate === null ? [] : [messages2.factRate(rate.toFixed(1))],
    messages2.factTook(duration(answer.lastMs))
  ].join(" · ");
}
function factsList(answer, messages2) {
  const { count, empty, firstMs, rate, longestGap, medianGap, p95Gap } = factsOf(answer.splits);
  const { usage } = answer.record;
  const time = (term, ms) => ms == null ? [] : [[term, duration(ms)]];
  return [
    [messages2.ended, endOf(answer, messages2)],
    [messages2.splits, messages2.factCount(count, empty)],
    ...time(messages2.firstToken, firstMs),
    ...time(messages2.duration, answer.lastMs),
    ...rate === null ? [] : [[messages2.speed, messages2.factRate(rate.toFixed(1))]],
    ...time(messages2.medianGap, medianGap),
    ...time(messages2.p95Gap, p95Gap),
    ...time(messages2.longestGap, longestGap?.ms),
    ...usage === null ? [] : [[messages2.usage, usageText(usage)]],
    ...answer.question.thread === void 0 ? [] : [[messages2.thread, answer.question.thread.id]],
    ...answer.run === null ? [] : [[messages2.runId, answer.run.run_id]]
  ];
}
function usageText(usage) {
  return ["input_tokens", "output_tokens"].filter((key) => typeof usage[key] === "number").map((key) => \`\${key} \${usage[key]}\`).join(", ");
}

// src/page/view/turn/failure_view.ts
function failureView({ text, detail, isLost = false, location: location2 = null }, { messages: messages2, isKept, onReadOn, onAgain }) {
  const { kept, readOn, regenerate, retry } = messages2;
  const shown = element("div", { className: "failure", role: "alert" });
  shown.append(element("p", {}, \`\${text}\${isKept ? \` \${kept}\` : ""}\`));
  if (detail !== null) shown.append(element("p", { className: "hint" }, detail));
  const actions = element("p", { className: "actions" });
  if (location2 !== null) actions.append(button(readOn, onReadOn, { className: "read-on" }));
  actions.append(button(isLost ? regenerate : retry, onAgain, { className: "retry" }));
  shown.append(actions);
  return shown;
}

// src/client/json_or_text.ts
function jsonOrText(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

// src/wire/is_object.ts
function isObject4(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/wire/updates/questions.ts
function questionsOf(interrupts, threadId) {
  return interrupts.flatMap(({ id = "", value }) => {
    const at2 = \`ask:\${threadId}:\${id}\`;
    const calls = actionRequestsOf(value);
    if (calls === null) return [{ id: at2, call: null, message: messageOf(value), value }];
    return calls.map((call, i) => ({
      id: \`\${at2}/\${i}\`,
      call: { name: String(call.name), args: call.args ?? {} },
      message: typeof call.description === "string" ? call.description : null,
      value: call
    }));
  });
}
function actionRequestsOf(value) {
  if (!isObject4(value) || !Array.isArray(value.actionRequests)) return null;
  const { actionRequests } = value;
  return actionRequests.length > 0 && actionRequests.every(isObject4) ? actionRequests : null;
}
function messageOf(value) {
  if (typeof value === "string") return value;
  const { question, message } = isObject4(value) ? value : {};
  const text = question ?? message;
  return typeof text === "string" ? text : null;
}

// src/client/to_resume.ts
function toResume(interrupts, answers) {
  const rest = [...answers];
  const values = interrupts.map(({ id = "", value }) => {
    const calls = actionRequestsOf(value);
    const given = rest.splice(0, calls?.length ?? 1);
    return [id, calls === null ? valueOf(given[0]) : { decisions: given.map(decisionOf) }];
  });
  return values.length === 1 ? values[0]?.[1] : Object.fromEntries(values);
}
function valueOf(answer) {
  return answer === void 0 ? null : "value" in answer ? answer.value : answer.approved;
}
function decisionOf(answer) {
  if ("value" in answer) return answer.value;
  const { approved, reason } = answer;
  if (approved) return { type: "approve" };
  return { type: "reject", ...reason === void 0 ? {} : { message: reason } };
}

// src/page/view/turn/interrupt_view.ts
function interruptView(interrupts, { messages: messages2, onResume }) {
  const questions = questionsOf(interrupts, "");
  const given = /* @__PURE__ */ new Map();
  const parts = questions.map((question) => {
    const part = element("div", { className: "asks", role: "group" });
    part.ariaLabel = question.call === null ? messages2.asks : messages2.asksForCall;
    const give = (answer) => {
      given.set(question, answer);
      part.inert = true;
      const all = questions.flatMap((it2) => given.get(it2) ?? []);
      if (all.length < questions.length) return;
      onResume(
        toResume(interrupts, all.map(({ answer: answer2 }) => answer2)),
        all.map(({ words }) => words).join("\\n")
      );
    };
    part.append(
      ...question.call === null ? valuePart(question, { messages: messages2, give }) : callPart(question.call, { message: question.message, messages: messages2, give })
    );
    return part;
  });
  return element("div", {}, ...parts);
}
function callPart({ name, args }, { message, messages: messages2, give }) {
  const { asksForCall, approve, reject, reason, approved, rejected } = messages2;
  const why = element("input", { type: "text", placeholder: reason, ariaLabel: reason });
  const onReject = () => {
    const text = why.value.trim();
    give({
      answer: { approved: false, ...text === "" ? {} : { reason: text } },
      words: text === "" ? rejected : \`\${rejected}: \${text}\`
    });
  };
  return [
    element("p", { className: "hint" }, asksForCall),
    element("p", {}, element("b", {}, name), " ", element("code", {}, JSON.stringify(args))),
    ...message === null ? [] : [element("p", { className: "hint" }, message)],
    element(
      "p",
      { className: "actions" },
      button(approve, () => give({ answer: { approved: true }, words: approved }), {
        className: "approve"
      }),
      button(reject, onReject),
      why
    )
  ];
}
function valuePart({ message, value }, { messages: messages2, give }) {
  const { asks, yourAnswer, sendAnswer } = messages2;
  const field = element("textarea", { rows: 2, placeholder: yourAnswer, ariaLabel: yourAnswer });
  const onAnswer = () => {
    const text = field.value.trim();
    if (text !== "") give({ answer: { value: jsonOrText(text) }, words: text });
  };
  return [
    element("p", { className: "hint" }, asks),
    message === null ? element("pre", { tabIndex: 0 }, JSON.stringify(value, null, 2)) : element("p", {}, message),
    field,
    element("p", { className: "actions" }, button(sendAnswer, onAnswer, { className: "approve" }))
  ];
}

// src/page/view/turn/output_view.ts
var OutputView = class {
  /** The element to add to the turn. */
  element = element("p", { className: "output" });
  #shown = "";
  /** Draws what is new. @param isValue whether the text is a value as JSON, which is laid out as such */
  draw(text, { isValue }) {
    if (text === this.#shown) return;
    this.element.classList.toggle("value", isValue);
    if (!isValue && text.startsWith(this.#shown)) {
      this.element.append(text.slice(this.#shown.length));
    } else {
      this.element.textContent = text;
    }
    this.#shown = text;
  }
  /** Shows words of the page in its place. */
  say(words) {
    this.element.textContent = words;
  }
  /** Forgets all: another answer begins. */
  clear() {
    this.#shown = "";
    this.element.replaceChildren();
  }
};

// src/page/view/turn/turn_head.ts
var TurnHead = class {
  /** The elements to add to the turn. */
  elements;
  #who = element("p", { className: "who" });
  #reasoning = element("details", { className: "reasoning", hidden: true });
  #thoughts = element("p");
  #steps = element("ol", { className: "steps", hidden: true });
  #shownSteps = 0;
  #shownThoughts = 0;
  /** @param messages the texts of the page */
  constructor({ reasoning, steps }) {
    this.#reasoning.append(element("summary", {}, reasoning), this.#thoughts);
    this.#steps.ariaLabel = steps;
    this.elements = [this.#who, this.#reasoning, this.#steps];
  }
  /** Draws what is new. */
  draw({ question, run, steps, reasoning }) {
    this.#who.textContent = [run?.runnable ?? question.runnable, run?.model].filter((name) => name != null).join(" · ");
    for (const { kind, tool, text } of steps.slice(this.#shownSteps)) {
      const item = element("li", { className: kind });
      item.append(element("b", {}, tool), " ", element("code", {}, text));
      this.#steps.append(item);
    }
    this.#shownSteps = steps.length;
    this.#steps.hidden = this.#shownSteps === 0;
    this.#thoughts.append(...reasoning.slice(this.#shownThoughts).map(({ text }) => text));
    this.#shownThoughts = reasoning.length;
    this.#reasoning.hidden = reasoning.length === 0;
  }
  /** Forgets all: another answer begins. */
  clear() {
    this.#shownSteps = this.#shownThoughts = 0;
    this.#steps.replaceChildren();
    this.#thoughts.replaceChildren();
  }
};

// src/page/view/turn/wait_text.ts
function waitText(answer, { ms, messages: messages2 }) {
  const { attempt, heldLength, status: status2, output, value, reasoning } = answer;
  if (attempt > 0) return messages2.reconnecting(attempt);
  if (heldLength > 0) return messages2.holding(heldLength);
  if (status2 !== "running" || output !== "" || value !== void 0) return "";
  const seconds = \`\${(ms / 1e3).toFixed(1)} s\`;
  return reasoning.length > 0 ? messages2.thinking(seconds) : messages2.waiting(seconds);
}

// npm:marked
function G() {
  return { async: false, breaks: false, extensions: null, gfm: true, hooks: null, pedantic: false, renderer: null, silent: false, tokenizer: null, walkTokens: null };
}
var S = G();
function ue(l3) {
  S = l3;
}
var q = { exec: () => null };
function D(l3) {
  let e = [];
  return (t) => {
    let n = Math.max(0, Math.min(3, t - 1)), r = e[n];
    return r || (r = l3(n), e[n] = r), r;
  };
}
function g(l3, e = "") {
  let t = typeof l3 == "string" ? l3 : l3.source, n = { replace: (r, s) => {
    let o = typeof s == "string" ? s : s.source;
    return o = o.replace(O.caret, "$1"), t = t.replace(r, o), n;
  }, getRegex: () => new RegExp(t, e) };
  return n;
}
var _e = ((l3 = "") => {
  try {
    return !!new RegExp("(?<=1)(?<!1)" + l3);
  } catch {
    return false;
  }
})();
var O = { codeRemoveIndent: /^(?: {0,3}\\t| {1,4})/gm, listInterruptsParagraph: /^ {0,3}(?:[*+-]|1[.)])[ \\t]+[^ \\t\\n]/, outputLinkReplace: /\\\\([\\[\\]])/g, indentCodeCompensation: /^(\\s+)(?:\`\`\`)/, beginningSpace: /^\\s+/, endingHash: /#$/, startingSpaceChar: /^ /, endingSpaceChar: / $/, endingSpaceTabChar: /[ \\t]$/, nonSpaceChar: /[^ ]/, newLineCharGlobal: /\\n/g, tabCharGlobal: /\\t/g, leadingSpaceTab: /^[ \\t]+/, multipleSpaceGlobal: /\\s+/g, blankLine: /^[ \\t]*$/, doubleBlankLine: /\\n[ \\t]*\\n[ \\t]*$/, blockquoteStart: /^ {0,3}>/, blockquoteSetextReplace: /\\n {0,3}((?:=+|-+)[ \\t]*)(?=\\n|$)/g, blockquoteSetextReplace2: /^ {0,3}>[ \\t]?/gm, blockquoteMarkerWhitespace: /^( {0,3}>)(\\t[ \\t]*)/gm, nestedBlockMarker: /^ {0,3}(?:(?:[*+-]|\\d{1,9}[.)])(?: |$)|> ?)/, listReplaceNesting: /^ {1,4}(?=( {4})*[^ ])/g, listIsTask: /^\\[[ xX]\\][ \\t]+\\S/, listReplaceTask: /^\\[[ xX]\\][ \\t]+/, listTaskCheckbox: /\\[[ xX]\\]/, anyLine: /\\n.*\\n/, hrefBrackets: /^<(.*)>$/, tableDelimiter: /[:|]/, tableAlignChars: /^\\||\\| *$/g, tableRowBlankLine: /\\n[ \\t]*$/, tableAlignRight: /^ *-+: *$/, tableAlignCenter: /^ *:-+: *$/, tableAlignLeft: /^ *:-+ *$/, startATag: /^<a /i, endATag: /^<\\/a>/i, startPreScriptTag: /^<(pre|code|kbd|script)(\\s|>)/i, endPreScriptTag: /^<\\/(pre|code|kbd|script)(\\s|>)/i, startAngleBracket: /^</, endAngleBracket: />$/, pedanticHrefTitle: /^([^'"]*[^\\s])\\s+(['"])(.*)\\2/, unicodeAlphaNumeric: /[\\p{L}\\p{N}]/u, numericCharacterReference: /&#(?:(\\d{1,7})|[Xx]([A-Fa-f0-9]{1,6}));/, numericCharacterReferenceOrAmpersand: /&#(?:(\\d{1,7})|[Xx]([A-Fa-f0-9]{1,6}));|&(?!(#\\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\\w+);)/g, escapeTest: /[&<>"']/, escapeReplace: /[&<>"']/g, escapeTestNoEncode: /[<>"']|&(?!(#\\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\\w+);)/, escapeReplaceNoEncode: /[<>"']|&(?!(#\\d{1,7}|#[Xx][a-fA-F0-9]{1,6}|\\w+);)/g, caret: /(^|[^\\[])\\^/g, percentDecode: /%25/g, findPipe: /\\|/g, splitPipe: / \\|/, slashPipe: /\\\\\\|/g, carriageReturn: /\\r\\n|\\r/g, spaceLine: /^ +$/gm, notSpaceStart: /^\\S*/, endingNewline: /\\n$/, listItemRegex: (l3) => new RegExp(\`^( {0,3}\${l3})((?:[	 ][^\\\\n]*)?(?:\\\\n|$))\`), nextBulletRegex: D((l3) => new RegExp(\`^ {0,\${l3}}(?:[*+-]|\\\\d{1,9}[.)])((?:[ 	][^\\\\n]*)?(?:\\\\n|$))\`)), hrRegex: D((l3) => new RegExp(\`^ {0,\${l3}}((?:-[ 	]*){3,}|(?:_[ 	]*){3,}|(?:\\\\*[ 	]*){3,})(?:\\\\n+|$)\`)), fencesBeginRegex: D((l3) => new RegExp(\`^ {0,\${l3}}(?:\\\`\\\`\\\`|~~~)\`)), headingBeginRegex: D((l3) => new RegExp(\`^ {0,\${l3}}#{1,6}(?:\\\\s|$)\`)), pedanticHeadingBeginRegex: D((l3) => new RegExp(\`^ {0,\${l3}}#\`)), htmlBeginRegex: D((l3) => new RegExp(\`^ {0,\${l3}}(?:</?(?:\${he})(?:[ \\\\t]+|$|/?>)|<(?:(?:script|pre|style|textarea)(?:[\\\\s>]|$)|!--)|<\\\\?|<![A-Za-z]|<!\\\\[CDATA\\\\[)\`, "i")), blockquoteBeginRegex: D((l3) => new RegExp(\`^ {0,\${l3}}>\`)), nestedContainerMarkers: /^(?: {0,3}(?:(?:[*+-]|\\d{1,9}[.)])[ \\t]+|>[ \\t]?))+/ };
var Ge = /^(?:[ \\t]*(?:\\n|$))+/;
var Ne = /^((?: {4}| {0,3}\\t)[^\\n]+(?:\\n(?:[ \\t]*(?:\\n|$))*)?)+/;
var Fe = /^ {0,3}(\`{3,}(?=[^\`\\n]*(?:\\n|$))|~{3,})([^\\n]*)(?:\\n|$)(?:|([\\s\\S]*?)(?:\\n|$))(?: {0,3}(?:(?=\`)\\1\`*|(?=~)\\1~*) *(?=\\n|$)|$)/;
var V = /^ {0,3}((?:-[\\t ]*){3,}|(?:_[ \\t]*){3,}|(?:\\*[ \\t]*){3,})(?:\\n+|$)/;
var Qe = /^ {0,3}(#{1,6})(?=\\s|$)(.*)(?:\\n+|$)/;
var ce = / {0,3}(?:[*+-]|\\d{1,9}[.)])/;
var he = "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul";
var J = g(" {0,3}(?:</?(?:tag)(?:[ \\\\t]+|\\\\n|/?>)|<(?:(?:script|pre|style|textarea)(?:[\\\\s>]|$)|!--)|<\\\\?|<![A-Za-z]|<!\\\\[CDATA\\\\[)").replace("tag", he).getRegex();
var $e = /^(?!bull |blockCode|fences|blockquote|heading|html|table)((?:.|\\n(?!\\s*?\\n|bull |fences|blockquote|heading|hr|html|table))+?)\\n {0,3}(=+|-+)[ \\t]*(?:\\n+|$)/;
var Le = g($e).replace(/bull/g, ce).replace(/blockCode/g, /(?: {4}| {0,3}\\t)/).replace(/fences/g, / {0,3}(?:\`{3,}|~{3,})/).replace(/blockquote/g, / {0,3}>/).replace(/heading/g, / {0,3}#{1,6}(?:\\s|$)/).replace(/hr/g, / {0,3}(?:(?:-[\\t ]*){3,}|(?:_[ \\t]*){3,}|(?:\\*[ \\t]*){3,})(?:\\n+|$)/).replace(/\\|table/g, "").replace(/html/g, J).getRegex();
var We = g($e).replace(/bull/g, ce).replace(/blockCode/g, /(?: {4}| {0,3}\\t)/).replace(/fences/g, / {0,3}(?:\`{3,}|~{3,})/).replace(/blockquote/g, / {0,3}>/).replace(/heading/g, / {0,3}#{1,6}(?:\\s|$)/).replace(/hr/g, / {0,3}(?:(?:-[\\t ]*){3,}|(?:_[ \\t]*){3,}|(?:\\*[ \\t]*){3,})(?:\\n+|$)/).replace(/table/g, / {0,3}\\|?(?:[:\\- ]*\\|)+[\\:\\- ]*\\n/).replace(/html/g, J).getRegex();
var de = /^([^\\n]+(?:\\n(?!hr|heading|lheading|blockquote|fences|list|html|table|[ \\t]+\\n)[^\\n]+)*)/;
var Ue = /^[^\\n]+/;
var ge = /(?!\\s*\\])(?:\\\\[\\s\\S]|[^\\[\\]\\\\\\n]|\\n(?![ \\t]*\\n))+/;
var Ke = g(/^ {0,3}\\[(label)\\]: *(?:\\n[ \\t]*)?([^<\\s][^\\s]*|<(?:\\\\.|[^\\n<>\\\\])*>)(?:(?: +(?:\\n[ \\t]*)?| *\\n[ \\t]*)(title))? *(?:\\n+|$)/).replace("label", ge).replace("title", /(?:"(?:\\\\[\\s\\S]|[^"\\\\])*"|'(?:\\\\[\\s\\S]|[^'\\\\\\n]|\\n(?!\\n))*'|\\((?:\\\\[\\s\\S]|[^()\\\\])*\\))/).getRegex();
var Xe = g(/^(bull)([ \\t][^\\n]*?)?(?:\\n|$)/).replace(/bull/g, ce).getRegex();
var ke = /<!--(?:-?>|[\\s\\S]*?(?:-->|$))/;
var Ve = g("^ {0,3}(?:<(script|pre|style|textarea)[\\\\s>][\\\\s\\\\S]*?(?:</\\\\1>[^\\\\n]*\\\\n*|$)|comment[^\\\\n]*(\\\\n+|$)|<\\\\?[\\\\s\\\\S]*?(?:\\\\?>[^\\\\n]*\\\\n*|$)|<![A-Z][\\\\s\\\\S]*?(?:>[^\\\\n]*\\\\n*|$)|<!\\\\[CDATA\\\\[[\\\\s\\\\S]*?(?:\\\\]\\\\]>[^\\\\n]*\\\\n*|$)|</?(tag)(?:[ \\\\t]+|\\\\n|/?>|$)[\\\\s\\\\S]*?(?:(?:\\\\n[ 	]*)+\\\\n|$)|<(?!(?:script|pre|style|textarea)(?![a-z0-9-]))([a-z][a-z0-9-]*)(?:attribute)*?[ \\\\t]*/?>(?=[ \\\\t]*(?:\\\\n|$))[\\\\s\\\\S]*?(?:(?:\\\\n[ 	]*)+\\\\n|$)|</[a-z][a-z0-9-]*\\\\s*>(?=[ \\\\t]*(?:\\\\n|$))[\\\\s\\\\S]*?(?:(?:\\\\n[ 	]*)+\\\\n|$))", "i").replace("comment", ke).replace("tag", he).replace("attribute", /[ \\t]+[a-zA-Z:_][\\w.:-]*(?:[ \\t]*=[ \\t]*"[^"\\n]*"|[ \\t]*=[ \\t]*'[^'\\n]*'|[ \\t]*=[ \\t]*[^\\s"'=<>\`]+)?/).getRegex();
var Ce = (l3) => g(de).replace("hr", V).replace("heading", " {0,3}#{1,6}(?:\\\\s|$)").replace("|lheading", "").replace("|table", "").replace("blockquote", " {0,3}>").replace("fences", " {0,3}(?:\`{3,}(?=[^\`\\\\n]*(?:\\\\n|$))|~~~)[^\\\\n]*(?:\\\\n|$)").replace("list", l3).replace("html", J).getRegex();
var Je = Ce(/ {0,3}(?:[*+-]|1[.)])[ \\t]+[^ \\t\\n]/);
var Ye = Ce(/ {0,3}(?:[*+-]|\\d{1,9}[.)])(?:[ \\t]|\\n|$)/);
var et = g(/^( {0,3}> ?(?:(?![ \\t]*(?:\\n|$))(paragraph)|[^\\n]*)(?:\\n|$))+/).replace("paragraph", Ye).getRegex();
var fe = { blockquote: et, code: Ne, def: Ke, fences: Fe, heading: Qe, hr: V, html: Ve, lheading: Le, list: Xe, newline: Ge, paragraph: Je, table: q, text: Ue };
var Pe = g("^ *([^\\\\n ].*)\\\\n {0,3}((?:\\\\| *)?:?-+:? *(?:\\\\| *:?-+:? *)*(?:\\\\| *)?)(?:\\\\n((?:(?! *\\\\n|hr|heading|blockquote|code|fences|list|html).*(?:\\\\n|$))*)\\\\n*|$)").replace("hr", V).replace("heading", " {0,3}#{1,6}(?:\\\\s|$)").replace("blockquote", " {0,3}>").replace("code", "(?: {4}| {0,3}	)[^\\\\n]").replace("fences", " {0,3}(?:\`{3,}(?=[^\`\\\\n]*(?:\\\\n|$))|~~~)[^\\\\n]*(?:\\\\n|$)").replace("list", " {0,3}(?:[*+-]|1[.)])[ \\\\t]").replace("html", J).getRegex();
var tt = { ...fe, lheading: We, table: Pe, paragraph: g(de).replace("hr", V).replace("heading", " {0,3}#{1,6}(?:\\\\s|$)").replace("|lheading", "").replace("table", Pe).replace("blockquote", " {0,3}>").replace("fences", " {0,3}(?:\`{3,}(?=[^\`\\\\n]*(?:\\\\n|$))|~~~)[^\\\\n]*(?:\\\\n|$)").replace("list", " {0,3}(?:[*+-]|1[.)])[ \\\\t]+[^ \\\\t\\\\n]").replace("html", J).getRegex() };
var nt = { ...fe, html: g(\`^ *(?:comment(?: *\\\\n|\\\\s*$)|<(tag)[\\\\s\\\\S]+?</\\\\1>(?: *\\\\n{2,}|\\\\s*$)|<tag(?:"[^"]*"|'[^']*'|\\\\s[^'"/>\\\\s]*)*?/?>(?: *\\\\n{2,}|\\\\s*$))\`).replace("comment", ke).replace(/tag/g, "(?!(?:a|em|strong|small|s|cite|q|dfn|abbr|data|time|code|var|samp|kbd|sub|sup|i|b|u|mark|ruby|rt|rp|bdi|bdo|span|br|wbr|ins|del|img)\\\\b)\\\\w+(?!:|[^\\\\w\\\\s@]*@)\\\\b").getRegex(), def: /^ *\\[([^\\]]+)\\]: *<?([^\\s>]+)>?(?: +(["(][^\\n]+[")]))? *(?:\\n+|$)/, heading: /^(#{1,6})(.*)(?:\\n+|$)/, fences: q, lheading: /^(.+?)\\n {0,3}(=+|-+) *(?:\\n+|$)/, paragraph: g(de).replace("hr", V).replace("heading", \` *#{1,6} *[^
]\`).replace("|table", "").replace("blockquote", " {0,3}>").replace("|fences", "").replace("|list", "").replace("|html", "").replace("|tag", "").replace("lheading", Le).getRegex() };
var rt = /^\\\\([!"#$%&'()*+,\\-./:;<=>?@\\[\\]\\\\^_\`{|}~])/;
var st = /^(\`+)([^\`]|[^\`][\\s\\S]*?[^\`])\\1(?!\`)/;
var Ie = /^( {2,}|\\\\)\\n(?!\\s*$)[ \\t]*/;
var it = /^(\`+|[^\`])(?:(?= {2,}\\n)|[\\s\\S]*?(?:(?=[\\\\<!\\[\`*_]|\\b_|$)|[^ ](?= {2,}\\n)))/;
var L = /[\\p{P}\\p{S}]/u;
var N = /[\\s\\p{P}\\p{S}]/u;
var Y = /[^\\s\\p{P}\\p{S}]/u;
var ot = g(/^((?![*_])punctSpace)/, "u").replace(/punctSpace/g, N).getRegex();
var at = /[\\p{Pi}\\p{Ps}"']/u;
var Ae = /(?!~)[\\p{P}\\p{S}]/u;
var lt = /(?!~)[\\s\\p{P}\\p{S}]/u;
var ut = /(?:[^\\s\\p{P}\\p{S}]|~)/u;
var pt = g(/link|precode-code|html/, "g").replace("link", /\\[(?:[^\\[\\]\`]|(?<a>\`+)[^\`]+\\k<a>(?!\`))*?\\]\\((?:\\\\[\\s\\S]|[^\\\\\\(\\)]|\\((?:\\\\[\\s\\S]|[^\\\\\\(\\)])*\\))*\\)/).replace("precode-", _e ? "(?<!\`)()" : "(^^|[^\`])").replace("code", /(?<b>\`+)[^\`]+\\k<b>(?!\`)/).replace("html", /<(?! )[^<>]*?>/).getRegex();
var Ee = /^(?:\\*+(?:((?!\\*)punct)|([^\\s*]))?)|^_+(?:((?!_)punct)|([^\\s_]))?/;
var ct = g(Ee, "u").replace(/punct/g, L).getRegex();
var ht = g(Ee, "u").replace(/punct/g, Ae).getRegex();
var dt = /^(?:\\*+(?:((?!\\*)(?!openQuote)punct)|([^\\s*]))?)|^_+(?:((?!_)(?!openQuote)punct)|([^\\s_]))?/;
var gt = g(dt, "u").replace(/openQuote/g, at).replace(/punct/g, L).getRegex();
var ze = "^[^_*]*?__[^_*]*?\\\\*[^_*]*?(?=__)|[^*]+(?=[^*])|(?!\\\\*)punct(\\\\*+)(?=[\\\\s]|$)|notPunctSpace(\\\\*+)(?!\\\\*)(?=punctSpace|$)|(?!\\\\*)punctSpace(\\\\*+)(?=notPunctSpace)|[\\\\s](\\\\*+)(?!\\\\*)(?=punct)|(?!\\\\*)punct(\\\\*+)(?!\\\\*)(?=punct)|notPunctSpace(\\\\*+)(?=notPunctSpace)";
var kt = g(ze, "gu").replace(/notPunctSpace/g, Y).replace(/punctSpace/g, N).replace(/punct/g, L).getRegex();
var ft = g(ze, "gu").replace(/notPunctSpace/g, ut).replace(/punctSpace/g, lt).replace(/punct/g, Ae).getRegex();
var mt = "^[^_*]*?__[^_*]*?\\\\*[^_*]*?(?=__)|[^*]+(?=[^*])|(?!\\\\*)punct(\\\\*+)(?=[\\\\s]|$)|notPunctSpace(\\\\*+)(?!\\\\*)(?=punctSpace|$)|(?!\\\\*)[\\\\s](\\\\*+)(?=notPunctSpace)|[\\\\s](\\\\*+)(?!\\\\*)(?=punct)|(?!\\\\*)punct(\\\\*+)(?!\\\\*)(?=punct)|(?:(?!\\\\*)punct|notPunctSpace)(\\\\*+)(?!\\\\*)(?=notPunctSpace)";
var xt = g(mt, "gu").replace(/notPunctSpace/g, Y).replace(/punctSpace/g, N).replace(/punct/g, L).getRegex();
var bt = g("^[^_*]*?\\\\*\\\\*[^_*]*?_[^_*]*?(?=\\\\*\\\\*)|[^_]+(?=[^_])|(?!_)punct(_+)(?=[\\\\s]|$)|notPunctSpace(_+)(?!_)(?=punctSpace|$)|(?!_)punctSpace(_+)(?=notPunctSpace)|[\\\\s](_+)(?!_)(?=punct)|(?!_)punct(_+)(?!_)(?=punct)", "gu").replace(/notPunctSpace/g, Y).replace(/punctSpace/g, N).replace(/punct/g, L).getRegex();
var Rt = "^[^_*]*?\\\\*\\\\*[^_*]*?_[^_*]*?(?=\\\\*\\\\*)|[^_]+(?=[^_])|(?!_)punct(_+)(?=[\\\\s]|$)|notPunctSpace(_+)(?!_)(?=punctSpace|$)|(?!_)[\\\\s](_+)(?=notPunctSpace)|[\\\\s](_+)(?!_)(?=punct)|(?!_)punct(_+)(?!_)(?=punct)|(?:(?!_)punct|notPunctSpace)(_+)(?!_)(?=notPunctSpace)";
var Tt = g(Rt, "gu").replace(/notPunctSpace/g, Y).replace(/punctSpace/g, N).replace(/punct/g, L).getRegex();
var Ot = g(/^~~?(?:((?!~)punct)|[^\\s~])/, "u").replace(/punct/g, L).getRegex();
var wt = "^[^~]+(?=[^~])|(?!~)punct(~~?)(?=[\\\\s]|$)|notPunctSpace(~~?)(?!~)(?=punctSpace|$)|(?!~)punctSpace(~~?)(?=notPunctSpace)|[\\\\s](~~?)(?!~)(?=punct)|(?!~)punct(~~?)(?!~)(?=punct)|notPunctSpace(~~?)(?=notPunctSpace)";
var Pt = g(wt, "gu").replace(/notPunctSpace/g, Y).replace(/punctSpace/g, N).replace(/punct/g, L).getRegex();
var yt = g(/\\\\(punct)/, "gu").replace(/punct/g, L).getRegex();
var St = g(/(\`+)(?:[^\`]|[^\`][\\s\\S]*?[^\`])\\1(?!\`)|\`+|\\\\(punct)/, "gu").replace(/punct/g, L).getRegex();
var _t = g(/^<(scheme:[^\\s\\x00-\\x1f<>]*|email)>/).replace("scheme", /[a-zA-Z][a-zA-Z0-9+.-]{1,31}/).replace("email", /[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]+(@)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+(?![-_])/).getRegex();
var $t = g(ke).replace("(?:-->|$)", "-->").getRegex();
var Lt = g("^comment|^</[a-zA-Z][a-zA-Z0-9-]*\\\\s*>|^<[a-zA-Z][a-zA-Z0-9-]*(?:attribute)*?\\\\s*/?>|^<\\\\?[\\\\s\\\\S]*?\\\\?>|^<![a-zA-Z]+\\\\s[\\\\s\\\\S]*?>|^<!\\\\[CDATA\\\\[[\\\\s\\\\S]*?\\\\]\\\\]>").replace("comment", $t).replace("attribute", /\\s+[a-zA-Z:_][\\w.:-]*(?:\\s*=\\s*"[^"]*"|\\s*=\\s*'[^']*'|\\s*=\\s*[^\\s"'=<>\`]+)?/).getRegex();
var Me = /\\[(?:\\\\[\\s\\S]|[^\\[\\]\\\\])*\\]/;
var ie = g(/(?:\\[(?:brackets|\\\\[\\s\\S]|[^\\[\\]\\\\])*\\]|\\\\[\\s\\S]|\`+(?!\`)[^\`]*?\`+(?!\`)|\`\`+(?=\\])|[^\\[\\]\\\\\`])*?/).replace("brackets", Me).getRegex();
var Ct = g(/^!?\\[(label)\\]\\([ \\t\\n]*(href)(?:(?:[ \\t]+(?:\\n[ \\t]*)?|\\n[ \\t]*)(title))?[ \\t\\n]*\\)/).replace("label", ie).replace("href", /<(?:\\\\.|[^\\n<>\\\\])*>|(?!<)[^ \\t\\n\\x00-\\x1f]+|(?=\\))/).replace("title", /"(?:\\\\[\\s\\S]|[^"\\\\])*"|'(?:\\\\[\\s\\S]|[^'\\\\])*'|\\((?:\\\\[\\s\\S]|[^)\\\\])*\\)/).getRegex();
var It = g(/^!?\\[(label)\\]\\[(ref)\\]/).replace("label", ie).replace("ref", ge).getRegex();
var At = g(/^!?\\[(ref)\\](?:\\[\\])?/).replace("ref", ge).getRegex();
var ye = /(?!\\s*\\])(?:\\\\[\\s\\S]|[^\\[\\]\\\\]){1,999}/;
var Et = g(/(?:[^\\[\\]\\\\\`]*(?:\\[(?:brackets|\\\\[\\s\\S]|[^\\[\\]\\\\])*\\]|\\\\[\\s\\S]|\`+(?!\`)[^\`]*?\`+(?!\`)|\`\`+(?=\\]))){0,999}?[^\\[\\]\\\\\`]*?/).replace("brackets", Me).getRegex();
var zt = g("reflink|nolink(?!\\\\()", "g").replace("reflink", g(/^!?\\[(label)\\]\\[(ref)\\]/).replace("label", Et).replace("ref", ye).getRegex()).replace("nolink", g(/^!?\\[(ref)\\](?:\\[\\])?/).replace("ref", ye).getRegex()).getRegex();
var Se = /[hH][tT][tT][pP][sS]?|[fF][tT][pP]/;
var Mt = /[A-Za-z0-9._+-]+@[a-zA-Z0-9-_]+(?:\\.[a-zA-Z0-9-_]*[a-zA-Z0-9])+(?![\\w-])/;
var Bt = g(/(?:mailto:email|xmpp:email(?:\\/[A-Za-z0-9@.]+)?)/).replace(/email/g, Mt).getRegex();
var me = { _backpedal: q, anyPunctuation: yt, anyPunctuationOutsideCode: St, autolink: _t, blockSkip: pt, br: Ie, code: st, del: q, delLDelim: q, delRDelim: q, emStrongLDelim: ct, emStrongRDelimAst: kt, emStrongRDelimUnd: bt, escape: rt, link: Ct, nolink: At, punctuation: ot, reflink: It, reflinkSearch: zt, tag: Lt, text: it, url: q };
var Dt = { ...me, emStrongLDelim: gt, emStrongRDelimAst: xt, emStrongRDelimUnd: Tt, link: g(/^!?\\[(label)\\]\\((.*?)\\)/).replace("label", ie).getRegex(), reflink: g(/^!?\\[(label)\\]\\s*\\[([^\\]]*)\\]/).replace("label", ie).getRegex() };
var pe = { ...me, emStrongRDelimAst: ft, emStrongLDelim: ht, delLDelim: Ot, delRDelim: Pt, url: g(/^emailProtocol|^((?:protocol):\\/\\/|www\\.)(?:[a-zA-Z0-9\\-]+\\.?)+[^\\s<]*|^email/).replace("emailProtocol", Bt).replace("protocol", Se).replace("email", /[A-Za-z0-9._+-]+(@)[a-zA-Z0-9-_]+(?:\\.[a-zA-Z0-9-_]*[a-zA-Z0-9])+(?![\\w-])/).getRegex(), _backpedal: /(?:[^?!.,:;*_'"~()&]+|\\([^)]*\\)|&(?![a-zA-Z0-9]+;$)|[?!.,:;*_'"~)]+(?!$))+/, del: /^(~~?)(?=[^\\s~])((?:\\\\[\\s\\S]|[^\\\\])*?(?:\\\\[\\s\\S]|[^\\s~\\\\]))\\1(?=[^~]|$)/, text: g(/^(?:[^a-zA-Z0-9](?=emailProtocol)|(\`+|~+|[^\`~])(?:(?=[\`~])|(?= {2,}\\n)|(?=[a-zA-Z0-9.!#$%&'*+\\/=?_\`{\\|}~-]+@)|[\\s\\S]*?(?:(?=[\\\\<!\\[\`*~_]|\\b_|protocol:\\/\\/|wwwStart|$)|[^ ](?= {2,}\\n)|[^a-zA-Z0-9](?=emailProtocol)|[^a-zA-Z0-9.!#$%&'*+\\/=?_\`{\\|}~-](?=[a-zA-Z0-9.!#$%&'*+\\/=?_\`{\\|}~-]+@))))/).replace("protocol", Se).replace(/emailProtocol/g, /(?:mailto|xmpp):/).replace("wwwStart", _e ? "(?<![^\\\\s*_~(])www\\\\." : "www\\\\.").getRegex() };
var qt = { ...pe, br: g(Ie).replace("{2,}", "*").getRegex(), text: g(pe.text).replace("\\\\b_", "\\\\b_| {2,}\\\\n").replace(/\\{2,\\}/g, "*").getRegex() };
var ee = { normal: fe, gfm: tt, pedantic: nt };
var F = { normal: me, gfm: pe, breaks: qt, pedantic: Dt };
var vt = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
var Be = (l3) => vt[l3];
function y(l3, e) {
  if (e) {
    if (O.escapeTest.test(l3)) return l3.replace(O.escapeReplace, Be);
  } else if (O.escapeTestNoEncode.test(l3)) return l3.replace(O.escapeReplaceNoEncode, Be);
  return l3;
}
function De(l3) {
  return O.numericCharacterReference.test(l3) ? l3.replace(O.numericCharacterReferenceOrAmpersand, (e, t, n) => {
    if (t === void 0 && n === void 0) return "&amp;";
    let r = t === void 0 ? Number.parseInt(n, 16) : Number.parseInt(t, 10);
    return r === 0 || r > 1114111 || r >= 55296 && r <= 57343 ? "�" : r === 38 ? "&amp;" : String.fromCodePoint(r);
  }) : l3;
}
function xe(l3) {
  try {
    l3 = encodeURI(l3).replace(O.percentDecode, "%");
  } catch {
    return null;
  }
  return l3;
}
function be(l3, e) {
  let t = l3.replace(O.findPipe, (s, o, i) => {
    let a = false, c = o;
    for (; --c >= 0 && i[c] === "\\\\"; ) a = !a;
    return a ? "|" : " |";
  }), n = t.split(O.splitPipe), r = 0;
  if (n[0].trim() || n.shift(), n.length > 0 && !n.at(-1)?.trim() && n.pop(), e) if (n.length > e) n.splice(e);
  else for (; n.length < e; ) n.push("");
  for (; r < n.length; r++) n[r] = n[r].trim().replace(O.slashPipe, "|");
  return n;
}
function C(l3, e, t) {
  let n = l3.length;
  if (n === 0) return "";
  let r = 0;
  for (; r < n; ) {
    let s = l3.charAt(n - r - 1);
    if (s === e && !t) r++;
    else if (s !== e && t) r++;
    else break;
  }
  return l3.slice(0, n - r);
}
function Re(l3) {
  let e = l3.split(\`
\`), t = e.length - 1;
  for (; t >= 0 && O.blankLine.test(e[t]); ) t--;
  return e.length - t <= 2 ? l3 : e.slice(0, t + 1).join(\`
\`);
}
function W(l3) {
  return l3.trim().replace(O.multipleSpaceGlobal, " ").toLowerCase().toUpperCase().toLowerCase();
}
function Te(l3, e) {
  if (l3.indexOf(e[0]) === -1 && l3.indexOf(e[1]) === -1) return -1;
  let t = 0;
  for (let n = 0; n < l3.length; n++) if (l3[n] === "\\\\") n++;
  else if (l3[n] === e[0]) t++;
  else if (l3[n] === e[1] && (t--, t < 0)) return n;
  return t > 0 ? -2 : -1;
}
var Q = /* @__PURE__ */ new WeakMap();
function Oe(l3) {
  let e = { "*": -1, _: -1 }, t = -1, n = l3.length;
  for (let r = 0; r < n; r++) {
    let s = l3[r];
    if (s !== "*" && s !== "_" && s !== "~") continue;
    let o = r === 0 ? \`
\` : l3[r - 1], i = r + 1;
    for (; i < n && l3[i] === s; ) i++;
    o !== " " && o !== "	" && o !== \`
\` && o !== "\\r" && o !== "\\f" && (s === "~" ? t = r : e[s] = r), r = i - 1;
  }
  return { maskedSrc: l3, lastPossibleEmStrongCloserIndex: e, lastPossibleDelCloserIndex: t };
}
function qe(l3, e) {
  let t = Oe(e), n = Q.get(l3);
  n ? n.push(t) : Q.set(l3, [t]);
}
function ve(l3) {
  let e = Q.get(l3);
  e && (e.pop(), e.length === 0 && Q.delete(l3));
}
function oe(l3, e, t) {
  let n = Q.get(l3)?.at(-1);
  return n && n.maskedSrc === e ? n.lastPossibleEmStrongCloserIndex[t] : Oe(e).lastPossibleEmStrongCloserIndex[t];
}
function ae(l3, e) {
  let t = Q.get(l3)?.at(-1);
  return t && t.maskedSrc === e ? t.lastPossibleDelCloserIndex : Oe(e).lastPossibleDelCloserIndex;
}
function te(l3, e = 0) {
  let t = e, n = "";
  for (let r of l3) if (r === "	") {
    let s = 4 - t % 4;
    n += " ".repeat(s), t += s;
  } else n += r, t++;
  return n;
}
function Ht(l3, e) {
  let t = "";
  for (let n = 0; n < l3.length; n++) {
    if (l3[n] === "\`") {
      let r = e.inline.code.exec(l3.slice(n));
      if (r) {
        t += r[0], n += r[0].length - 1;
        continue;
      }
    }
    if (l3[n] === "\\\\" && (l3[n + 1] === "[" || l3[n + 1] === "]")) {
      t += l3[n + 1], n++;
      continue;
    }
    t += l3[n];
  }
  return t;
}
function He(l3, e, t, n, r) {
  let s = e.href, o = e.title || null, i = Ht(l3[1], r), a = l3[0].charAt(0) === "!", c = n.state.inLink, u = n.state.linkEmitted, d = n.state.inRawBlock;
  n.state.inLink = true, n.state.linkEmitted = false;
  let h = n.inlineTokens(i), p = n.state.linkEmitted;
  if (n.state.linkEmitted = u, n.state.inLink = c, !a) {
    if (p) {
      n.state.inRawBlock = d;
      return;
    }
    n.state.linkEmitted = true;
  }
  return { type: a ? "image" : "link", raw: t, href: s, title: o, text: i, tokens: h };
}
function Zt(l3, e, t) {
  let n = l3.match(t.other.indentCodeCompensation);
  if (n === null) return e;
  let r = n[1];
  return e.split(\`
\`).map((s) => {
    let o = s.match(t.other.beginningSpace);
    if (o === null) return s;
    let [i] = o;
    return s.slice(Math.min(i.length, r.length));
  }).join(\`
\`);
}
function Ze(l3, e, t, n) {
  if (!e.includes("<")) return false;
  for (let r = 0; r < e.length; r++) {
    if (e[r] === "\\\\") {
      r++;
      continue;
    }
    if (e[r] === "\`") {
      let i = n.inline.code.exec(e.slice(r));
      if (i) {
        r += i[0].length - 1;
        continue;
      }
    }
    if (e[r] !== "<") continue;
    let s = l3.slice(t + r), o = n.inline.tag.exec(s) || n.inline.autolink.exec(s);
    if (o) {
      if (o[0].length > e.length - r) return true;
      r += o[0].length - 1;
    }
  }
  return false;
}
var _ = class {
  options;
  rules;
  lexer;
  constructor(e) {
    this.options = e || S;
  }
  space(e) {
    let t = this.rules.block.newline.exec(e);
    if (t && t[0].length > 0) return { type: "space", raw: t[0] };
  }
  code(e) {
    let t = this.rules.block.code.exec(e);
    if (t) {
      let n = this.options.pedantic ? t[0] : Re(t[0]), r = n.replace(this.rules.other.codeRemoveIndent, "");
      return { type: "code", raw: n, codeBlockStyle: "indented", text: r };
    }
  }
  fences(e) {
    let t = this.rules.block.fences.exec(e);
    if (t) {
      let n = t[0], r = Zt(n, t[3] || "", this.rules);
      return t[3] !== void 0 && (r === "" || r.endsWith(\`
\`)) && (r += \`
\`), { type: "code", raw: n, lang: t[2] ? t[2].trim().replace(this.rules.inline.anyPunctuation, "$1") : t[2], text: r };
    }
  }
  heading(e) {
    let t = this.rules.block.heading.exec(e);
    if (t) {
      let n = t[2].trim();
      if (this.rules.other.endingHash.test(n)) {
        let r = C(n, "#");
        (this.options.pedantic || !r || this.rules.other.endingSpaceTabChar.test(r)) && (n = r.trim());
      }
      return { type: "heading", raw: C(t[0], \`
\`), depth: t[1].length, text: n, tokens: this.lexer.inline(n) };
    }
  }
  hr(e) {
    let t = this.rules.block.hr.exec(e);
    if (t) return { type: "hr", raw: C(t[0], \`
\`) };
  }
  blockquote(e) {
    let t = this.rules.block.blockquote.exec(e);
    if (t) {
      let n = C(t[0], \`
\`).split(\`
\`), r = "", s = "", o = [];
      for (; n.length > 0; ) {
        let i = false, a = [], c;
        for (c = 0; c < n.length; c++) if (this.rules.other.blockquoteStart.test(n[c])) a.push(n[c]), i = true;
        else if (!i) a.push(n[c]);
        else break;
        n = n.slice(c);
        let u = a.join(\`
\`), d = u.replace(this.rules.other.blockquoteMarkerWhitespace, (k, m, b) => b.startsWith(" ") ? m + " " + b.slice(1) : m + te(b, m.length)).replace(this.rules.other.blockquoteSetextReplace, \`
    $1\`).replace(this.rules.other.blockquoteSetextReplace2, "");
        r = r ? \`\${r}
\${u}\` : u, s = s ? \`\${s}
\${d}\` : d;
        let h = this.lexer.state.top;
        if (this.lexer.state.top = true, this.lexer.blockTokens(d, o, true), this.lexer.state.top = h, n.length === 0) break;
        let p = o.at(-1);
        if (p?.type === "code" || p?.type === "heading" || p?.type === "hr" || p?.type === "html" || p?.type === "table") break;
        if (p?.type === "blockquote") {
          let k = p, m = n.join(\`
\`), b = k.raw + \`
\` + m.replace(this.rules.other.blockquoteSetextReplace2, ""), f = this.blockquote(b);
          o[o.length - 1] = f;
          let R = b.substring(f.raw.length).replace(/^\\n/, ""), E = R ? R.split(\`
\`).length : 0, T = E ? n.slice(0, -E) : n;
          if (T.length > 0 && (r = \`\${r}
\${T.join(\`
\`)}\`), s = s.substring(0, s.length - k.text.length) + f.text, n = n.slice(T.length), n.length > 0 && this.rules.other.blockquoteStart.test(n[0])) continue;
          break;
        } else if (p?.type === "list") {
          let k = p, m = k.raw + \`
\` + n.join(\`
\`), b = this.list(m);
          o[o.length - 1] = b;
          let f = b.raw.length > k.raw.length ? m.slice(k.raw.length + 1, b.raw.length).split(\`
\`).length : 0;
          if (f > 0) {
            let R = n.slice(0, f).join(\`
\`);
            r = \`\${r}
\${R}\`, s = \`\${s}
\${R}\`;
          }
          if (n = n.slice(f), n.length > 0 && !this.rules.other.blockquoteStart.test(n[0])) break;
          continue;
        }
      }
      return { type: "blockquote", raw: r, tokens: o, text: s };
    }
  }
  list(e) {
    let t = this.rules.block.list.exec(e);
    if (t) {
      if (!this.options.pedantic && this.lexer.state.lastToken?.type === "text" && !this.rules.other.listInterruptsParagraph.test(e)) return;
      let n = e, r = () => n.length - e.length, s = t[1].trim(), o = s.length > 1, i = { type: "list", raw: "", ordered: o, start: o ? +s.slice(0, -1) : "", loose: false, items: [] };
      s = o ? \`\\\\d{1,9}\\\\\${s.slice(-1)}\` : \`\\\\\${s}\`, this.options.pedantic && (s = o ? s : "[*+-]");
      let a = this.rules.other.listItemRegex(s), c = false;
      for (; e; ) {
        let h = false, p = "";
        if (!(t = a.exec(e)) || this.rules.block.hr.test(e)) break;
        let k = r();
        e = e.substring(t[0].length);
        let m = t[2].split(\`
\`, 1)[0], b = t[1].length, f = this.options.pedantic ? te(m, b) : m.replace(this.rules.other.leadingSpaceTab, (H) => te(H, b)), R = e.split(\`
\`, 1)[0], E = !f.trim(), T = 0;
        if (this.options.pedantic ? (T = 2, p = f.trimStart()) : E ? T = b + 1 : (T = f.search(this.rules.other.nonSpaceChar), T = T > 4 ? 1 : T, p = f.slice(T), T += b), E && this.rules.other.blankLine.test(R) && (e = e.substring(R.length + 1), h = true), !h) {
          let H = this.rules.other.nextBulletRegex(T), K = this.rules.other.hrRegex(T), re = this.rules.other.fencesBeginRegex(T), B = this.options.pedantic ? this.rules.other.pedanticHeadingBeginRegex(T) : this.rules.other.headingBeginRegex(T), X = this.rules.other.htmlBeginRegex(T), se = this.rules.other.blockquoteBeginRegex(T), le = false;
          for (; e; ) {
            let we = e.split(\`
\`, 1)[0], Z;
            if (R = we, this.options.pedantic ? (R = R.replace(this.rules.other.listReplaceNesting, "  "), Z = R) : Z = R.replace(this.rules.other.leadingSpaceTab, ($) => te($)), re.test(R) || B.test(R) || X.test(R) || se.test(R) || H.test(R) || K.test(R)) break;
            if (Z.search(this.rules.other.nonSpaceChar) >= T || !R.trim()) p += \`
\` + Z.slice(T), le = false;
            else {
              if (E) break;
              let $ = f;
              if (!this.options.pedantic && !p.includes(\`
\`) && !f.includes("	")) {
                let j;
                for (; !K.test($) && (j = this.rules.other.nestedBlockMarker.exec($)); ) $ = $.slice(j[0].length);
                if (!$.trim()) break;
              }
              if ($.replace(this.rules.other.tabCharGlobal, "    ").search(this.rules.other.nonSpaceChar) >= 4 || re.test($) || B.test($) || X.test($) || K.test($)) break;
              if (!this.options.pedantic && !le) {
                let j = f.replace(this.rules.other.nestedContainerMarkers, "");
                if (this.rules.block.fences.test(j) || this.rules.block.heading.test(j) || this.rules.block.hr.test(j)) break;
              }
              let je = !this.options.pedantic && /^ {0,3}(?:=+|-+) *$/.test(R) && this.rules.block.lheading.test(\`\${f}
\${R}\`) ? \`    \${Z.replace(/^ {0,3}/, "")}\` : R;
              p += \`
\` + je, le = true;
            }
            E = !R.trim(), e = e.substring(we.length + 1), f = Z.slice(T);
          }
        }
        let U = n.slice(k, r());
        i.loose || (c ? i.loose = true : this.rules.other.doubleBlankLine.test(U) && (c = true)), i.items.push({ type: "list_item", raw: U, task: !!this.options.gfm && this.rules.other.listIsTask.test(p), loose: false, text: p, tokens: [] });
      }
      let u = i.items.at(-1);
      if (u) u.raw = u.raw.trimEnd(), u.text = u.text.trimEnd();
      else return;
      i.raw = n.slice(0, r()).trimEnd();
      let d = [];
      for (let h of i.items) if (this.lexer.state.top = false, d.push(this.lexer.inlineQueue.length), h.tokens = this.lexer.blockTokens(h.text, []), !i.loose) {
        let p = h.tokens.filter((m) => m.type === "space"), k = p.length > 0 && p.some((m) => this.rules.other.anyLine.test(m.raw));
        i.loose = k;
      }
      for (let h = 0; h < i.items.length; h++) {
        let p = i.items[h], k = p.tokens[0];
        if (p.task && (k?.type === "text" || k?.type === "paragraph")) {
          p.text = p.text.replace(this.rules.other.listReplaceTask, ""), k.raw = k.raw.replace(this.rules.other.listReplaceTask, ""), k.text = k.text.replace(this.rules.other.listReplaceTask, "");
          let m = this.lexer.inlineQueue;
          for (let f = d[h]; f < m.length; f++) if (m[f].tokens === k.tokens) {
            m[f].src = m[f].src.replace(this.rules.other.listReplaceTask, "");
            break;
          }
          let b = this.rules.other.listTaskCheckbox.exec(p.raw);
          if (b) {
            let f = { type: "checkbox", raw: b[0] + " ", checked: b[0] !== "[ ]" };
            p.checked = f.checked, i.loose ? p.tokens[0] && ["paragraph", "text"].includes(p.tokens[0].type) && "tokens" in p.tokens[0] && p.tokens[0].tokens ? (p.tokens[0].raw = f.raw + p.tokens[0].raw, p.tokens[0].text = f.raw + p.tokens[0].text, p.tokens[0].tokens.unshift(f)) : p.tokens.unshift({ type: "paragraph", raw: f.raw, text: f.raw, tokens: [f] }) : p.tokens.unshift(f);
          }
        } else p.task && (p.task = false);
      }
      if (i.loose) for (let h of i.items) {
        h.loose = true;
        for (let p of h.tokens) p.type === "text" && (p.type = "paragraph");
      }
      return i;
    }
  }
  html(e) {
    let t = this.rules.block.html.exec(e);
    if (t) {
      if (this.lexer.state.lastToken?.type === "paragraph" && !this.rules.other.htmlBeginRegex(4).test(e)) return;
      let n = Re(t[0]);
      return { type: "html", block: true, raw: n, pre: t[1] === "pre" || t[1] === "script" || t[1] === "style", text: n };
    }
  }
  def(e) {
    let t = this.rules.block.def.exec(e);
    if (t) {
      if (!this.rules.other.startAngleBracket.test(t[2]) && Te(t[2], "()") !== -1) return;
      let n = W(t[1]), r = t[2] ? t[2].replace(this.rules.other.hrefBrackets, "$1").replace(this.rules.inline.anyPunctuation, "$1") : "", s = t[3] ? t[3].substring(1, t[3].length - 1).replace(this.rules.inline.anyPunctuation, "$1") : t[3];
      return { type: "def", tag: n, raw: C(t[0], \`
\`), href: r, title: s };
    }
  }
  table(e) {
    let t = this.rules.block.table.exec(e);
    if (!t || !this.rules.other.tableDelimiter.test(t[2])) return;
    let n = be(t[1]), r = t[2].replace(this.rules.other.tableAlignChars, "").split("|"), s = t[3]?.trim() ? t[3].replace(this.rules.other.tableRowBlankLine, "").split(\`
\`) : [], o = { type: "table", raw: C(t[0], \`
\`), header: [], align: [], rows: [] };
    if (n.length === r.length) {
      for (let i of r) this.rules.other.tableAlignRight.test(i) ? o.align.push("right") : this.rules.other.tableAlignCenter.test(i) ? o.align.push("center") : this.rules.other.tableAlignLeft.test(i) ? o.align.push("left") : o.align.push(null);
      for (let i = 0; i < n.length; i++) o.header.push({ text: n[i], tokens: this.lexer.inline(n[i]), header: true, align: o.align[i] });
      for (let i of s) o.rows.push(be(i, o.header.length).map((a, c) => ({ text: a, tokens: this.lexer.inline(a), header: false, align: o.align[c] })));
      return o;
    }
  }
  lheading(e) {
    let t = this.rules.block.lheading.exec(e);
    if (t) {
      let n = t[1].trim();
      return { type: "heading", raw: C(t[0], \`
\`), depth: t[2].charAt(0) === "=" ? 1 : 2, text: n, tokens: this.lexer.inline(n) };
    }
  }
  paragraph(e) {
    let t = this.rules.block.paragraph.exec(e);
    if (t) {
      let n = t[1].charAt(t[1].length - 1) === \`
\` ? t[1].slice(0, -1) : t[1];
      return { type: "paragraph", raw: t[0], text: n, tokens: this.lexer.inline(n) };
    }
  }
  text(e) {
    let t = this.rules.block.text.exec(e);
    if (t) return { type: "text", raw: t[0], text: t[0], tokens: this.lexer.inline(t[0]) };
  }
  escape(e) {
    if (e.charCodeAt(0) !== 92) return;
    let t = this.rules.inline.escape.exec(e);
    if (t) return { type: "escape", raw: t[0], text: t[1] };
  }
  tag(e) {
    if (e.charCodeAt(0) !== 60) return;
    let t = this.rules.inline.tag.exec(e);
    if (t) return !this.lexer.state.inLink && this.rules.other.startATag.test(t[0]) ? this.lexer.state.inLink = true : this.lexer.state.inLink && this.rules.other.endATag.test(t[0]) && (this.lexer.state.inLink = false), !this.lexer.state.inRawBlock && this.rules.other.startPreScriptTag.test(t[0]) ? this.lexer.state.inRawBlock = true : this.lexer.state.inRawBlock && this.rules.other.endPreScriptTag.test(t[0]) && (this.lexer.state.inRawBlock = false), { type: "html", raw: t[0], inLink: this.lexer.state.inLink, inRawBlock: this.lexer.state.inRawBlock, block: false, text: t[0] };
  }
  link(e) {
    if (this.lexer.state.linkParenPossible === false) return;
    let t = e.charCodeAt(0);
    if (t !== 91 && t !== 33) return;
    let n = this.rules.inline.link.exec(e);
    if (n) {
      let r = n[0].charAt(0) === "!" ? 2 : 1;
      if (!this.options.pedantic && Ze(e, n[1], r, this.rules)) return;
      let s = n[2].trim();
      if (!this.options.pedantic && this.rules.other.startAngleBracket.test(s)) {
        if (!this.rules.other.endAngleBracket.test(s)) return;
        let c = C(s.slice(0, -1), "\\\\");
        if ((s.length - c.length) % 2 === 0) return;
      } else {
        let c = Te(n[2], "()");
        if (c === -2) return;
        if (c > -1) {
          let d = (n[0].indexOf("!") === 0 ? 5 : 4) + n[1].length + c;
          n[2] = n[2].substring(0, c), n[0] = n[0].substring(0, d).trim(), n[3] = "";
        }
      }
      let o = C(n[0].slice(0, -1), "\\\\");
      if ((n[0].length - o.length) % 2 === 0) return;
      let i = n[2], a = "";
      if (this.options.pedantic) {
        let c = this.rules.other.pedanticHrefTitle.exec(i);
        c && (i = c[1], a = c[3]);
      } else a = n[3] ? n[3].slice(1, -1) : "";
      return i = i.trim(), this.rules.other.startAngleBracket.test(i) && (this.options.pedantic && !this.rules.other.endAngleBracket.test(s) ? i = i.slice(1) : i = i.slice(1, -1)), He(n, { href: i && i.replace(this.rules.inline.anyPunctuation, "$1"), title: a && a.replace(this.rules.inline.anyPunctuation, "$1") }, n[0], this.lexer, this.rules);
    }
  }
  reflink(e, t) {
    let n = e.charCodeAt(0);
    if (n !== 91 && n !== 33) return;
    let r;
    if ((r = this.rules.inline.reflink.exec(e)) || (r = this.rules.inline.nolink.exec(e))) {
      let s = r[0].charAt(0) === "!" ? 2 : 1;
      if (!this.options.pedantic && Ze(e, r[1], s, this.rules)) return;
      let o = t[W(r[2] || r[1])];
      if (!o) {
        let i = r[0].charAt(0);
        return { type: "text", raw: i, text: i };
      }
      return He(r, o, r[0], this.lexer, this.rules);
    }
  }
  emStrong(e, t, n = "") {
    let r = this.rules.inline.emStrongLDelim.exec(e);
    if (!r || !r[1] && !r[2] && !r[3] && !r[4]) return;
    let s = r[0][0], o = n === s, i = t.length - e.length, a = i;
    for (; !this.options.pedantic && a > 0 && t[a - 1] === s; ) a--;
    let c = [...t.slice(Math.max(0, a - 2), a)].at(-1) ?? "", u = c === "*" || c === "_" || !!this.rules.inline.punctuation.exec(c);
    a < i && (n = c);
    let d = a < i ? u : n === "*" || n === "_" || !!this.rules.inline.punctuation.exec(n);
    if (r[4] && n.match(this.rules.other.unicodeAlphaNumeric)) return;
    let h = r[1] || r[3] || "";
    if (!h || !n || d) {
      let p = [...r[0]].length - 1, k, m, b = p, f = 0, R = i - a + p, E = !this.options.pedantic && !!c.trim() && (!!h || s === "*" && !u);
      if (s !== "*" && s !== "_") return;
      let T = s === "*" ? this.rules.inline.emStrongRDelimAst : this.rules.inline.emStrongRDelimUnd, U = oe(this, t, s), H = t.length - e.length + p;
      if (U < H) return;
      t = t.slice(-1 * e.length + p);
      let K = U - H;
      for (T.lastIndex = 0; (r = T.exec(t)) !== null && !(r.index > K); ) {
        if (k = r[1] || r[2] || r[3] || r[4] || r[5] || r[6], !k) continue;
        if (m = [...k].length, r[3] || r[4]) {
          b += m;
          continue;
        } else if ((r[5] || r[6] || E) && R % 3 && !((R + m) % 3)) {
          if (o && (r[5] || r[6])) break;
          f += m;
          continue;
        }
        if (b -= m, b > 0) continue;
        m = Math.min(m, m + b + f);
        let re = [...r[0]][0].length, B = e.slice(0, p + r.index + re + m);
        if (Math.min(p, m) % 2) {
          let se = B.slice(1, -1);
          return { type: "em", raw: B, text: se, tokens: this.lexer.inlineTokens(se) };
        }
        let X = B.slice(2, -2);
        return { type: "strong", raw: B, text: X, tokens: this.lexer.inlineTokens(X) };
      }
    }
  }
  codespan(e) {
    if (e.charCodeAt(0) !== 96) return;
    let t = this.rules.inline.code.exec(e);
    if (t) {
      let n = t[2].replace(this.rules.other.newLineCharGlobal, " "), r = this.rules.other.nonSpaceChar.test(n), s = this.rules.other.startingSpaceChar.test(n) && this.rules.other.endingSpaceChar.test(n);
      return r && s && (n = n.substring(1, n.length - 1)), { type: "codespan", raw: t[0], text: n };
    }
  }
  br(e) {
    let t = e.charCodeAt(0);
    if (t !== 32 && t !== 92 && t !== 10) return;
    let n = this.rules.inline.br.exec(e);
    if (n) return { type: "br", raw: n[0] };
  }
  del(e, t, n = "") {
    if (e.charCodeAt(0) !== 126) return;
    let r = this.rules.inline.delLDelim.exec(e);
    if (!r) return;
    if (!(r[1] || "") || !n || this.rules.inline.punctuation.exec(n)) {
      let o = [...r[0]].length - 1, i, a, c = o, u = this.rules.inline.delRDelim, d = ae(this, t), h = t.length - e.length + o;
      if (d < h) return;
      t = t.slice(-1 * e.length + o);
      let p = d - h;
      for (u.lastIndex = 0; (r = u.exec(t)) !== null && !(r.index > p); ) {
        if (i = r[1] || r[2] || r[3] || r[4] || r[5] || r[6], !i || (a = [...i].length, a !== o)) continue;
        if (r[3] || r[4]) {
          c += a;
          continue;
        }
        if (c -= a, c > 0) continue;
        a = Math.min(a, a + c);
        let k = [...r[0]][0].length, m = e.slice(0, o + r.index + k + a), b = m.slice(o, -o);
        return { type: "del", raw: m, text: b, tokens: this.lexer.inlineTokens(b) };
      }
    }
  }
  autolink(e) {
    if (e.charCodeAt(0) !== 60) return;
    let t = this.rules.inline.autolink.exec(e);
    if (t) {
      let n, r;
      return t[2] === "@" ? (n = t[1], r = "mailto:" + n) : (n = t[1], r = n), { type: "link", raw: t[0], text: n, href: r, autolink: true, tokens: [{ type: "text", raw: n, text: n }] };
    }
  }
  url(e) {
    let t;
    if (t = this.rules.inline.url.exec(e)) {
      let n, r;
      if (t[2] === "@") n = t[0], r = "mailto:" + n;
      else {
        let s;
        do
          s = t[0], t[0] = this.rules.inline._backpedal.exec(t[0])?.[0] ?? "";
        while (s !== t[0]);
        n = t[0], t[1] === "www." ? r = "http://" + t[0] : r = t[0];
      }
      return { type: "link", raw: t[0], text: n, href: r, autolink: true, tokens: [{ type: "text", raw: n, text: n }] };
    }
  }
  inlineText(e) {
    let t = this.rules.inline.text.exec(e);
    if (t) {
      let n = this.lexer.state.inRawBlock;
      return { type: "text", raw: t[0], text: n ? t[0] : De(t[0]), escaped: n };
    }
  }
};
var w = class l {
  tokens;
  options;
  state;
  inlineQueue;
  tokenizer;
  constructor(e) {
    this.tokens = [], this.tokens.links = /* @__PURE__ */ Object.create(null), this.options = e || S, this.options.tokenizer = this.options.tokenizer || new _(), this.tokenizer = this.options.tokenizer, this.tokenizer.options = this.options, this.tokenizer.lexer = this, this.inlineQueue = [], this.state = { inLink: false, inRawBlock: false, linkEmitted: false, linkParenPossible: true, top: true };
    let t = { other: O, block: ee.normal, inline: F.normal };
    this.options.pedantic ? (t.block = ee.pedantic, t.inline = F.pedantic) : this.options.gfm && (t.block = ee.gfm, this.options.breaks ? t.inline = F.breaks : t.inline = F.gfm), this.tokenizer.rules = t;
  }
  static get rules() {
    return { block: ee, inline: F };
  }
  static lex(e, t) {
    return new l(t).lex(e);
  }
  static lexInline(e, t) {
    return new l(t).inlineTokens(e);
  }
  lex(e) {
    e = e.replace(O.carriageReturn, \`
\`), this.blockTokens(e, this.tokens);
    for (let t = 0; t < this.inlineQueue.length; t++) {
      let n = this.inlineQueue[t];
      this.state.inRawBlock = false, this.inlineTokens(n.src, n.tokens);
    }
    return this.inlineQueue = [], this.tokens;
  }
  blockTokens(e, t = [], n = false) {
    this.tokenizer.lexer = this;
    let r = this.state.lastToken;
    this.options.pedantic && (e = e.replace(O.tabCharGlobal, "    ").replace(O.spaceLine, ""));
    let s = 1 / 0, o, i = this.options.gfm && !this.options.pedantic && this.tokenizer.paragraph === _.prototype.paragraph;
    for (; e; ) {
      if (e.length < s) s = e.length;
      else {
        this.infiniteLoopError(e.charCodeAt(0));
        break;
      }
      this.state.lastToken = t.at(-1);
      let a;
      if (this.options.extensions?.block?.some((u) => (a = u.call({ lexer: this }, e, t)) ? (e = e.substring(a.raw.length), t.push(a), true) : false)) continue;
      if (a = this.tokenizer.space(e)) {
        e = e.substring(a.raw.length);
        let u = t.at(-1);
        a.raw.length === 1 && u !== void 0 ? u.raw += \`
\` : t.push(a);
        continue;
      }
      if (a = this.tokenizer.code(e)) {
        e = e.substring(a.raw.length);
        let u = t.at(-1);
        u?.type === "paragraph" || u?.type === "text" ? (u.raw += (u.raw.endsWith(\`
\`) ? "" : \`
\`) + a.raw, u.text += \`
\` + a.text, this.inlineQueue.at(-1).src = u.text) : t.push(a);
        continue;
      }
      if (a = this.tokenizer.fences(e)) {
        e = e.substring(a.raw.length), t.push(a);
        continue;
      }
      if (a = this.tokenizer.heading(e)) {
        e = e.substring(a.raw.length), t.push(a);
        continue;
      }
      if (a = this.tokenizer.hr(e)) {
        e = e.substring(a.raw.length), t.push(a);
        continue;
      }
      if (a = this.tokenizer.blockquote(e)) {
        e = e.substring(a.raw.length), t.push(a);
        continue;
      }
      if (a = this.tokenizer.list(e)) {
        e = e.substring(a.raw.length), t.push(a);
        continue;
      }
      if (a = this.tokenizer.html(e)) {
        e = e.substring(a.raw.length), t.push(a);
        continue;
      }
      if (a = this.tokenizer.def(e)) {
        e = e.substring(a.raw.length);
        let u = t.at(-1);
        u?.type === "paragraph" || u?.type === "text" ? (u.raw += (u.raw.endsWith(\`
\`) ? "" : \`
\`) + a.raw, u.text += \`
\` + a.raw, this.inlineQueue.at(-1).src = u.text) : (this.tokens.links[a.tag] || (this.tokens.links[a.tag] = { href: a.href, title: a.title }), t.push(a));
        continue;
      }
      if (a = this.tokenizer.table(e)) {
        e = e.substring(a.raw.length), t.push(a);
        continue;
      }
      if (a = this.tokenizer.lheading(e)) {
        e = e.substring(a.raw.length), t.push(a);
        continue;
      }
      let c = e;
      if (this.options.extensions?.startBlock) {
        let u = 1 / 0, d = e.slice(1), h;
        this.options.extensions.startBlock.forEach((p) => {
          h = p.call({ lexer: this }, d), typeof h == "number" && h >= 0 && (u = Math.min(u, h));
        }), u < 1 / 0 && u >= 0 && (c = e.substring(0, u + 1));
      }
      if (this.state.top && (a = this.tokenizer.paragraph(c))) {
        let u = t.at(-1);
        (n || u === o && i) && u?.type === "paragraph" ? (u.raw += (u.raw.endsWith(\`
\`) ? "" : \`
\`) + a.raw, u.text += \`
\` + a.text, this.inlineQueue.pop(), this.inlineQueue.at(-1).src = u.text, o = u) : (t.push(a), o = a), n = c.length !== e.length, e = e.substring(a.raw.length);
        continue;
      }
      if (a = this.tokenizer.text(e)) {
        e = e.substring(a.raw.length);
        let u = t.at(-1);
        u?.type === "text" ? (u.raw += (u.raw.endsWith(\`
\`) ? "" : \`
\`) + a.raw, u.text += \`
\` + a.text, this.inlineQueue.pop(), this.inlineQueue.at(-1).src = u.text) : t.push(a);
        continue;
      }
      if (e) {
        this.infiniteLoopError(e.charCodeAt(0));
        break;
      }
    }
    return this.state.top = true, this.state.lastToken = r, t;
  }
  inline(e, t = []) {
    return this.inlineQueue.push({ src: e, tokens: t }), t;
  }
  linkInText(e) {
    if (!e.includes("[")) return false;
    let t = this.tokenizer.rules.inline.link;
    for (let n of e.matchAll(this.tokenizer.rules.inline.blockSkip)) if (t.test(n[0]) && e.charAt(n.index - 1) !== "!") return true;
    for (let n of e.matchAll(this.tokenizer.rules.inline.reflinkSearch)) {
      let r = n[0], s = r.lastIndexOf("[");
      if (!(r.charAt(0) === "!" || !Object.hasOwn(this.tokens.links, W(r.slice(s + 1, -1)))) && !(s > 1 && this.linkInText(r.slice(1, s - 1)))) return true;
    }
    return false;
  }
  inlineTokens(e, t = []) {
    this.tokenizer.lexer = this;
    let n = this.state.linkParenPossible;
    this.state.linkParenPossible = e.includes(")");
    try {
      return this.#t(e, t);
    } finally {
      this.state.linkParenPossible = n;
    }
  }
  #t(e, t) {
    let n = e.includes("*") || e.includes("_") || e.includes("~"), r = n || this.options.hooks?.emStrongMask || this.tokenizer.emStrong !== _.prototype.emStrong || this.tokenizer.del !== _.prototype.del ? this.#r(e) : e;
    if (!n) return this.#e(e, r, t);
    qe(this.tokenizer, r);
    try {
      return this.#e(e, r, t);
    } finally {
      ve(this.tokenizer);
    }
  }
  #e(e, t, n) {
    let r = false, s = "", o = 1 / 0;
    for (; e; ) {
      if (e.length < o) o = e.length;
      else {
        this.infiniteLoopError(e.charCodeAt(0));
        break;
      }
      r || (s = ""), r = false;
      let i;
      if (this.options.extensions?.inline?.some((u) => (i = u.call({ lexer: this }, e, n)) ? (e = e.substring(i.raw.length), n.push(i), true) : false)) continue;
      if (i = this.tokenizer.escape(e)) {
        e = e.substring(i.raw.length), n.push(i);
        continue;
      }
      if (i = this.tokenizer.tag(e)) {
        e = e.substring(i.raw.length), n.push(i);
        continue;
      }
      if (i = this.tokenizer.link(e)) {
        e = e.substring(i.raw.length), n.push(i);
        continue;
      }
      if (i = this.tokenizer.reflink(e, this.tokens.links)) {
        e = e.substring(i.raw.length);
        let u = n.at(-1);
        i.type === "text" && u?.type === "text" ? (u.raw += i.raw, u.text += i.text) : n.push(i);
        continue;
      }
      let a = e[0];
      if (a === "*" || a === "_") {
        let u = t.length - e.length;
        if (oe(this.tokenizer, t, a) <= u) {
          let h = 1;
          for (; h < e.length && e.charCodeAt(h) === a.charCodeAt(0); ) h++;
          let p = e.substring(0, h), k = n.at(-1);
          k?.type === "text" && !k.escaped ? (k.raw += p, k.text += p) : n.push({ type: "text", raw: p, text: p, escaped: false }), e = e.substring(h), s = a, r = true;
          continue;
        }
      } else if (a === "~") {
        let u = t.length - e.length;
        if (ae(this.tokenizer, t) <= u) {
          let h = 1;
          for (; h < e.length && e.charCodeAt(h) === 126; ) h++;
          let p = e.substring(0, h), k = n.at(-1);
          k?.type === "text" && !k.escaped ? (k.raw += p, k.text += p) : n.push({ type: "text", raw: p, text: p, escaped: false }), e = e.substring(h), s = a, r = true;
          continue;
        }
      }
      if (i = this.tokenizer.emStrong(e, t, s)) {
        e = e.substring(i.raw.length), n.push(i);
        continue;
      }
      if (i = this.tokenizer.codespan(e)) {
        e = e.substring(i.raw.length), n.push(i);
        continue;
      }
      if (i = this.tokenizer.br(e)) {
        e = e.substring(i.raw.length), n.push(i);
        continue;
      }
      if (i = this.tokenizer.del(e, t, s)) {
        e = e.substring(i.raw.length), n.push(i);
        continue;
      }
      if (i = this.tokenizer.autolink(e)) {
        e = e.substring(i.raw.length), n.push(i);
        continue;
      }
      if (!this.state.inLink && (i = this.tokenizer.url(e))) {
        e = e.substring(i.raw.length), n.push(i);
        continue;
      }
      let c = e;
      if (this.options.extensions?.startInline) {
        let u = 1 / 0, d = e.slice(1), h;
        this.options.extensions.startInline.forEach((p) => {
          h = p.call({ lexer: this }, d), typeof h == "number" && h >= 0 && (u = Math.min(u, h));
        }), u < 1 / 0 && u >= 0 && (c = e.substring(0, u + 1));
      }
      if (i = this.tokenizer.inlineText(c)) {
        e = e.substring(i.raw.length), i.raw.slice(-1) !== "_" && (s = i.raw.slice(-1)), r = true;
        let u = n.at(-1);
        u?.type === "text" ? (u.raw += i.raw, u.text += i.text) : n.push(i);
        continue;
      }
      if (e) {
        this.infiniteLoopError(e.charCodeAt(0));
        break;
      }
    }
    return n;
  }
  #n(e) {
    let { blockSkip: t, tag: n, autolink: r } = this.tokenizer.rules.inline, s = "", o = 0, i;
    for (t.lastIndex = 0; i = t.exec(e); ) {
      let a = i.index + (i[2] ? i[2].length : 0), c = i.index + i[0].length;
      if (e.charAt(a) === "<") {
        let u = e.slice(a), d = n.exec(u) || r.exec(u);
        if (!d) {
          t.lastIndex = a + 1;
          continue;
        }
        c = a + d[0].length, t.lastIndex = c;
      }
      s += e.slice(o, a) + "[" + "a".repeat(c - a - 2) + "]", o = c;
    }
    return s + e.slice(o);
  }
  #r(e) {
    let t = e;
    if (this.tokens.links && e.includes("[")) {
      let n = this.tokenizer.rules.inline.reflinkSearch, r = (s) => {
        let o = s.lastIndexOf("[");
        if (!Object.hasOwn(this.tokens.links, W(s.slice(o + 1, -1)))) return s;
        if (o > 1 && s.charAt(0) !== "!") {
          let i = s.slice(1, o - 1);
          if (this.linkInText(i)) return "[" + i.replace(n, r) + "][" + "a".repeat(s.length - o - 2) + "]";
        }
        return "[" + "a".repeat(s.length - 2) + "]";
      };
      t = t.replace(n, r);
    }
    return t = t.replace(this.tokenizer.rules.inline.anyPunctuationOutsideCode, (n, r, s) => s ? "+".repeat(n.length) : r ? r + n.slice(r.length, -r.length).replace(/\`/g, "+") + r : n), t = this.#n(t), t = this.options.hooks?.emStrongMask?.call({ lexer: this }, t) ?? t, t;
  }
  infiniteLoopError(e) {
    let t = "Infinite loop on byte: " + e;
    if (this.options.silent) console.error(t);
    else throw new Error(t);
  }
};
var I = class {
  options;
  parser;
  constructor(e) {
    this.options = e || S;
  }
  space(e) {
    return "";
  }
  code({ text: e, lang: t, escaped: n }) {
    let r = (t || "").match(O.notSpaceStart)?.[0], s = e ? e.replace(O.endingNewline, "") + \`
\` : "";
    return r ? '<pre><code class="language-' + y(r) + '">' + (n ? s : y(s, true)) + \`</code></pre>
\` : "<pre><code>" + (n ? s : y(s, true)) + \`</code></pre>
\`;
  }
  blockquote({ tokens: e }) {
    return \`<blockquote>
\${this.parser.parse(e)}</blockquote>
\`;
  }
  html({ text: e }) {
    return e;
  }
  def(e) {
    return "";
  }
  heading({ tokens: e, depth: t }) {
    return \`<h\${t}>\${this.parser.parseInline(e)}</h\${t}>
\`;
  }
  hr(e) {
    return \`<hr>
\`;
  }
  list(e) {
    let t = e.ordered, n = e.start, r = "";
    for (let i = 0; i < e.items.length; i++) {
      let a = e.items[i];
      r += this.listitem(a);
    }
    let s = t ? "ol" : "ul", o = t && n !== 1 ? ' start="' + n + '"' : "";
    return "<" + s + o + \`>
\` + r + "</" + s + \`>
\`;
  }
  listitem(e) {
    return \`<li>\${this.parser.parse(e.tokens)}</li>
\`;
  }
  checkbox({ checked: e }) {
    return "<input " + (e ? 'checked="" ' : "") + 'disabled="" type="checkbox"> ';
  }
  paragraph({ tokens: e }) {
    return \`<p>\${this.parser.parseInline(e)}</p>
\`;
  }
  table(e) {
    let t = "", n = "";
    for (let s = 0; s < e.header.length; s++) n += this.tablecell(e.header[s]);
    t += this.tablerow({ text: n });
    let r = "";
    for (let s = 0; s < e.rows.length; s++) {
      let o = e.rows[s];
      n = "";
      for (let i = 0; i < o.length; i++) n += this.tablecell(o[i]);
      r += this.tablerow({ text: n });
    }
    return r && (r = \`<tbody>\${r}</tbody>\`), \`<table>
<thead>
\` + t + \`</thead>
\` + r + \`</table>
\`;
  }
  tablerow({ text: e }) {
    return \`<tr>
\${e}</tr>
\`;
  }
  tablecell(e) {
    let t = this.parser.parseInline(e.tokens), n = e.header ? "th" : "td";
    return (e.align ? \`<\${n} align="\${e.align}">\` : \`<\${n}>\`) + t + \`</\${n}>
\`;
  }
  strong({ tokens: e }) {
    return \`<strong>\${this.parser.parseInline(e)}</strong>\`;
  }
  em({ tokens: e }) {
    return \`<em>\${this.parser.parseInline(e)}</em>\`;
  }
  codespan({ text: e }) {
    return \`<code>\${y(e, true)}</code>\`;
  }
  br(e) {
    return "<br>";
  }
  del({ tokens: e }) {
    return \`<del>\${this.parser.parseInline(e)}</del>\`;
  }
  link({ href: e, title: t, text: n, tokens: r, autolink: s }) {
    let o = s ? y(n, true) : this.parser.parseInline(r), i = xe(e);
    if (i === null) return o;
    e = y(i, s);
    let a = '<a href="' + e + '"';
    return t && (a += ' title="' + y(t) + '"'), a += ">" + o + "</a>", a;
  }
  image({ href: e, title: t, text: n, tokens: r }) {
    r && (n = this.parser.parseInline(r, this.parser.textRenderer));
    let s = xe(e);
    if (s === null) return y(n);
    e = s;
    let o = \`<img src="\${y(e)}" alt="\${y(n)}"\`;
    return t && (o += \` title="\${y(t)}"\`), o += ">", o;
  }
  text(e) {
    return "tokens" in e && e.tokens ? this.parser.parseInline(e.tokens) : "escaped" in e && e.escaped ? e.text : y(e.text);
  }
};
var z = class {
  parser;
  strong({ text: e, tokens: t }) {
    return t ? this.parser.parseInline(t, this) : e;
  }
  em({ text: e, tokens: t }) {
    return t ? this.parser.parseInline(t, this) : e;
  }
  codespan({ text: e }) {
    return e;
  }
  del({ text: e, tokens: t }) {
    return t ? this.parser.parseInline(t, this) : e;
  }
  html({ text: e }) {
    return e;
  }
  text({ text: e }) {
    return e;
  }
  link({ text: e, tokens: t }) {
    return t ? this.parser.parseInline(t, this) : e;
  }
  image({ text: e, tokens: t }) {
    return t ? this.parser.parseInline(t, this) : e;
  }
  br() {
    return \`
\`;
  }
  checkbox({ raw: e }) {
    return e;
  }
};
var P = class l2 {
  options;
  renderer;
  textRenderer;
  constructor(e) {
    this.options = e || S, this.options.renderer = this.options.renderer || new I(), this.renderer = this.options.renderer, this.renderer.options = this.options, this.renderer.parser = this, this.textRenderer = new z(), this.textRenderer.parser = this;
  }
  static parse(e, t) {
    return new l2(t).parse(e);
  }
  static parseInline(e, t) {
    return new l2(t).parseInline(e);
  }
  parse(e) {
    this.renderer.parser = this;
    let t = "";
    for (let n = 0; n < e.length; n++) {
      let r = e[n];
      if (this.options.extensions?.renderers?.[r.type]) {
        let o = r, i = this.options.extensions.renderers[o.type].call({ parser: this }, o);
        if (i !== false || !["space", "hr", "heading", "code", "table", "blockquote", "list", "checkbox", "html", "def", "paragraph", "text"].includes(o.type)) {
          t += i === false ? "" : i ?? "";
          continue;
        }
      }
      let s = r;
      switch (s.type) {
        case "space": {
          t += this.renderer.space(s);
          break;
        }
        case "hr": {
          t += this.renderer.hr(s);
          break;
        }
        case "heading": {
          t += this.renderer.heading(s);
          break;
        }
        case "code": {
          t += this.renderer.code(s);
          break;
        }
        case "table": {
          t += this.renderer.table(s);
          break;
        }
        case "blockquote": {
          t += this.renderer.blockquote(s);
          break;
        }
        case "list": {
          t += this.renderer.list(s);
          break;
        }
        case "checkbox": {
          t += this.renderer.checkbox(s);
          break;
        }
        case "html": {
          t += this.renderer.html(s);
          break;
        }
        case "def": {
          t += this.renderer.def(s);
          break;
        }
        case "paragraph": {
          t += this.renderer.paragraph(s);
          break;
        }
        case "text": {
          t += this.renderer.text(s);
          break;
        }
        default: {
          let o = 'Token with "' + s.type + '" type was not found.';
          if (this.options.silent) return console.error(o), "";
          throw new Error(o);
        }
      }
    }
    return t;
  }
  parseInline(e, t = this.renderer) {
    this.renderer.parser = this;
    let n = "";
    for (let r = 0; r < e.length; r++) {
      let s = e[r];
      if (this.options.extensions?.renderers?.[s.type]) {
        let i = this.options.extensions.renderers[s.type].call({ parser: this }, s);
        if (i !== false || !["escape", "html", "link", "image", "checkbox", "strong", "em", "codespan", "br", "del", "text"].includes(s.type)) {
          n += i === false ? "" : i ?? "";
          continue;
        }
      }
      let o = s;
      switch (o.type) {
        case "escape": {
          n += t.text(o);
          break;
        }
        case "html": {
          n += t.html(o);
          break;
        }
        case "link": {
          n += t.link(o);
          break;
        }
        case "image": {
          n += t.image(o);
          break;
        }
        case "checkbox": {
          n += t.checkbox(o);
          break;
        }
        case "strong": {
          n += t.strong(o);
          break;
        }
        case "em": {
          n += t.em(o);
          break;
        }
        case "codespan": {
          n += t.codespan(o);
          break;
        }
        case "br": {
          n += t.br(o);
          break;
        }
        case "del": {
          n += t.del(o);
          break;
        }
        case "text": {
          n += t.text(o);
          break;
        }
        default: {
          let i = 'Token with "' + o.type + '" type was not found.';
          if (this.options.silent) return console.error(i), "";
          throw new Error(i);
        }
      }
    }
    return n;
  }
};
var A = class {
  options;
  block;
  constructor(e) {
    this.options = e || S;
  }
  static passThroughHooks = /* @__PURE__ */ new Set(["preprocess", "postprocess", "processAllTokens", "emStrongMask"]);
  static passThroughHooksRespectAsync = /* @__PURE__ */ new Set(["preprocess", "postprocess", "processAllTokens"]);
  preprocess(e) {
    return e;
  }
  postprocess(e) {
    return e;
  }
  processAllTokens(e) {
    return e;
  }
  emStrongMask(e) {
    return e;
  }
  provideLexer(e = this.block) {
    return e ? w.lex : w.lexInline;
  }
  provideParser(e = this.block) {
    return e ? P.parse : P.parseInline;
  }
};
function M(l3, e) {
  if (Array.isArray(e)) for (let t = 0; t < e.length; t++) l3.push(e[t]);
  else l3.push(e);
}
var ne = class {
  defaults = G();
  options = this.setOptions;
  parse = this.parseMarkdown(true);
  parseInline = this.parseMarkdown(false);
  Parser = P;
  Renderer = I;
  TextRenderer = z;
  Lexer = w;
  Tokenizer = _;
  Hooks = A;
  constructor(...e) {
    this.use(...e);
  }
  walkTokens(e, t) {
    let n = [];
    for (let r of e) switch (M(n, t.call(this, r)), r.type) {
      case "table": {
        let s = r;
        for (let o of s.header) M(n, this.walkTokens(o.tokens, t));
        for (let o of s.rows) for (let i of o) M(n, this.walkTokens(i.tokens, t));
        break;
      }
      case "list": {
        let s = r;
        M(n, this.walkTokens(s.items, t));
        break;
      }
      default: {
        let s = r;
        this.defaults.extensions?.childTokens?.[s.type] ? this.defaults.extensions.childTokens[s.type].forEach((o) => {
          let i = s[o].flat(1 / 0);
          M(n, this.walkTokens(i, t));
        }) : s.tokens && M(n, this.walkTokens(s.tokens, t));
      }
    }
    return n;
  }
  use(...e) {
    let t = this.defaults.extensions || { renderers: /* @__PURE__ */ Object.create(null), childTokens: /* @__PURE__ */ Object.create(null) };
    return e.forEach((n) => {
      let r = { ...n };
      if (r.async = this.defaults.async || r.async || false, n.extensions && (n.extensions.forEach((s) => {
        if (!s.name) throw new Error("extension name required");
        if ("renderer" in s) {
          let o = t.renderers[s.name];
          o ? t.renderers[s.name] = function(...i) {
            let a = s.renderer.apply(this, i);
            return a === false && (a = o.apply(this, i)), a;
          } : t.renderers[s.name] = s.renderer;
        }
        if ("tokenizer" in s) {
          if (!s.level || s.level !== "block" && s.level !== "inline") throw new Error("extension level must be 'block' or 'inline'");
          let o = t[s.level];
          o ? o.unshift(s.tokenizer) : t[s.level] = [s.tokenizer], s.start && (s.level === "block" ? t.startBlock ? t.startBlock.push(s.start) : t.startBlock = [s.start] : s.level === "inline" && (t.startInline ? t.startInline.push(s.start) : t.startInline = [s.start]));
        }
        "childTokens" in s && s.childTokens && (t.childTokens[s.name] = s.childTokens);
      }), r.extensions = t), n.renderer) {
        let s = this.defaults.renderer || new I(this.defaults);
        for (let o in n.renderer) {
          if (!(o in s)) throw new Error(\`renderer '\${o}' does not exist\`);
          if (["options", "parser"].includes(o)) continue;
          let i = o, a = n.renderer[i], c = s[i];
          s[i] = (...u) => {
            let d = a.apply(s, u);
            return d === false && (d = c.apply(s, u)), d === false ? "" : d ?? "";
          };
        }
        r.renderer = s;
      }
      if (n.tokenizer) {
        let s = this.defaults.tokenizer || new _(this.defaults);
        for (let o in n.tokenizer) {
          if (!(o in s)) throw new Error(\`tokenizer '\${o}' does not exist\`);
          if (["options", "rules", "lexer"].includes(o)) continue;
          let i = o, a = n.tokenizer[i], c = s[i];
          s[i] = (...u) => {
            let d = a.apply(s, u);
            return d === false && (d = c.apply(s, u)), d;
          };
        }
        r.tokenizer = s;
      }
      if (n.hooks) {
        let s = this.defaults.hooks || new A();
        for (let o in n.hooks) {
          if (!(o in s)) throw new Error(\`hook '\${o}' does not exist\`);
          if (["options", "block"].includes(o)) continue;
          let i = o, a = n.hooks[i], c = s[i];
          A.passThroughHooks.has(o) ? s[i] = (u) => {
            if (s.options.async && A.passThroughHooksRespectAsync.has(o)) return (async () => {
              let h = await a.call(s, u);
              return c.call(s, h);
            })();
            let d = a.call(s, u);
            return c.call(s, d);
          } : s[i] = (...u) => {
            if (s.options.async) return (async () => {
              let h = await a.apply(s, u);
              return h === false && (h = await c.apply(s, u)), h;
            })();
            let d = a.apply(s, u);
            return d === false && (d = c.apply(s, u)), d;
          };
        }
        r.hooks = s;
      }
      if (n.walkTokens) {
        let s = this.defaults.walkTokens, o = n.walkTokens;
        r.walkTokens = function(i) {
          let a = [];
          return M(a, o.call(this, i)), s && M(a, s.call(this, i)), a;
        };
      }
      this.defaults = { ...this.defaults, ...r };
    }), this;
  }
  setOptions(e) {
    return this.defaults = { ...this.defaults, ...e }, this;
  }
  lexer(e, t) {
    return w.lex(e, t ?? this.defaults);
  }
  parser(e, t) {
    return P.parse(e, t ?? this.defaults);
  }
  parseMarkdown(e) {
    return (n, r) => {
      let s = { ...r }, o = { ...this.defaults, ...s }, i = this.onError(!!o.silent, !!o.async);
      if (this.defaults.async === true && s.async === false) return i(new Error("marked(): The async option was set to true by an extension. Remove async: false from the parse options object to return a Promise."));
      if (typeof n > "u" || n === null) return i(new Error("marked(): input parameter is undefined or null"));
      if (typeof n != "string") return i(new Error("marked(): input parameter is of type " + Object.prototype.toString.call(n) + ", string expected"));
      if (o.hooks && (o.hooks.options = o, o.hooks.block = e), o.async) return (async () => {
        let a = o.hooks ? await o.hooks.preprocess(n) : n, u = await (o.hooks ? await o.hooks.provideLexer(e) : e ? w.lex : w.lexInline)(a, o), d = o.hooks ? await o.hooks.processAllTokens(u) : u;
        o.walkTokens && await Promise.all(this.walkTokens(d, o.walkTokens));
        let p = await (o.hooks ? await o.hooks.provideParser(e) : e ? P.parse : P.parseInline)(d, o);
        return o.hooks ? await o.hooks.postprocess(p) : p;
      })().catch(i);
      try {
        o.hooks && (n = o.hooks.preprocess(n));
        let c = (o.hooks ? o.hooks.provideLexer(e) : e ? w.lex : w.lexInline)(n, o);
        o.hooks && (c = o.hooks.processAllTokens(c)), o.walkTokens && this.walkTokens(c, o.walkTokens);
        let d = (o.hooks ? o.hooks.provideParser(e) : e ? P.parse : P.parseInline)(c, o);
        return o.hooks && (d = o.hooks.postprocess(d)), d;
      } catch (a) {
        return i(a);
      }
    };
  }
  onError(e, t) {
    return (n) => {
      if (n.message += \`
Please report this to https://github.com/markedjs/marked.\`, e) {
        let r = "<p>An error occurred:</p><pre>" + y(n.message + "", true) + "</pre>";
        return t ? Promise.resolve(r) : r;
      }
      if (t) return Promise.reject(n);
      throw n;
    };
  }
};
var v = new ne();
function x(l3, e) {
  return v.parse(l3, e);
}
x.options = x.setOptions = function(l3) {
  return v.setOptions(l3), x.defaults = v.defaults, ue(x.defaults), x;
};
x.getDefaults = G;
x.defaults = S;
function jt(...l3) {
  return v.use(...l3), x.defaults = v.defaults, ue(x.defaults), x;
}
x.use = jt;
x.walkTokens = function(l3, e) {
  return v.walkTokens(l3, e);
};
x.parseInline = v.parseInline;
x.Parser = P;
x.parser = P.parse;
x.Renderer = I;
x.TextRenderer = z;
x.Lexer = w;
x.lexer = w.lex;
x.Tokenizer = _;
x.Hooks = A;
x.parse = x;
var En = x.options;
var zn = x.setOptions;
var Mn = x.walkTokens;
var Bn = x.parseInline;
var qn = P.parse;
var vn = w.lex;

// src/page/view/markdown_view.ts
var MarkdownView = class {
  /** The element to add to the page. */
  element = element("div", { className: "markdown" });
  #messages;
  #shown = "";
  /** The source of each block that is shown, and its elements. */
  #parts = [];
  #definitions = "";
  /** Makes an empty view. */
  constructor(messages2) {
    this.#messages = messages2;
  }
  /** Shows a text. The blocks that it has in common with the one before are not touched. */
  draw(text) {
    if (text === this.#shown) return;
    this.#shown = text;
    const tokens = vn(text);
    const definitions = tokens.filter(({ type }) => type === "def").map(({ raw }) => raw).join("");
    if (definitions !== this.#definitions) this.#truncate(0);
    this.#definitions = definitions;
    const same = tokens.findIndex(({ raw }, i) => raw !== this.#parts[i]?.raw);
    this.#truncate(same < 0 ? tokens.length : same);
    for (const token of tokens.slice(this.#parts.length)) {
      const nodes = this.#block(token).map(
        (node) => typeof node === "string" ? new Text(node) : node
      );
      this.element.append(...nodes);
      this.#parts.push({ raw: token.raw, nodes });
    }
  }
  #truncate(length) {
    for (const { nodes } of this.#parts.splice(length)) for (const node of nodes) node.remove();
  }
  #blocks(tokens) {
    return tokens.flatMap((token) => this.#block(token));
  }
  #block(token) {
    switch (token.type) {
      case "space":
      case "def":
        return [];
      case "heading": {
        const level = Math.min(6, token.depth + 3);
        return [element(\`h\${level}\`, {}, ...inline(token.tokens))];
      }
      case "paragraph":
        return [element("p", {}, ...inline(token.tokens))];
      case "code":
        return [this.#code(token)];
      case "blockquote":
        return [element("blockquote", {}, ...this.#blocks(token.tokens))];
      case "list":
        return [this.#list(token)];
      case "table":
        return [table(token)];
      case "hr":
        return [element("hr")];
      case "text":
        return token.tokens === void 0 ? [token.text] : inline(token.tokens);
      default:
        return [element("p", {}, token.raw)];
    }
  }
  #code({ text, lang }) {
    const { copyCode } = this.#messages;
    const code = element("pre", { tabIndex: 0 }, element("code", {}, text));
    const head = element("p", { className: "code-head" }, element("span", {}, lang ?? ""));
    head.append(copyButton(copyCode, () => text, this.#messages));
    return element("div", { className: "code" }, head, code);
  }
  #list({ ordered, start, items }) {
    const entries = items.map(({ task, checked: checked2, tokens }) => {
      const item = element("li");
      if (task) {
        item.append(element("input", { type: "checkbox", disabled: true, checked: !!checked2 }));
      }
      item.append(...this.#blocks(tokens));
      return item;
    });
    if (!ordered) return element("ul", {}, ...entries);
    return element("ol", { start: Number(start) || 1 }, ...entries);
  }
};
function inline(tokens) {
  return tokens.map((token) => {
    const children = "tokens" in token ? inline(token.tokens ?? []) : [];
    switch (token.type) {
      case "strong":
        return element("strong", {}, ...children);
      case "em":
        return element("em", {}, ...children);
      case "del":
        return element("del", {}, ...children);
      case "codespan":
        return element("code", {}, token.text);
      case "br":
        return element("br");
      case "link":
        return link(token, children);
      case "image":
        return link(token, [token.text]);
      case "escape":
        return token.text;
      case "text":
        return children.length === 0 ? unescaped(token.text) : span(children);
      default:
        return token.raw;
    }
  });
}
function span(children) {
  return element("span", {}, ...children);
}
function link({ href }, children) {
  if (!/^(https?:|mailto:)/i.test(href)) return span(children);
  return element("a", { href, rel: "noreferrer", target: "_blank" }, ...children);
}
function unescaped(text) {
  const entities = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'"
  };
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity);
}
function table({ header, rows }) {
  const row = (cells, tag) => element(
    "tr",
    {},
    ...cells.map(
      ({ tokens, align }) => element(tag, { className: align ?? "" }, ...inline(tokens))
    )
  );
  const head = element("thead", {}, row(header, "th"));
  const body = element("tbody", {}, ...rows.map((cells) => row(cells, "td")));
  return element("div", { className: "table", tabIndex: 0 }, element("table", {}, head, body));
}

// src/page/view/split_blocks.ts
var SOFT_SIZE = 200;
var HARD_SIZE = 1e3;
var SplitBlocks = class {
  #host;
  #boxes = [];
  #block = null;
  /** @param host the element that shows them */
  constructor(host) {
    this.#host = host;
  }
  /** The number of boxes. */
  get length() {
    return this.#boxes.length;
  }
  /** Returns a box, if there is one. */
  at(index) {
    return this.#boxes[index];
  }
  /** Puts a box in the place of another, or behind the last. */
  set(index, box) {
    const old = this.#boxes[index];
    this.#boxes[index] = box;
    if (old !== void 0) return old.replaceWith(box);
    if (this.#block === null || isFull(this.#block)) {
      this.#block = element("div", { role: "presentation", className: "block" });
      this.#host.append(this.#block);
    }
    this.#block.append(box);
  }
  /** Removes the boxes from an index on. */
  truncate(length) {
    for (const box of this.#boxes.splice(length)) {
      const block = box.parentElement;
      box.remove();
      if (block?.childElementCount === 0) block.remove();
    }
    this.#block = this.#host.lastElementChild;
  }
};
function isFull({ childElementCount, lastChild }) {
  return childElementCount >= HARD_SIZE || childElementCount >= SOFT_SIZE && lastChild?.textContent?.endsWith("\\n") === true;
}

// src/page/answer/glyphs.ts
var GLYPHS = {
  " ": "·",
  "\\n": "↵",
  "\\r": "␍",
  "	": "→",
  " ": "⍽",
  "​": "‸",
  "　": "□"
};
var EMPTY_GLYPH = "∅";
function toGlyphRuns(text) {
  const runs = [];
  let plain = "";
  for (const char of text) {
    const glyph = GLYPHS[char];
    if (glyph === void 0) {
      plain += char;
      continue;
    }
    if (plain !== "") runs.push({ text: plain, glyph: null });
    plain = "";
    runs.push({ text: char, glyph });
  }
  if (plain !== "") runs.push({ text: plain, glyph: null });
  return runs;
}
function withGlyphs(text) {
  if (text === "") return EMPTY_GLYPH;
  return toGlyphRuns(text).map(({ text: text2, glyph }) => glyph ?? text2).join("");
}

// src/page/view/split_box.ts
function looksLike(one, other) {
  return one === other || one.text === other.text && one.rest === other.rest && heatOf(one) === heatOf(other);
}
function splitBox(split, { isHeld, isOther, emptyLabel }) {
  const { text, rest } = split;
  const box = element("span", { role: "option", className: "split" });
  box.ariaSelected = "false";
  box.classList.toggle("other", isOther);
  box.classList.toggle("held", isHeld);
  const heat = heatOf(split);
  if (heat !== null) box.dataset.heat = \`\${heat}\`;
  if (text === "" && rest === "") {
    box.classList.add("empty");
    box.dataset.glyph = EMPTY_GLYPH;
    box.ariaLabel = emptyLabel;
    return box;
  }
  if (\`\${text}\${rest}\`.trim() === "") box.ariaLabel = withGlyphs(text + rest);
  appendRuns(box, text);
  if (rest === "") return box;
  if (isHeld) appendRuns(box, rest);
  else appendRuns(box.appendChild(element("span", { className: "marker" })), rest);
  return box;
}
function heatOf(split) {
  const confidence = confidenceOf(split);
  return confidence === null ? null : Math.min(4, Math.floor(confidence * 5));
}
function appendRuns(parent, text) {
  for (const { text: part, glyph } of toGlyphRuns(text)) {
    if (glyph === null) {
      parent.append(part);
      continue;
    }
    const space = element("span", { className: part === "\\n" ? "newline" : "space" }, part);
    space.dataset.glyph = glyph;
    parent.append(space);
  }
}

// src/page/view/splits_view.ts
var KEYS = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -10,
  ArrowDown: 10,
  PageUp: -100,
  PageDown: 100,
  Home: -Infinity,
  End: Infinity
};
var lists = 0;
var SplitsView = class {
  /** The element to add to the page. */
  element = element("div", { className: "splits", role: "listbox", tabIndex: 0 });
  #messages;
  #listener;
  #id = \`splits-\${lists++}\`;
  #blocks = new SplitBlocks(this.element);
  /** What the boxes show. */
  #shown = [];
  /** The splits before this one are drawn for good. */
  #settled = 0;
  #selected = null;
  #selectedBox = null;
  #pointedBox = null;
  /** @param listener receives the splits that the reader points at, and chooses */
  constructor(messages2, listener) {
    this.#messages = messages2;
    this.#listener = listener;
    this.element.ariaLabel = messages2.splits;
    this.element.hidden = true;
    this.element.addEventListener("click", ({ target }) => {
      if (getSelection()?.isCollapsed === false) return;
      const index = indexOf(target);
      listener.onSelect(index === this.#selected ? null : index);
    });
    this.element.addEventListener("pointerover", ({ target }) => listener.onHover(indexOf(target)));
    this.element.addEventListener("pointerleave", () => listener.onHover(null));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("copy", (event) => this.#onCopy(event));
  }
  /** Draws the splits that are new, and those that were held back. The others are not touched. */
  draw(answer) {
    const isRunning2 = answer.status === "running";
    const { splits } = answer;
    let canSettle = true;
    for (let index = this.#settled; index < splits.length; index++) {
      const split = splits[index];
      if (split === void 0) break;
      const isHeld = isRunning2 && split.rest !== "";
      this.#drawBox(index, { split, style: { isHeld, isOther: this.#isOther(index) } });
      canSettle &&= split.rest === "";
      if (canSettle) this.#settled++;
    }
    this.#blocks.truncate(splits.length);
    this.#shown.length = splits.length;
    this.element.hidden = splits.length === 0;
    if (this.#selected !== null) this.select(this.#selected);
  }
  /** Draws all splits that look different from before: the answer is another, or has its record. */
  redraw(answer) {
    this.#settled = 0;
    this.draw(answer);
  }
  /** Marks a split as chosen. */
  select(index, { isFocused = false } = {}) {
    this.#selected = index;
    const box = index === null ? void 0 : this.#blocks.at(index);
    if (box !== this.#selectedBox) {
      if (this.#selectedBox !== null) this.#selectedBox.ariaSelected = "false";
      this.#selectedBox = box ?? null;
      if (box === void 0) this.element.removeAttribute("aria-activedescendant");
      else this.element.setAttribute("aria-activedescendant", box.id);
    }
    if (box === void 0) return;
    box.ariaSelected = "true";
    if (isFocused) box.scrollIntoView({ block: "nearest" });
  }
  /** Marks a split as pointed at. */
  point(index) {
    this.#pointedBox?.classList.remove("pointed");
    this.#pointedBox = index === null ? null : this.#blocks.at(index) ?? null;
    this.#pointedBox?.classList.add("pointed");
  }
  #drawBox(index, next) {
    const { split, style } = next;
    const shown = this.#shown[index];
    this.#shown[index] = next;
    if (shown !== void 0 && shown.style.isHeld === style.isHeld && shown.style.isOther === style.isOther && looksLike(shown.split, split)) return;
    const box = splitBox(split, { ...style, emptyLabel: this.#messages.empty });
    box.id = \`\${this.#id}-\${index}\`;
    box.dataset.index = \`\${index}\`;
    this.#blocks.set(index, box);
  }
  /** The colors alternate, across empty splits, which have none. */
  #isOther(index) {
    const before = this.#shown[index - 1];
    if (before === void 0) return false;
    const { split: { text, rest }, style: { isOther } } = before;
    return text + rest === "" ? isOther : !isOther;
  }
  /** A browser would put a line break between blocks. */
  #onCopy({ clipboardData }) {
    const selection2 = getSelection();
    if (selection2 === null || selection2.rangeCount === 0 || clipboardData === null) return;
    const range = selection2.getRangeAt(0);
    if (!this.element.contains(range.commonAncestorContainer)) return;
    clipboardData.setData("text/plain", range.cloneContents().textContent);
  }
  #onKey(event) {
    const step = KEYS[event.key];
    if (step === void 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const last = this.#blocks.length - 1;
    const from = this.#selected ?? (step > 0 ? -1 : last + 1);
    const index = Math.max(0, Math.min(last, from + step));
    this.select(index, { isFocused: true });
    this.#listener.onSelect(index);
  }
};
function indexOf(target) {
  const box = target instanceof Element ? target.closest("[data-index]") : null;
  return box === null ? null : Number(box.dataset.index);
}

// src/page/answer/time_window.ts
var FIRST_MS = 2e3;
function liveWindow(ms) {
  let to = FIRST_MS;
  while (to < ms) to *= 2;
  return { from: 0, to };
}
function fullWindow(ms) {
  return { from: 0, to: Math.max(10, ms * 1.01) };
}
function ticksIn({ from, to }, max) {
  const step = roundStep((to - from) / Math.max(1, max));
  const first = Math.ceil(from / step) * step;
  const count = Math.floor((to - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_2, i) => first + i * step);
}
function roundStep(atLeast) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeast)));
  const factor = [1, 2, 5, 10].find((it2) => it2 * power >= atLeast) ?? 10;
  return factor * power;
}
function tickLabel(ms, { from, to }) {
  if (to - from < 1e3 && to < 1e4) return \`\${Math.round(ms)} ms\`;
  const digits = to - from < 2e3 ? 2 : to - from < 2e4 ? 1 : 0;
  return \`\${(ms / 1e3).toFixed(digits)} s\`;
}

// src/page/answer/timeline.ts
var KINDS = ["reasoning", "text", "empty", "marker"];
var BIN_PX = 4;
var TICK_PX = 80;
var SMOOTHING = 2;
function layoutTimeline({ splits, reasoning, steps, isRunning: isRunning2 }, { width, window }) {
  const { from, to } = window;
  const xOf = (ms) => (ms - from) / (to - from) * width;
  const isVisible = ({ ms }) => ms >= from && ms <= to;
  const count = splits.filter(isVisible).length + reasoning.filter(isVisible).length;
  const hasRoom = count <= width / BIN_PX;
  const eachMark = (see) => {
    for (const mark of reasoning) if (isVisible(mark)) see("reasoning", xOf(mark.ms), null);
    splits.forEach((split, i) => {
      if (isVisible(split)) see(kindOf(split, isRunning2), xOf(split.ms), i);
    });
  };
  const bars = [];
  if (hasRoom) eachMark((kind, x2, index) => bars.push({ kind, x: x2, index }));
  const bins = hasRoom ? null : emptyBins(width);
  eachMark((kind, x2) => {
    const bin = bins?.[Math.min(bins.length - 1, Math.floor(x2 / BIN_PX))];
    if (bin !== void 0) bin.counts[kind]++;
  });
  const totals = (bins ?? []).map(({ counts }) => sum(counts));
  const smooth = totals.map(
    (_2, i) => averageOf(totals.slice(Math.max(0, i - SMOOTHING), i + SMOOTHING + 1))
  );
  const maxSmooth = Math.max(0, ...smooth);
  const first = Math.min(to, reasoning[0]?.ms ?? to, splits[0]?.ms ?? to);
  return {
    ticks: ticksIn(window, width / TICK_PX).map((ms) => ({
      x: xOf(ms),
      label: tickLabel(ms, window)
    })),
    wait: first <= from ? null : { x: 0, width: Math.min(width, xOf(first)) },
    bars: hasRoom ? bars : null,
    bins,
    maxCount: Math.max(1, ...totals),
    rate: smooth.map((count2, i) => ({
      x: (i + 0.5) * BIN_PX,
      y: maxSmooth === 0 ? 0 : count2 / maxSmooth
    })),
    maxRate: maxSmooth / (BIN_PX / width * (to - from)) * 1e3,
    steps: rowsOf(steps, to).map(({ step: { node, started_ms, ended_ms }, row }) => {
      const x2 = Math.max(0, xOf(started_ms));
      const end = Math.min(width, xOf(ended_ms ?? to));
      return { x: x2, width: Math.max(1, end - x2), label: node, row };
    }).filter(({ x: x2 }) => x2 <= width)
  };
}
function kindOf({ text, rest }, isRunning2) {
  if (text !== "") return "text";
  if (rest === "") return "empty";
  return isRunning2 ? "text" : "marker";
}
function emptyBins(width) {
  return Array.from({ length: Math.ceil(width / BIN_PX) }, (_2, i) => ({
    x: i * BIN_PX,
    counts: { reasoning: 0, text: 0, empty: 0, marker: 0 }
  }));
}
function rowsOf(steps, to) {
  const ends = [];
  return steps.map((step) => {
    const free = ends.findIndex((end) => end <= step.started_ms);
    const row = free < 0 ? ends.length : free;
    ends[row] = step.ended_ms ?? to;
    return { step, row };
  });
}
function sum(counts) {
  return KINDS.reduce((total, kind) => total + counts[kind], 0);
}
function averageOf(numbers) {
  return numbers.reduce((total, number) => total + number, 0) / Math.max(1, numbers.length);
}

// src/page/view/timeline/svg_file.ts
var STYLES = ["fill", "stroke", "stroke-width", "opacity", "font-size", "font-family"];
function svgFile(svg) {
  const copy = svg.cloneNode(true);
  const originals = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((node, i) => {
    const original = originals[i];
    if (original === void 0) return;
    const style = getComputedStyle(original);
    for (const name of STYLES) node.setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}

// src/page/view/timeline/timeline_shapes.ts
var HEIGHT = 48;
var STEP_HEIGHT = 16;
var AXIS_HEIGHT = 18;
var HEIGHTS = {
  reasoning: 0.55,
  text: 1,
  empty: 0.3,
  marker: 0.75
};
function timelineFrame({ steps }) {
  const rows = Math.max(0, ...steps.map(({ row }) => row + 1));
  const top = rows * STEP_HEIGHT;
  const bottom = top + HEIGHT;
  return { height: bottom + AXIS_HEIGHT, top, bottom };
}
function timelineShapes(layout, { frame: { top, bottom }, width }) {
  return [
    ...stepsOf2(layout),
    ...waitOf(layout, top),
    ...layout.bars === null ? binsOf(layout, top) : barsOf(layout, top),
    ...axisOf(layout, { top: bottom, width })
  ];
}
function barsOf({ bars }, top) {
  return KINDS.map((kind) => {
    const height = HEIGHTS[kind] * HEIGHT;
    const d = (bars ?? []).filter((bar) => bar.kind === kind).map(({ x: x2 }) => \`M\${x2.toFixed(1)} \${top + HEIGHT}v-\${height}\`).join("");
    return svgElement("path", { class: kind, d });
  });
}
function binsOf({ bins, maxCount, rate }, top) {
  const areas = KINDS.map((kind, i) => {
    const below = KINDS.slice(0, i);
    const d = (bins ?? []).filter(({ counts }) => counts[kind] > 0).map(({ x: x2, counts }) => {
      const y2 = below.reduce((sum2, other) => sum2 + counts[other], 0) / maxCount * HEIGHT;
      const height = counts[kind] / maxCount * HEIGHT;
      return \`M\${x2 + 0.5} \${(top + HEIGHT - y2).toFixed(1)}h3v-\${height.toFixed(1)}h-3z\`;
    }).join("");
    return svgElement("path", { class: \`\${kind} bin\`, d });
  });
  const points = rate.map(({ x: x2, y: y2 }) => \`\${x2},\${(top + HEIGHT - y2 * HEIGHT).toFixed(1)}\`).join(" ");
  return [...areas, svgElement("polyline", { class: "rate", points })];
}
function waitOf({ wait }, top) {
  if (wait === null) return [];
  return [svgElement("rect", { class: "wait", ...wait, y: top, height: HEIGHT })];
}
function axisOf({ ticks }, { top, width }) {
  const line = svgElement("path", { class: "axis", d: \`M0 \${top}h\${width}\` });
  return [
    line,
    ...ticks.flatMap(({ x: x2, label }) => {
      const isLast = x2 > width - 30;
      const text = svgElement("text", {
        class: "tick",
        x: x2.toFixed(1),
        y: top + AXIS_HEIGHT - 4,
        "text-anchor": x2 < 5 ? "start" : isLast ? "end" : "middle"
      });
      text.textContent = label;
      return [svgElement("path", { class: "axis", d: \`M\${x2.toFixed(1)} \${top}v4\` }), text];
    })
  ];
}
function stepsOf2({ steps }) {
  return steps.flatMap(({ x: x2, width, label, row }) => {
    const y2 = row * STEP_HEIGHT;
    const box = svgElement("rect", {
      class: "step",
      x: x2.toFixed(1),
      y: y2,
      width: width.toFixed(1),
      height: STEP_HEIGHT - 2
    });
    const title = svgElement("title");
    title.textContent = label;
    box.append(title);
    if (width < label.length * 7) return [box];
    const text = svgElement("text", { class: "step-name", x: (x2 + 4).toFixed(1), y: y2 + 11 });
    text.textContent = label;
    return [box, text];
  });
}

// src/page/view/timeline/timeline_view.ts
var REACH = 8;
var MIN_BRUSH = 6;
var FALLBACK_WIDTH = 640;
var TimelineView = class {
  /** The element to add to the page. */
  element = element("div", { className: "picture" });
  #messages;
  #listener;
  #svg = svgElement("svg", { role: "img", class: "timeline" });
  #all;
  #note = element("span", { className: "hint" });
  #answer = null;
  #frame = null;
  /** The window that the reader chose. */
  #zoom = null;
  #window = { from: 0, to: 1 };
  /** The width of the picture. */
  #pixels = FALLBACK_WIDTH;
  #brushFrom = null;
  #selected = null;
  /** @param listener receives the splits that the reader points at, and chooses */
  constructor(messages2, listener) {
    this.#messages = messages2;
    this.#listener = listener;
    this.#all = button(messages2.zoomOut, () => this.zoom(null), { hidden: true });
    this.element.append(this.#svg, element("p", { className: "tools" }, this.#note, this.#all));
    this.#svg.addEventListener("pointerdown", (event) => this.#onDown(event));
    this.#svg.addEventListener("pointermove", (event) => this.#onMove(event));
    this.#svg.addEventListener("pointerup", (event) => this.#onUp(event));
    this.#svg.addEventListener("pointercancel", () => this.#brush(null, 0));
    this.#svg.addEventListener("pointerleave", () => listener.onHover(null));
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width === 0 || width === this.#pixels) return;
      this.#pixels = width;
      this.#draw();
    }).observe(this.element);
  }
  /**
   * Draws an answer.
   *
   * @param options the time that has passed since it was asked for, while it is running, and the end
   *   of the axis, if it is shared with another answer
   */
  draw(answer, { now: now3 = 0, until } = {}) {
    this.#answer = answer;
    const end = Math.max(answer.lastMs, now3);
    this.#window = answer.status === "running" ? liveWindow(end) : fullWindow(until ?? end);
    this.#draw();
  }
  /** Shows a part of the time, or all of it. */
  zoom(window) {
    this.#zoom = window;
    this.#all.hidden = window === null;
    this.#draw();
  }
  /** Marks a split. */
  select(index) {
    this.#selected = index;
    this.#draw();
  }
  /** Returns the picture as a file, with the colors that it has here. */
  toFile() {
    return svgFile(this.#svg);
  }
  #draw() {
    const answer = this.#answer;
    if (answer === null) return;
    const width = this.#pixels;
    const isRunning2 = answer.status === "running";
    const { splits, reasoning, stepTimes: steps } = answer;
    const layout = layoutTimeline({ splits, reasoning, steps, isRunning: isRunning2 }, {
      width,
      window: this.#zoom ?? this.#window
    });
    const frame = timelineFrame(layout);
    this.#frame = frame;
    const set = (name, value) => this.#svg.setAttribute(name, value);
    set("viewBox", \`0 0 \${width} \${frame.height}\`);
    set("width", \`\${width}\`);
    set("height", \`\${frame.height}\`);
    if (!isRunning2) set("aria-label", this.#label(answer));
    this.#svg.replaceChildren(
      ...timelineShapes(layout, { frame, width }),
      ...this.#selectionOf(layout, frame)
    );
    this.#note.textContent = layout.bins === null ? "" : this.#messages.maxRate(layout.maxRate.toFixed(layout.maxRate < 10 ? 1 : 0));
  }
  #label(answer) {
    const { count, longestGap } = factsOf(answer.splits);
    return this.#messages.picture(
      count,
      duration(answer.lastMs),
      duration(longestGap?.ms ?? 0)
    );
  }
  #selectionOf({ bars }, { top, bottom }) {
    const bar = this.#selected === null ? void 0 : bars?.find(({ index }) => index === this.#selected);
    const x2 = bar?.x ?? this.#xOfSelected();
    if (x2 === null) return [];
    return [svgElement("path", { class: "selected", d: \`M\${x2.toFixed(1)} \${top}V\${bottom}\` })];
  }
  #xOfSelected() {
    const split = this.#selected === null ? void 0 : this.#answer?.splits[this.#selected];
    if (split === void 0) return null;
    const { from, to } = this.#zoom ?? this.#window;
    if (split.ms < from || split.ms > to) return null;
    return (split.ms - from) / (to - from) * this.#pixels;
  }
  #xOf({ clientX }) {
    const { left, width } = this.#svg.getBoundingClientRect();
    return Math.max(0, Math.min(1, (clientX - left) / width)) * this.#pixels;
  }
  #msAt(x2) {
    const { from, to } = this.#zoom ?? this.#window;
    return from + x2 / this.#pixels * (to - from);
  }
  /** Returns the split that is closest to a place in the picture. */
  #indexAt(x2) {
    const ms = this.#msAt(x2);
    const reach = this.#msAt(REACH) - this.#msAt(0);
    let best = null;
    this.#answer?.splits.forEach((split, index) => {
      const distance = Math.abs(split.ms - ms);
      if (distance <= reach && distance < (best?.distance ?? Infinity)) best = { index, distance };
    });
    return best?.index ?? null;
  }
  #onDown(event) {
    if (event.button !== 0) return;
    this.#brushFrom = this.#xOf(event);
    if (event.pointerType === "mouse") this.#svg.setPointerCapture(event.pointerId);
  }
  #onMove(event) {
    const x2 = this.#xOf(event);
    if (this.#brushFrom === null) return this.#listener.onHover(this.#indexAt(x2));
    this.#brush(this.#brushFrom, x2);
  }
  #onUp(event) {
    const from = this.#brushFrom;
    const to = this.#xOf(event);
    this.#brush(null, 0);
    if (from === null) return;
    if (Math.abs(to - from) < MIN_BRUSH) return this.#listener.onSelect(this.#indexAt(to));
    const [begin, end] = [this.#msAt(Math.min(from, to)), this.#msAt(Math.max(from, to))];
    this.zoom({ from: begin, to: Math.max(begin + 1, end) });
  }
  #brush(from, to) {
    this.#brushFrom = from;
    this.#svg.querySelector(".brush")?.remove();
    if (from === null || this.#frame === null) return;
    const { bottom: height } = this.#frame;
    const [x2, width] = [Math.min(from, to), Math.abs(to - from)];
    this.#svg.append(svgElement("rect", { class: "brush", x: x2, y: 0, width, height }));
  }
};

// src/page/server/record_frames.ts
function recordFrames(onFrame) {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.body === null) return response;
    const decoder = new TextDecoder();
    const spy = new TransformStream({
      transform(bytes, controller) {
        onFrame(decoder.decode(bytes, { stream: true }));
        controller.enqueue(bytes);
      }
    });
    const { status: status2, statusText, headers } = response;
    return new Response(response.body.pipeThrough(spy), { status: status2, statusText, headers });
  };
}

// src/page/server/ask_for_frames.ts
var WIRE_FORMATS = {
  "NDJSON": { accept: "application/x-ndjson", path: null },
  "SSE": { accept: "text/event-stream", path: null },
  "Text": { accept: "text/plain", path: null },
  "OpenAI": { accept: "text/event-stream", path: "v1/chat/completions" }
};
async function askForFrames({ thread: _2, ...question }, { format, server: server2, onFrame }) {
  const { accept, path } = WIRE_FORMATS[format];
  const isOpenAI = path !== null;
  const body = isOpenAI ? {
    ...samplingOf(question.settings),
    model: question.runnable,
    // OpenAI's word for it
    stream: true,
    messages: messagesOf(question)
  } : { input: inputOf(question), config: { configurable: configurableOf(question) } };
  const began = performance.now();
  const add = (text) => onFrame({ ms: performance.now() - began, text });
  try {
    const response = await recordFrames(add)(server2.at(path ?? \`\${question.runnable}/stream\`), {
      method: "POST",
      headers: { accept, "content-type": "application/json", ...server2.headers },
      body: JSON.stringify(body)
    });
    await response.text();
  } catch (error) {
    add(String(error));
  }
}

// src/page/view/wire_view.ts
var WireView = class {
  /** The element to add to the page. */
  element = element("div", { className: "wire" });
  #messages;
  #list = element("ol", { tabIndex: 0 });
  #shown = 0;
  /** @param onAgain called with the format in which the reader wants to ask again */
  constructor(messages2, onAgain) {
    this.#messages = messages2;
    const choice = element("select", { ariaLabel: messages2.wireAgain });
    for (const format of Object.keys(WIRE_FORMATS)) choice.append(element("option", {}, format));
    const again = button(messages2.wireAgain, () => onAgain(choice.value));
    const tools = element("p", { className: "tools" }, again, choice);
    this.#list.ariaLabel = messages2.wireTitle;
    this.element.append(this.#list, tools);
  }
  /** Shows the frames that are new. */
  draw(frames) {
    if (frames.length < this.#shown) this.clear();
    if (frames.length > 0 && this.#shown === 0) this.#list.replaceChildren();
    for (const { ms, text } of frames.slice(this.#shown)) {
      this.#list.append(element(
        "li",
        {},
        element("time", {}, duration(ms)),
        element("code", {}, text)
      ));
    }
    this.#shown = frames.length;
    if (frames.length === 0 && this.#list.childElementCount === 0) {
      this.#list.append(element("li", {}, this.#messages.wireEmpty));
    }
  }
  /** Forgets all frames. */
  clear() {
    this.#list.replaceChildren();
    this.#shown = 0;
  }
};

// src/page/view/turn/turn_view.ts
var CLOCK_MS = 100;
var TurnView = class {
  /** The element to add to the page. */
  element = element("article", { className: "turn" });
  answer;
  /** The picture of the answer, for a file. */
  timeline;
  #messages;
  #listener;
  #now;
  #body = element("div", { className: "answer" });
  #head;
  #output = new OutputView();
  #wait = element("p", { className: "wait" });
  #splits;
  #markdown;
  #wire;
  #facts = element("p", { className: "facts" });
  #actions = element("p", { className: "actions", hidden: true });
  #details;
  #edit;
  #again;
  #begin;
  #frame = 0;
  /** Whether the next frame shows the clock and the picture, too. */
  #isTimeDue = false;
  #clock;
  #failure = null;
  /** What a graph asks, until it is answered or the conversation goes on. */
  #interrupt = null;
  /**
   * @param options \`now\` is a monotonic clock, in milliseconds; \`elapsed\` is how long ago the question
   *   was sent
   */
  constructor(answer, { messages: messages2, now: now3, elapsed = 0, listener }) {
    this.answer = answer;
    this.#messages = messages2;
    this.#listener = listener;
    this.#now = now3;
    this.#begin = now3();
    const splits = {
      onSelect: (index) => listener.onSelect(this, index),
      onHover: (index) => listener.onHover(this, index)
    };
    this.#head = new TurnHead(messages2);
    this.timeline = new TimelineView(messages2, splits);
    this.#splits = new SplitsView(messages2, splits);
    this.#markdown = new MarkdownView(messages2);
    this.#wire = new WireView(messages2, (format) => listener.onWire(this, format));
    this.#details = button(messages2.details, () => listener.onDetails(this), {
      className: "open-details"
    });
    this.#again = button(messages2.regenerate, () => listener.onAgain(this));
    this.#edit = button(messages2.edit, () => listener.onEdit(this), { className: "quiet" });
    this.#actions.append(
      copyButton(messages2.copyAnswer, () => this.text, messages2),
      this.#again,
      this.#details
    );
    const asked = element("p", { className: "question" });
    asked.append(
      element("span", { className: "unseen" }, \`\${messages2.you}: \`),
      answer.question.text
    );
    this.#body.append(
      element("h3", { className: "unseen" }, messages2.answer),
      ...this.#head.elements,
      this.#output.element,
      this.#splits.element,
      this.#markdown.element,
      this.#wire.element,
      this.#wait,
      this.timeline.element,
      this.#facts,
      this.#actions
    );
    this.element.append(element("div", { className: "asked" }, this.#edit, asked), this.#body);
    this.#start(elapsed);
  }
  /** The answer so far, as text. */
  get text() {
    const { value, output } = this.answer;
    return value === void 0 ? output : JSON.stringify(value, null, 2);
  }
  /** Shows an event. */
  add(event) {
    this.answer.add(event, this.#elapsed);
    if (event.type === "end") return this.#end();
    this.#drawSoon();
  }
  /** Notes a frame of the reply as it came. */
  addFrame(text) {
    this.answer.frames.push({ ms: this.#elapsed, text });
  }
  /** Shows that the reader stopped it. */
  stopped() {
    this.answer.end("stopped");
    this.#end();
  }
  /** Shows that it failed, and a button to try again. */
  fail(failure, record) {
    this.answer.failure = failure;
    this.answer.end("failed", record);
    this.#end();
  }
  /** Shows an answer that is there already. */
  restore() {
    this.#end();
  }
  /** Shows another answer in its place, from its beginning: a replay. */
  restart(answer) {
    this.answer = answer;
    this.#head.clear();
    this.#output.clear();
    this.#splits.redraw(answer);
    this.#start();
  }
  /** Takes back what a graph asks: the conversation goes on. */
  closeInterrupt() {
    this.#interrupt?.remove();
    this.#interrupt = null;
  }
  /** Marks a split as chosen. */
  select(index) {
    this.#splits.select(index);
    this.timeline.select(index);
  }
  /** Marks a split as pointed at. */
  point(index) {
    this.#splits.point(index);
  }
  /** Draws what has changed. */
  draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { answer } = this;
    this.#head.draw(answer);
    this.#output.draw(this.text, { isValue: answer.value !== void 0 });
    this.#splits.draw(answer);
    const { view } = document.body.dataset;
    if (view === "markdown") this.#markdown.draw(this.text);
    if (view === "wire") this.#wire.draw(answer.frames);
    if (answer.status !== "running" || this.#isTimeDue) this.#drawTime();
  }
  #drawSoon() {
    this.#frame ||= requestAnimationFrame(() => this.draw());
  }
  /** Draws what changes with the time. While the answer is running, the clock does. */
  #drawTime() {
    this.#isTimeDue = false;
    const { answer } = this;
    this.#wait.textContent = waitText(answer, { ms: this.#elapsed, messages: this.#messages });
    this.#wait.hidden = this.#wait.textContent === "";
    const hasPicture = answer.count > 0 || answer.reasoning.length > 0;
    this.timeline.element.hidden = !hasPicture;
    if (hasPicture) this.timeline.draw(answer, { now: this.#runningMs });
  }
  get #elapsed() {
    return this.#now() - this.#begin;
  }
  /** How long it has been running; 0 if it is over. */
  get #runningMs() {
    return this.answer.status === "running" ? this.#elapsed : 0;
  }
  #start(elapsed = 0) {
    this.#begin = this.#now() - elapsed;
    this.#body.ariaBusy = "true";
    this.#facts.hidden = this.#actions.hidden = this.#edit.hidden = true;
    this.#failure?.remove();
    this.closeInterrupt();
    this.#clock = setInterval(() => {
      this.#isTimeDue = true;
      this.#drawSoon();
    }, CLOCK_MS);
    this.draw();
    this.#drawTime();
  }
  #end() {
    clearInterval(this.#clock);
    this.#body.ariaBusy = "false";
    this.#splits.redraw(this.answer);
    this.draw();
    const { answer } = this;
    this.#output.element.classList.toggle("recalled", answer.isRecalled);
    if (answer.status === "complete" && this.text === "" && answer.steps.length === 0) {
      this.#output.say(this.#messages.nothing);
    }
    if (answer.isUnderWay) this.#output.say(this.#messages.underWay);
    this.#facts.textContent = factsLine(answer, this.#messages);
    this.#facts.hidden = this.#actions.hidden = this.#edit.hidden = false;
    this.#details.hidden = answer.isRecalled;
    const { question: { resume }, record: { interrupts = [] } } = answer;
    this.#edit.hidden = resume !== void 0;
    this.#again.hidden = this.#edit.hidden || answer.failure !== null;
    if (answer.failure !== null) this.#showFailure(answer.failure);
    if (interrupts.length > 0) this.#showInterrupt(interrupts);
  }
  #showFailure(failure) {
    this.#failure = failureView(failure, {
      messages: this.#messages,
      isKept: this.answer.count > 0,
      onReadOn: () => this.#listener.onReadOn(this),
      onAgain: () => this.#listener.onAgain(this)
    });
    this.#body.append(this.#failure);
  }
  #showInterrupt(interrupts) {
    const messages2 = this.#messages;
    this.#interrupt = this.answer.question.thread === void 0 ? element("p", { className: "hint" }, messages2.cannotResume) : interruptView(interrupts, {
      messages: messages2,
      onResume: (resume, words) => this.#listener.onResume(this, resume, words)
    });
    this.#body.append(this.#interrupt);
  }
};

// src/page/conversation/answer_under_way.ts
import { StreamError as StreamError2 } from "./client.js";

// src/stream/automaton.ts
var ROOT = 0;
var Automaton = class {
  markers;
  /** Returns the next index at which a marker may begin, or -1. */
  findBeginning;
  /** The unit that leads to a state, its first child, and its next sibling. */
  #unit;
  #first;
  #sibling;
  #fallback;
  #depth;
  /** The index of the marker that is complete in a state, or -1. */
  #marker;
  #states = 1;
  /** @param markers the markers, none of them empty */
  constructor(markers) {
    const most = markers.reduce((sum2, { length }) => sum2 + length, 1);
    this.markers = [...markers];
    this.findBeginning = finderOf(new Set(markers.map((marker) => marker.charCodeAt(0))));
    this.#unit = new Uint16Array(most);
    this.#first = new Int32Array(most);
    this.#sibling = new Int32Array(most);
    this.#fallback = new Int32Array(most);
    this.#depth = new Int32Array(most);
    this.#marker = new Int32Array(most).fill(-1);
    markers.forEach((marker, index) => this.#add(marker, index));
    this.#link();
  }
  /** The number of states. */
  get states() {
    return this.#states;
  }
  /** Returns the state after another unit of text. */
  next(state, unit) {
    const units = this.#unit;
    const siblings = this.#sibling;
    for (let from = state; ; from = this.#fallback[from] ?? ROOT) {
      let child = this.#first[from] ?? ROOT;
      while (child !== ROOT && units[child] !== unit) child = siblings[child] ?? ROOT;
      if (child !== ROOT || from === ROOT) return child;
    }
  }
  /** Returns the length of the prefix that a state stands for, in units. */
  depth(state) {
    return this.#depth[state] ?? 0;
  }
  /** Returns the marker that is complete in a state, or \`null\`. */
  marker(state) {
    const index = this.#marker[state] ?? -1;
    return index === -1 ? null : this.markers[index] ?? null;
  }
  #child(state, unit) {
    let child = this.#first[state] ?? ROOT;
    while (child !== ROOT && this.#unit[child] !== unit) child = this.#sibling[child] ?? ROOT;
    return child;
  }
  #add(marker, index) {
    let state = ROOT;
    for (let i = 0; i < marker.length; i++) {
      const unit = marker.charCodeAt(i);
      state = this.#child(state, unit) || this.#append(state, unit);
    }
    this.#marker[state] = index;
  }
  #append(parent, unit) {
    const state = this.#states++;
    this.#unit[state] = unit;
    this.#sibling[state] = this.#first[parent] ?? ROOT;
    this.#first[parent] = state;
    this.#depth[state] = (this.#depth[parent] ?? 0) + 1;
    return state;
  }
  // Breadth first, because a fallback is shorter than the state that needs it. A state inherits the
  // marker of its fallback. If two markers end at one place, the longer one began first, and is set
  // already.
  #link() {
    const queue = new Int32Array(this.#states);
    for (let head = 0, tail = 1; head < tail; head++) {
      const state = queue[head] ?? ROOT;
      let child = this.#first[state] ?? ROOT;
      for (; child !== ROOT; child = this.#sibling[child] ?? ROOT) {
        const fallback = state === ROOT ? ROOT : this.next(this.#fallback[state] ?? ROOT, this.#unit[child] ?? 0);
        this.#fallback[child] = fallback;
        if (this.#marker[child] === -1) this.#marker[child] = this.#marker[fallback] ?? -1;
        queue[tail++] = child;
      }
    }
  }
};
function finderOf(units) {
  const [unit] = units;
  if (unit === void 0) return () => -1;
  if (units.size === 1) {
    const first = String.fromCharCode(unit);
    return (text, from) => text.indexOf(first, from);
  }
  const codes = [...units].map((unit2) => \`\\\\u\${unit2.toString(16).padStart(4, "0")}\`);
  const firsts = new RegExp(\`[\${codes.join("")}]\`, "g");
  return (text, from) => {
    firsts.lastIndex = from;
    return firsts.test(text) ? firsts.lastIndex - 1 : -1;
  };
}

// src/stream/marker_matcher.ts
var MarkerMatcher = class {
  #automaton;
  #state = ROOT;
  #held = "";
  #marker = null;
  /**
   * @param markers the markers; an empty list finds nothing
   * @throws {TypeError} if a marker is empty or not well-formed Unicode
   */
  constructor(markers) {
    this.#automaton = automatonOf(markers);
  }
  /** The marker that was found, or \`null\`. */
  get marker() {
    return this.#marker;
  }
  /**
   * Reads a chunk. After a marker, all text is ignored.
   *
   * @returns the text that cannot be part of a marker
   */
  push(chunk) {
    if (this.#marker !== null) return "";
    const automaton = this.#automaton;
    let state = this.#state;
    for (let i = 0; i < chunk.length; i++) {
      if (state === ROOT) {
        i = automaton.findBeginning(chunk, i);
        if (i < 0) break;
      }
      state = automaton.next(state, chunk.charCodeAt(i));
      if (state === ROOT) continue;
      const marker = automaton.marker(state);
      if (marker !== null) return this.#found(marker, chunk.slice(0, i + 1));
    }
    this.#state = state;
    return this.#release(chunk);
  }
  /** Ends the text. @returns the text that was held back */
  flush() {
    const text = this.#held;
    this.#held = "";
    this.#state = ROOT;
    return text;
  }
  #found(marker, chunk) {
    const text = this.#held + chunk;
    this.#marker = marker;
    this.#held = "";
    return text.slice(0, text.length - marker.length);
  }
  #release(chunk) {
    if (chunk === "") return "";
    const hold = this.#automaton.depth(this.#state) || (endsInHighSurrogate(chunk) ? 1 : 0);
    if (hold === 0 && this.#held === "") return chunk;
    const text = this.#held + chunk;
    const end = text.length - hold;
    this.#held = text.slice(end);
    return text.slice(0, end);
  }
};
var recent = [];
var MAX_RECENT = 4;
function automatonOf(markers) {
  const index = recent.findIndex((it2) => isSame(it2.markers, markers));
  const [known] = index < 0 ? [] : index === 0 ? recent : recent.splice(index, 1);
  if (index === 0 && known !== void 0) return known;
  if (known === void 0) assertEndMarkers(markers);
  const automaton = known ?? new Automaton(markers);
  recent.unshift(automaton);
  if (recent.length > MAX_RECENT) recent.pop();
  return automaton;
}
function isSame(some, others) {
  return some.length === others.length && some.every((marker, i) => marker === others[i]);
}
function assertEndMarkers(markers) {
  for (const marker of markers) {
    if (typeof marker !== "string") {
      throw new TypeError(\`Cannot use an end marker of type \${typeof marker}: expected a string\`);
    }
    if (marker === "") {
      throw new TypeError("Cannot use an empty end marker: it would end every answer at once");
    }
    if (!marker.isWellFormed()) {
      const json = JSON.stringify(marker);
      throw new TypeError(\`Cannot use end marker \${json}: it has half a surrogate pair\`);
    }
  }
}
function endsInHighSurrogate(text) {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 55296 && unit <= 56319;
}

// src/stream/answer_cutter.ts
var DEFAULT_END_MARKER = "(답변 종료)";
var AnswerCutter = class {
  #matcher;
  #includesEndMarker;
  #maxOutputLength;
  #maxSplits;
  #splits = [];
  #outputLength = 0;
  #endReason = null;
  #endMarker = null;
  /**
   * Makes a cutter for one answer.
   *
   * @throws {TypeError} if a marker is empty or not well-formed Unicode
   */
  constructor(options = {}) {
    const { endMarkers = [DEFAULT_END_MARKER], includeEndMarker = false } = options;
    const { maxOutputLength = Infinity, maxSplits = Infinity } = options;
    this.#matcher = new MarkerMatcher(endMarkers);
    this.#includesEndMarker = includeEndMarker;
    this.#maxOutputLength = maxOutputLength;
    this.#maxSplits = maxSplits;
  }
  /** Whether the answer has ended. Later chunks are neither recorded nor passed on. */
  get isOver() {
    return this.#endReason !== null;
  }
  /** The length of the output so far, in UTF-16 code units. */
  get outputLength() {
    return this.#outputLength;
  }
  /** The output so far. Each access makes it of the splits, of which it is the beginning. */
  get output() {
    return beginningOf(this.#splits, this.#outputLength);
  }
  /** The recorded chunks so far, not a copy. */
  get splits() {
    return this.#splits;
  }
  /** A snapshot of the record. Each access before the end copies it. */
  get record() {
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
        return splits.length === 0 ? "" : \`\${splits.join("|")}|\`;
      }
    });
  }
  /** Records a chunk. @returns the text that goes out now, which may be empty */
  push(chunk) {
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
  flush() {
    return this.isOver ? "" : this.#take(this.#matcher.flush());
  }
  /** Ends the answer, because the model is done. @returns the held-back text */
  end() {
    return this.isOver ? "" : this.#flushAndEnd("stop");
  }
  /** Ends the answer at a limit. Held-back text is dropped. */
  stop() {
    this.#end("length");
  }
  #flushAndEnd(reason) {
    const text = this.#take(this.#matcher.flush());
    this.#end(reason);
    return text;
  }
  #take(text) {
    const room = this.#maxOutputLength - this.#outputLength;
    const taken = text.length <= room ? text : cut(text, room);
    this.#outputLength += taken.length;
    if (taken !== text) this.#end("length");
    return taken;
  }
  /** Only the first call counts. */
  #end(reason, marker = null) {
    if (this.isOver) return;
    this.#endReason = reason;
    this.#endMarker = marker;
  }
};
function beginningOf(splits, length) {
  return splits.join("").slice(0, length);
}
function cut(text, length) {
  const end = /[\\uD800-\\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return text.slice(0, Math.max(0, end));
}

// src/page/answer/replay.ts
function replayOf({ run, record }) {
  const { splits, timing, reasoning, logprobs, end_marker: marker } = record;
  const cutter = new AnswerCutter({ endMarkers: marker === null ? [] : [marker] });
  const textAt = (text) => text === "" ? [] : [{ type: "text", text }];
  const events = [
    ...run === null ? [] : [{ ms: 0, event: { type: "start", run } }],
    ...reasoning?.splits.map((text, i) => ({
      ms: reasoning.split_ms[i] ?? 0,
      event: { type: "reasoning", text }
    })) ?? [],
    ...splits.flatMap((text, index) => {
      const ms = timing.split_ms[index] ?? timing.duration_ms;
      const split = { index, text, ms, logprobs: logprobs?.[index] ?? [] };
      return [{ type: "split", split }, ...textAt(cutter.push(text))].map((event) => ({ ms, event }));
    })
  ];
  return [
    ...events.toSorted((a, b) => a.ms - b.ms),
    { ms: timing.duration_ms, event: { type: "end", record } }
  ];
}
async function play(events, { speed, signal, show: show2 }) {
  const begin = performance.now();
  for (const event of events) {
    const wait = event.ms / speed - (performance.now() - begin);
    if (wait > 0) await pause(wait, signal);
    if (signal.aborted) return;
    show2(event);
  }
}
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}

// src/page/messages/failure_message.ts
import { StreamError } from "./client.js";
function toFailureMessage(error, { messages: messages2, hasKey, isBegun = false }) {
  const rest = { wantsKey: false, isLost: false, location: null };
  if (!(error instanceof StreamError)) {
    return { text: messages2.unknown, detail: String(error), ...rest };
  }
  const { type, status: status2, message, retryAfter, code, location: location2 } = error;
  if (isBegun && type !== "failed") {
    return { text: messages2.lost, detail: null, ...rest, isLost: true, location: location2 };
  }
  const wantsKey = type === "refused" && status2 === 401;
  const detail = type === "refused" || type === "failed" ? messages2.serverSays(message) : null;
  const say = (text2) => ({ ...rest, text: text2, detail, wantsKey });
  if (type === "unreachable") return say(messages2.unreachable);
  if (type === "broken") return say(messages2.broken);
  if (wantsKey) return { ...say(hasKey ? messages2.keyRefused : messages2.keyWanted), detail: null };
  if (status2 === 429 || status2 === 503) {
    return { ...say(messages2.tooMany(retryAfter)), detail: null };
  }
  const known = {
    model_key_refused: messages2.keyRefusedByModel,
    model_unknown: messages2.modelUnknown,
    model_unreachable: messages2.modelUnreachable,
    runnable_failed: messages2.runnableFailed
  };
  const text = code === null ? void 0 : known[code];
  if (text !== void 0) return { ...say(text), detail: null };
  if (status2 === 504) return say(messages2.tooSlow);
  return say(status2 !== null && status2 < 500 ? messages2.notTaken : messages2.modelFailed);
}

// src/page/conversation/answer_under_way.ts
var BUSY_MS = 40;
var now = () => performance.now();
var AnswerUnderWay = class {
  #options;
  /** Stops the answer or replay; \`null\` if there is none. */
  #abort = null;
  #run = null;
  /** @param options where it comes from, and who is told */
  constructor(options) {
    this.#options = options;
  }
  /** Whether there is one. */
  get isRunning() {
    return this.#abort !== null;
  }
  /** Its run, if the server keeps that. */
  get run() {
    return this.#run;
  }
  /** Shows an answer as it arrives. */
  async show(turn, source) {
    const { messages: messages2, say, autoScroll } = this.#options;
    const abort = this.#begin(messages2.answering);
    const scroll = () => autoScroll.follow(turn.element);
    const remember = () => this.#abort === abort && source.onSaid();
    try {
      let paused = now();
      for await (const event of source.open(abort.signal, this.#fetch(abort, turn))) {
        turn.add(event);
        scroll();
        if (now() - paused < BUSY_MS) continue;
        await new Promise((resolve) => setTimeout(resolve));
        paused = now();
      }
      remember();
      say(messages2.complete(turn.text));
    } catch (error) {
      if (abort.signal.aborted) {
        if (source.stops) this.#stopRun();
        turn.stopped();
        remember();
      } else if (this.#fail(turn, { error, source })) {
        remember();
      }
      say("");
    } finally {
      this.#finish(abort);
      scroll();
    }
  }
  /** Replays an answer at a speed. */
  async replay(turn, speed) {
    if (this.isRunning) return;
    const saved2 = turn.answer.save();
    const abort = this.#begin(this.#options.messages.replay);
    turn.restart(new Answer(saved2.question));
    await play(replayOf(saved2), {
      speed,
      signal: abort.signal,
      show: ({ event }) => turn.add(event)
    });
    turn.restart(Answer.restore(saved2));
    turn.restore();
    this.#finish(abort);
  }
  /** Stops it. */
  stop() {
    this.#abort?.abort();
  }
  /** Stops it, and forgets it: a new conversation begins. */
  leave() {
    this.stop();
    this.#stopRun();
    this.#abort = this.#run = null;
  }
  /** Returns a \`fetch\` that notes the frames of the reply, and the address of the run. */
  #fetch(abort, turn) {
    const { server: server2, onUnderWay } = this.#options;
    const send = recordFrames((text) => turn.addFrame(text));
    const began = Date.now();
    return async (url, init) => {
      const response = await send(url, init);
      const location2 = response.headers.get("content-location");
      if (location2 !== null && this.#abort === abort) {
        const { question } = turn.answer;
        this.#run ??= { question, location: server2.at(location2).href, began };
        onUnderWay();
      }
      return response;
    };
  }
  /** Shows a failure. @returns whether a part of the answer is kept */
  #fail(turn, { error, source }) {
    const { messages: messages2, server: server2, onKeyWanted } = this.#options;
    const { location: location2, onRefused } = source;
    const isBegun = turn.answer.run !== null || location2 !== void 0;
    const failure = toFailureMessage(error, { messages: messages2, hasKey: server2.key !== "", isBegun });
    const isUnreachable = error instanceof StreamError2 && error.type === "unreachable";
    if (isUnreachable) failure.location = location2 ?? null;
    if (turn.answer.run === null) onRefused();
    turn.fail(failure, error instanceof StreamError2 ? error.record : null);
    if (failure.wantsKey) onKeyWanted();
    return failure.isLost;
  }
  /** Stops a run that leaving alone does not stop. */
  #stopRun() {
    if (this.#run === null) return;
    const url = this.#run.location.replace(/\\/stream$/, "/cancel");
    const { headers } = this.#options.server;
    fetch(url, { method: "POST", headers, keepalive: true }).catch(() => {
    });
  }
  #begin(status2) {
    const abort = new AbortController();
    this.#abort = abort;
    this.#options.onRunning(true);
    this.#options.say(status2);
    return abort;
  }
  #finish(abort) {
    if (this.#abort !== abort) return;
    this.#abort = this.#run = null;
    this.#options.onRunning(false);
    this.#options.onChange();
  }
};

// src/page/conversation/conversation.ts
var now2 = () => performance.now();
var Conversation = class {
  #options;
  #turns = [];
  #threads;
  #underWay;
  #history = [];
  /** The last turn that was not asked aside. */
  #last = null;
  /** The question that was taken back to change it. */
  #takenBack = null;
  constructor(options) {
    this.#options = options;
    this.#underWay = new AnswerUnderWay(options);
    const { isThreaded, threads: threads2 } = options;
    this.#threads = new ConversationThreads({ isThreaded, server: threads2 });
  }
  /** Whether an answer or a replay is under way. */
  get isRunning() {
    return this.#underWay.isRunning;
  }
  /** The turns, oldest first. */
  get turns() {
    return this.#turns;
  }
  /** The messages so far. */
  get history() {
    return this.#history;
  }
  /** The thread of the conversation, if the server keeps one. */
  get thread() {
    return this.#threads.current;
  }
  /** Whether the reader wants the conversation to be kept, whatever answers it. */
  get isKept() {
    return this.#threads.isKept;
  }
  /** The answer under way, if the server keeps it. */
  get underWay() {
    return this.#underWay.run;
  }
  /**
   * Sends a question, shows the answer as it arrives, and remembers both.
   *
   * @param again the turn whose question is asked once more. If it is the last, the new answer takes
   *   its place in the conversation. If it is not, the conversation stays as it is.
   */
  async ask(question, again = null) {
    const { server: server2, continues: continues2 } = this.#options;
    const isAside = again !== null && again !== this.#last;
    const replaced = isAside ? null : again?.answer.question ?? this.#takenBack;
    this.#takenBack = null;
    const { resume, thread: asking } = question;
    const thread = resume !== void 0 && asking !== void 0 ? { id: asking.id, isNew: false } : this.#threads.for(question, { isAside });
    question = withThread(question, thread);
    const turn = this.#addTurn(new Answer(question));
    if (!isAside) this.#last = turn;
    const isDetached = continues2();
    const replace = async (signal) => {
      if (resume !== void 0 || replaced === null || thread === void 0) return;
      const place = await this.#threads.replace(question, { replaced, thread, signal });
      question = turn.answer.question = withThread(question, place);
    };
    await this.#underWay.show(turn, {
      ...this.#listen(turn, { isAside }),
      stops: isDetached,
      open: async function* (signal, fetch2) {
        await replace(signal);
        yield* stream(server2.at(\`\${question.runnable}/stream\`), inputOf(question), {
          signal,
          apiKey: server2.key || void 0,
          includeSplits: true,
          config: { configurable: configurableOf(question) },
          command: resume === void 0 ? void 0 : { resume: resume.value },
          onDisconnect: isDetached ? "continue" : void 0,
          fetch: fetch2
        });
      }
    });
  }
  /** Whether the conversation is one that a thread could keep, and none does. */
  get isUnkept() {
    return this.thread === null && this.#last?.answer.question.variables === void 0 && this.#last !== null;
  }
  /** Whether it can be kept now. */
  get canKeep() {
    return this.isUnkept && !this.isRunning && this.#history.length > 0;
  }
  /** Lets the server keep the conversation in a thread. @returns whether it does */
  async keep() {
    const question = this.#last?.answer.question;
    if (question === void 0 || !this.canKeep) return false;
    this.#takenBack = null;
    return await this.#threads.keep(question, this.#history);
  }
  /** Shows an answer that was under way before a reload, from its beginning. */
  async takeUp({ question, location: location2, began }) {
    const elapsed = Math.max(0, Date.now() - began);
    this.#last = this.#addTurn(new Answer(question), elapsed);
    await this.#follow(this.#last, location2);
  }
  /** Shows the whole of an answer whose connection was lost. */
  async readOn(turn) {
    const location2 = turn.answer.failure?.location;
    if (location2 == null || this.isRunning) return;
    turn.restart(new Answer(turn.answer.question));
    await this.#follow(turn, location2);
  }
  async #follow(turn, location2) {
    const apiKey = this.#options.server.key || void 0;
    await this.#underWay.show(turn, {
      ...this.#listen(turn, { isAside: turn !== this.#last }),
      stops: true,
      location: location2,
      open: (signal, fetch2) => follow(location2, { signal, apiKey, fetch: fetch2 })
    });
  }
  /** Replays an answer at a speed. */
  async replay(turn, speed) {
    await this.#underWay.replay(turn, speed);
  }
  /** Shows an answer that was saved. */
  restore(saved2) {
    const turn = this.#addTurn(Answer.restore(saved2));
    turn.restore();
    return turn;
  }
  /** Restores a whole conversation. @param thread its thread, if the server still keeps it */
  restoreAll(turns, { history: history2, thread, isKept = false }) {
    this.#threads.current = thread;
    this.#threads.isKept = isKept;
    for (const turn of turns) this.#last = this.restore(turn);
    this.#history = [...history2];
  }
  /** Removes a turn and all after it, so that its question can be changed. */
  takeBack(turn) {
    const index = this.#turns.indexOf(turn);
    for (const { element: element2 } of this.#turns.splice(index)) element2.remove();
    this.#history = [...turn.answer.question.history];
    this.#last = this.#turns.at(-1) ?? null;
    this.#takenBack = turn.answer.question;
    return turn.answer.question;
  }
  /** Removes a turn that failed. */
  remove(turn) {
    this.#turns.splice(this.#turns.indexOf(turn), 1);
    turn.element.remove();
  }
  /** Stops the running answer. */
  stop() {
    this.#underWay.stop();
  }
  /** Forgets all turns. */
  clear() {
    this.#underWay.leave();
    this.#last = this.#takenBack = null;
    this.#threads.clear();
    this.#history = [];
    this.#turns.length = 0;
    this.#options.log.replaceChildren();
    this.#options.onRunning(false);
  }
  #listen(turn, { isAside }) {
    return {
      onSaid: () => isAside || this.#remember(turn),
      onRefused: () => this.#threads.refuse(turn.answer.question.thread)
    };
  }
  #addTurn(answer, elapsed = 0) {
    const { messages: messages2, listener, log, autoScroll } = this.#options;
    const turn = new TurnView(answer, { messages: messages2, now: now2, elapsed, listener });
    this.#turns.at(-1)?.closeInterrupt();
    this.#turns.push(turn);
    log.append(turn.element);
    turn.draw();
    autoScroll.restart();
    autoScroll.follow(turn.element);
    return turn;
  }
  #remember({ answer: { question, output } }) {
    if (question.variables !== void 0 || output === "") return;
    this.#history = [
      ...question.history,
      { role: "user", content: question.text },
      { role: "assistant", content: output }
    ];
  }
};
function withThread(question, thread) {
  const { thread: _2, ...rest } = question;
  return { ...rest, ...thread === void 0 ? {} : { thread } };
}

// src/page/controls/key_field.ts
var KeyField = class {
  #field = find("key", HTMLInputElement);
  #row = find("key-row", HTMLElement);
  /** @param options \`session\` keeps the key; \`onEnter\` is called when the reader has entered it */
  constructor({ session: session2, onEnter }) {
    this.#field.value = session2.key;
    this.#row.hidden = this.#field.value === "";
    this.#field.addEventListener("input", () => session2.key = this.value);
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      onEnter();
    });
  }
  /** The key; empty for none. */
  get value() {
    return this.#field.value.trim();
  }
  /** Asks for a key. */
  show() {
    this.#row.hidden = false;
    this.#field.focus();
  }
};

// src/page/controls/runnable_picker.ts
var EXAMPLES = [
  { message: "로라야 안녕? 요즘 뭐해?", runnable: "chain" },
  { message: "How does streaming work?", runnable: "chain" },
  { message: "Show me a list in Markdown", runnable: "chain" },
  { message: "12 * (3 + 4) / 5 = ?", runnable: "agent" }
];
function chosenRunnable() {
  return document.querySelector("[name=runnable]:checked")?.value ?? "chain";
}
function chooseRunnable(name) {
  const inputs = document.querySelectorAll("[name=runnable]");
  [...inputs].find(({ value }) => value === name)?.click();
}
async function showRunnables({ url, messages: messages2, tryOut }) {
  const model = find("model", HTMLElement);
  try {
    const about = await (await fetch(url)).json();
    model.textContent = about.model === null ? "" : messages2.runsOn(about.model);
    find("demo", HTMLElement).hidden = about.provider !== "demo";
    if (about.wants_key) find("key-row", HTMLElement).hidden = false;
    showTitle(about);
    showPicker(about, messages2);
    const hasExamples = showExamples(examplesOf(about), tryOut);
    if (!hasExamples) find("try", HTMLElement).textContent = messages2.ask;
    return {
      endMarkers: about.end_markers ?? [],
      models: about.models ?? [],
      threaded: about.graphs ?? [],
      continues: about.keeps_runs === "continue"
    };
  } catch {
    model.textContent = messages2.noAbout;
    return { endMarkers: [], models: [], threaded: [], continues: false };
  }
}
function showTitle({ page: { title } = {} }) {
  if (title === void 0) return;
  document.title = title;
  find("title", HTMLElement).textContent = title;
  find("promise", HTMLElement).textContent = title;
}
function showPicker({ provider, runnables: names, descriptions = {} }, { runnables: builtIn }) {
  const titles = provider === "custom" ? descriptions : builtIn;
  const preferred = names.includes("chain") ? "chain" : names[0];
  find("runnables", HTMLFieldSetElement).append(...names.map((value) => {
    const label = element("label", { title: titles[value] ?? "" });
    label.append(
      element("input", { type: "radio", name: "runnable", value, checked: value === preferred }),
      element("span", { textContent: value })
    );
    return label;
  }));
}
function examplesOf({ page: { examples } = {}, runnables, provider }) {
  const [first = ""] = runnables;
  const all = examples ?? (provider === "custom" ? [] : EXAMPLES);
  return all.map((it2) => typeof it2 === "string" ? { message: it2, runnable: first } : it2).filter(({ runnable }) => runnables.includes(runnable));
}
function showExamples(examples, tryOut) {
  find("examples", HTMLUListElement).append(...examples.map(({ message, runnable }) => {
    const button2 = element("button", { type: "button", textContent: message });
    button2.addEventListener("click", () => {
      chooseRunnable(runnable);
      tryOut(message);
    });
    return element("li", {}, button2);
  }));
  return examples.length > 0;
}

// src/page/controls/settings_form.ts
var SettingsForm = class {
  /** The element to add to the page. */
  element = element("details", { id: "settings" });
  #markers = element("textarea", { rows: 2, id: "set-markers" });
  #noMarkers = element("input", { type: "checkbox", id: "set-no-markers" });
  #include = element("input", { type: "checkbox", id: "set-include" });
  #model = element("select", { id: "set-model" });
  #models = element("label", { hidden: true });
  #system = element("textarea", { rows: 2, id: "set-system" });
  #temperature = element("input", {
    type: "number",
    id: "set-temperature",
    min: "0",
    max: "2",
    step: "0.1"
  });
  #max = element("input", { type: "number", id: "set-max", min: "1", step: "1" });
  #logprobs = element("input", { type: "checkbox", id: "set-logprobs" });
  #heat = element("input", { type: "checkbox", id: "set-heat" });
  /** @param onChange called when a setting has changed */
  constructor(messages2, onChange) {
    const { byServer } = messages2;
    for (const field of [this.#markers, this.#system, this.#temperature, this.#max]) {
      field.placeholder = byServer;
      field.autocomplete = "off";
    }
    this.#models.append(element("span", {}, messages2.settingModel), this.#model);
    this.#model.append(element("option", { value: "" }, byServer));
    this.element.append(
      element("summary", {}, messages2.settings),
      element(
        "div",
        { className: "fields" },
        this.#models,
        labelled(messages2.settingSystem, this.#system),
        labelled(messages2.settingMarkers, this.#markers),
        labelled(messages2.settingTemperature, this.#temperature),
        labelled(messages2.settingMax, this.#max),
        checked(messages2.settingNoMarkers, this.#noMarkers),
        checked(messages2.settingInclude, this.#include),
        checked(messages2.settingLogprobs, this.#logprobs),
        checked(messages2.settingHeat, this.#heat)
      )
    );
    this.element.addEventListener("change", () => {
      this.#markers.disabled = this.#noMarkers.checked;
      document.body.dataset.heat = \`\${this.#heat.checked}\`;
      onChange();
    });
  }
  /** Shows the end markers of the server where none are set, and the models to choose from. */
  offer({ endMarkers, models }) {
    if (endMarkers.length > 0) this.#markers.placeholder = endMarkers.join("\\n");
    this.#model.append(...models.map((model) => element("option", { value: model }, model)));
    this.#models.hidden = models.length === 0;
  }
  /** The settings as they are now. */
  get settings() {
    const markers = this.#markers.value.split("\\n").filter((line) => line !== "");
    return {
      endMarkers: this.#noMarkers.checked ? [] : markers.length === 0 ? null : markers,
      includeEndMarker: this.#include.checked,
      system: this.#system.value.trim(),
      model: this.#model.value || null,
      temperature: numberIn(this.#temperature),
      maxTokens: numberIn(this.#max),
      logprobs: this.#logprobs.checked
    };
  }
  /** Sets the fields. */
  set settings(settings) {
    const all = { ...DEFAULT_SETTINGS, ...settings };
    const { endMarkers, includeEndMarker, system, model, temperature, maxTokens, logprobs } = all;
    this.#model.value = model ?? "";
    this.#noMarkers.checked = endMarkers?.length === 0;
    this.#markers.value = endMarkers?.join("\\n") ?? "";
    this.#markers.disabled = this.#noMarkers.checked;
    this.#include.checked = includeEndMarker;
    this.#system.value = system;
    this.#temperature.value = temperature === null ? "" : \`\${temperature}\`;
    this.#max.value = maxTokens === null ? "" : \`\${maxTokens}\`;
    this.#logprobs.checked = logprobs;
  }
};
function labelled(name, field) {
  return element("label", {}, element("span", {}, name), field);
}
function checked(name, field) {
  return element("label", { className: "check" }, field, element("span", {}, name));
}
function numberIn({ valueAsNumber }) {
  return Number.isFinite(valueAsNumber) ? valueAsNumber : null;
}

// src/page/controls/variables_form.ts
var VariablesForm = class {
  /** The element to add to the page. It is hidden for a runnable that converses. */
  element = element("div", { id: "variables", hidden: true });
  #fields = /* @__PURE__ */ new Map();
  /** Shows the fields of a runnable. @param url the address of its input schema */
  async show(url) {
    const variables = variablesIn(await (await fetch(url)).json());
    this.#fields.clear();
    this.element.replaceChildren();
    for (const { name, isText, isRequired, description } of variables) {
      const field = element("textarea", { rows: 1, required: isRequired, name });
      const label = element("label", { title: description });
      label.append(element("span", { textContent: name }), field);
      this.element.append(label);
      this.#fields.set(name, { field, isText });
    }
    this.element.hidden = variables.length === 0;
  }
  /** Fills the fields with variables. */
  fill(variables) {
    for (const [name, { field }] of this.#fields) {
      const value = variables[name];
      field.value = typeof value === "string" ? value : JSON.stringify(value) ?? "";
    }
  }
  /** Whether the runnable has variables, so that it takes no message. */
  get isShown() {
    return !this.element.hidden;
  }
  /** The variables, without the empty fields. */
  get input() {
    const filled = [...this.#fields].filter(([, { field }]) => field.value !== "");
    return Object.fromEntries(
      filled.map(([name, { field, isText }]) => [name, isText ? field.value : parse(field.value)])
    );
  }
};
function variablesIn(schema) {
  if (schema.type !== "object" || typeof schema.properties !== "object") return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, { type, description }]) => ({
    name,
    isText: type === void 0 || type === "string",
    isRequired: required.includes(name),
    description: typeof description === "string" ? description : ""
  }));
}
function parse(value) {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

// src/page/controls/question_form.ts
var QuestionForm = class {
  #server;
  #message = find("message", HTMLTextAreaElement);
  #send = find("send", HTMLButtonElement);
  #stop = find("stop", HTMLButtonElement);
  #variables = new VariablesForm();
  #settings;
  /** @param options what the reader can do with it */
  constructor(options) {
    const { messages: messages2, server: server2, onSubmit, onStop, onSettings, lastText } = options;
    this.#server = server2;
    this.#settings = new SettingsForm(messages2, onSettings);
    this.#message.placeholder = \`\${messages2.message}…\`;
    this.#message.before(this.#variables.element);
    const form = find("ask", HTMLFormElement);
    form.querySelector("#say")?.before(this.#settings.element);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      onSubmit();
    });
    this.#stop.addEventListener("click", onStop);
    this.#message.addEventListener("input", () => this.#fitHeight());
    this.#message.addEventListener("keydown", (event) => {
      if (event.key === "ArrowUp" && this.#message.value === "") return this.#write(lastText());
      if (!isSending(event)) return;
      event.preventDefault();
      onSubmit();
    });
  }
  /** The settings of the questions to come. */
  get settings() {
    return this.#settings.settings;
  }
  set settings(settings) {
    this.#settings.settings = settings;
  }
  /** Shows what the server offers to set. */
  offer(offer2) {
    this.#settings.offer(offer2);
  }
  /** Shows the fields of the chosen runnable, or the message field. */
  async showFields() {
    try {
      await this.#variables.show(this.#server.at(\`\${chosenRunnable()}/input_schema\`));
    } catch {
    }
    this.#message.hidden = this.#variables.isShown;
    this.#message.required = !this.#variables.isShown;
  }
  /**
   * Takes the variables, the message, or the chosen example out of the form.
   *
   * @returns the question; \`null\` if there is none
   */
  take(history2, example) {
    const runnable = chosenRunnable();
    const { settings } = this;
    if (this.#variables.isShown) {
      const { input: variables } = this.#variables;
      return { runnable, text: inWords(variables), variables, history: [], settings };
    }
    const text = example ?? this.#message.value.trim();
    if (text === "") return null;
    this.#write("");
    this.focus();
    return { runnable, text, history: [...history2], settings };
  }
  /** Fills the form with a question, so that the reader can change it. */
  edit({ text, runnable, variables }) {
    chooseRunnable(runnable);
    if (variables === void 0) this.#write(text);
    else this.#variables.fill(variables);
    this.#message.focus();
  }
  /** Focuses the message field, except on a phone, where a keyboard would cover the answer. */
  focus() {
    if (matchMedia("(pointer: fine)").matches) this.#message.focus();
  }
  /** Shows the button that can be used: that which sends, or that which stops. */
  showRunning(isRunning2) {
    const hadFocus = document.activeElement === (isRunning2 ? this.#send : this.#stop);
    this.#send.hidden = isRunning2;
    this.#stop.hidden = !isRunning2;
    if (hadFocus) isRunning2 ? this.#stop.focus() : this.focus();
  }
  #write(text) {
    this.#message.value = text;
    this.#fitHeight();
  }
  #fitHeight() {
    this.#message.style.height = "auto";
    this.#message.style.height = \`\${this.#message.scrollHeight + 2}px\`;
  }
};
function isSending({ key, shiftKey, isComposing, keyCode }) {
  return key === "Enter" && !shiftKey && !isComposing && keyCode !== 229;
}
function inWords(variables) {
  const lines = Object.entries(variables).map(
    ([name, value]) => \`\${name}: \${typeof value === "string" ? value : JSON.stringify(value)}\`
  );
  return lines.join("\\n");
}

// src/page/conversation/session.ts
var KEY = "splitstream-session";
var API_KEY = "splitstream-key";
var Session = class {
  #storage = storage();
  /** The API key. */
  get key() {
    return this.#storage?.getItem(API_KEY) ?? "";
  }
  set key(key) {
    this.#storage?.setItem(API_KEY, key);
  }
  /** Returns what was saved, or \`null\`. */
  load() {
    try {
      const saved2 = JSON.parse(this.#storage?.getItem(KEY) ?? "null");
      return isSaved(saved2) ? saved2 : null;
    } catch {
      return null;
    }
  }
  /** Saves as much as fits: the frames go first, then the oldest turns. */
  save(saved2) {
    const { turns } = saved2;
    const candidates = [
      saved2,
      { ...saved2, turns: turns.map((turn) => ({ ...turn, frames: [] })) },
      { ...saved2, turns: turns.slice(-1).map((turn) => ({ ...turn, frames: [] })) },
      { ...saved2, turns: [] }
    ];
    for (const candidate of candidates) {
      try {
        this.#storage?.setItem(KEY, JSON.stringify(candidate));
        return;
      } catch {
      }
    }
  }
  /** Forgets the conversation. */
  clear() {
    this.#storage?.removeItem(KEY);
  }
};
function isSaved(value) {
  return typeof value === "object" && value !== null && "turns" in value && Array.isArray(value.turns) && "settings" in value && "history" in value;
}
function storage() {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}

// src/page/controls/view_picker.ts
var ViewPicker = class {
  #views = find("views", HTMLFieldSetElement);
  /** @param onChange called when another view is chosen */
  constructor(onChange) {
    this.#views.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) document.body.dataset.view = target.value;
      onChange();
    });
  }
  /** The name of the view. */
  get view() {
    return document.body.dataset.view ?? "splits";
  }
  /** Chooses a view, if there is one with that name. */
  set view(name) {
    this.#views.querySelector(\`[value="\${name}"]\`)?.click();
  }
};

// src/page/dom/auto_scroll.ts
var BOTTOM_PX = 120;
var AutoScroll = class {
  #follows = true;
  /** The last scroll position, to notice a reader who scrolls up. */
  #followedTo = 0;
  #frame = 0;
  /** Starts watching the scroll position. */
  constructor() {
    document.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      if (scrollHeight - scrollTop - clientHeight >= BOTTOM_PX) return;
      this.#follows = true;
      this.#followedTo = scrollY;
    });
  }
  /** Follows again, even if the reader has scrolled up. */
  restart() {
    this.#follows = true;
    this.#followedTo = 0;
  }
  /** Scrolls to the end, at most once a frame: a layout costs more than a token. */
  follow(element2) {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#follows &&= scrollY >= this.#followedTo - 2;
      if (!this.#follows) return;
      element2.scrollIntoView({ block: "end" });
      this.#followedTo = scrollY;
    });
  }
};

// src/page/dom/save_file.ts
function saveFile(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link2 = element("a", { href: url, download: name });
  link2.click();
  setTimeout(() => URL.revokeObjectURL(url));
}
function openFile(accept) {
  const input = element("input", { type: "file", accept });
  return new Promise((resolve) => {
    input.addEventListener("change", async () => resolve(await input.files?.[0]?.text() ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

// src/page/messages/english.ts
var ENGLISH = {
  clear: "New chat",
  runnables: {
    model: "the model itself, without a prompt",
    chain: "prompt, history and model",
    agent: "a model with tools: time and arithmetic"
  },
  runsOn: (model) => \`Runs on \${model}\`,
  demo: "This is a demo: a script, not a model. For a real model, start the server like this:",
  demoLocal: "For a server of your own, such as Ollama, add",
  promise: "See how your model splits text.",
  ask: "Ask something.",
  try: "Ask something, or try one of these:",
  log: "Conversation",
  key: "Key",
  keyHint: "This server requires a key. It is kept in this tab only.",
  runnable: "Runnable",
  view: "View",
  message: "Message",
  send: "Send",
  stop: "Stop",
  you: "You",
  answer: "Answer",
  answering: "Answering…",
  complete: (text) => \`The answer is complete: \${text}\`,
  nothing: "(The answer is empty.)",
  empty: "empty",
  steps: "Steps",
  marker: (marker) => \`by the end marker \${marker}\`,
  done: "the model finished",
  filtered: "by the model's content filter",
  length: "at the length limit",
  stopped: "stopped by you",
  failed: "failed",
  tokenSplits: "Token split text",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Select the text and copy it",
  kept: "The answer so far is kept.",
  retry: "Try again",
  serverSays: (message) => \`The server says: \${message}\`,
  unreachable: "The server cannot be reached. Check that it runs and that you are online, then try again.",
  noAbout: "The server does not reply. Is it still running?",
  keyWanted: "This server requires a key. Enter it below, then try again.",
  keyRefused: "This server does not accept the key. Check it below, then try again.",
  notTaken: "The server refused this message. Change it, or start a new conversation.",
  tooMany: (seconds) => \`There are too many requests at the moment. Try again \${seconds === null ? "in a while" : \`in \${seconds} s\`}.\`,
  tooSlow: "The model of this server did not answer in time. Try again. If it happens again, check that the model is running.",
  broken: "The connection broke during the answer. Try again.",
  lost: "The connection is lost.",
  readOn: "Read on",
  reconnecting: (attempt) => \`The connection broke. Trying again (\${attempt})…\`,
  thread: "Thread",
  inThread: (id) => \`The server keeps this conversation in the thread \${id}.\`,
  copyLink: "Copy the link",
  keepThread: "Keep this conversation on the server and get a link",
  keepFailed: "The server did not keep the conversation. It is still in this tab.",
  noThread: "The server has no conversation for this link, or not for your key.",
  noThreadYet: "The conversation of this link cannot be read now. Reload the page to try again.",
  threadWantsKey: "The conversation of this link is kept for a key. Enter it below.",
  underWay: "(An answer is under way in another tab. It appears here when it is complete.)",
  recalled: "from the thread, which keeps no splits or times",
  waits: "waits for your answer",
  asks: "The graph asks",
  asksForCall: "The graph asks whether this tool may run",
  approve: "Approve",
  reject: "Reject",
  reason: "Reason, if you reject it",
  approved: "Approved",
  rejected: "Rejected",
  yourAnswer: "Your answer, a text or JSON",
  sendAnswer: "Answer",
  cannotResume: "It can only be answered in a thread.",
  unknown: "Something went wrong in this page. Reload it, then try again.",
  what: "A token split is a piece of text as the model sent it. Here each one appears as it arrives: empty ones, held-back ones and those of the end marker, too. Point at one for its time, its bytes and its tokens.",
  viewText: "Text",
  viewSplits: "Splits",
  viewMarkdown: "Markdown",
  viewWire: "Wire",
  waiting: (seconds) => \`Waiting for the first token… \${seconds}\`,
  thinking: (seconds) => \`Thinking… \${seconds}\`,
  holding: (count) => \`Holding back \${count} \${count === 1 ? "character" : "characters"}: they may become an end marker\`,
  toolCalls: "Tool calls",
  splits: "Splits",
  reasoning: "Reasoning",
  factCount: (all, empty) => \`\${all} \${all === 1 ? "split" : "splits"}\${empty === 0 ? "" : \`, \${empty} empty\`}\`,
  factFirst: (time) => \`first \${time}\`,
  factRate: (rate) => \`\${rate} splits/s\`,
  factTook: (time) => time,
  picture: (count, time, gap) => \`\${count} splits in \${time}; the longest gap is \${gap}.\`,
  maxRate: (rate) => \`at most \${rate} splits/s\`,
  zoomOut: "Show all",
  details: "Details",
  detailsOf: (name) => \`Details: \${name}\`,
  close: "Close",
  hint: "Point at a split, or go through the splits with the arrow keys.",
  splitNumber: (index, count) => \`Split \${index + 1} of \${count}\`,
  kindText: "text",
  kindEmpty: "empty",
  kindMarker: "end marker",
  kindHeld: "held back",
  bytes: "UTF-8 bytes",
  codePoints: "Code points",
  time: "Time",
  gap: "Gap",
  tokens: "Tokens",
  noTokens: "The model gave no probabilities. Turn on “Token probabilities” in the settings; not all models have them.",
  probability: "Probability",
  alternatives: "Alternatives",
  ended: "Ended",
  firstToken: "First token",
  duration: "Duration",
  speed: "Speed",
  medianGap: "Median gap",
  p95Gap: "95 % of gaps at most",
  longestGap: "Longest gap",
  usage: "Usage",
  runId: "Run",
  record: "Record",
  saveRecord: "Save the record",
  savePicture: "Save the picture",
  openRecord: "Open a record",
  notARecord: "This file is no record of an answer.",
  replay: "Replay",
  speedOf: (factor) => \`\${factor} speed\`,
  pin: "Compare with…",
  unpin: "Stop comparing",
  pinned: "Now choose another answer, or ask again with other settings.",
  comparison: "Comparison",
  code: "Code",
  copyCode: "Copy the code",
  copyAnswer: "Copy",
  regenerate: "Ask again",
  edit: "Edit",
  settings: "Settings",
  settingMarkers: "End markers, one a line",
  settingNoMarkers: "End at no marker",
  settingInclude: "Include the marker in the answer",
  settingSystem: "System prompt",
  settingModel: "Model",
  settingTemperature: "Temperature",
  settingMax: "Maximum number of tokens",
  settingLogprobs: "Token probabilities",
  settingHeat: "Color by probability",
  byServer: "as the server has it",
  wireTitle: "The reply as it came, frame by frame",
  wireAgain: "Ask again as",
  wireEmpty: "The frames of this answer are not kept.",
  keyRefusedByModel: "The model's server refuses this server's key. Set OPENAI_API_KEY to a valid key, and start the server again.",
  modelUnknown: "The model's server does not know the model. Check OPENAI_MODEL and OPENAI_BASE_URL. With Ollama, pull the model first.",
  modelUnreachable: "The model's server cannot be reached. Check that it runs, and that OPENAI_BASE_URL is its address.",
  runnableFailed: "The served chain itself failed: an error in its code, not in the model. The server's log has the stack.",
  modelFailed: "The model failed. Try again. The server's log has the details."
};

// src/page/messages/korean.ts
var KOREAN = {
  clear: "새 대화",
  runnables: {
    model: "프롬프트 없이 모델만",
    chain: "프롬프트, 대화 기록, 모델",
    agent: "도구를 쓰는 모델: 시각과 계산"
  },
  runsOn: (model) => \`모델: \${model}\`,
  demo: "데모 모드입니다. 실제 모델이 아니라 정해진 대본으로 답합니다. 실제 모델은 이렇게 연결하세요:",
  demoLocal: "Ollama 같은 자체 서버를 쓴다면 이것도 추가하세요:",
  promise: "모델이 텍스트를 어떻게 나누는지 보세요.",
  ask: "무엇이든 물어보세요.",
  try: "무엇이든 물어보거나, 이 중 하나를 눌러 보세요:",
  log: "대화",
  key: "키",
  keyHint: "이 서버는 키가 필요합니다. 키는 이 탭에만 보관됩니다.",
  runnable: "러너블",
  view: "보기",
  message: "메시지",
  send: "보내기",
  stop: "중지",
  you: "나",
  answer: "답변",
  answering: "답변하는 중…",
  complete: (text) => \`답변이 끝났습니다: \${text}\`,
  nothing: "(답변이 비어 있습니다.)",
  empty: "빈 조각",
  steps: "단계",
  marker: (marker) => \`종료 마커 \${marker}\`,
  done: "모델이 답변을 마침",
  filtered: "모델의 콘텐츠 필터",
  length: "길이 제한",
  stopped: "사용자가 중지함",
  failed: "오류",
  tokenSplits: "token split 결과",
  copy: "복사",
  copied: "복사했습니다",
  copyFailed: "텍스트를 선택해 직접 복사하세요",
  kept: "지금까지 받은 답변은 남아 있습니다.",
  retry: "다시 시도",
  serverSays: (message) => \`서버 메시지: \${message}\`,
  unreachable: "서버에 연결할 수 없습니다. 서버가 실행 중인지, 인터넷에 연결되어 있는지 확인하고 다시 시도하세요.",
  noAbout: "서버에서 모델 정보를 받지 못했습니다. 서버가 실행 중인가요?",
  keyWanted: "이 서버는 키가 필요합니다. 아래에 입력하고 다시 시도하세요.",
  keyRefused: "올바르지 않은 키입니다. 아래 키를 확인하고 다시 시도하세요.",
  notTaken: "서버가 이 메시지를 거부했습니다. 내용을 고치거나 새 대화를 시작하세요.",
  tooMany: (seconds) => \`지금은 요청이 너무 많습니다. \${seconds === null ? "잠시" : \`\${seconds}초\`} 후에 다시 시도하세요.\`,
  tooSlow: "모델이 제시간에 응답하지 않았습니다. 다시 시도하고, 계속 그러면 모델이 실행 중인지 확인하세요.",
  broken: "답변이 도중에 끊겼습니다. 다시 시도하세요.",
  lost: "연결이 끊겼습니다.",
  readOn: "이어서 읽기",
  reconnecting: (attempt) => \`연결이 끊겨 다시 연결하는 중… (\${attempt})\`,
  thread: "스레드",
  inThread: (id) => \`서버가 이 대화를 스레드 \${id}에 기억합니다.\`,
  copyLink: "링크 복사",
  keepThread: "이 대화를 서버에 저장하고 링크 받기",
  keepFailed: "서버에 대화를 저장하지 못했습니다. 대화는 이 탭에 그대로 있습니다.",
  noThread: "이 링크의 대화가 서버에 없거나, 입력한 키로는 볼 수 없습니다.",
  noThreadYet: "지금은 이 링크의 대화를 불러올 수 없습니다. 새로고침해 다시 시도하세요.",
  threadWantsKey: "이 링크의 대화를 보려면 키가 필요합니다. 아래에 입력하세요.",
  underWay: "(다른 탭에서 답변하는 중입니다. 끝나면 여기에 나타납니다.)",
  recalled: "스레드에서 불러옴 (조각과 시각은 남아 있지 않음)",
  waits: "답을 기다리는 중",
  asks: "그래프가 묻습니다",
  asksForCall: "그래프가 이 도구를 실행해도 되는지 묻습니다",
  approve: "승인",
  reject: "거부",
  reason: "거부하는 이유",
  approved: "승인함",
  rejected: "거부함",
  yourAnswer: "답변 (글 또는 JSON)",
  sendAnswer: "답하기",
  cannotResume: "스레드에서만 답할 수 있습니다.",
  unknown: "페이지에 문제가 생겼습니다. 새로고침한 뒤 다시 시도하세요.",
  what: "조각(token split)은 모델이 보낸 그대로의 텍스트 한 덩어리입니다. 빈 조각, 붙잡아 둔 조각, 종료 마커의 조각까지 도착하는 대로 보여 줍니다. 조각을 가리키면 시각, 바이트, 토큰을 볼 수 있습니다.",
  viewText: "텍스트",
  viewSplits: "조각",
  viewMarkdown: "마크다운",
  viewWire: "전송",
  waiting: (seconds) => \`첫 토큰을 기다리는 중… \${seconds}\`,
  thinking: (seconds) => \`생각하는 중… \${seconds}\`,
  holding: (count) => \`\${count}자를 붙잡아 두는 중: 종료 마커일 수 있습니다\`,
  toolCalls: "도구 호출",
  splits: "조각",
  reasoning: "추론",
  factCount: (all, empty) => empty === 0 ? \`조각 \${all}개\` : \`조각 \${all}개, 빈 조각 \${empty}개\`,
  factFirst: (time) => \`첫 조각 \${time}\`,
  factRate: (rate) => \`초당 \${rate}조각\`,
  factTook: (time) => \`모두 \${time}\`,
  picture: (count, time, gap) => \`\${time} 동안 조각 \${count}개, 가장 긴 간격은 \${gap}.\`,
  maxRate: (rate) => \`최대 초당 \${rate}조각\`,
  zoomOut: "전체 보기",
  details: "자세히",
  detailsOf: (name) => \`자세히: \${name}\`,
  close: "닫기",
  hint: "조각을 가리키거나, 화살표 키로 조각을 옮겨 다니세요.",
  splitNumber: (index, count) => \`조각 \${count}개 중 \${index + 1}번째\`,
  kindText: "텍스트",
  kindEmpty: "빈 조각",
  kindMarker: "종료 마커",
  kindHeld: "붙잡아 둠",
  bytes: "UTF-8 바이트",
  codePoints: "코드 포인트",
  time: "시각",
  gap: "간격",
  tokens: "토큰",
  noTokens: "모델이 확률을 보내지 않았습니다. 설정에서 “토큰 확률”을 켜 보세요. 모든 모델이 지원하지는 않습니다.",
  probability: "확률",
  alternatives: "다른 후보",
  ended: "끝난 이유",
  firstToken: "첫 토큰",
  duration: "걸린 시간",
  speed: "속도",
  medianGap: "간격의 중앙값",
  p95Gap: "간격의 95 %는 최대",
  longestGap: "가장 긴 간격",
  usage: "사용량",
  runId: "실행",
  record: "기록",
  saveRecord: "기록 저장",
  savePicture: "그림 저장",
  openRecord: "기록 열기",
  notARecord: "답변의 기록이 아닌 파일입니다.",
  replay: "다시 재생",
  speedOf: (factor) => \`\${factor} 속도\`,
  pin: "비교하기…",
  unpin: "비교 그만두기",
  pinned: "이제 다른 답변을 고르거나, 설정을 바꿔 다시 물어보세요.",
  comparison: "비교",
  code: "코드",
  copyCode: "코드 복사",
  copyAnswer: "복사",
  regenerate: "다시 묻기",
  edit: "고치기",
  settings: "설정",
  settingMarkers: "종료 마커, 한 줄에 하나씩",
  settingNoMarkers: "마커에서 끝내지 않기",
  settingInclude: "답변에 마커도 포함",
  settingSystem: "시스템 프롬프트",
  settingModel: "모델",
  settingTemperature: "온도",
  settingMax: "최대 토큰 수",
  settingLogprobs: "토큰 확률",
  settingHeat: "확률에 따라 색칠",
  byServer: "서버 설정대로",
  wireTitle: "도착한 그대로의 응답, 프레임별",
  wireAgain: "다른 형식으로 다시 묻기",
  wireEmpty: "이 답변의 프레임은 보관되어 있지 않습니다.",
  keyRefusedByModel: "모델 서버가 이 서버의 키를 거부합니다. OPENAI_API_KEY를 올바른 키로 바꾸고 서버를 다시 시작하세요.",
  modelUnknown: "모델 서버가 이 모델을 모릅니다. OPENAI_MODEL과 OPENAI_BASE_URL을 확인하세요. Ollama라면 먼저 모델을 받아야 합니다.",
  modelUnreachable: "모델 서버에 연결할 수 없습니다. 모델 서버가 실행 중인지, OPENAI_BASE_URL이 맞는지 확인하세요.",
  runnableFailed: "제공된 체인 자체에서 오류가 났습니다. 모델이 아니라 체인 코드의 문제입니다. 서버 로그에 스택이 있습니다.",
  modelFailed: "모델에 문제가 생겼습니다. 다시 시도하세요. 자세한 내용은 서버 로그에 있습니다."
};

// src/page/messages/messages.ts
function languageOf(languages) {
  const known = languages.map((tag) => tag.toLowerCase().split("-")[0]);
  return known.find((tag) => tag === "ko" || tag === "en") === "ko" ? "ko" : "en";
}
function messagesIn2(language2) {
  return language2 === "ko" ? KOREAN : ENGLISH;
}

// src/page/messages/translate_page.ts
function translatePage(messages2, language2) {
  document.documentElement.lang = language2;
  for (const node of document.querySelectorAll("[data-message]")) {
    node.textContent = plainMessage(messages2, node.dataset.message) ?? node.textContent;
  }
  find("log", HTMLElement).ariaLabel = messages2.log;
}
function plainMessage(messages2, name = "") {
  const text = messages2[name];
  return typeof text === "string" ? text : void 0;
}

// src/page/server/server.ts
var Server = class {
  #key;
  /** @param key returns the API key; empty for none */
  constructor(key) {
    this.#key = key;
  }
  /** Returns the address of a path of the app. */
  at(path) {
    return new URL(path, document.baseURI);
  }
  /** The API key; empty for none. */
  get key() {
    return this.#key();
  }
  /** The headers that a request needs. */
  get headers() {
    return this.key === "" ? {} : { authorization: \`Bearer \${this.key}\` };
  }
};

// src/page/thread/opening.ts
var NOTHING = {
  turns: [],
  history: [],
  running: null,
  thread: null,
  isKept: false,
  isOwn: false,
  isUnderWay: false
};
async function openingOf({ linked: linked2, saved: saved2, open: open2 }) {
  const known = saved2?.thread ?? null;
  const own = saved2 !== null && (linked2 === null || linked2 === known?.id) ? saved2 : null;
  const id = linked2 ?? known?.id ?? null;
  const opened2 = id === null ? null : await open2(id);
  if (typeof opened2 === "object" && opened2 !== null) {
    const hasAll = own !== null && !opened2.isBusy && own.turns.at(-1)?.isRecalled !== true && isAllOf(opened2, own);
    const isOwn = own !== null && (own.running != null || hasAll);
    return isOwn ? openingWith(own, known) : openingOfThread(opened2, own?.turns);
  }
  if (own !== null) return openingWith(own, opened2 === "unknown" ? null : known);
  return { ...NOTHING, missing: opened2 };
}
function openingOfThread(thread, seen) {
  return {
    ...NOTHING,
    turns: turnsOf(thread, seen),
    history: historyOf(thread),
    thread: { id: thread.id, runnable: thread.runnable, system: systemOf(thread) },
    isKept: true,
    isUnderWay: thread.isBusy,
    missing: null
  };
}
function openingWith({ turns, history: history2, running = null, isKept = false }, thread) {
  return { turns, history: history2, running, isKept, thread, isOwn: true, isUnderWay: false, missing: null };
}

// src/page/thread/server_threads.ts
var MAX_STATES = 1e3;
var ServerThreads = class {
  #server;
  /** @param server the server that keeps them */
  constructor(server2) {
    this.#server = server2;
  }
  /** Reads a thread. A server that has forgotten it would take it for a new one. */
  async open(id) {
    try {
      const response = await this.#fetch(encodeURIComponent(id));
      if ([401, 403].includes(response.status)) return "wants key";
      if (!response.ok) return response.status < 500 ? "unknown" : "unreachable";
      const { metadata, values, interrupts, status: status2 } = await response.json();
      if (typeof metadata?.graph_id !== "string") return "unknown";
      const asks = Object.values(interrupts ?? {}).flat();
      return {
        id,
        runnable: metadata.graph_id,
        values,
        interrupts: asks,
        isBusy: status2 === "busy"
      };
    } catch {
      return "unreachable";
    }
  }
  /** Reads the states of a thread, the newest first; none if they cannot be read. */
  async states(id) {
    try {
      const response = await this.#fetch(\`\${id}/history\`, { limit: MAX_STATES });
      return response.ok ? await response.json() : [];
    } catch {
      return [];
    }
  }
  /** Makes a thread of what was said. @returns whether the server keeps it */
  async keep({ id, runnable, messages: messages2 }) {
    try {
      const metadata = { graph_id: runnable, assistant_id: runnable };
      const made = await this.#fetch("", { thread_id: id, metadata });
      if (!made.ok) return false;
      return (await this.#fetch(\`\${id}/state\`, { values: { messages: messages2 } })).ok;
    } catch {
      return false;
    }
  }
  #fetch(path, body) {
    const headers = { "content-type": "application/json", ...this.#server.headers };
    const post = body === void 0 ? {} : { method: "POST", body: JSON.stringify(body) };
    return fetch(this.#server.at(path === "" ? "threads" : \`threads/\${path}\`), {
      headers,
      ...post
    });
  }
};

// src/page/thread/thread_in_address.ts
var HASH = "#thread=";
function threadInAddress() {
  const { hash } = location;
  return hash.startsWith(HASH) ? decodeURIComponent(hash.slice(HASH.length)) : null;
}
function linkTo(id) {
  return \`\${HASH}\${id}\`;
}
function showInAddress(id) {
  const { pathname, search, hash } = location;
  const link2 = id === null ? "" : linkTo(id);
  if (hash === link2 || link2 === "" && !hash.startsWith(HASH)) return;
  history.replaceState(null, "", link2 || \`\${pathname}\${search}\`);
}
function followAddress(id) {
  if (threadInAddress() !== id) location.reload();
}

// src/page/thread/thread_line.ts
var ThreadLine = class {
  #element;
  #messages;
  #keep;
  #shown = null;
  /** @param options \`onKeep\` is called when the reader wants the server to keep the conversation */
  constructor(element2, { messages: messages2, onKeep }) {
    this.#element = element2;
    this.#messages = messages2;
    this.#keep = button(messages2.keepThread, onKeep, { className: "quiet" });
  }
  /** Shows the thread, here and in the address, or offers to keep the conversation in one. */
  show(thread, { isUnkept, canKeep }) {
    this.#keep.disabled = !canKeep;
    const state = \`\${thread?.id} \${isUnkept}\`;
    if (state === this.#shown) return;
    this.#shown = state;
    showInAddress(thread?.id ?? null);
    if (thread !== null) this.#draw(...this.#link(thread));
    else if (isUnkept) this.#draw(this.#keep);
    else this.#draw();
  }
  /** Says something else in its place, until there is something new to show. */
  say(text) {
    this.#shown = null;
    this.#draw(text);
  }
  #link({ id }) {
    const messages2 = this.#messages;
    const link2 = element("a", { href: linkTo(id), textContent: id });
    const [before = "", after = ""] = messages2.inThread(id).split(id);
    const copy = copyButton(messages2.copyLink, () => link2.href, messages2);
    copy.className = "quiet";
    return [before, link2, after, " ", copy];
  }
  #draw(...content) {
    this.#element.hidden = content.length === 0;
    this.#element.replaceChildren(...content);
  }
};

// src/page/thread/when_over.ts
var LOOK_AGAIN_MS = 2e3;
function whenOver(options) {
  const { open: open2, goesOn, onOver } = options;
  setTimeout(async () => {
    const thread = await open2();
    if (goesOn()) return;
    if (typeof thread !== "object" || thread.isBusy) whenOver(options);
    else onOver(thread);
  }, LOOK_AGAIN_MS);
}

// src/page/view/inspector/comparison.ts
var Comparison = class {
  /** The element to add to the inspector. */
  element = element("section", { className: "comparison" });
  #messages;
  /** @param messages the texts of the page */
  constructor(messages2) {
    this.#messages = messages2;
  }
  /** Compares an answer with the pinned one, if both are there. */
  draw(pinned, other) {
    if (pinned === null) return this.element.replaceChildren();
    const title = element("h3", {}, this.#messages.comparison);
    if (other === null || other === pinned || isRunning(other) || isRunning(pinned)) {
      const hint = element("p", { className: "hint" }, this.#messages.pinned);
      return this.element.replaceChildren(title, hint);
    }
    const until = Math.max(pinned.lastMs, other.lastMs);
    const pictures = [pinned, other].map((answer) => {
      const picture = new TimelineView(this.#messages, { onSelect() {
      }, onHover() {
      } });
      return { answer, picture };
    });
    this.element.replaceChildren(
      title,
      ...pictures.flatMap(({ answer, picture }) => [
        element("p", { className: "who" }, nameOf(answer)),
        picture.element
      ]),
      this.#table([pinned, other])
    );
    for (const { answer, picture } of pictures) picture.draw(answer, { until });
  }
  #table(answers) {
    const facts = answers.map((answer) => new Map(factsList(answer, this.#messages)));
    const names = [...new Set(facts.flatMap((it2) => [...it2.keys()]))];
    const rows = names.map(
      (name) => element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        ...facts.map((it2) => element("td", {}, it2.get(name) ?? ""))
      )
    );
    return element("table", {}, ...rows);
  }
};
function isRunning({ status: status2 }) {
  return status2 === "running";
}
function nameOf({ question, run }) {
  const { model, temperature, maxTokens, endMarkers } = question.settings;
  return [
    run?.runnable ?? question.runnable,
    model ?? run?.model,
    temperature === null ? null : \`temperature \${temperature}\`,
    maxTokens === null ? null : \`max_tokens \${maxTokens}\`,
    endMarkers === null ? null : endMarkers.join(", ")
  ].filter((part) => part != null && part !== "").join(" · ");
}

// src/page/view/inspector/term_list.ts
function termList(facts) {
  const rows = facts.map(
    ([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, value))
  );
  return element("dl", {}, ...rows);
}

// src/page/view/inspector/split_details.ts
function splitDetails(split, options) {
  const { index, splits, messages: messages2 } = options;
  return [
    element("h3", {}, messages2.splitNumber(index, splits.length)),
    element("p", { className: "glyphs" }, withGlyphs(split.text + split.rest)),
    termList(factsOf2(split, options)),
    ...tokensOf(split, messages2)
  ];
}
function factsOf2({ text, rest, ms }, { index, splits, isRunning: isRunning2, messages: messages2 }) {
  const all = text + rest;
  const bytes = [...new TextEncoder().encode(all)];
  const points = [...all].map((char) => \`U+\${hex(char.codePointAt(0) ?? 0, 4)}\`);
  const kind = text !== "" ? messages2.kindText : all === "" ? messages2.kindEmpty : isRunning2 ? messages2.kindHeld : messages2.kindMarker;
  const before = splits[index - 1];
  return [
    [kind, JSON.stringify(all)],
    [
      messages2.bytes,
      \`\${bytes.length}\${bytes.length === 0 ? "" : \`: \${shorten(bytes.map((byte) => hex(byte, 2)))}\`}\`
    ],
    [messages2.codePoints, \`\${points.length}\${points.length === 0 ? "" : \`: \${shorten(points)}\`}\`],
    [messages2.time, duration(ms)],
    ...before === void 0 ? [] : [[messages2.gap, duration(ms - before.ms)]]
  ];
}
function tokensOf({ text, rest, logprobs }, messages2) {
  const { tokens, noTokens, probability, alternatives } = messages2;
  if (logprobs.length === 0) {
    return text + rest === "" ? [] : [element("p", { className: "hint" }, noTokens)];
  }
  const head = element(
    "tr",
    {},
    ...[tokens, probability, alternatives].map((name) => element("th", { scope: "col" }, name))
  );
  const rows = logprobs.map(({ token, logprob, top_logprobs: top }) => {
    const others = top.filter((other) => other.token !== token).map((other) => \`\${withGlyphs(other.token)} \${percent(other.logprob)}\`).join(", ");
    return element(
      "tr",
      {},
      element("td", {}, element("code", {}, withGlyphs(token))),
      element("td", {}, percent(logprob)),
      element("td", {}, others)
    );
  });
  return [element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))];
}
var MAX_SHOWN = 64;
function shorten(parts) {
  return parts.length <= MAX_SHOWN ? parts.join(" ") : \`\${parts.slice(0, MAX_SHOWN).join(" ")} …\`;
}
function hex(value, digits) {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}

// src/page/view/inspector/inspector.ts
var SPEEDS = [["× 1", 1], ["× ¼", 0.25], ["× 4", 4]];
var Inspector = class {
  /** The element to add to the page. */
  element;
  #messages;
  #listener;
  #title = element("h2", { id: "inspector-title" });
  #split = element("section", { className: "split-details" });
  #comparison;
  #rest = element("div");
  #turn = null;
  #pinned = null;
  /** @param host the element that shows it */
  constructor(host, messages2, listener) {
    this.element = host;
    host.tabIndex = -1;
    this.#messages = messages2;
    this.#comparison = new Comparison(messages2);
    this.#listener = listener;
    const close = button(messages2.close, () => listener.onClose(), { className: "close quiet" });
    const head = element("div", { className: "bar" }, this.#title, close);
    host.append(head, this.#split, this.#comparison.element, this.#rest);
    this.#showHint();
  }
  /** Shows a turn. @param index the split to show */
  show(turn, index) {
    this.#turn = turn;
    this.#title.textContent = turn === null ? this.#messages.details : this.#messages.detailsOf(turn.answer.question.text.slice(0, 60));
    this.showSplit(index);
    this.refresh();
  }
  /** Shows a split of the turn. */
  showSplit(index) {
    const splits = this.#turn?.answer.splits ?? [];
    const split = index === null ? void 0 : splits[index];
    if (split === void 0 || index === null || this.#turn === null) return this.#showHint();
    const isRunning2 = this.#turn.answer.status === "running";
    const messages2 = this.#messages;
    this.#split.replaceChildren(...splitDetails(split, { index, splits, isRunning: isRunning2, messages: messages2 }));
  }
  /** Draws the turn anew, because it has changed. */
  refresh() {
    const turn = this.#turn;
    this.#comparison.draw(this.#pinned?.answer ?? null, turn?.answer ?? null);
    if (turn === null) {
      const open2 = button(this.#messages.openRecord, () => this.#listener.onOpenRecord());
      this.#rest.replaceChildren(element("p", { className: "actions" }, open2));
      return;
    }
    const { answer } = turn;
    if (answer.status === "running") return this.#rest.replaceChildren();
    const { record } = answer;
    this.#rest.replaceChildren(
      termList(factsList(answer, this.#messages)),
      this.#actions(turn),
      this.#more(this.#messages.tokenSplits, record.token_splits, this.#messages.copy),
      this.#code(turn),
      this.#more(this.#messages.record, JSON.stringify(record, null, 2), this.#messages.copy)
    );
  }
  /** Sets the answer that others are compared with. */
  pin(turn) {
    this.#pinned = turn;
    this.refresh();
  }
  #showHint() {
    this.#split.replaceChildren(element("p", { className: "hint" }, this.#messages.hint));
  }
  #actions(turn) {
    const messages2 = this.#messages;
    const listener = this.#listener;
    const speed = element("select", { ariaLabel: messages2.replay });
    for (const [label, value] of SPEEDS) {
      speed.append(element("option", { value: \`\${value}\` }, messages2.speedOf(label)));
    }
    const isPinned = turn === this.#pinned;
    return element(
      "p",
      { className: "actions" },
      button(messages2.replay, () => listener.onReplay(turn, Number(speed.value))),
      speed,
      button(
        isPinned ? messages2.unpin : messages2.pin,
        () => listener.onPin(isPinned ? null : turn)
      ),
      button(messages2.saveRecord, () => listener.onSaveRecord(turn)),
      button(messages2.savePicture, () => listener.onSavePicture(turn)),
      button(messages2.openRecord, () => listener.onOpenRecord())
    );
  }
  #more(title, text, copy) {
    const details = element("details", {}, element("summary", {}, title));
    details.append(
      element("pre", { tabIndex: 0 }, text),
      copyButton(copy, () => text, this.#messages)
    );
    return details;
  }
  #code(turn) {
    const samples = this.#listener.codeOf(turn);
    const choice = element("select", { ariaLabel: this.#messages.code });
    const code = element("pre", { tabIndex: 0 });
    const show2 = () => code.textContent = samples[choice.selectedIndex]?.code ?? "";
    choice.append(...samples.map(({ client }) => element("option", {}, client)));
    choice.addEventListener("change", show2);
    show2();
    const copy = copyButton(this.#messages.copyCode, () => code.textContent ?? "", this.#messages);
    return element("details", {}, element("summary", {}, this.#messages.code), choice, code, copy);
  }
};

// src/page/view/selection.ts
var Selection = class {
  #inspector;
  #selected = null;
  /** @param inspector what shows it */
  constructor(inspector2) {
    this.#inspector = inspector2;
  }
  /** Selects a turn, and one of its splits, or none. */
  select(turn, index = null) {
    const before = this.#selected?.turn;
    if (before !== turn) before?.select(null);
    before?.element.classList.remove("selected");
    this.#selected = turn === null ? null : { turn, index };
    turn?.element.classList.add("selected");
    turn?.select(index);
    this.#inspector.show(turn, index);
  }
  /** Shows a split for as long as the reader points at it. */
  point(turn, index) {
    turn.point(index);
    if (index !== null && turn !== this.#selected?.turn) this.select(turn);
    this.#inspector.showSplit(index ?? this.#selected?.index ?? null);
  }
  /** Shows the details of a turn, and leads the reader there. */
  showDetails(turn) {
    this.select(turn, this.#selected?.turn === turn ? this.#selected.index : null);
    this.open();
    this.#inspector.element.focus();
  }
  /** Opens the inspector. On a narrow screen, it lies over the conversation. */
  open() {
    document.body.classList.add("inspecting");
  }
  /** Closes it. */
  close() {
    document.body.classList.remove("inspecting");
  }
};

// src/page/page.ts
var MISSING = {
  "unknown": "noThread",
  "wants key": "threadWantsKey",
  "unreachable": "noThreadYet"
};
var language = languageOf(navigator.languages);
var messages = messagesIn2(language);
translatePage(messages, language);
var status = find("status", HTMLElement);
var welcome = find("welcome", HTMLElement);
var linked = threadInAddress();
var opened = Promise.withResolvers();
var isOpen = false;
var continues = false;
var threaded = [];
var session = new Session();
var keyField = new KeyField({
  session,
  onEnter() {
    followThread();
    [...document.querySelectorAll(".failure .retry")].at(-1)?.click();
  }
});
var server = new Server(() => keyField.value);
var threads = new ServerThreads(server);
var threadLine = new ThreadLine(find("thread", HTMLElement), { messages, onKeep: keep });
var viewPicker = new ViewPicker(() => {
  for (const turn of conversation.turns) turn.draw();
  save();
});
var questionForm = new QuestionForm({
  messages,
  server,
  onSubmit: submit,
  onStop: () => conversation.stop(),
  onSettings: save,
  lastText: () => conversation.turns.at(-1)?.answer.question.text ?? ""
});
var inspector = new Inspector(find("inspector", HTMLElement), messages, {
  onClose: () => selection.close(),
  onReplay: (turn, speed) => conversation.replay(turn, speed),
  onSaveRecord: ({ answer }) => saveFile("splitstream.json", toFile(answer), "application/json"),
  onSavePicture: ({ timeline }) => saveFile("splitstream.svg", timeline.toFile(), "image/svg+xml"),
  onPin: (turn) => inspector.pin(turn),
  codeOf: ({ answer: { question } }) => codeSamples(question, { base: server.at("./").href, needsKey: server.key !== "" }),
  async onOpenRecord() {
    const text = await openFile("application/json");
    if (text === null) return;
    const saved2 = readSaved(text);
    if (saved2 === null) return alert(messages.notARecord);
    selection.select(conversation.restore(saved2));
    showWelcome();
    save();
  }
});
var selection = new Selection(inspector);
var conversation = new Conversation({
  messages,
  log: find("log", HTMLElement),
  server,
  autoScroll: new AutoScroll(),
  say: (text) => status.textContent = text,
  onRunning: (isRunning2) => questionForm.showRunning(isRunning2),
  onKeyWanted: () => keyField.show(),
  threads,
  isThreaded: (runnable) => threaded.includes(runnable),
  continues: () => continues,
  onUnderWay: save,
  onChange() {
    inspector.refresh();
    save();
  },
  listener: {
    onSelect(turn, index) {
      selection.select(turn, index);
      if (index !== null) selection.open();
    },
    onHover: (turn, index) => selection.point(turn, index),
    onDetails: (turn) => selection.showDetails(turn),
    onAgain(turn) {
      if (conversation.isRunning) return;
      const { question, status: status2, failure } = turn.answer;
      questionForm.focus();
      ask({ ...question, settings: questionForm.settings }, turn);
      if (status2 === "failed" && failure?.isLost !== true) conversation.remove(turn);
    },
    onResume(turn, value, words) {
      if (conversation.isRunning) return;
      const { question } = turn.answer;
      questionForm.focus();
      ask({ ...question, text: words, history: [...conversation.history], resume: { value } });
    },
    async onReadOn(turn) {
      const answered = conversation.readOn(turn);
      selection.select(turn);
      await answered;
    },
    onEdit(turn) {
      if (conversation.isRunning) return;
      const question = conversation.takeBack(turn);
      selection.select(conversation.turns.at(-1) ?? null);
      showWelcome();
      questionForm.edit(question);
    },
    async onWire(turn, format) {
      const show2 = () => turn.draw();
      turn.answer.frames.length = 0;
      show2();
      await askForFrames(turn.answer.question, {
        format,
        server,
        onFrame(frame) {
          turn.answer.frames.push(frame);
          show2();
        }
      });
      show2();
    }
  }
});
async function submit(example) {
  await opened.promise;
  if (conversation.isRunning) return;
  const question = questionForm.take(conversation.history, example);
  if (question !== null) ask(question);
}
function ask(question, again = null) {
  welcome.hidden = true;
  conversation.ask(question, again);
  showThread();
  selection.select(conversation.turns.at(-1) ?? null);
}
function save() {
  if (!isOpen) return;
  showThread();
  session.save({
    turns: conversation.turns.filter(({ answer }) => answer.status !== "running").map(({ answer }) => answer.save()),
    history: conversation.history,
    running: conversation.underWay,
    thread: conversation.thread,
    isKept: conversation.isKept,
    settings: questionForm.settings,
    view: viewPicker.view,
    runnable: chosenRunnable()
  });
}
function showThread() {
  threadLine.show(conversation.thread, conversation);
}
function followThread() {
  followAddress(conversation.thread?.id ?? null);
}
async function keep() {
  const isKept = await conversation.keep();
  save();
  if (!isKept) threadLine.say(messages.keepFailed);
}
async function open(saved2) {
  const opening = await openingOf({ linked, saved: saved2, open: (id) => threads.open(id) });
  const { thread, isOwn, missing } = opening;
  isOpen = true;
  show(opening);
  if (thread !== null && !isOwn) {
    chooseRunnable(thread.runnable);
    questionForm.settings = { ...questionForm.settings, system: thread.system ?? "" };
  }
  if (missing === null) return save();
  if (missing === "wants key") keyField.show();
  threadLine.say(messages[MISSING[missing]]);
}
function show(opening) {
  const { turns, running, thread, isUnderWay } = opening;
  conversation.clear();
  conversation.restoreAll(turns, opening);
  if (running != null) conversation.takeUp(running);
  const last = conversation.turns.at(-1) ?? null;
  selection.select(last?.answer.isRecalled ? null : last);
  showWelcome();
  if (thread === null || !isUnderWay) return;
  whenOver({
    open: () => threads.open(thread.id),
    goesOn: () => conversation.isRunning || conversation.turns.at(-1) !== last,
    onOver(thread2) {
      const answers = conversation.turns.map(({ answer }) => answer.save());
      show(openingOfThread(thread2, answers.filter(({ isRecalled }) => !isRecalled)));
      save();
      focusIdle();
    }
  });
}
function focusIdle() {
  if (document.activeElement === document.body) questionForm.focus();
}
function showWelcome() {
  welcome.hidden = conversation.turns.length > 0;
}
function clear() {
  conversation.clear();
  selection.select(null);
  inspector.pin(null);
  selection.close();
  session.clear();
  showWelcome();
  showThread();
  status.textContent = "";
  questionForm.focus();
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  if (conversation.isRunning) conversation.stop();
  else selection.close();
});
addEventListener("hashchange", followThread);
find("clear", HTMLButtonElement).addEventListener("click", clear);
selection.select(null);
var saved = session.load();
if (saved !== null) questionForm.settings = saved.settings;
var offer = await showRunnables({ url: server.at("healthz"), messages, tryOut: submit });
questionForm.offer(offer);
({ continues, threaded } = offer);
if (saved !== null) {
  questionForm.settings = saved.settings;
  chooseRunnable(saved.runnable);
  viewPicker.view = saved.view;
}
var showFields = () => questionForm.showFields();
find("runnables", HTMLFieldSetElement).addEventListener("change", showFields);
try {
  await open(saved);
  await showFields();
} finally {
  opened.resolve();
}
focusIdle();
`,
};
