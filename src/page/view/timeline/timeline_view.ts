/// <reference lib="dom" />
import type { Answer } from "../../answer/answer.ts";
import { duration, factsOf } from "../../answer/facts.ts";
import { fullWindow, liveWindow, type TimeWindow } from "../../answer/time_window.ts";
import { layoutTimeline, type Timeline } from "../../answer/timeline.ts";
import { button, element, svgElement } from "../../dom/element.ts";
import type { Messages } from "../../messages/messages.ts";
import type { SplitsListener } from "../splits_view.ts";
import { svgFile } from "./svg_file.ts";
import { type TimelineFrame, timelineFrame, timelineShapes } from "./timeline_shapes.ts";

/** How far the pointer may be from a bar, in pixels. */
const REACH = 8;
/** How far the pointer must be drawn to choose a window, in pixels. */
const MIN_BRUSH = 6;
const FALLBACK_WIDTH = 640;

/** The splits of an answer on a time axis. Drawing the pointer over it chooses a window. */
export class TimelineView {
  /** The element to add to the page. */
  readonly element = element("div", { className: "picture" });

  readonly #messages: Messages;
  readonly #listener: SplitsListener;
  readonly #svg = svgElement("svg", { role: "img", class: "timeline" });
  readonly #all: HTMLButtonElement;
  readonly #note = element("span", { className: "hint" });
  #answer: Answer | null = null;
  #frame: TimelineFrame | null = null;
  /** The window that the reader chose. */
  #zoom: TimeWindow | null = null;
  #window: TimeWindow = { from: 0, to: 1 };
  /** The width of the picture. */
  #pixels = FALLBACK_WIDTH;
  #brushFrom: number | null = null;
  #selected: number | null = null;

