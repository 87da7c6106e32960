// Made by deno task build: change src/client or src/page instead.

// src/page/page.ts
import { stream } from "./client.js";

// src/page/advice.ts
import { StreamError } from "./client.js";
function adviceOn(error, { words: words2, hasKey }) {
  if (!(error instanceof StreamError)) {
    return { text: words2.unknown, detail: String(error), wantsKey: false };
  }
  const { type, status: status2, message: message2, retryAfter } = error;
  const wantsKey = type === "refused" && status2 === 401;
  const detail = type === "refused" || type === "failed" ? words2.serverSays(message2) : null;
  const say = (text) => ({ text, detail, wantsKey });
  if (type === "unreachable") return say(words2.unreachable);
  if (type === "broken") return say(words2.broken);
  if (wantsKey) return { ...say(hasKey ? words2.keyRefused : words2.keyWanted), detail: null };
  if (status2 === 429 || status2 === 503) {
    return { ...say(words2.tooMany(retryAfter)), detail: null };
  }
  if (status2 === 504) return say(words2.tooSlow);
  return say(status2 !== null && status2 < 500 ? words2.notTaken : words2.modelFailed);
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

// src/page/follower.ts
var BOTTOM_PX = 120;
var Follower = class {
  #follows = true;
  /** Where the page was scrolled to last, so that a reader who scrolls up is noticed. */
  #followedTo = 0;
  #frame = 0;
  /** Begins to watch the reader. */
  constructor() {
    document.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      if (scrollHeight - scrollTop - clientHeight >= BOTTOM_PX) return;
      this.#follows = true;
      this.#followedTo = scrollY;
    });
  }
  /** Follows again, whatever the reader did before. */
  restart() {
    this.#follows = true;
    this.#followedTo = 0;
  }
  /** Shows the end, once a frame: to lay all out for each token costs more than the token. */
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

