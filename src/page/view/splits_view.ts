/// <reference lib="dom" />
import type { Answer, Split } from "../answer/answer.ts";
import { element } from "../dom/element.ts";
import type { Messages } from "../messages/messages.ts";
import { SplitBlocks } from "./split_blocks.ts";
import { looksLike, splitBox, type SplitStyle } from "./split_box.ts";

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
  readonly #blocks = new SplitBlocks(this.element);
  /** What the boxes show. */
  readonly #shown: { split: Split; style: SplitStyle }[] = [];
  /** The splits before this one are drawn for good. */
  #settled = 0;
  #selected: number | null = null;
  #selectedBox: HTMLElement | null = null;
  #pointedBox: HTMLElement | null = null;

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
    this.element.addEventListener("copy", (event) => this.#onCopy(event));
  }

  /** Draws the splits that are new, and those that were held back. The others are not touched. */
  draw(answer: Answer): void {
    const isRunning = answer.status === "running";
    const { splits } = answer;
    let canSettle = true;
    for (let index = this.#settled; index < splits.length; index++) {
      const split = splits[index];
      if (split === undefined) break;
      const isHeld = isRunning && split.rest !== "";
      this.#drawBox(index, { split, style: { isHeld, isOther: this.#isOther(index) } });
      canSettle &&= split.rest === "";
      if (canSettle) this.#settled++;
    }
    this.#blocks.truncate(splits.length);
    this.#shown.length = splits.length;
    this.element.hidden = splits.length === 0;
    if (this.#selected !== null) this.select(this.#selected);
  }

  /** Draws all splits that look different from before: the answer is another, or has its record. */
  redraw(answer: Answer): void {
    this.#settled = 0;
    this.draw(answer);
  }

  /** Marks a split as chosen. */
  select(index: number | null, { isFocused = false } = {}): void {
    this.#selected = index;
    const box = index === null ? undefined : this.#blocks.at(index);
    if (box !== this.#selectedBox) {
      if (this.#selectedBox !== null) this.#selectedBox.ariaSelected = "false";
      this.#selectedBox = box ?? null;
      if (box === undefined) this.element.removeAttribute("aria-activedescendant");
      else this.element.setAttribute("aria-activedescendant", box.id);
    }
    if (box === undefined) return;
    box.ariaSelected = "true";
    if (isFocused) box.scrollIntoView({ block: "nearest" });
  }

  /** Marks a split as pointed at. */
  point(index: number | null): void {
    this.#pointedBox?.classList.remove("pointed");
    this.#pointedBox = index === null ? null : this.#blocks.at(index) ?? null;
    this.#pointedBox?.classList.add("pointed");
  }

  #drawBox(index: number, next: { split: Split; style: SplitStyle }): void {
    const { split, style } = next;
    const shown = this.#shown[index];
    this.#shown[index] = next;
    if (
      shown !== undefined && shown.style.isHeld === style.isHeld &&
      shown.style.isOther === style.isOther && looksLike(shown.split, split)
    ) return;
    const box = splitBox(split, { ...style, emptyLabel: this.#messages.empty });
    box.id = `${this.#id}-${index}`;
    box.dataset.index = `${index}`;
    this.#blocks.set(index, box);
  }

  /** The colors alternate, across empty splits, which have none. */
  #isOther(index: number): boolean {
    const before = this.#shown[index - 1];
    if (before === undefined) return false;
    const { split: { text, rest }, style: { isOther } } = before;
    return text + rest === "" ? isOther : !isOther;
  }

  /** A browser would put a line break between blocks. */
  #onCopy({ clipboardData }: ClipboardEvent): void {
    const selection = getSelection();
    if (selection === null || selection.rangeCount === 0 || clipboardData === null) return;
    const range = selection.getRangeAt(0);
    if (!this.element.contains(range.commonAncestorContainer)) return;
    clipboardData.setData("text/plain", range.cloneContents().textContent);
  }

  #onKey(event: KeyboardEvent): void {
    const step = KEYS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const last = this.#blocks.length - 1;
    const from = this.#selected ?? (step > 0 ? -1 : last + 1);
    const index = Math.max(0, Math.min(last, from + step));
    this.select(index, { isFocused: true });
    this.#listener.onSelect(index);
  }
}

function indexOf(target: EventTarget | null): number | null {
  const box = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
  return box === null ? null : Number(box.dataset.index);
}