  /** @param listener receives the splits that the reader points at, and chooses */
  constructor(messages: Messages, listener: SplitsListener) {
    this.#messages = messages;
    this.#listener = listener;
    this.#all = button(messages.zoomOut, () => this.zoom(null), { hidden: true });
    this.element.append(this.#svg, element("p", { className: "tools" }, this.#note, this.#all));
    this.#svg.addEventListener("pointerdown", (event) => this.#onDown(event));
    this.#svg.addEventListener("pointermove", (event) => this.#onMove(event));
    this.#svg.addEventListener("pointerup", (event) => this.#onUp(event));
    this.#svg.addEventListener("pointercancel", () => this.#brush(null, 0));
    this.#svg.addEventListener("pointerleave", () => listener.onHover(null));
    // To ask for the width at each draw would lay out the page once more.
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width === 0 || width === this.#pixels) return;
      this.#pixels = width;
      this.#draw();
    }).observe(this.element);
  }

  /**
   * Draws an answer.
   *
   * @param options the time that has passed since it was asked for, while it is running, and the end
   *   of the axis, if it is shared with another answer
   */
  draw(answer: Answer, { now = 0, until }: { now?: number; until?: number } = {}): void {
    this.#answer = answer;
    const end = Math.max(answer.lastMs, now);
    this.#window = answer.status === "running" ? liveWindow(end) : fullWindow(until ?? end);
    this.#draw();
  }

  /** Shows a part of the time, or all of it. */
  zoom(window: TimeWindow | null): void {
    this.#zoom = window;
    this.#all.hidden = window === null;
    this.#draw();
  }

  /** Marks a split. */
  select(index: number | null): void {
    this.#selected = index;
    this.#draw();
  }

  /** Returns the picture as a file, with the colors that it has here. */
  toFile(): string {
    return svgFile(this.#svg);
  }

  #draw(): void {
    const answer = this.#answer;
    if (answer === null) return;
    const width = this.#pixels;
    const isRunning = answer.status === "running";
    const { splits, reasoning, stepTimes: steps } = answer;
    const layout = layoutTimeline({ splits, reasoning, steps, isRunning }, {
      width,
      window: this.#zoom ?? this.#window,
    });
    const frame = timelineFrame(layout);
    this.#frame = frame;
    const set = (name: string, value: string) => this.#svg.setAttribute(name, value);
    set("viewBox", `0 0 ${width} ${frame.height}`);
    set("width", `${width}`);
    set("height", `${frame.height}`);
    if (!isRunning) set("aria-label", this.#label(answer));
    this.#svg.replaceChildren(
      ...timelineShapes(layout, { frame, width }),
      ...this.#selectionOf(layout, frame),
    );
    this.#note.textContent = layout.bins === null
      ? ""
      : this.#messages.maxRate(layout.maxRate.toFixed(layout.maxRate < 10 ? 1 : 0));
  }

  #label(answer: Answer): string {
    const { count, longestGap } = factsOf(answer.splits);
    return this.#messages.picture(
      count,
      duration(answer.lastMs),
      duration(longestGap?.ms ?? 0),
    );
  }

  #selectionOf({ bars }: Timeline, { top, bottom }: TimelineFrame): SVGElement[] {
    const bar = this.#selected === null
      ? undefined
      : bars?.find(({ index }) => index === this.#selected);
    const x = bar?.x ?? this.#xOfSelected();
    if (x === null) return [];
    return [svgElement("path", { class: "selected", d: `M${x.toFixed(1)} ${top}V${bottom}` })];
  }

  #xOfSelected(): number | null {
    const split = this.#selected === null ? undefined : this.#answer?.splits[this.#selected];
    if (split === undefined) return null;
    const { from, to } = this.#zoom ?? this.#window;
    if (split.ms < from || split.ms > to) return null;
    return (split.ms - from) / (to - from) * this.#pixels;
  }

  #xOf({ clientX }: PointerEvent): number {
    const { left, width } = this.#svg.getBoundingClientRect();
    return Math.max(0, Math.min(1, (clientX - left) / width)) * this.#pixels;
  }

  #msAt(x: number): number {
    const { from, to } = this.#zoom ?? this.#window;
    return from + x / this.#pixels * (to - from);
  }

  /** Returns the split that is closest to a place in the picture. */
  #indexAt(x: number): number | null {
    const ms = this.#msAt(x);
    const reach = this.#msAt(REACH) - this.#msAt(0);
    let best: { index: number; distance: number } | null = null;
    this.#answer?.splits.forEach((split, index) => {
      const distance = Math.abs(split.ms - ms);
      if (distance <= reach && distance < (best?.distance ?? Infinity)) best = { index, distance };
    });
    return (best as { index: number } | null)?.index ?? null;
  }

  #onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#brushFrom = this.#xOf(event);
    if (event.pointerType === "mouse") this.#svg.setPointerCapture(event.pointerId);
  }

  #onMove(event: PointerEvent): void {
    const x = this.#xOf(event);
    if (this.#brushFrom === null) return this.#listener.onHover(this.#indexAt(x));
    this.#brush(this.#brushFrom, x);
  }

  #onUp(event: PointerEvent): void {
    const from = this.#brushFrom;
    const to = this.#xOf(event);
    this.#brush(null, 0);
    if (from === null) return;
    if (Math.abs(to - from) < MIN_BRUSH) return this.#listener.onSelect(this.#indexAt(to));
    const [begin, end] = [this.#msAt(Math.min(from, to)), this.#msAt(Math.max(from, to))];
    this.zoom({ from: begin, to: Math.max(begin + 1, end) });
  }

  #brush(from: number | null, to: number): void {
    this.#brushFrom = from;
    this.#svg.querySelector(".brush")?.remove();
    if (from === null || this.#frame === null) return;
    const { bottom: height } = this.#frame;
    const [x, width] = [Math.min(from, to), Math.abs(to - from)];
    this.#svg.append(svgElement("rect", { class: "brush", x, y: 0, width, height }));
  }
}