// src/page/offer.ts
var EXAMPLES = [
  ["로라야 안녕? 요즘 뭐해?", "chain"],
  ["로라야 내일 나랑 같이 놀러갈까?", "chain"],
  ["How does streaming work?", "chain"],
  ["12 * (3 + 4) / 5 = ?", "agent"]
];
function chosenWay() {
  return document.querySelector("[name=way]:checked")?.value ?? "chain";
}
async function showOffer({ url, words: words2, tryOut }) {
  const model = find("model", HTMLElement);
  try {
    const about = await (await fetch(url)).json();
    model.textContent = about.model === null ? "" : words2.runsOn(about.model);
    find("demo", HTMLElement).hidden = about.provider !== "demo";
    if (about.wants_key) find("key-row", HTMLElement).hidden = false;
    showWays(about, words2);
    const isOffered = showExamples(about.runnables, tryOut);
    if (!isOffered) find("try", HTMLElement).textContent = words2.ask;
  } catch {
    model.textContent = words2.noAbout;
  }
}
function showWays({ provider, runnables: names }, { ways }) {
  const titles = provider === "custom" ? {} : ways;
  const preferred = names.includes("chain") ? "chain" : names[0];
  find("ways", HTMLFieldSetElement).append(...names.map((value) => {
    const label = element("label", { title: titles[value] ?? "" });
    label.append(
      element("input", { type: "radio", name: "way", value, checked: value === preferred }),
      element("span", { textContent: value })
    );
    return label;
  }));
}
function showExamples(names, tryOut) {
  const offered = EXAMPLES.filter(([, way]) => names.includes(way));
  find("examples", HTMLUListElement).append(...offered.map(([example, way]) => {
    const button = element("button", { type: "button", textContent: example });
    button.addEventListener("click", () => {
      document.querySelector(`[name=way][value="${way}"]`)?.click();
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
  /** The picture, to be put into the page. */
  element = element("div", { className: "picture" });
  #svg = svgElement("svg", { preserveAspectRatio: "none", role: "img" });
  #wait = svgElement("rect", { class: "wait", height: `${HEIGHT}` });
  #texts = svgElement("path", { class: "text" });
  #empties = svgElement("path", { class: "empty" });
  #markers = svgElement("path", { class: "marker" });
  #took = element("span");
  /** Makes one without anything in it yet. */
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
   * Draws all of it anew.
   *
   * @param arrivals what is drawn
   * @param options `until` when, in milliseconds, and in words; and for who does
   *   not see the picture, what it shows
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
  /** All of it, to be put into the page. */
  element = element("article", { className: "turn" });
  #words;
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
   * @param question what was asked
   * @param options `now` is a clock that only goes forward, in milliseconds
   */
  constructor(question, { words: words2, now: now2 }) {
    this.#words = words2;
    this.#now = now2;
    this.#begin = now2();
    this.#picture = new ArrivalPicture(words2);
    const asked = element("p", { className: "question", textContent: question });
    asked.prepend(element("span", { className: "unseen", textContent: `${words2.you}: ` }));
    const answer = element("div", { className: "answer", ariaBusy: "true" });
    answer.append(
      element("h3", { className: "unseen", textContent: words2.answer }),
      this.#steps,
      this.#text,
      this.#splits,
      this.#details
    );
    this.#steps.ariaLabel = words2.steps;
    this.#splits.ariaLabel = words2.splits;
    this.#text.dataset.waiting = words2.waiting;
    this.#details.append(this.#picture.element, this.#facts);
    this.element.append(asked, answer);
  }
  /** The answer as far as it came. */
  get text() {
    return this.#pieces.map(({ text }) => text).join("");
  }
  /** Shows a piece of text, at once. */
  addText(text) {
    this.#pieces.push({ text, at: this.#elapsed });
    delete this.#text.dataset.waiting;
    this.#text.append(text);
    this.#splits.append(this.#splitItem({ text, rest: "" }));
    this.#details.hidden = false;
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }
  /** Shows what an agent did. */
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
    if (record.output === "") this.#text.textContent = this.#words.nothing;
    this.#end(reasonOf(record, this.#words), { arrivals, at: at2 });
    this.#details.append(this.#tokenSplits(record.token_splits));
  }
  /** Shows that the reader stopped it. */
  stopped() {
    this.#end(this.#words.stopped);
  }
  /** Shows that it failed, and a button to try again. */
  fail({ text, detail }, retry) {
    this.#end(this.#words.failed);
    const failure = element("div", { className: "failure", role: "alert" });
    const kept = this.#pieces.length === 0 ? "" : ` ${this.#words.kept}`;
    failure.append(element("p", { textContent: `${text}${kept}` }));
    if (detail !== null) failure.append(element("p", { className: "hint", textContent: detail }));
    const button = element("button", { type: "button", textContent: this.#words.retry });
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
    const { picture } = this.#words;
    const took = duration(until);
    const label = picture(arrivals.length, took, duration(longestGap(arrivals)));
    this.#picture.draw(arrivals, { until, took, label });
  }
  *#factsOf(reason, { arrivals, at: at2 }) {
    const words2 = this.#words;
    const first = this.#pieces[0]?.at;
    const writing = at2 - (first ?? at2);
    const empty = arrivals.filter(({ text, rest }) => text === "" && rest === "").length;
    yield* fact(words2.ended, reason);
    if (first !== void 0) yield* fact(words2.firstToken, duration(first));
    if (writing > 0 && arrivals.length > 1) {
      const speed = ((arrivals.length - 1) / writing * 1e3).toFixed(1);
      yield* fact(words2.speed, words2.perSecond(speed));
    }
    if (arrivals.length > 0) yield* fact(words2.splits, words2.splitCount(arrivals.length, empty));
    if (arrivals.length > 1) yield* fact(words2.gap, duration(longestGap(arrivals)));
    yield* fact(words2.duration, duration(at2));
  }
  #splitItem({ text, rest }) {
    const item = element("li");
    if (text !== "") item.append(element("span", { textContent: text }));
    if (rest !== "") item.append(element("span", { className: "marker", textContent: rest }));
    if (text === "" && rest === "") {
      const box = element("span", { className: "empty", title: this.#words.empty });
      box.append(element("span", { className: "unseen", textContent: this.#words.empty }));
      item.append(box);
    }
    return item;
  }
  #tokenSplits(tokenSplits) {
    const { tokenSplits: title, copy, copied, copyFailed } = this.#words;
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
function reasonOf({ end_reason, end_marker, finish_reason }, words2) {
  if (end_marker !== null) return words2.marker(end_marker);
  if (end_reason === "length") return words2.length;
  return finish_reason === "content_filter" ? words2.filtered : words2.done;
}
function duration(ms) {
  return ms < 1e3 ? `${Math.round(ms)} ms` : `${(ms / 1e3).toFixed(2)} s`;
}

// src/page/words.ts
var ENGLISH = {
  clear: "New chat",
  ways: {
    model: "the model itself, without a prompt",
    chain: "prompt, history and model",
    agent: "a model with tools: the time, and sums"
  },
  runsOn: (model) => `Runs on ${model}`,
  demo: "This is a demo: a script, not a model. For a real one, start it like this:",
  demoLocal: "For a server of your own, such as Ollama, add",
  promise: "Every token, the moment it exists.",
  what: "Put your LangChain chain behind one URL. Each piece of the answer is here as the model writes it; the answer closes itself on the end marker, and every token split is on record.",
  ask: "Ask something.",
  try: "Ask something, or try one of these:",
  log: "Conversation",
  key: "Key",
  keyHint: "This server wants a key. It is kept in this tab only.",
  way: "Way",
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
  length: "by a limit of length",
  stopped: "stopped by you",
  failed: "failed",
  firstToken: "First token",
  duration: "Took",
  speed: "Speed",
  perSecond: (count) => `${count} tokens/s`,
  splits: "Splits",
  splitCount: (all, empty) => empty === 0 ? `${all}` : `${all}, ${empty} empty`,
  gap: "Longest gap",
  picture: (count, duration2, gap) => `${count} splits in ${duration2}; the longest gap is ${gap}.`,
  legend: {
    wait: "wait",
    text: "text, the longer the taller",
    empty: "empty",
    marker: "end marker"
  },
  pictureNote: "Empty splits and the marker are not sent: they are drawn between their neighbours.",
  tokenSplits: "Token split text",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Select the text and copy it",
  kept: "What came before is kept.",
  retry: "Try again",
  serverSays: (message2) => `The server says: ${message2}`,
  unreachable: "The server cannot be reached. Check that it runs and that you are online, then try again.",
  noAbout: "The server does not say what it runs on. Is it still running?",
  keyWanted: "This server wants a key. Enter it below, then try again.",
  keyRefused: "This server does not take that key. Check it below, then try again.",
  notTaken: "The server does not take this message. Change it, or start a new conversation.",
  tooMany: (seconds) => `Too many are asking at the moment. Try again ${seconds === null ? "in a while" : `in ${seconds} s`}.`,
  modelFailed: "The model behind this server failed. Try again; the server's log says more.",
  tooSlow: "The model behind this server did not answer in time. Try again; if it stays so, check that the model runs.",
  broken: "The answer broke off. Try again.",
  unknown: "Something went wrong in this page. Reload it, then try again."
};
var KOREAN = {
  clear: "새 대화",
  ways: {
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
  way: "방식",
  view: "보기",
  viewText: "텍스트",
  viewSplits: "토큰",
  message: "메시지",
  send: "보내기",
  stop: "중지",
  you: "나",
  answer: "답변",
  waiting: "첫 토큰을 기다리는 중…",
  answering: "답변하는 중…",
  complete: (text) => `답변이 끝났습니다: ${text}`,
  nothing: "(답변이 비어 있습니다.)",
  empty: "빈 토큰",
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
  perSecond: (count) => `초당 ${count}토큰`,
  splits: "토큰",
  splitCount: (all, empty) => empty === 0 ? `${all}개` : `${all}개, 빈 토큰 ${empty}개`,
  gap: "가장 긴 간격",
  picture: (count, duration2, gap) => `${duration2} 동안 토큰 ${count}개, 가장 긴 간격은 ${gap}.`,
  legend: { wait: "대기", text: "텍스트(길수록 높음)", empty: "빈 토큰", marker: "종료 마커" },
  pictureNote: "빈 토큰과 마커는 전송되지 않으므로 앞뒤 토큰 사이에 표시했습니다.",
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
function wordsOf(language2) {
  return language2 === "ko" ? KOREAN : ENGLISH;
}

// src/page/page.ts
var KEY = "splitstream-key";
var language = languageOf(navigator.languages);
var words = wordsOf(language);
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
var follower = new Follower();
async function ask(question) {
  const abort = new AbortController();
  const turn = new TurnView(question, { words, now });
  running = abort;
  log.append(turn.element);
  find("welcome", HTMLElement).hidden = true;
  showRunning(true);
  follower.restart();
  follower.follow(turn.element);
  try {
    const input = { user_message: question, history };
    const options = { signal: abort.signal, apiKey: key.value.trim() || void 0 };
    for await (const event of stream(at(`${chosenWay()}/stream`), input, options)) {
      if (event.type === "text") turn.addText(event.text);
      if (event.type === "updates") turn.addStep(event.updates);
      if (event.type === "end") turn.complete(event.record);
      follower.follow(turn.element);
    }
    if (running === abort) remember(question, turn.text);
    status.textContent = words.complete(turn.text);
  } catch (error) {
    if (abort.signal.aborted) {
      turn.stopped();
      if (running === abort) remember(question, turn.text);
    } else {
      const advice = adviceOn(error, { words, hasKey: key.value !== "" });
      turn.fail(advice, () => {
        if (running !== null) return;
        turn.element.remove();
        toMessage();
        ask(question);
      });
      if (advice.wantsKey) showKey();
    }
    status.textContent = "";
  } finally {
    follower.follow(turn.element);
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
  if (hadFocus) isRunning ? stop.focus() : toMessage();
  if (isRunning) status.textContent = words.answering;
}
function showKey() {
  keyRow.hidden = false;
  key.focus();
}
function clear() {
  const under = running;
  running = null;
  under?.abort();
  history.length = 0;
  log.replaceChildren();
  find("welcome", HTMLElement).hidden = false;
  showRunning(false);
  status.textContent = "";
  toMessage();
}
function toMessage() {
  if (matchMedia("(pointer: fine)").matches) message.focus();
}
function submit(question = message.value.trim()) {
  if (question === "" || running !== null) return;
  message.value = "";
  fitHeight();
  toMessage();
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
function speak() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-word]")) {
    node.textContent = plainWord(node.dataset.word) ?? node.textContent;
  }
  log.ariaLabel = words.log;
  message.placeholder = `${words.message}…`;
}
function plainWord(name = "") {
  const word = words[name];
  return typeof word === "string" ? word : void 0;
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
speak();
await showOffer({ url: at("healthz"), words, tryOut: submit });
toMessage();
