// Made by deno task build: change src/client or src/page instead.

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
  if (!(found instanceof type)) throw new TypeError(`Cannot find #${id}: expected a ${type.name}`);
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
      document.querySelector(`[name=runnable][value="${name}"]`)?.click();
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
  #wait = svgElement("rect", { class: "wait", height: `${HEIGHT}` });
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
    const line = ({ at: at2 }, height) => `M${at2.toFixed(1)} ${HEIGHT}v-${height}`;
    const lines = (kind) => arrivals.map((arrival) => [arrival, kind(arrival)]).map(([arrival, height]) => height === 0 ? "" : line(arrival, height)).join("");
    this.#texts.setAttribute("d", lines(({ text }) => text === "" ? 0 : heightOf(text)));
    this.#markers.setAttribute("d", lines(({ rest }) => rest === "" ? 0 : MARKER_HEIGHT));
    this.#empties.setAttribute(
      "d",
      lines(({ text, rest }) => text === "" && rest === "" ? EMPTY_HEIGHT : 0)
    );
    const first = arrivals.find(({ text }) => text !== "")?.at ?? until;
    this.#wait.setAttribute("width", first.toFixed(1));
    this.#svg.setAttribute("viewBox", `0 0 ${(until * 1.005 + 1).toFixed(1)} ${HEIGHT}`);
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
   * @param options `now` is a monotonic clock, in milliseconds
   */
  constructor(question, { messages: messages2, now: now2 }) {
    this.#messages = messages2;
    this.#now = now2;
    this.#begin = now2();
    this.#picture = new ArrivalPicture(messages2);
    const asked = element("p", { className: "question", textContent: question });
    asked.prepend(element("span", { className: "unseen", textContent: `${messages2.you}: ` }));
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
    const kept = this.#pieces.length === 0 ? "" : ` ${this.#messages.kept}`;
    failure.append(element("p", { textContent: `${text}${kept}` }));
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
  return ms < 1e3 ? `${Math.round(ms)} ms` : `${(ms / 1e3).toFixed(2)} s`;
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
  runsOn: (model) => `Runs on ${model}`,
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
  complete: (text) => `The answer is complete: ${text}`,
  nothing: "(The answer is empty.)",
  empty: "empty",
  steps: "Steps",
  ended: "Ended",
  marker: (marker) => `by the end marker ${marker}`,
  done: "the model finished",
  filtered: "by the model's content filter",
  length: "at the length limit",
  stopped: "stopped by you",
  failed: "failed",
  firstToken: "First token",
  duration: "Took",
  speed: "Speed",
  perSecond: (count) => `${count} splits/s`,
  splits: "Splits",
  splitCount: (all, empty) => empty === 0 ? `${all}` : `${all}, ${empty} empty`,
  gap: "Longest gap",
  picture: (count, duration2, gap) => `${count} splits in ${duration2}; the longest gap is ${gap}.`,
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
  serverSays: (message2) => `The server says: ${message2}`,
  unreachable: "The server cannot be reached. Check that it runs and that you are online, then try again.",
  noAbout: "The server does not reply. Is it still running?",
  keyWanted: "This server requires a key. Enter it below, then try again.",
  keyRefused: "This server does not accept the key. Check it below, then try again.",
  notTaken: "The server refused this message. Change it, or start a new conversation.",
  tooMany: (seconds) => `There are too many requests at the moment. Try again ${seconds === null ? "in a while" : `in ${seconds} s`}.`,
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
  runsOn: (model) => `모델: ${model}`,
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
  complete: (text) => `답변이 끝났습니다: ${text}`,
  nothing: "(답변이 비어 있습니다.)",
  empty: "빈 조각",
  steps: "단계",
  ended: "끝난 이유",
  marker: (marker) => `종료 마커 ${marker}`,
  done: "모델이 답변을 마침",
  filtered: "모델의 콘텐츠 필터",
  length: "길이 제한",
  stopped: "사용자가 중지함",
  failed: "오류",
  firstToken: "첫 토큰",
  duration: "걸린 시간",
  speed: "속도",
  perSecond: (count) => `초당 ${count}조각`,
  splits: "조각",
  splitCount: (all, empty) => empty === 0 ? `${all}개` : `${all}개, 빈 조각 ${empty}개`,
  gap: "가장 긴 간격",
  picture: (count, duration2, gap) => `${duration2} 동안 조각 ${count}개, 가장 긴 간격은 ${gap}.`,
  legend: { wait: "대기", text: "텍스트(길수록 높음)", empty: "빈 조각", marker: "종료 마커" },
  pictureNote: "빈 조각과 마커는 전송되지 않으므로 앞뒤 조각 사이에 표시했습니다.",
  tokenSplits: "token split 결과",
  copy: "복사",
  copied: "복사했습니다",
  copyFailed: "텍스트를 선택해 직접 복사하세요",
  kept: "지금까지 받은 답변은 남아 있습니다.",
  retry: "다시 시도",
  serverSays: (message2) => `서버 메시지: ${message2}`,
  unreachable: "서버에 연결할 수 없습니다. 서버가 실행 중인지, 인터넷에 연결되어 있는지 확인하고 다시 시도하세요.",
  noAbout: "서버에서 모델 정보를 받지 못했습니다. 서버가 실행 중인가요?",
  keyWanted: "이 서버는 키가 필요합니다. 아래에 입력하고 다시 시도하세요.",
  keyRefused: "올바르지 않은 키입니다. 아래 키를 확인하고 다시 시도하세요.",
  notTaken: "서버가 이 메시지를 거부했습니다. 내용을 고치거나 새 대화를 시작하세요.",
  tooMany: (seconds) => `지금은 요청이 너무 많습니다. ${seconds === null ? "잠시" : `${seconds}초`} 후에 다시 시도하세요.`,
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
    for await (const event of stream(at(`${chosenRunnable()}/stream`), input, options)) {
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
      ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`
    );
    ask(lines.join("\n"), input);
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
  message.style.height = `${message.scrollHeight + 2}px`;
}
function translate() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-message]")) {
    node.textContent = plainMessage(node.dataset.message) ?? node.textContent;
  }
  log.ariaLabel = messages.log;
  message.placeholder = `${messages.message}…`;
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
    await variablesForm.show(at(`${chosenRunnable()}/input_schema`));
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
