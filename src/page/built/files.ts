// Made by deno task build: change src/client or src/page instead.
/** The files of the page and of its scripts, by their names. */
export const FILES: Readonly<Record<string, string>> = {
  "client.js": `// Made by deno task build: change src/client or src/page instead.

// src/client/line_stream.ts
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
  const message = await readMessage(response) ?? \`The server replied with the status \${status}.\`;
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
  const seconds = /^\\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1e3;
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
          const { message, status_code: status, record: record2 = null } = event.data;
          throw new StreamError(message, { type: "failed", status, record: record2 });
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
async function ask(url, input, { signal, apiKey, endMarkers, includeEndMarker, config = {}, fetch = globalThis.fetch }) {
  const { configurable: others } = config;
  const configurable = {
    ...typeof others === "object" ? others : {},
    ...endMarkers === void 0 ? {} : { end_markers: endMarkers },
    ...includeEndMarker === void 0 ? {} : { include_end_marker: includeEndMarker }
  };
  const headers = new Headers({ accept: CONTENT_TYPE, "content-type": "application/json" });
  if (apiKey !== void 0) headers.set("authorization", \`Bearer \${assertKey(apiKey)}\`);
  const body = JSON.stringify({ input, config: { ...config, configurable } });
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
  throw new StreamError(\`Cannot read a reply of \${type}: expected \${CONTENT_TYPE}.\`, {
    type: "broken"
  });
}
function assertKey(key) {
  if (/^[\\x21-\\x7e]+$/.test(key)) return key;
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
    <meta name="description" content="A LangChain chain on the edge, token by token" />
    <title>Splitstream</title>
    <link rel="icon" href="icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="page.css" />
    <script type="module" src="page.js"></script>
  </head>
  <!-- Text with a \`data-message\` is translated by messages.ts. -->
  <body data-view="text">
    <header>
      <div class="bar">
        <h1>Splitstream</h1>
        <p id="model"></p>
        <button type="button" id="clear" data-message="clear">New chat</button>
      </div>
    </header>

    <main>
      <section id="welcome" aria-labelledby="promise">
        <h2 id="promise" data-message="promise">Every token, the moment it exists.</h2>
        <p data-message="what"></p>
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
    </main>

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
          <label><input type="radio" name="view" value="text" checked /><span
              data-message="viewText"
            >Text</span></label>
          <label><input type="radio" name="view" value="splits" /><span
              data-message="viewSplits"
            >Splits</span></label>
        </fieldset>
      </div>
      <div class="row">
        <label for="message" class="unseen" data-message="message">Message</label>
        <textarea id="message" rows="1" required></textarea>
        <button type="submit" id="send" data-message="send">Send</button>
        <button type="button" id="stop" data-message="stop" hidden>Stop</button>
      </div>
      <p id="status" class="unseen" role="status"></p>
    </form>
  </body>
</html>
`,
  "page.css": `:root {
  --paper: #fafaf9;
  --card: #ffffff;
  --ink: #1c1917;
  --soft: #57534e;
  --line: #d6d3d1;
  --accent: #0f766e;
  --on-accent: #ffffff;
  --marker: #b45309;
  --marker-back: #fef3c7;
  --split: #ccfbf1;
  --split-other: #e0e7ff;
  --failure: #b91c1c;
  --failure-back: #fef2f2;
  color-scheme: light dark;
  font: 16px/1.6 system-ui, "Apple SD Gothic Neo", "Noto Sans KR", "Noto Sans CJK KR", sans-serif;
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
    --marker: #fbbf24;
    --marker-back: #451a03;
    --split: #134e4a;
    --split-other: #312e81;
    --failure: #fca5a5;
    --failure-back: #450a0a;
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

header,
main,
form {
  width: 100%;
  max-width: 48rem;
  margin: 0 auto;
  padding: 0.75rem 1rem;
}

main {
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

h2 {
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

.note,
.failure {
  word-break: keep-all;
}

.note {
  margin: 2rem 0 0;
  padding: 0.5rem 0.75rem;
  border-inline-start: 3px solid var(--marker);
  background: var(--marker-back);
  font-size: 0.875rem;
}

.note code {
  display: block;
  white-space: pre-wrap;
}

.hint {
  color: var(--soft);
  font-size: 0.875rem;
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
pre {
  font: 0.9em/1.6 ui-monospace, "Cascadia Mono", Menlo, Consolas, "Noto Sans Mono CJK KR",
    monospace;
}

button,
textarea,
input {
  font: inherit;
  color: inherit;
}

button {
  min-height: 2.5rem;
  padding: 0.25rem 0.9rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--card);
  cursor: pointer;
}

button:hover {
  border-color: var(--accent);
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}

#send,
#stop {
  min-height: 2.75rem;
}

#status {
  bottom: 0;
  margin: 0;
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

.turn {
  scroll-margin-bottom: 14rem;
  margin: 0 0 1.5rem;
}

.question {
  width: fit-content;
  max-width: 85%;
  margin: 0 0 0.5rem auto;
  padding: 0.5rem 0.9rem;
  border-radius: 1rem 1rem 0.25rem;
  background: var(--accent);
  color: var(--on-accent);
  white-space: pre-wrap;
}

.answer {
  padding: 0.9rem 1rem;
  border: 1px solid var(--line);
  border-radius: 0.25rem 1rem 1rem;
  background: var(--card);
}

.output {
  min-height: 1.6em;
  margin: 0;
  white-space: pre-wrap;
}

.output[data-waiting]::before {
  content: attr(data-waiting);
  color: var(--soft);
}

[aria-busy="true"] .output:not([data-waiting])::after {
  content: "";
  display: inline-block;
  width: 0.5em;
  height: 1em;
  margin-inline-start: 1px;
  vertical-align: text-bottom;
  background: var(--accent);
}

.splits {
  display: flex;
  flex-wrap: wrap;
  align-items: flex-start;
  gap: 3px;
  margin: 0;
  padding: 0;
  list-style: none;
}

.splits li {
  display: flex;
  min-height: 1.8em;
  border-radius: 0.25rem;
  background: var(--split);
  white-space: pre-wrap;
}

.splits li:nth-child(even) {
  background: var(--split-other);
}

.splits span {
  padding: 0.05em 0.25em;
}

.splits .marker {
  border-radius: inherit;
  background: var(--marker-back);
  color: var(--marker);
}

.splits li:has(.empty) {
  background: none;
}

.splits .empty {
  width: 0.7em;
  border: 1px dashed var(--soft);
  border-radius: inherit;
}

[data-view="text"] .splits,
[data-view="splits"] .output:not([data-waiting]) {
  display: none;
}

.steps {
  margin: 0 0 0.75rem;
  padding: 0 0 0.5rem;
  border-bottom: 1px dashed var(--line);
  list-style: none;
  font-size: 0.9rem;
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
  margin: 0.75rem 0 0;
  padding: 0.5rem 0.9rem 0.75rem;
  border-inline-start: 3px solid var(--failure);
  background: var(--failure-back);
}

.failure p {
  margin: 0.25rem 0;
}

.details {
  margin: 0.9rem 0 0;
}

.picture svg {
  display: block;
  width: 100%;
  height: 3.25rem;
  border-bottom: 1px solid var(--line);
}

.axis {
  display: flex;
  gap: 1rem;
  justify-content: space-between;
  margin: 0;
  color: var(--soft);
  font-size: 0.75rem;
  font-variant-numeric: tabular-nums;
}

.axis ul {
  display: flex;
  flex: 1;
  flex-wrap: wrap;
  justify-content: center;
  gap: 0 0.9rem;
  margin: 0;
  padding: 0;
  list-style: none;
}

.axis li::before {
  content: "";
  display: inline-block;
  width: 3px;
  height: 0.9em;
  margin-inline-end: 0.35em;
  vertical-align: -0.1em;
  background: var(--accent);
}

.axis .wait::before {
  width: 0.9em;
  background: var(--line);
}

.axis .empty::before {
  height: 0.45em;
  vertical-align: 0;
  background: var(--soft);
}

.axis .marker::before {
  background: var(--marker);
}

.picture path {
  fill: none;
  stroke-width: 2;
  vector-effect: non-scaling-stroke;
}

.picture rect {
  fill: var(--line);
  opacity: 0.45;
}

.picture .text {
  stroke: var(--accent);
}

.picture .empty {
  stroke: var(--soft);
}

.picture .marker {
  stroke: var(--marker);
}

.facts {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.25rem;
  margin: 0.5rem 0 0;
  font-size: 0.85rem;
}

.facts div {
  display: flex;
  gap: 0.4rem;
}

.facts dt {
  color: var(--soft);
}

.facts dd {
  margin: 0;
  font-variant-numeric: tabular-nums;
}

details {
  margin-top: 0.5rem;
  font-size: 0.85rem;
}

summary {
  width: fit-content;
  padding: 0.25rem 0;
  color: var(--soft);
  cursor: pointer;
}

pre {
  margin: 0.25rem 0 0.5rem;
  padding: 0.5rem 0.75rem;
  max-height: 12rem;
  overflow: auto;
  border-radius: 0.5rem;
  background: var(--paper);
  white-space: pre-wrap;
}

form {
  position: sticky;
  bottom: 0;
  border-top: 1px solid var(--line);
  background: var(--paper);
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
  padding: 0.3rem 0.7rem;
  border: 1px solid var(--line);
  margin-inline-start: -1px;
  background: var(--card);
  font-size: 0.9rem;
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
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}

form .row + .row {
  flex-wrap: nowrap;
  align-items: flex-end;
  gap: 0.5rem;
  margin-top: 0.6rem;
}

textarea,
#key {
  padding: 0.5rem 0.75rem;
  border: 1px solid var(--soft);
  border-radius: 0.5rem;
  background: var(--card);
}

textarea {
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

@media (pointer: coarse) {
  button,
  fieldset span {
    min-height: 2.75rem;
  }

  summary {
    padding-block: 0.6rem;
  }

  fieldset span {
    padding-block: 0.6rem;
  }
}

@media (max-height: 24rem) {
  form {
    position: static;
  }
}

@media (max-width: 30rem) {
  h2 {
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

.output.value {
  font-family: ui-monospace, monospace;
  white-space: pre-wrap;
}

#variables {
  display: grid;
  flex: 1;
  gap: 0.5rem;
}

#variables[hidden] {
  display: none;
}

#variables label {
  display: grid;
  gap: 0.25rem;
}
`,
  "page.js": `// Made by deno task build: change src/client or src/page instead.

// src/page/page.ts
import { stream } from "./client.js";

// src/page/failure_message.ts
import { StreamError } from "./client.js";
function toFailureMessage(error, { messages: messages2, hasKey }) {
  if (!(error instanceof StreamError)) {
    return { text: messages2.unknown, detail: String(error), wantsKey: false };
  }
  const { type, status: status2, message: message2, retryAfter } = error;
  const wantsKey = type === "refused" && status2 === 401;
  const detail = type === "refused" || type === "failed" ? messages2.serverSays(message2) : null;
  const say = (text) => ({ text, detail, wantsKey });
  if (type === "unreachable") return say(messages2.unreachable);
  if (type === "broken") return say(messages2.broken);
  if (wantsKey) return { ...say(hasKey ? messages2.keyRefused : messages2.keyWanted), detail: null };
  if (status2 === 429 || status2 === 503) {
    return { ...say(messages2.tooMany(retryAfter)), detail: null };
  }
  if (status2 === 504) return say(messages2.tooSlow);
  return say(status2 !== null && status2 < 500 ? messages2.notTaken : messages2.modelFailed);
}

// src/page/element.ts
function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}
function find(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new TypeError(\`Cannot find #\${id}: expected a \${type.name}\`);
  return found;
}

// src/page/auto_scroll.ts
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

// src/page/runnable_picker.ts
var EXAMPLES = [
  ["로라야 안녕? 요즘 뭐해?", "chain"],
  ["로라야 내일 나랑 같이 놀러갈까?", "chain"],
  ["How does streaming work?", "chain"],
  ["12 * (3 + 4) / 5 = ?", "agent"]
];
function chosenRunnable() {
  return document.querySelector("[name=runnable]:checked")?.value ?? "chain";
}
async function showRunnables({ url, messages: messages2, tryOut }) {
  const model = find("model", HTMLElement);
  try {
    const about = await (await fetch(url)).json();
    model.textContent = about.model === null ? "" : messages2.runsOn(about.model);
    find("demo", HTMLElement).hidden = about.provider !== "demo";
    if (about.wants_key) find("key-row", HTMLElement).hidden = false;
    showPicker(about, messages2);
    const hasExamples = showExamples(about.runnables, tryOut);
    if (!hasExamples) find("try", HTMLElement).textContent = messages2.ask;
  } catch {
    model.textContent = messages2.noAbout;
  }
}
function showPicker({ provider, runnables: names }, { runnables: descriptions }) {
  const titles = provider === "custom" ? {} : descriptions;
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
function showExamples(names, tryOut) {
  const offered = EXAMPLES.filter(([, name]) => names.includes(name));
  find("examples", HTMLUListElement).append(...offered.map(([example, name]) => {
    const button = element("button", { type: "button", textContent: example });
    button.addEventListener("click", () => {
      document.querySelector(\`[name=runnable][value="\${name}"]\`)?.click();
      tryOut(example);
    });
    const item = element("li");
    item.append(button);
    return item;
  }));
  return offered.length > 0;
}

// src/client/steps.ts
function stepsOf(updates) {
  return Object.values(updates).flatMap(messagesOf).flatMap((message2) => {
    if (message2.type === "tool") {
      const kind = message2.status === "error" ? "error" : "result";
      return [{ kind, tool: asText(message2.name), text: asText(message2.content) }];
    }
    const calls = Array.isArray(message2.tool_calls) ? message2.tool_calls.filter(isObject) : [];
    return calls.map(({ name, args }) => ({
      kind: "call",
      tool: asText(name),
      text: JSON.stringify(args ?? {})
    }));
  });
}
function messagesOf(update) {
  return isObject(update) && Array.isArray(update.messages) ? update.messages.filter(isObject) : [];
}
function asText(value) {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}
function isObject(value) {
  return typeof value === "object" && value !== null;
}

// src/page/arrival_picture.ts
var SVG = "http://www.w3.org/2000/svg";
var HEIGHT = 100;
var EMPTY_HEIGHT = 14;
var MARKER_HEIGHT = 30;
var ArrivalPicture = class {
  /** The element to add to the page. */
  element = element("div", { className: "picture" });
  #svg = svgElement("svg", { preserveAspectRatio: "none", role: "img" });
  #wait = svgElement("rect", { class: "wait", height: \`\${HEIGHT}\` });
  #texts = svgElement("path", { class: "text" });
  #empties = svgElement("path", { class: "empty" });
  #markers = svgElement("path", { class: "marker" });
  #took = element("span");
  /** Makes an empty picture. */
  constructor({ legend, pictureNote }) {
    this.#svg.append(this.#wait, this.#empties, this.#texts, this.#markers);
    const axis = element("div", { className: "axis", ariaHidden: "true" });
    const key2 = element("ul", { title: pictureNote });
    for (const [className, textContent] of Object.entries(legend)) {
      key2.append(element("li", { className, textContent }));
    }
    axis.append(element("span", { textContent: "0" }), key2, this.#took);
    this.element.append(this.#svg, axis);
  }
  /**
   * Redraws the picture.
   *
   * @param arrivals the splits to draw
   * @param options the end of the time axis, in milliseconds and in messages, and a text alternative
   */
  draw(arrivals, { until, took, label }) {
    const line = ({ at: at2 }, height) => \`M\${at2.toFixed(1)} \${HEIGHT}v-\${height}\`;
    const lines = (kind) => arrivals.map((arrival) => [arrival, kind(arrival)]).map(([arrival, height]) => height === 0 ? "" : line(arrival, height)).join("");
    this.#texts.setAttribute("d", lines(({ text }) => text === "" ? 0 : heightOf(text)));
    this.#markers.setAttribute("d", lines(({ rest }) => rest === "" ? 0 : MARKER_HEIGHT));
    this.#empties.setAttribute(
      "d",
      lines(({ text, rest }) => text === "" && rest === "" ? EMPTY_HEIGHT : 0)
    );
    const first = arrivals.find(({ text }) => text !== "")?.at ?? until;
    this.#wait.setAttribute("width", first.toFixed(1));
    this.#svg.setAttribute("viewBox", \`0 0 \${(until * 1.005 + 1).toFixed(1)} \${HEIGHT}\`);
    this.#svg.setAttribute("aria-label", label);
    this.#took.textContent = took;
  }
};
function heightOf(text) {
  return Math.min(HEIGHT, 34 + 6 * text.length);
}
function svgElement(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// src/page/arrivals.ts
function arrivalsOf(pieces, { record, at: endAt }) {
  const { splits } = record;
  const output = typeof record.output === "string" ? record.output : "";
  let offset = 0;
  let piece = 0;
  let pieceEnd = pieces[0]?.text.length ?? 0;
  const arrivals = splits.map((split) => {
    const text = split.slice(0, Math.max(0, output.length - offset));
    const rest = split.slice(text.length);
    offset += split.length;
    if (text === "") return { text, rest };
    while (pieceEnd < Math.min(offset, output.length) && piece < pieces.length - 1) {
      pieceEnd += pieces[++piece]?.text.length ?? 0;
    }
    return { text, rest, at: pieces[piece]?.at ?? endAt };
  });
  let before = { at: 0, index: -1 };
  let next = 0;
  return arrivals.map((arrival, index) => {
    if ("at" in arrival) {
      before = { at: arrival.at, index };
      return arrival;
    }
    next = Math.max(next, index + 1);
    while (next < arrivals.length && !("at" in (arrivals[next] ?? {}))) next++;
    const known = arrivals[next];
    const [to, gaps] = known !== void 0 && "at" in known ? [known.at, next - before.index] : [endAt, arrivals.length - 1 - before.index];
    return { ...arrival, at: before.at + (to - before.at) * (index - before.index) / gaps };
  });
}
function longestGap(arrivals) {
  return arrivals.reduce(
    (longest, { at: at2 }, i) => Math.max(longest, at2 - (arrivals[i - 1]?.at ?? at2)),
    0
  );
}

// src/page/turn_view.ts
var TurnView = class {
  /** The element to add to the page. */
  element = element("article", { className: "turn" });
  #messages;
  #now;
  #begin;
  #pieces = [];
  #steps = element("ol", { className: "steps", hidden: true });
  #text = element("p", { className: "output" });
  #splits = element("ol", { className: "splits" });
  #picture;
  #facts = element("dl", { className: "facts" });
  #details = element("div", { className: "details", hidden: true });
  #frame = 0;
  /**
   * @param question the question
   * @param options \`now\` is a monotonic clock, in milliseconds
   */
  constructor(question, { messages: messages2, now: now2 }) {
    this.#messages = messages2;
    this.#now = now2;
    this.#begin = now2();
    this.#picture = new ArrivalPicture(messages2);
    const asked = element("p", { className: "question", textContent: question });
    asked.prepend(element("span", { className: "unseen", textContent: \`\${messages2.you}: \` }));
    const answer = element("div", { className: "answer", ariaBusy: "true" });
    answer.append(
      element("h3", { className: "unseen", textContent: messages2.answer }),
      this.#steps,
      this.#text,
      this.#splits,
      this.#details
    );
    this.#steps.ariaLabel = messages2.steps;
    this.#splits.ariaLabel = messages2.splits;
    this.#text.dataset.waiting = messages2.waiting;
    this.#details.append(this.#picture.element, this.#facts);
    this.element.append(asked, answer);
  }
  /** The answer so far. */
  get text() {
    return this.#pieces.map(({ text }) => text).join("");
  }
  /** Shows a piece of text at once. */
  addText(text) {
    this.#pieces.push({ text, at: this.#elapsed });
    delete this.#text.dataset.waiting;
    this.#text.append(text);
    this.#splits.append(this.#splitItem({ text, rest: "" }));
    this.#details.hidden = false;
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }
  /** Shows a JSON value, in place of the one before it. */
  showValue(value) {
    delete this.#text.dataset.waiting;
    this.#text.classList.add("value");
    this.#text.textContent = JSON.stringify(value, null, 2);
    this.#details.hidden = false;
  }
  /** Shows the tool calls of an agent and their results. */
  addStep(updates) {
    for (const { kind, tool, text } of stepsOf(updates)) {
      const item = element("li", { className: kind });
      item.append(element("b", { textContent: tool }), " ", element("code", { textContent: text }));
      this.#steps.append(item);
      this.#steps.hidden = false;
    }
  }
  /** Shows that the answer is complete, and its record. */
  complete(record) {
    const at2 = this.#elapsed;
    const arrivals = arrivalsOf(this.#pieces, { record, at: at2 });
    this.#splits.replaceChildren(...arrivals.map((arrival) => this.#splitItem(arrival)));
    if (typeof record.output !== "string") this.showValue(record.output);
    if (record.output === "") this.#text.textContent = this.#messages.nothing;
    this.#end(reasonOf(record, this.#messages), { arrivals, at: at2 });
    if (record.token_splits !== "") this.#details.append(this.#tokenSplits(record.token_splits));
  }
  /** Shows that the reader stopped it. */
  stopped() {
    this.#end(this.#messages.stopped);
  }
  /** Shows that it failed, and a button to try again. */
  fail({ text, detail }, retry) {
    this.#end(this.#messages.failed);
    const failure = element("div", { className: "failure", role: "alert" });
    const kept = this.#pieces.length === 0 ? "" : \` \${this.#messages.kept}\`;
    failure.append(element("p", { textContent: \`\${text}\${kept}\` }));
    if (detail !== null) failure.append(element("p", { className: "hint", textContent: detail }));
    const button = element("button", { type: "button", textContent: this.#messages.retry });
    button.addEventListener("click", retry);
    failure.append(button);
    this.#details.before(failure);
  }
  get #elapsed() {
    return this.#now() - this.#begin;
  }
  #end(reason, { arrivals = this.#soFar, at: at2 = this.#elapsed } = {}) {
    cancelAnimationFrame(this.#frame);
    delete this.#text.dataset.waiting;
    this.#text.hidden = this.#text.textContent === "";
    this.element.querySelector(".answer")?.setAttribute("aria-busy", "false");
    this.#details.hidden = false;
    this.#picture.element.hidden = arrivals.length === 0;
    this.#draw(arrivals, at2);
    this.#facts.replaceChildren(...this.#factsOf(reason, { arrivals, at: at2 }));
  }
  get #soFar() {
    return this.#pieces.map((piece) => ({ ...piece, rest: "" }));
  }
  #draw(arrivals = this.#soFar, until = this.#elapsed) {
    this.#frame = 0;
    const { picture } = this.#messages;
    const took = duration(until);
    const label = picture(arrivals.length, took, duration(longestGap(arrivals)));
    this.#picture.draw(arrivals, { until, took, label });
  }
  *#factsOf(reason, { arrivals, at: at2 }) {
    const messages2 = this.#messages;
    const first = this.#pieces[0]?.at;
    const writing = at2 - (first ?? at2);
    const empty = arrivals.filter(({ text, rest }) => text === "" && rest === "").length;
    yield* fact(messages2.ended, reason);
    if (first !== void 0) yield* fact(messages2.firstToken, duration(first));
    if (writing > 0 && arrivals.length > 1) {
      const speed = ((arrivals.length - 1) / writing * 1e3).toFixed(1);
      yield* fact(messages2.speed, messages2.perSecond(speed));
    }
    if (arrivals.length > 0) {
      yield* fact(messages2.splits, messages2.splitCount(arrivals.length, empty));
    }
    if (arrivals.length > 1) yield* fact(messages2.gap, duration(longestGap(arrivals)));
    yield* fact(messages2.duration, duration(at2));
  }
  #splitItem({ text, rest }) {
    const item = element("li");
    if (text !== "") item.append(element("span", { textContent: text }));
    if (rest !== "") item.append(element("span", { className: "marker", textContent: rest }));
    if (text === "" && rest === "") {
      const box = element("span", { className: "empty", title: this.#messages.empty });
      box.append(element("span", { className: "unseen", textContent: this.#messages.empty }));
      item.append(box);
    }
    return item;
  }
  #tokenSplits(tokenSplits) {
    const { tokenSplits: title, copy, copied, copyFailed } = this.#messages;
    const details = element("details");
    const button = element("button", { type: "button", textContent: copy });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(tokenSplits);
        button.textContent = copied;
      } catch {
        button.textContent = copyFailed;
      }
    });
    details.append(
      element("summary", { textContent: title }),
      element("pre", { textContent: tokenSplits, tabIndex: 0 }),
      button
    );
    return details;
  }
};
function fact(term, text) {
  const row = element("div");
  row.append(element("dt", { textContent: term }), element("dd", { textContent: text }));
  return [row];
}
function reasonOf({ end_reason, end_marker, finish_reason }, messages2) {
  if (end_marker !== null) return messages2.marker(end_marker);
  if (end_reason === "length") return messages2.length;
  return finish_reason === "content_filter" ? messages2.filtered : messages2.done;
}
function duration(ms) {
  return ms < 1e3 ? \`\${Math.round(ms)} ms\` : \`\${(ms / 1e3).toFixed(2)} s\`;
}

// src/page/variables_form.ts
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

// src/page/messages.ts
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
  promise: "Every token, the moment it exists.",
  what: "Put your LangChain chain behind one URL. Each piece of the answer arrives as the model writes it, the answer ends on the end marker, and every token split is on record.",
  ask: "Ask something.",
  try: "Ask something, or try one of these:",
  log: "Conversation",
  key: "Key",
  keyHint: "This server requires a key. It is kept in this tab only.",
  runnable: "Runnable",
  view: "View",
  viewText: "Text",
  viewSplits: "Splits",
  message: "Message",
  send: "Send",
  stop: "Stop",
  you: "You",
  answer: "Answer",
  waiting: "Waiting for the first token…",
  answering: "Answering…",
  complete: (text) => \`The answer is complete: \${text}\`,
  nothing: "(The answer is empty.)",
  empty: "empty",
  steps: "Steps",
  ended: "Ended",
  marker: (marker) => \`by the end marker \${marker}\`,
  done: "the model finished",
  filtered: "by the model's content filter",
  length: "at the length limit",
  stopped: "stopped by you",
  failed: "failed",
  firstToken: "First token",
  duration: "Took",
  speed: "Speed",
  perSecond: (count) => \`\${count} splits/s\`,
  splits: "Splits",
  splitCount: (all, empty) => empty === 0 ? \`\${all}\` : \`\${all}, \${empty} empty\`,
  gap: "Longest gap",
  picture: (count, duration2, gap) => \`\${count} splits in \${duration2}; the longest gap is \${gap}.\`,
  legend: {
    wait: "wait",
    text: "text (taller is longer)",
    empty: "empty",
    marker: "end marker"
  },
  pictureNote: "Empty splits and the marker are not sent. They are drawn between their neighbours.",
  tokenSplits: "Token split text",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Select the text and copy it",
  kept: "The answer so far is kept.",
  retry: "Try again",
  serverSays: (message2) => \`The server says: \${message2}\`,
  unreachable: "The server cannot be reached. Check that it runs and that you are online, then try again.",
  noAbout: "The server does not reply. Is it still running?",
  keyWanted: "This server requires a key. Enter it below, then try again.",
  keyRefused: "This server does not accept the key. Check it below, then try again.",
  notTaken: "The server refused this message. Change it, or start a new conversation.",
  tooMany: (seconds) => \`There are too many requests at the moment. Try again \${seconds === null ? "in a while" : \`in \${seconds} s\`}.\`,
  modelFailed: "The model of this server failed. Try again. The server's log has the details.",
  tooSlow: "The model of this server did not answer in time. Try again. If it happens again, check that the model is running.",
  broken: "The connection broke during the answer. Try again.",
  unknown: "Something went wrong in this page. Reload it, then try again."
};
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
  promise: "토큰이 생기는 순간, 바로 보여 줍니다.",
  what: "내 LangChain 체인을 URL 하나로 제공합니다. 모델이 쓰는 대로 한 조각씩 보여 주고, 종료 마커가 나오면 스스로 끝나며, 토큰이 어디서 나뉘었는지 모두 기록합니다.",
  ask: "무엇이든 물어보세요.",
  try: "무엇이든 물어보거나, 이 중 하나를 눌러 보세요:",
  log: "대화",
  key: "키",
  keyHint: "이 서버는 키가 필요합니다. 키는 이 탭에만 보관됩니다.",
  runnable: "러너블",
  view: "보기",
  viewText: "텍스트",
  viewSplits: "조각",
  message: "메시지",
  send: "보내기",
  stop: "중지",
  you: "나",
  answer: "답변",
  waiting: "첫 토큰을 기다리는 중…",
  answering: "답변하는 중…",
  complete: (text) => \`답변이 끝났습니다: \${text}\`,
  nothing: "(답변이 비어 있습니다.)",
  empty: "빈 조각",
  steps: "단계",
  ended: "끝난 이유",
  marker: (marker) => \`종료 마커 \${marker}\`,
  done: "모델이 답변을 마침",
  filtered: "모델의 콘텐츠 필터",
  length: "길이 제한",
  stopped: "사용자가 중지함",
  failed: "오류",
  firstToken: "첫 토큰",
  duration: "걸린 시간",
  speed: "속도",
  perSecond: (count) => \`초당 \${count}조각\`,
  splits: "조각",
  splitCount: (all, empty) => empty === 0 ? \`\${all}개\` : \`\${all}개, 빈 조각 \${empty}개\`,
  gap: "가장 긴 간격",
  picture: (count, duration2, gap) => \`\${duration2} 동안 조각 \${count}개, 가장 긴 간격은 \${gap}.\`,
  legend: { wait: "대기", text: "텍스트(길수록 높음)", empty: "빈 조각", marker: "종료 마커" },
  pictureNote: "빈 조각과 마커는 전송되지 않으므로 앞뒤 조각 사이에 표시했습니다.",
  tokenSplits: "token split 결과",
  copy: "복사",
  copied: "복사했습니다",
  copyFailed: "텍스트를 선택해 직접 복사하세요",
  kept: "지금까지 받은 답변은 남아 있습니다.",
  retry: "다시 시도",
  serverSays: (message2) => \`서버 메시지: \${message2}\`,
  unreachable: "서버에 연결할 수 없습니다. 서버가 실행 중인지, 인터넷에 연결되어 있는지 확인하고 다시 시도하세요.",
  noAbout: "서버에서 모델 정보를 받지 못했습니다. 서버가 실행 중인가요?",
  keyWanted: "이 서버는 키가 필요합니다. 아래에 입력하고 다시 시도하세요.",
  keyRefused: "올바르지 않은 키입니다. 아래 키를 확인하고 다시 시도하세요.",
  notTaken: "서버가 이 메시지를 거부했습니다. 내용을 고치거나 새 대화를 시작하세요.",
  tooMany: (seconds) => \`지금은 요청이 너무 많습니다. \${seconds === null ? "잠시" : \`\${seconds}초\`} 후에 다시 시도하세요.\`,
  modelFailed: "모델에 문제가 생겼습니다. 다시 시도하세요. 자세한 내용은 서버 로그에 있습니다.",
  tooSlow: "모델이 제시간에 응답하지 않았습니다. 다시 시도하고, 계속 그러면 모델이 실행 중인지 확인하세요.",
  broken: "답변이 도중에 끊겼습니다. 다시 시도하세요.",
  unknown: "페이지에 문제가 생겼습니다. 새로고침한 뒤 다시 시도하세요."
};
function languageOf(languages) {
  const known = languages.map((tag) => tag.toLowerCase().split("-")[0]);
  return known.find((tag) => tag === "ko" || tag === "en") === "ko" ? "ko" : "en";
}
function messagesIn(language2) {
  return language2 === "ko" ? KOREAN : ENGLISH;
}

// src/page/page.ts
var KEY = "splitstream-key";
var language = languageOf(navigator.languages);
var messages = messagesIn(language);
var now = () => performance.now();
var at = (path) => new URL(path, document.baseURI);
var log = find("log", HTMLElement);
var form = find("ask", HTMLFormElement);
var message = find("message", HTMLTextAreaElement);
var send = find("send", HTMLButtonElement);
var stop = find("stop", HTMLButtonElement);
var key = find("key", HTMLInputElement);
var keyRow = find("key-row", HTMLElement);
var status = find("status", HTMLElement);
var history = [];
var running = null;
var autoScroll = new AutoScroll();
var variablesForm = new VariablesForm();
async function ask(question, variables) {
  const abort = new AbortController();
  const turn = new TurnView(question, { messages, now });
  running = abort;
  log.append(turn.element);
  find("welcome", HTMLElement).hidden = true;
  showRunning(true);
  autoScroll.restart();
  autoScroll.follow(turn.element);
  try {
    const input = variables ?? { user_message: question, history };
    const options = { signal: abort.signal, apiKey: key.value.trim() || void 0 };
    for await (const event of stream(at(\`\${chosenRunnable()}/stream\`), input, options)) {
      if (event.type === "text") turn.addText(event.text);
      if (event.type === "value") turn.showValue(event.value);
      if (event.type === "updates") turn.addStep(event.updates);
      if (event.type === "end") turn.complete(event.record);
      autoScroll.follow(turn.element);
    }
    if (running === abort && variables === void 0) remember(question, turn.text);
    status.textContent = messages.complete(turn.text);
  } catch (error) {
    if (abort.signal.aborted) {
      turn.stopped();
      if (running === abort && variables === void 0) remember(question, turn.text);
    } else {
      const failure = toFailureMessage(error, { messages, hasKey: key.value !== "" });
      turn.fail(failure, () => {
        if (running !== null) return;
        turn.element.remove();
        focusMessage();
        ask(question, variables);
      });
      if (failure.wantsKey) showKey();
    }
    status.textContent = "";
  } finally {
    autoScroll.follow(turn.element);
    if (running === abort) {
      running = null;
      showRunning(false);
    }
  }
}
function remember(question, answer) {
  if (answer === "") return;
  history.push({ role: "user", content: question }, { role: "assistant", content: answer });
}
function showRunning(isRunning) {
  const hadFocus = document.activeElement === (isRunning ? send : stop);
  send.hidden = isRunning;
  stop.hidden = !isRunning;
  if (hadFocus) isRunning ? stop.focus() : focusMessage();
  if (isRunning) status.textContent = messages.answering;
}
function showKey() {
  keyRow.hidden = false;
  key.focus();
}
function clear() {
  const abort = running;
  running = null;
  abort?.abort();
  history.length = 0;
  log.replaceChildren();
  find("welcome", HTMLElement).hidden = false;
  showRunning(false);
  status.textContent = "";
  focusMessage();
}
function focusMessage() {
  if (matchMedia("(pointer: fine)").matches) message.focus();
}
function submit(question = message.value.trim()) {
  if (running !== null) return;
  if (variablesForm.isShown) {
    const { input } = variablesForm;
    const lines = Object.entries(input).map(
      ([name, value]) => \`\${name}: \${typeof value === "string" ? value : JSON.stringify(value)}\`
    );
    ask(lines.join("\\n"), input);
    return;
  }
  if (question === "") return;
  message.value = "";
  fitHeight();
  focusMessage();
  ask(question);
}
function storage() {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}
function fitHeight() {
  message.style.height = "auto";
  message.style.height = \`\${message.scrollHeight + 2}px\`;
}
function translate() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-message]")) {
    node.textContent = plainMessage(node.dataset.message) ?? node.textContent;
  }
  log.ariaLabel = messages.log;
  message.placeholder = \`\${messages.message}…\`;
}
function plainMessage(name = "") {
  const text = messages[name];
  return typeof text === "string" ? text : void 0;
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
form.addEventListener("change", () => {
  document.body.dataset.view = form.querySelector("[name=view]:checked")?.value ?? "text";
});
message.addEventListener("input", fitHeight);
message.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) running?.abort();
});
stop.addEventListener("click", () => running?.abort());
find("clear", HTMLButtonElement).addEventListener("click", clear);
key.value = storage()?.getItem(KEY) ?? "";
keyRow.hidden = key.value === "";
key.addEventListener("input", () => storage()?.setItem(KEY, key.value.trim()));
key.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  [...log.querySelectorAll(".failure button")].at(-1)?.click();
});
async function showFields() {
  try {
    await variablesForm.show(at(\`\${chosenRunnable()}/input_schema\`));
  } catch {
  }
  message.hidden = variablesForm.isShown;
  message.required = !variablesForm.isShown;
}
translate();
message.before(variablesForm.element);
await showRunnables({ url: at("healthz"), messages, tryOut: submit });
find("runnables", HTMLFieldSetElement).addEventListener("change", showFields);
await showFields();
focusMessage();
`,
};
