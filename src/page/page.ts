/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { codeSamples } from "./answer/code_samples.ts";
import {
  configurableOf,
  inputOf,
  messagesOf,
  type Question,
  samplingOf,
} from "./answer/question.ts";
import { readSaved, toFile } from "./answer/saved_file.ts";
import { Conversation } from "./conversation.ts";
import { chooseRunnable, chosenRunnable, showRunnables } from "./controls/runnable_picker.ts";
import { type Saved, Session } from "./controls/session.ts";
import { SettingsForm } from "./controls/settings_form.ts";
import { VariablesForm } from "./controls/variables_form.ts";
import { AutoScroll } from "./dom/auto_scroll.ts";
import { find } from "./dom/element.ts";
import { recordFrames } from "./dom/record_frames.ts";
import { openFile, saveFile } from "./dom/save_file.ts";
import { languageOf, type Messages, messagesIn } from "./messages/messages.ts";
import { openingOf } from "./thread/opening.ts";
import { reloadWhenOver } from "./thread/reload_when_over.ts";
import { ServerThreads } from "./thread/server_threads.ts";
import { followAddress, threadInAddress } from "./thread/thread_in_address.ts";
import { ThreadLine } from "./thread/thread_line.ts";
import { Inspector } from "./view/inspector.ts";
import type { TurnView } from "./view/turn_view.ts";
import { WIRE_FORMATS, type WireFormat } from "./view/wire_view.ts";

const language = languageOf(navigator.languages);
const messages = messagesIn(language);
const at = (path: string) => new URL(path, document.baseURI);

/** What to say of a thread that cannot be shown. */
const MISSING = {
  "unknown": "noThread",
  "wants key": "threadWantsKey",
  "unreachable": "noThreadYet",
} as const;

const form = find("ask", HTMLFormElement);
const message = find("message", HTMLTextAreaElement);
const send = find("send", HTMLButtonElement);
const stop = find("stop", HTMLButtonElement);
const key = find("key", HTMLInputElement);
const keyRow = find("key-row", HTMLElement);
const status = find("status", HTMLElement);
const aside = find("inspector", HTMLElement);
const welcome = find("welcome", HTMLElement);

const session = new Session();
const threads = new ServerThreads({ at, key: () => key.value.trim() });
const threadLine = new ThreadLine(find("thread", HTMLElement), { messages, onKeep: keep });
const variablesForm = new VariablesForm();
const settingsForm = new SettingsForm(messages, save);
/** The thread that the address names when the page is opened. */
const linked = threadInAddress();
/** Whether the conversation is there that the page begins with. */
let isOpen = false;
const opened = Promise.withResolvers<void>();
/** Whether runs are asked to go on without their reader. */
let continues = false;
/** The runnables whose conversations are kept in threads, unasked. */
let threaded: readonly string[] = [];
/** The turn and the split that the inspector shows. */
let selected: { turn: TurnView; index: number | null } | null = null;

const conversation = new Conversation({
  messages,
  log: find("log", HTMLElement),
  at,
  key: () => key.value.trim(),
  autoScroll: new AutoScroll(),
  say: (text) => status.textContent = text,
  onRunning: showRunning,
  onKeyWanted: showKey,
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
      select(turn, index);
      if (index !== null) openInspector();
    },
    onHover(turn, index) {
      turn.point(index);
      if (index !== null && turn !== selected?.turn) select(turn, null);
      inspector.showSplit(index ?? selected?.index ?? null);
    },
    onDetails(turn) {
      select(turn, selected?.turn === turn ? selected.index : null);
      openInspector();
      aside.focus();
    },
    onAgain(turn) {
      if (conversation.isRunning) return;
      const { question, status, failure } = turn.answer;
      focusMessage();
      ask({ ...question, settings: settingsForm.settings }, turn);
      if (status === "failed" && failure?.isLost !== true) conversation.remove(turn);
    },
    onResume(turn, value, words) {
      if (conversation.isRunning) return;
      const { question } = turn.answer;
      focusMessage();
      ask({ ...question, text: words, history: [...conversation.history], resume: { value } });
    },
    async onReadOn(turn) {
      const answered = conversation.readOn(turn);
      select(turn, null);
      await answered;
    },
    onEdit(turn) {
      if (conversation.isRunning) return;
      const { text, runnable, variables } = conversation.takeBack(turn);
      chooseRunnable(runnable);
      if (variables === undefined) message.value = text;
      else variablesForm.fill(variables);
      fitHeight();
      select(conversation.turns.at(-1) ?? null, null);
      showWelcome();
      message.focus();
    },
    onWire: showWire,
  },
});

