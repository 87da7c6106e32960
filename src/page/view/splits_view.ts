/// <reference lib="dom" />
import type { Answer, Split } from "../answer/answer.ts";
import { confidenceOf } from "../answer/facts.ts";
import { EMPTY_GLYPH, toGlyphRuns, withGlyphs } from "../answer/glyphs.ts";
import { element } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";

/** Receives what the reader does with the splits. */
export interface SplitsListener {
  /** Called with the index of the split that the reader chose, or `null` for none. */
  onSelect(index: number | null): void;
  /** Called with the index of the split under the pointer, or `null` if there is none. */
  onHover(index: number | null): void;
}

/** How far keys move the selection. */
const KEYS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -10,
  ArrowDown: 10,
  PageUp: -100,
  PageDown: 100,
  Home: -Infinity,
  End: Infinity,
};

let lists = 0;

/**
 * The splits of an answer as boxes in two colors, with glyphs for what cannot be seen. The glyphs are
 * not part of the text, so that a copy is the text as it is.
 */
export class SplitsView {
  /** The element to add to the page. */
  readonly element = element("div", { className: "splits", role: "listbox", tabIndex: 0 });

  readonly #messages: Messages;
  readonly #listener: SplitsListener;
  readonly #id = `splits-${lists++}`;
  /** The splits before this one are drawn for good. */
  #settled = 0;
  #settledLength = 0;
  /** How many of the settled ones have a color. */
  #colored = 0;
  #selected: number | null = null;

  /** @param listener receives the splits that the reader points at, and chooses */
  constructor(messages: Messages, listener: SplitsListener) {
    this.#messages = messages;
    this.#listener = listener;
    this.element.ariaLabel = messages.splits;
    this.element.hidden = true; // a list box must have options
    this.element.addEventListener("click", ({ target }) => {
      if (getSelection()?.isCollapsed === false) return; // the reader selects text
      const index = indexOf(target);
      listener.onSelect(index === this.#selected ? null : index);
    });
    this.element.addEventListener("pointerover", ({ target }) => listener.onHover(indexOf(target)));
    this.element.addEventListener("pointerleave", () => listener.onHover(null));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** Draws the splits that are new, and those that were held back. */
  draw(answer: Answer): void {
    const isRunning = answer.status === "running";
    const splits = answer.splitsFrom(this.#settled, this.#settledLength);
    while (this.element.childElementCount > this.#settled) this.element.lastChild?.remove();
    let colored = this.#colored;
    let canSettle = true;
    const boxes = splits.map((split, i) => {
      const isEmpty = split.text === "" && split.rest === "";
      const box = this.#box(split, {
        index: this.#settled + i,
        isHeld: isRunning && split.rest !== "",
        isOther: colored % 2 === 1,
      });
      if (!isEmpty) colored++;
      return { split, box, colored };
    });
    this.element.append(...boxes.map(({ box }) => box));
    for (const { split, colored } of boxes) {
      canSettle &&= split.rest === "";
      if (!canSettle) break;
      this.#settled++;
      this.#settledLength += split.text.length;
      this.#colored = colored;
    }
    this.element.hidden = this.element.childElementCount === 0;
    if (this.#selected !== null) this.select(this.#selected);
  }

  /** Draws all splits anew. */
  redraw(answer: Answer): void {
    this.#settled = this.#settledLength = this.#colored = 0;
    this.draw(answer);
  }

  /** Marks a split as chosen. */
  select(index: number | null, { isFocused = false } = {}): void {
    this.element.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    this.#selected = index;
    const box = index === null ? null : this.element.children[index];
    if (!(box instanceof HTMLElement)) return this.element.removeAttribute("aria-activedescendant");
    box.ariaSelected = "true";
    this.element.setAttribute("aria-activedescendant", box.id);
    if (isFocused) box.scrollIntoView({ block: "nearest" });
  }

  /** Marks a split as pointed at. */
  point(index: number | null): void {
    this.element.querySelector(".pointed")?.classList.remove("pointed");
    if (index !== null) this.element.children[index]?.classList.add("pointed");
  }

  #onKey(event: KeyboardEvent): void {
    const step = KEYS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const last = this.element.childElementCount - 1;
    const from = this.#selected ?? (step > 0 ? -1 : last + 1);
    const index = Math.max(0, Math.min(last, from + step));
    this.select(index, { isFocused: true });
    this.#listener.onSelect(index);
  }

  #box(
    split: Split,
    { index, isHeld, isOther }: { index: number; isHeld: boolean; isOther: boolean },
  ): HTMLElement {
    const { text, rest } = split;
    const box = element("span", { role: "option", id: `${this.#id}-${index}`, className: "split" });
    box.ariaSelected = "false";
    box.dataset.index = `${index}`;
    box.classList.toggle("other", isOther);
    box.classList.toggle("held", isHeld);
    const confidence = confidenceOf(split);
    if (confidence !== null) box.dataset.heat = `${Math.min(4, Math.floor(confidence * 5))}`;
    if (text === "" && rest === "") {
      box.classList.add("empty");
      box.dataset.glyph = EMPTY_GLYPH;
      box.ariaLabel = this.#messages.empty;
      return box;
    }
    if (`${text}${rest}`.trim() === "") box.ariaLabel = withGlyphs(text + rest);
    appendRuns(box, text);
    if (rest === "") return box;
    if (isHeld) appendRuns(box, rest);
    else appendRuns(box.appendChild(element("span", { className: "marker" })), rest);
    return box;
  }
}

function appendRuns(parent: HTMLElement, text: string): void {
  for (const { text: part, glyph } of toGlyphRuns(text)) {
    if (glyph === null) {
      parent.append(part);
      continue;
    }
    const space = element("span", { className: part === "\n" ? "newline" : "space" }, part);
    space.dataset.glyph = glyph;
    parent.append(space);
  }
}

function indexOf(target: EventTarget | null): number | null {
  const box = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
  return box === null ? null : Number(box.dataset.index);
}
