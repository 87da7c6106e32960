/// <reference lib="dom" />
import type { Arrival } from "./arrivals.ts";
import { element } from "./element.ts";
import type { Messages } from "./messages.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Heights are in percent of the picture. A unit of its width is a millisecond. */
const HEIGHT = 100;
const EMPTY_HEIGHT = 14;
const MARKER_HEIGHT = 30;

/** A picture of the splits over time: a line for each, taller for a longer text. */
export class ArrivalPicture {
  /** The element to add to the page. */
  readonly element: HTMLElement = element("div", { className: "picture" });

  readonly #svg = svgElement("svg", { preserveAspectRatio: "none", role: "img" });
  readonly #wait = svgElement("rect", { class: "wait", height: `${HEIGHT}` });
  readonly #texts = svgElement("path", { class: "text" });
  readonly #empties = svgElement("path", { class: "empty" });
  readonly #markers = svgElement("path", { class: "marker" });

  readonly #took = element("span");

  /** Makes an empty picture. */
  constructor({ legend, pictureNote }: Pick<Messages, "legend" | "pictureNote">) {
    this.#svg.append(this.#wait, this.#empties, this.#texts, this.#markers);
    const axis = element("div", { className: "axis", ariaHidden: "true" });
    const key = element("ul", { title: pictureNote });
    for (const [className, textContent] of Object.entries(legend)) {
      key.append(element("li", { className, textContent }));
    }
    axis.append(element("span", { textContent: "0" }), key, this.#took);
    this.element.append(this.#svg, axis);
  }

  /**
   * Redraws the picture.
   *
   * @param arrivals the splits to draw
   * @param options the end of the time axis, in milliseconds and in messages, and a text alternative
   */
  draw(
    arrivals: readonly Arrival[],
    { until, took, label }: { until: number; took: string; label: string },
  ): void {
    const line = ({ at }: Arrival, height: number) => `M${at.toFixed(1)} ${HEIGHT}v-${height}`;
    const lines = (kind: (arrival: Arrival) => number) =>
      arrivals.map((arrival) => [arrival, kind(arrival)] as const)
        .map(([arrival, height]) => height === 0 ? "" : line(arrival, height)).join("");

    this.#texts.setAttribute("d", lines(({ text }) => text === "" ? 0 : heightOf(text)));
    this.#markers.setAttribute("d", lines(({ rest }) => rest === "" ? 0 : MARKER_HEIGHT));
    this.#empties.setAttribute(
      "d",
      lines(({ text, rest }) => text === "" && rest === "" ? EMPTY_HEIGHT : 0),
    );
    const first = arrivals.find(({ text }) => text !== "")?.at ?? until;
    this.#wait.setAttribute("width", first.toFixed(1));
    // A little wider, so that the last line is not cut in half.
    this.#svg.setAttribute("viewBox", `0 0 ${(until * 1.005 + 1).toFixed(1)} ${HEIGHT}`);
    this.#svg.setAttribute("aria-label", label);
    this.#took.textContent = took;
  }
}

function heightOf(text: string): number {
  return Math.min(HEIGHT, 34 + 6 * text.length);
}

function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
