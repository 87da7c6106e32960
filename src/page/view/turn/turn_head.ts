/// <reference lib="dom" />
import type { Answer } from "../../answer/answer.ts";
import { element } from "../../dom/element.ts";
import type { Messages } from "../../messages/messages.ts";

/** What comes before the text of an answer: who writes it, its reasoning and its tool calls. */
export class TurnHead {
  /** The elements to add to the turn. */
  readonly elements: readonly HTMLElement[];
  readonly #who = element("p", { className: "who" });
  readonly #reasoning = element("details", { className: "reasoning", hidden: true });
  readonly #thoughts = element("p");
  readonly #steps = element("ol", { className: "steps", hidden: true });
  #shownSteps = 0;
  #shownThoughts = 0;

  /** @param messages the texts of the page */
  constructor({ reasoning, steps }: Messages) {
    this.#reasoning.append(element("summary", {}, reasoning), this.#thoughts);
    this.#steps.ariaLabel = steps;
    this.elements = [this.#who, this.#reasoning, this.#steps];
  }

  /** Draws what is new. */
  draw({ question, run, steps, reasoning }: Answer): void {
    this.#who.textContent = [run?.runnable ?? question.runnable, run?.model]
      .filter((name) => name != null).join(" · ");
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
  clear(): void {
    this.#shownSteps = this.#shownThoughts = 0;
    this.#steps.replaceChildren();
    this.#thoughts.replaceChildren();
  }
}