const inspector = new Inspector(aside, messages, {
  onClose: () => document.body.classList.remove("inspecting"),
  onReplay: (turn, speed) => conversation.replay(turn, speed),
  onSaveRecord: ({ answer }) => saveFile("splitstream.json", toFile(answer), "application/json"),
  onSavePicture: ({ timeline }) => saveFile("splitstream.svg", timeline.toFile(), "image/svg+xml"),
  onPin: (turn) => inspector.pin(turn),
  codeOf: ({ answer: { question } }) =>
    codeSamples(question, { base: at("./").href, needsKey: key.value !== "" }),
  async onOpenRecord() {
    const text = await openFile("application/json");
    if (text === null) return;
    const saved = readSaved(text);
    if (saved === null) return alert(messages.notARecord);
    select(conversation.restore(saved), null);
    showWelcome();
    save();
  },
});

function ask(question: Question, again: TurnView | null = null): void {
  welcome.hidden = true;
  conversation.ask(question, again);
  showThread();
  select(conversation.turns.at(-1) ?? null, null);
}

/**
 * Shows the same reply in another format, frame by frame. The model is asked once more, outside of
 * the thread, which has the answer already.
 */
async function showWire(turn: TurnView, format: WireFormat): Promise<void> {
  const { thread: _, ...question } = turn.answer.question;
  const { accept, path } = WIRE_FORMATS[format];
  const isOpenAI = path !== null;
  const body = isOpenAI
    ? {
      ...samplingOf(question.settings),
      model: question.runnable, // OpenAI's word for it
      stream: true,
      messages: messagesOf(question),
    }
    : { input: inputOf(question), config: { configurable: configurableOf(question) } };
  turn.answer.frames.length = 0;
  turn.draw();
  const began = performance.now();
  const show = recordFrames((text) => {
    turn.answer.frames.push({ ms: performance.now() - began, text });
    turn.draw();
  });
  const authorization = key.value === "" ? {} : { authorization: `Bearer ${key.value.trim()}` };
  try {
    const response = await show(at(path ?? `${question.runnable}/stream`), {
      method: "POST",
      headers: { accept, "content-type": "application/json", ...authorization },
      body: JSON.stringify(body),
    });
    await response.text();
  } catch (error) {
    turn.answer.frames.push({ ms: performance.now() - began, text: String(error) });
  }
  turn.draw();
}

function select(turn: TurnView | null, index: number | null): void {
  if (selected !== null && selected.turn !== turn) selected.turn.select(null);
  selected?.turn.element.classList.remove("selected");
  selected = turn === null ? null : { turn, index };
  turn?.element.classList.add("selected");
  turn?.select(index);
  inspector.show(turn, index);
}

/** On a narrow screen, the inspector lies over the conversation. */
function openInspector(): void {
  document.body.classList.add("inspecting");
}

function save(): void {
  if (!isOpen) return;
  showThread();
  session.save({
    turns: conversation.turns.filter(({ answer }) => answer.status !== "running")
      .map(({ answer }) => answer.save()),
    history: conversation.history,
    running: conversation.underWay,
    thread: conversation.thread,
    isKept: conversation.isKept,
    settings: settingsForm.settings,
    view: document.body.dataset.view ?? "splits",
    runnable: chosenRunnable(),
  });
}

/** Says in which thread the conversation is. */
function showThread(): void {
  threadLine.show(conversation.thread, conversation);
}

/** Lets the server keep the conversation. */
async function keep(): Promise<void> {
  const isKept = await conversation.keep();
  save();
  if (!isKept) threadLine.say(messages.keepFailed);
}

/** Shows the conversation of the address, or that which this tab had before. */
async function open(saved: Saved | null): Promise<void> {
  const opening = await openingOf({ linked, saved, open: (id) => threads.open(id) });
  const { turns, running, thread, isOwn, isUnderWay, missing } = opening;
  isOpen = true;
  conversation.restoreAll(turns, opening);
  if (thread !== null && !isOwn) {
    chooseRunnable(thread.runnable);
    settingsForm.settings = { ...settingsForm.settings, system: thread.system ?? "" };
  }
  if (running != null) conversation.takeUp(running);
  const last = conversation.turns.at(-1) ?? null;
  select(last?.answer.isRecalled ? null : last, null);
  showWelcome();
  if (missing === null) save();
  if (thread !== null && isUnderWay) {
    const { length } = conversation.turns;
    const goesOn = () => conversation.isRunning || conversation.turns.length !== length;
    reloadWhenOver({ open: () => threads.open(thread.id), goesOn });
  }
  if (missing === null) return;
  if (missing === "wants key") showKey();
  threadLine.say(messages[MISSING[missing]]);
}

