/// <reference lib="dom" />
import { element } from "../dom/element.ts";

/** With so many boxes, a block ends at the next line break of the text… */
const SOFT_SIZE = 200;
/** …and with so many, it ends without one. */
const HARD_SIZE = 1_000;

/**
 * The boxes of splits, in blocks. A new box makes the browser lay out its block, not those before it,
 * and blocks that are out of sight are not drawn at all.
 */
export class SplitBlocks {
  readonly #host: HTMLElement;
  readonly #boxes: HTMLElement[] = [];
  #block: Element | null = null;

  /** @param host the element that shows them */
  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** The number of boxes. */
  get length(): number {
    return this.#boxes.length;
  }

  /** Returns a box, if there is one. */
  at(index: number): HTMLElement | undefined {
    return this.#boxes[index];
  }

  /** Puts a box in the place of another, or behind the last. */
  set(index: number, box: HTMLElement): void {
    const old = this.#boxes[index];
    this.#boxes[index] = box;
    if (old !== undefined) return old.replaceWith(box);
    if (this.#block === null || isFull(this.#block)) {
      this.#block = element("div", { role: "presentation", className: "block" });
      this.#host.append(this.#block);
    }
    this.#block.append(box);
  }

  /** Removes the boxes from an index on. */
  truncate(length: number): void {
    for (const box of this.#boxes.splice(length)) {
      const block = box.parentElement;
      box.remove();
      if (block?.childElementCount === 0) block.remove();
    }
    this.#block = this.#host.lastElementChild;
  }
}

/** A block ends where its text ends a line, so that it is not seen. */
function isFull({ childElementCount, lastChild }: Element): boolean {
  return childElementCount >= HARD_SIZE ||
    childElementCount >= SOFT_SIZE && lastChild?.textContent?.endsWith("\n") === true;
}
