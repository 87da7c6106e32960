/// <reference lib="dom" />
import { type Kind, KINDS, type Timeline } from "../../answer/timeline.ts";
import { svgElement } from "../../dom/element.ts";

const HEIGHT = 48;
const STEP_HEIGHT = 16;
const AXIS_HEIGHT = 18;
/** The heights of marks, as a share of the picture, so that color alone tells nothing. */
const HEIGHTS: Readonly<Record<Kind, number>> = {
  reasoning: 0.55,
  text: 1,
  empty: 0.3,
  marker: 0.75,
};

/** Where the shapes of a timeline are, in pixels. */
export interface TimelineFrame {
  /** The height of the whole picture. */
  height: number;
  /** Where the marks begin, below the steps. */
  top: number;
  /** Where the marks end, and the axis is. */
  bottom: number;
}

/** Returns where the shapes of a timeline are. */
export function timelineFrame({ steps }: Timeline): TimelineFrame {
  const rows = Math.max(0, ...steps.map(({ row }) => row + 1));
  const top = rows * STEP_HEIGHT;
  const bottom = top + HEIGHT;
  return { height: bottom + AXIS_HEIGHT, top, bottom };
}

/** Returns the shapes of a timeline. */
export function timelineShapes(
  layout: Timeline,
  { frame: { top, bottom }, width }: { frame: TimelineFrame; width: number },
): SVGElement[] {
  return [
    ...stepsOf(layout),
    ...waitOf(layout, top),
    ...(layout.bars === null ? binsOf(layout, top) : barsOf(layout, top)),
    ...axisOf(layout, { top: bottom, width }),
  ];
}

function barsOf({ bars }: Timeline, top: number): SVGElement[] {
  return KINDS.map((kind) => {
    const height = HEIGHTS[kind] * HEIGHT;
    const d = (bars ?? []).filter((bar) => bar.kind === kind)
      .map(({ x }) => `M${x.toFixed(1)} ${top + HEIGHT}v-${height}`).join("");
    return svgElement("path", { class: kind, d });
  });
}

function binsOf({ bins, maxCount, rate }: Timeline, top: number): SVGElement[] {
  const areas = KINDS.map((kind, i) => {
    const below = KINDS.slice(0, i);
    const d = (bins ?? []).filter(({ counts }) => counts[kind] > 0).map(({ x, counts }) => {
      const y = below.reduce((sum, other) => sum + counts[other], 0) / maxCount * HEIGHT;
      const height = counts[kind] / maxCount * HEIGHT;
      return `M${x + 0.5} ${(top + HEIGHT - y).toFixed(1)}h3v-${height.toFixed(1)}h-3z`;
    }).join("");
    return svgElement("path", { class: `${kind} bin`, d });
  });
  const points = rate.map(({ x, y }) => `${x},${(top + HEIGHT - y * HEIGHT).toFixed(1)}`).join(" ");
  return [...areas, svgElement("polyline", { class: "rate", points })];
}

function waitOf({ wait }: Timeline, top: number): SVGElement[] {
  if (wait === null) return [];
  return [svgElement("rect", { class: "wait", ...wait, y: top, height: HEIGHT })];
}

function axisOf({ ticks }: Timeline, { top, width }: { top: number; width: number }): SVGElement[] {
  const line = svgElement("path", { class: "axis", d: `M0 ${top}h${width}` });
  return [
    line,
    ...ticks.flatMap(({ x, label }) => {
      const isLast = x > width - 30;
      const text = svgElement("text", {
        class: "tick",
        x: x.toFixed(1),
        y: top + AXIS_HEIGHT - 4,
        "text-anchor": x < 5 ? "start" : isLast ? "end" : "middle",
      });
      text.textContent = label;
      return [svgElement("path", { class: "axis", d: `M${x.toFixed(1)} ${top}v4` }), text];
    }),
  ];
}

function stepsOf({ steps }: Timeline): SVGElement[] {
  return steps.flatMap(({ x, width, label, row }) => {
    const y = row * STEP_HEIGHT;
    const box = svgElement("rect", {
      class: "step",
      x: x.toFixed(1),
      y,
      width: width.toFixed(1),
      height: STEP_HEIGHT - 2,
    });
    const title = svgElement("title");
    title.textContent = label;
    box.append(title);
    if (width < label.length * 7) return [box];
    const text = svgElement("text", { class: "step-name", x: (x + 4).toFixed(1), y: y + 11 });
    text.textContent = label;
    return [box, text];
  });
}
