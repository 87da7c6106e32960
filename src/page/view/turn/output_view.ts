/// <reference lib="dom" />
import { element } from "../../dom/element.ts";

/** The text of an answer, or its value. */
export class OutputView {
  /** The element to add to the turn. */
  readonly element = element("p", { className: "output" });
  #shown = "";

  /** Draws what is new. @param isValue whether the text is a value as JSON, which is laid out as such */
  draw(text: string, { isValue }: { isValue: boolean }): void {
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
  say(words: string): void {
    this.element.textContent = words;
  }

  /** Forgets all: another answer begins. */
  clear(): void {
    this.#shown = "";
    this.element.replaceChildren();
  }
}