function showRunning(isRunning: boolean): void {
  const hadFocus = document.activeElement === (isRunning ? send : stop);
  send.hidden = isRunning;
  stop.hidden = !isRunning;
  if (hadFocus) isRunning ? stop.focus() : focusMessage();
}

function showWelcome(): void {
  welcome.hidden = conversation.turns.length > 0;
}

function showKey(): void {
  keyRow.hidden = false;
  key.focus();
}

function clear(): void {
  conversation.clear();
  select(null, null);
  inspector.pin(null);
  document.body.classList.remove("inspecting");
  session.clear();
  showWelcome();
  showThread();
  status.textContent = "";
  focusMessage();
}

/** Focuses the message field, except on a phone, where a keyboard would cover the answer. */
function focusMessage(): void {
  if (matchMedia("(pointer: fine)").matches) message.focus();
}

/** Sends the variables, the message, or the chosen example. */
async function submit(example?: string): Promise<void> {
  await opened.promise; // a fast reader waits for the runnables, and for what was said before
  if (conversation.isRunning) return;
  const text = example ?? message.value.trim();
  const settings = settingsForm.settings;
  const runnable = chosenRunnable();
  if (variablesForm.isShown) {
    const { input: variables } = variablesForm;
    const lines = Object.entries(variables).map(([name, value]) =>
      `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`
    );
    ask({ runnable, text: lines.join("\n"), variables, history: [], settings });
    return;
  }
  if (text === "") return;
  message.value = "";
  fitHeight();
  focusMessage();
  ask({ runnable, text, history: [...conversation.history], settings });
}

function fitHeight(): void {
  message.style.height = "auto";
  message.style.height = `${message.scrollHeight + 2}px`;
}

function translate(): void {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll<HTMLElement>("[data-message]")) {
    node.textContent = plainMessage(node.dataset.message) ?? node.textContent;
  }
  find("log", HTMLElement).ariaLabel = messages.log;
  aside.tabIndex = -1;
  message.placeholder = `${messages.message}…`;
}

/** Returns a message without parameters. */
function plainMessage(name = ""): string | undefined {
  const text: unknown = messages[name as keyof Messages];
  return typeof text === "string" ? text : undefined;
}

function showView(view: string): void {
  document.body.dataset.view = view;
  for (const turn of conversation.turns) turn.draw();
}

/** Shows the fields of the chosen runnable, or the message field. */
async function showFields(): Promise<void> {
  try {
    await variablesForm.show(at(`${chosenRunnable()}/input_schema`));
  } catch {
    // The next question shows that the server cannot be reached.
  }
  message.hidden = variablesForm.isShown;
  message.required = !variablesForm.isShown;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
find("views", HTMLFieldSetElement).addEventListener("change", ({ target }) => {
  if (target instanceof HTMLInputElement) showView(target.value);
  save();
});
message.addEventListener("input", fitHeight);
message.addEventListener("keydown", (event) => {
  if (event.key === "ArrowUp" && message.value === "") {
    message.value = conversation.turns.at(-1)?.answer.question.text ?? "";
    fitHeight();
    return;
  }
  // While a Korean syllable is composed, Enter ends the syllable, not the message. (Safari has ended
  // the composition by then: only the key code shows it.)
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  if (conversation.isRunning) conversation.stop();
  else document.body.classList.remove("inspecting");
});
addEventListener("hashchange", () => {
  followAddress(conversation.thread?.id ?? null);
});
stop.addEventListener("click", () => conversation.stop());
find("clear", HTMLButtonElement).addEventListener("click", clear);
key.value = session.key;
keyRow.hidden = key.value === "";
key.addEventListener("input", () => session.key = key.value.trim());
key.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  followAddress(conversation.thread?.id ?? null);
  // The last failure is that of the missing key.
  [...document.querySelectorAll<HTMLButtonElement>(".failure .retry")].at(-1)?.click();
});

translate();
message.before(variablesForm.element);
form.querySelector("#say")?.before(settingsForm.element);
inspector.show(null, null);
inspector.refresh();
const saved = session.load();
if (saved !== null) settingsForm.settings = saved.settings;
const offer = await showRunnables({ url: at("healthz"), messages, tryOut: submit });
settingsForm.offer(offer);
({ continues, threaded } = offer);
if (saved !== null) settingsForm.settings = saved.settings; // a model can only be chosen by now
if (saved !== null) {
  chooseRunnable(saved.runnable);
  find("views", HTMLFieldSetElement).querySelector<HTMLInputElement>(`[value="${saved.view}"]`)
    ?.click();
}
find("runnables", HTMLFieldSetElement).addEventListener("change", showFields);
try {
  await open(saved);
  await showFields();
} finally {
  opened.resolve();
}
focusMessage();
