/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { type Message, stream } from "@splitstream/splitstream/client";
import { adviceOn } from "./advice.ts";
import { find } from "./element.ts";
import { Follower } from "./follower.ts";
import { chosenWay, showOffer } from "./offer.ts";
import { TurnView } from "./turn_view.ts";
import { languageOf, type Words, wordsOf } from "./words.ts";

const KEY = "splitstream-key";

const language = languageOf(navigator.languages);
const words = wordsOf(language);
const now = () => performance.now();
const at = (path: string) => new URL(path, document.baseURI);

const log = find("log", HTMLElement);
const form = find("ask", HTMLFormElement);
const message = find("message", HTMLTextAreaElement);
const send = find("send", HTMLButtonElement);
const stop = find("stop", HTMLButtonElement);
const key = find("key", HTMLInputElement);
const keyRow = find("key-row", HTMLElement);
const status = find("status", HTMLElement);

const history: Message[] = [];
/** What stops the answer under way, if there is one. */
let running: AbortController | null = null;
const follower = new Follower();

/** Asks, shows the answer as it comes, and remembers both. */
async function ask(question: string): Promise<void> {
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
    const options = { signal: abort.signal, apiKey: key.value.trim() || undefined };
    for await (const event of stream(at(`${chosenWay()}/stream`), input, options)) {
      if (event.type === "text") turn.addText(event.text);
      if (event.type === "updates") turn.addStep(event.updates);
      if (event.type === "end") turn.complete(event.record);
      follower.follow(turn.element);
    }
    // A new conversation may have begun: that one knows nothing of this.
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

function remember(question: string, answer: string): void {
  if (answer === "") return;
  history.push({ role: "user", content: question }, { role: "assistant", content: answer });
}

function showRunning(isRunning: boolean): void {
  const hadFocus = document.activeElement === (isRunning ? send : stop);
  send.hidden = isRunning;
  stop.hidden = !isRunning;
  if (hadFocus) isRunning ? stop.focus() : toMessage();
  if (isRunning) status.textContent = words.answering;
}

function showKey(): void {
  keyRow.hidden = false;
  key.focus();
}

function clear(): void {
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

/** Back to where to write; but not on a phone, where a keyboard would cover the answer. */
function toMessage(): void {
  if (matchMedia("(pointer: fine)").matches) message.focus();
}

/** Sends what was written, or the example that was chosen. */
function submit(question = message.value.trim()): void {
  if (question === "" || running !== null) return;
  message.value = "";
  fitHeight();
  toMessage();
  ask(question);
}

/** Where the key is kept, if the browser lets a page keep something. */
function storage(): Storage | null {
  try {
    return globalThis.sessionStorage;
  } catch {
    return null;
  }
}

function fitHeight(): void {
  message.style.height = "auto";
  message.style.height = `${message.scrollHeight + 2}px`;
}

function speak(): void {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll<HTMLElement>("[data-word]")) {
    node.textContent = plainWord(node.dataset.word) ?? node.textContent;
  }
  log.ariaLabel = words.log;
  message.placeholder = `${words.message}…`;
}

function plainWord(name = ""): string | undefined {
  const word: unknown = words[name as keyof Words];
  return typeof word === "string" ? word : undefined;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
form.addEventListener("change", () => {
  document.body.dataset.view = form.querySelector<HTMLInputElement>("[name=view]:checked")?.value ??
    "text";
});
message.addEventListener("input", fitHeight);
message.addEventListener("keydown", (event) => {
  // While a syllable of Korean is composed, Enter ends the syllable, not the message.
  // (Safari has ended it by then, and tells by the key code alone.)
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
  // The question that was refused for want of a key is the last one.
  [...log.querySelectorAll<HTMLButtonElement>(".failure button")].at(-1)?.click();
});

speak();
await showOffer({ url: at("healthz"), words, tryOut: submit });
toMessage();
