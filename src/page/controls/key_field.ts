/// <reference lib="dom" />
import { find } from "../dom/element.ts";
import type { Session } from "../conversation/session.ts";

/** The field for the API key, which is shown if there is one, or the server wants one. */
export class KeyField {
  readonly #field = find("key", HTMLInputElement);
  readonly #row = find("key-row", HTMLElement);

  /** @param options `session` keeps the key; `onEnter` is called when the reader has entered it */
  constructor({ session, onEnter }: { session: Session; onEnter: () => void }) {
    this.#field.value = session.key;
    this.#row.hidden = this.#field.value === "";
    this.#field.addEventListener("input", () => session.key = this.value);
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      onEnter();
    });
  }

  /** The key; empty for none. */
  get value(): string {
    return this.#field.value.trim();
  }

  /** Asks for a key. */
  show(): void {
    this.#row.hidden = false;
    this.#field.focus();
  }
}
