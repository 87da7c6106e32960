/// <reference lib="dom" />

/** How close to its end, in pixels, the page counts as scrolled to the end. */
const BOTTOM_PX = 120;

/** Keeps the end of a growing element in view, unless the reader scrolls up. */
export class AutoScroll {
  #follows = true;
  /** The last scroll position, to notice a reader who scrolls up. */
  #followedTo = 0;
  #frame = 0;

  /** Starts watching the scroll position. */
  constructor() {
    document.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      if (scrollHeight - scrollTop - clientHeight >= BOTTOM_PX) return;
      this.#follows = true;
      this.#followedTo = scrollY;
    });
  }

  /** Follows again, even if the reader has scrolled up. */
  restart(): void {
    this.#follows = true;
    this.#followedTo = 0;
  }

  /** Scrolls to the end, at most once a frame: a layout costs more than a token. */
  follow(element: HTMLElement): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#follows &&= scrollY >= this.#followedTo - 2;
      if (!this.#follows) return;
      element.scrollIntoView({ block: "end" });
      this.#followedTo = scrollY;
    });
  }
}
