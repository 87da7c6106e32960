/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { type Message, stream } from "@splitstream/splitstream/client";
import { toFailureMessage } from "./failure_message.ts";
import { find } from "./element.ts";
import { AutoScroll } from "./auto_scroll.ts";
import { chosenRunnable, showRunnables } from "./runnable_picker.ts";
import { TurnView } from "./turn_view.ts";
import { VariablesForm } from "./variables_form.ts";
import { languageOf, type Messages, messagesIn } from "./messages.ts";

const KEY = "splitstream-key";

const language = languageOf(navigator.languages);
const messages = messagesIn(language);
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
/** Stops the running answer; `null` if there is none. */
let running: AbortController | null = null;
const autoScroll = new AutoScroll();
const variablesForm = new VariablesForm();

/**
 * Sends a question, shows the answer as it arrives, and remembers both.
 *
 * @param variables the input of a runnable that does not converse
 */
async function ask(question: string, variables?: Record<string, unknown>): Promise<void> {
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
    const options = { signal: abort.signal, apiKey: key.value.trim() || undefined };
    for await (const event of stream(at(`${chosenRunnable()}/stream`), input, options)) {
      if (event.type === "text") turn.addText(event.text);
      if (event.type === "value") turn.showValue(event.value);
      if (event.type === "updates") turn.addStep(event.updates);
      if (event.type === "end") turn.complete(event.record);
      autoScroll.follow(turn.element);
    }
    // A new conversation may have begun: that one knows nothing of this.
    if (running === abort && variables === undefined) remember(question, turn.text);
    status.textContent = messages.complete(turn.text);
  } catch (error) {
    if (abort.signal.aborted) {
      turn.stopped();
      if (running === abort && variables === undefined) remember(question, turn.text);
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

function remember(question: string, answer: string): void {
  if (answer === "") return;
  history.push({ role: "user", content: question }, { role: "assistant", content: answer });
}

function showRunning(isRunning: boolean): void {
  const hadFocus = document.activeElement === (isRunning ? send : stop);
  send.hidden = isRunning;
  stop.hidden = !isRunning;
  if (hadFocus) isRunning ? stop.focus() : focusMessage();
  if (isRunning) status.textContent = messages.answering;
}

function showKey(): void {
  keyRow.hidden = false;
  key.focus();
}

function clear(): void {
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

/** Focuses the message field, except on a phone, where a keyboard would cover the answer. */
function focusMessage(): void {
  if (matchMedia("(pointer: fine)").matches) message.focus();
}

/** Sends the variables, the message, or the chosen example. */
function submit(question = message.value.trim()): void {
  if (running !== null) return;
  if (variablesForm.isShown) {
    const { input } = variablesForm;
    const lines = Object.entries(input).map(([name, value]) =>
      `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`
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

/** Returns the storage for the key; `null` if the browser allows none. */
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

function translate(): void {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll<HTMLElement>("[data-message]")) {
    node.textContent = plainMessage(node.dataset.message) ?? node.textContent;
  }
  log.ariaLabel = messages.log;
  message.placeholder = `${messages.message}…`;
}

/** Returns a message without parameters. */
function plainMessage(name = ""): string | undefined {
  const text: unknown = messages[name as keyof Messages];
  return typeof text === "string" ? text : undefined;
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
  // While a Korean syllable is composed, Enter ends the syllable, not the message. (Safari has ended
  // the composition by then: only the key code shows it.)
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
  // The last failure is that of the missing key.
  [...log.querySelectorAll<HTMLButtonElement>(".failure button")].at(-1)?.click();
});

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

translate();
message.before(variablesForm.element);
await showRunnables({ url: at("healthz"), messages, tryOut: submit });
find("runnables", HTMLFieldSetElement).addEventListener("change", showFields);
await showFields();
focusMessage();
