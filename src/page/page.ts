/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { codeSamples } from "./answer/code_samples.ts";
import type { Question } from "./answer/question.ts";
import { readSaved, toFile } from "./answer/saved_file.ts";
import { Conversation } from "./conversation/conversation.ts";
import { KeyField } from "./controls/key_field.ts";
import { QuestionForm } from "./controls/question_form.ts";
import { chooseRunnable, chosenRunnable, showRunnables } from "./controls/runnable_picker.ts";
import { type Saved, Session } from "./conversation/session.ts";
import { ViewPicker } from "./controls/view_picker.ts";
import { AutoScroll } from "./dom/auto_scroll.ts";
import { find } from "./dom/element.ts";
import { openFile, saveFile } from "./dom/save_file.ts";
import { languageOf, messagesIn } from "./messages/messages.ts";
import { translatePage } from "./messages/translate_page.ts";
import { askForFrames } from "./server/ask_for_frames.ts";
import { Server } from "./server/server.ts";
import { type Opening, openingOf, openingOfThread } from "./thread/opening.ts";
import { ServerThreads } from "./thread/server_threads.ts";
import { followAddress, threadInAddress } from "./thread/thread_in_address.ts";
import { ThreadLine } from "./thread/thread_line.ts";
import { whenOver } from "./thread/when_over.ts";
import { Inspector } from "./view/inspector/inspector.ts";
import { Selection } from "./view/selection.ts";
import type { TurnView } from "./view/turn/turn_view.ts";

/** What to say of a thread that cannot be shown. */
const MISSING = {
  "unknown": "noThread",
  "wants key": "threadWantsKey",
  "unreachable": "noThreadYet",
} as const;

const language = languageOf(navigator.languages);
const messages = messagesIn(language);
translatePage(messages, language);
const status = find("status", HTMLElement);
const welcome = find("welcome", HTMLElement);
/** The thread that the address names when the page is opened. */
const linked = threadInAddress();
/** Resolves when the conversation is there that the page begins with. */
const opened = Promise.withResolvers<void>();
/** Whether it is, so that it may be saved. */
let isOpen = false;
/** Whether runs are asked to go on without their reader. */
let continues = false;
/** The runnables whose conversations are kept in threads, unasked. */
let threaded: readonly string[] = [];

const session = new Session();
const keyField = new KeyField({
  session,
  onEnter() {
    followThread();
    // The last failure is that of the missing key.
    [...document.querySelectorAll<HTMLButtonElement>(".failure .retry")].at(-1)?.click();
  },
});
const server = new Server(() => keyField.value);
const threads = new ServerThreads(server);
const threadLine = new ThreadLine(find("thread", HTMLElement), { messages, onKeep: keep });
const viewPicker = new ViewPicker(() => {
  for (const turn of conversation.turns) turn.draw();
  save();
});
const questionForm = new QuestionForm({
  messages,
  server,
  onSubmit: submit,
  onStop: () => conversation.stop(),
  onSettings: save,
  lastText: () => conversation.turns.at(-1)?.answer.question.text ?? "",
});

const inspector = new Inspector(find("inspector", HTMLElement), messages, {
  onClose: () => selection.close(),
  onReplay: (turn, speed) => conversation.replay(turn, speed),
  onSaveRecord: ({ answer }) => saveFile("splitstream.json", toFile(answer), "application/json"),
  onSavePicture: ({ timeline }) => saveFile("splitstream.svg", timeline.toFile(), "image/svg+xml"),
  onPin: (turn) => inspector.pin(turn),
  codeOf: ({ answer: { question } }) =>
    codeSamples(question, { base: server.at("./").href, needsKey: server.key !== "" }),
  async onOpenRecord() {
    const text = await openFile("application/json");
    if (text === null) return;
    const saved = readSaved(text);
    if (saved === null) return alert(messages.notARecord);
    selection.select(conversation.restore(saved));
    showWelcome();
    save();
  },
});
const selection = new Selection(inspector);

const conversation = new Conversation({
  messages,
  log: find("log", HTMLElement),
  server,
  autoScroll: new AutoScroll(),
  say: (text) => status.textContent = text,
  onRunning: (isRunning) => questionForm.showRunning(isRunning),
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
      const { question, status, failure } = turn.answer;
      questionForm.focus();
      ask({ ...question, settings: questionForm.settings }, turn);
      if (status === "failed" && failure?.isLost !== true) conversation.remove(turn);
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
      const show = () => turn.draw();
      turn.answer.frames.length = 0;
      show();
      await askForFrames(turn.answer.question, {
        format,
        server,
        onFrame(frame) {
          turn.answer.frames.push(frame);
          show();
        },
      });
      show();
    },
  },
});

/** Sends the variables, the message, or the chosen example. */
async function submit(example?: string): Promise<void> {
  await opened.promise; // a fast reader waits for the runnables, and for what was said before
  if (conversation.isRunning) return;
  const question = questionForm.take(conversation.history, example);
  if (question !== null) ask(question);
}

function ask(question: Question, again: TurnView | null = null): void {
  welcome.hidden = true;
  conversation.ask(question, again);
  showThread();
  selection.select(conversation.turns.at(-1) ?? null);
}

/** Keeps in this tab what is to survive a reload. */
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
    settings: questionForm.settings,
    view: viewPicker.view,
    runnable: chosenRunnable(),
  });
}

/** Says in which thread the conversation is. */
function showThread(): void {
  threadLine.show(conversation.thread, conversation);
}

/** Opens the thread of the address, if it is not the one that is shown. */
function followThread(): void {
  followAddress(conversation.thread?.id ?? null);
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

/** Shows a conversation in place of the one that is there, and leaves the form as it is. */
function show(opening: Opening): void {
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
    onOver(thread) {
      const answers = conversation.turns.map(({ answer }) => answer.save());
      show(openingOfThread(thread, answers.filter(({ isRecalled }) => !isRecalled)));
      save();
      focusIdle();
    },
  });
}

/** Focuses the message field, unless the reader is elsewhere. */
function focusIdle(): void {
  if (document.activeElement === document.body) questionForm.focus();
}

function showWelcome(): void {
  welcome.hidden = conversation.turns.length > 0;
}

/** Begins a new conversation. */
function clear(): void {
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
const saved = session.load();
if (saved !== null) questionForm.settings = saved.settings;
const offer = await showRunnables({ url: server.at("healthz"), messages, tryOut: submit });
questionForm.offer(offer);
({ continues, threaded } = offer);
if (saved !== null) {
  questionForm.settings = saved.settings; // a model can only be chosen by now
  chooseRunnable(saved.runnable);
  viewPicker.view = saved.view;
}
const showFields = () => questionForm.showFields();
find("runnables", HTMLFieldSetElement).addEventListener("change", showFields);
try {
  await open(saved);
  await showFields();
} finally {
  opened.resolve();
}
focusIdle(); // by now the reader may be typing
