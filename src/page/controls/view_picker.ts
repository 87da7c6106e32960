/// <reference lib="dom" />
import { find } from "../dom/element.ts";

/** The choice of how answers are seen. */
export class ViewPicker {
  readonly #views = find("views", HTMLFieldSetElement);

  /** @param onChange called when another view is chosen */
  constructor(onChange: () => void) {
    this.#views.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) document.body.dataset.view = target.value;
      onChange();
    });
  }

  /** The name of the view. */
  get view(): string {
    return document.body.dataset.view ?? "splits";
  }

  /** Chooses a view, if there is one with that name. */
  set view(name: string) {
    this.#views.querySelector<HTMLInputElement>(`[value="${name}"]`)?.click();
  }
}
