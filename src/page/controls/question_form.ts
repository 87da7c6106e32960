/// <reference lib="dom" />
import type { Message } from "@splitstream/splitstream/client";
import type { Question, Settings } from "../answer/question.ts";
import { find } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";
import type { Server } from "../server/server.ts";
import { chooseRunnable, chosenRunnable } from "./runnable_picker.ts";
import { SettingsForm } from "./settings_form.ts";
import { VariablesForm } from "./variables_form.ts";

/** Options for {@linkcode QuestionForm}. */
export interface QuestionFormOptions {
  messages: Messages;
  server: Server;
  /** Called when the reader sends the question. */
  onSubmit: () => void;
  /** Called when the reader stops the answer. */
  onStop: () => void;
  /** Called when a setting has changed. */
  onSettings: () => void;
  /** Returns the last question, which the arrow up brings back. */
  lastText: () => string;
}

/** The form for a question: the message or the variables, and the settings. */
export class QuestionForm {
  readonly #server: Server;
  readonly #message = find("message", HTMLTextAreaElement);
  readonly #send = find("send", HTMLButtonElement);
  readonly #stop = find("stop", HTMLButtonElement);
  readonly #variables = new VariablesForm();
  readonly #settings: SettingsForm;

  /** @param options what the reader can do with it */
  constructor(options: QuestionFormOptions) {
    const { messages, server, onSubmit, onStop, onSettings, lastText } = options;
    this.#server = server;
    this.#settings = new SettingsForm(messages, onSettings);
    this.#message.placeholder = `${messages.message}…`;
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
  get settings(): Settings {
    return this.#settings.settings;
  }

  set settings(settings: Settings) {
    this.#settings.settings = settings;
  }

  /** Shows what the server offers to set. */
  offer(offer: { endMarkers: readonly string[]; models: readonly string[] }): void {
    this.#settings.offer(offer);
  }

  /** Shows the fields of the chosen runnable, or the message field. */
  async showFields(): Promise<void> {
    try {
      await this.#variables.show(this.#server.at(`${chosenRunnable()}/input_schema`));
    } catch {
      // The next question shows that the server cannot be reached.
    }
    this.#message.hidden = this.#variables.isShown;
    this.#message.required = !this.#variables.isShown;
  }

  /**
   * Takes the variables, the message, or the chosen example out of the form.
   *
   * @returns the question; `null` if there is none
   */
  take(history: readonly Message[], example?: string): Question | null {
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
    return { runnable, text, history: [...history], settings };
  }

  /** Fills the form with a question, so that the reader can change it. */
  edit({ text, runnable, variables }: Question): void {
    chooseRunnable(runnable);
    if (variables === undefined) this.#write(text);
    else this.#variables.fill(variables);
    this.#message.focus();
  }

  /** Focuses the message field, except on a phone, where a keyboard would cover the answer. */
  focus(): void {
    if (matchMedia("(pointer: fine)").matches) this.#message.focus();
  }

  /** Shows the button that can be used: that which sends, or that which stops. */
  showRunning(isRunning: boolean): void {
    const hadFocus = document.activeElement === (isRunning ? this.#send : this.#stop);
    this.#send.hidden = isRunning;
    this.#stop.hidden = !isRunning;
    if (hadFocus) isRunning ? this.#stop.focus() : this.focus();
  }

  #write(text: string): void {
    this.#message.value = text;
    this.#fitHeight();
  }

  #fitHeight(): void {
    this.#message.style.height = "auto";
    this.#message.style.height = `${this.#message.scrollHeight + 2}px`;
  }
}

/**
 * Whether a key sends the message. While a Korean syllable is composed, Enter ends the syllable, not
 * the message. (Safari has ended the composition by then: only the key code shows it.)
 */
function isSending({ key, shiftKey, isComposing, keyCode }: KeyboardEvent): boolean {
  return key === "Enter" && !shiftKey && !isComposing && keyCode !== 229;
}

function inWords(variables: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(variables).map(([name, value]) =>
    `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`
  );
  return lines.join("\n");
}
