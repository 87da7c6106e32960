/// <reference lib="dom" />

/** How near to its end, in pixels, a page is at its end. */
const BOTTOM_PX = 120;

/** Keeps the end of what grows in view, unless its reader scrolls up. */
export class Follower {
  #follows = true;
  /** Where the page was scrolled to last, so that a reader who scrolls up is noticed. */
  #followedTo = 0;
  #frame = 0;

  /** Begins to watch the reader. */
  constructor() {
    document.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
      if (scrollHeight - scrollTop - clientHeight >= BOTTOM_PX) return;
      this.#follows = true;
      this.#followedTo = scrollY;
    });
  }

  /** Follows again, whatever the reader did before. */
  restart(): void {
    this.#follows = true;
    this.#followedTo = 0;
  }

  /** Shows the end, once a frame: to lay all out for each token costs more than the token. */
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
