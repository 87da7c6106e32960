import type { StepTime } from "@splitstream/splitstream/client";
import type { Split } from "./answer.ts";
import { tickLabel, ticksIn, type TimeWindow } from "./time_window.ts";

/** The kinds of marks on the time axis. */
export const KINDS = ["reasoning", "text", "empty", "marker"] as const;

/** The kind of a mark on the time axis. */
export type Kind = typeof KINDS[number];

/** What is drawn on the time axis. */
export interface TimelineData {
  splits: readonly Split[];
  reasoning: readonly { ms: number }[];
  steps: readonly StepTime[];
  /** Whether splits outside of the output are held back, not part of a marker. */
  isRunning: boolean;
}

/** A mark of one split. */
export interface Bar {
  kind: Kind;
  x: number;
  /** The index of its split; `null` for reasoning. */
  index: number | null;
}

/** Marks that are too close together to be drawn one by one. */
export interface Bin {
  x: number;
  counts: Readonly<Record<Kind, number>>;
}

/** The picture of a time axis, in pixels. */
export interface Timeline {
  ticks: readonly { x: number; label: string }[];
  /** The time before the first mark; `null` if that is out of sight. */
  wait: { x: number; width: number } | null;
  /** The marks, if there is room for each. */
  bars: readonly Bar[] | null;
  /** The number of marks in each bin, if there is not. */
  bins: readonly Bin[] | null;
  /** The number of marks in the fullest bin. */
  maxCount: number;
  /** The rate over time, from 0 to 1 of the highest, if there are bins. */
  rate: readonly { x: number; y: number }[];
  /** The highest rate, in splits a second. */
  maxRate: number;
  steps: readonly { x: number; width: number; label: string; row: number }[];
}

/** The width of a bin in pixels. With fewer pixels for each mark, there are bins. */
const BIN_PX = 4;
/** The width of a tick's label in pixels, with room around it. */
const TICK_PX = 80;
/** How many bins the rate is averaged over, on each side. */
const SMOOTHING = 2;

/** Lays out the time axis of an answer. */
export function layoutTimeline(
  { splits, reasoning, steps, isRunning }: TimelineData,
  { width, window }: { width: number; window: TimeWindow },
): Timeline {
  const { from, to } = window;
  const xOf = (ms: number) => (ms - from) / (to - from) * width;
  const isVisible = ({ ms }: { ms: number }) => ms >= from && ms <= to;
  const count = splits.filter(isVisible).length + reasoning.filter(isVisible).length;
  const hasRoom = count <= width / BIN_PX;
  /** Calls a function with each mark in the window. That takes no memory for each. */
  const eachMark = (see: (kind: Kind, x: number, index: number | null) => void) => {
    for (const mark of reasoning) if (isVisible(mark)) see("reasoning", xOf(mark.ms), null);
    splits.forEach((split, i) => {
      if (isVisible(split)) see(kindOf(split, isRunning), xOf(split.ms), i);
    });
  };
  const bars: Bar[] = [];
  if (hasRoom) eachMark((kind, x, index) => bars.push({ kind, x, index }));
  const bins = hasRoom ? null : emptyBins(width);
  eachMark((kind, x) => {
    const bin = bins?.[Math.min(bins.length - 1, Math.floor(x / BIN_PX))];
    if (bin !== undefined) bin.counts[kind]++;
  });
  const totals = (bins ?? []).map(({ counts }) => sum(counts));
  const smooth = totals.map((_, i) =>
    averageOf(totals.slice(Math.max(0, i - SMOOTHING), i + SMOOTHING + 1))
  );
  const maxSmooth = Math.max(0, ...smooth);
  const first = Math.min(to, reasoning[0]?.ms ?? to, splits[0]?.ms ?? to);

  return {
    ticks: ticksIn(window, width / TICK_PX).map((ms) => ({
      x: xOf(ms),
      label: tickLabel(ms, window),
    })),
    wait: first <= from ? null : { x: 0, width: Math.min(width, xOf(first)) },
    bars: hasRoom ? bars : null,
    bins,
    maxCount: Math.max(1, ...totals),
    rate: smooth.map((count, i) => ({
      x: (i + 0.5) * BIN_PX,
      y: maxSmooth === 0 ? 0 : count / maxSmooth,
    })),
    maxRate: maxSmooth / (BIN_PX / width * (to - from)) * 1000,
    steps: rowsOf(steps, to).map(({ step: { node, started_ms, ended_ms }, row }) => {
      const x = Math.max(0, xOf(started_ms));
      const end = Math.min(width, xOf(ended_ms ?? to));
      return { x, width: Math.max(1, end - x), label: node, row };
    }).filter(({ x }) => x <= width),
  };
}

function kindOf({ text, rest }: Split, isRunning: boolean): Kind {
  if (text !== "") return "text";
  if (rest === "") return "empty";
  return isRunning ? "text" : "marker";
}

function emptyBins(width: number): { x: number; counts: Record<Kind, number> }[] {
  return Array.from({ length: Math.ceil(width / BIN_PX) }, (_, i) => ({
    x: i * BIN_PX,
    counts: { reasoning: 0, text: 0, empty: 0, marker: 0 },
  }));
}

/** Puts steps that ran at the same time into rows of their own. */
function rowsOf(steps: readonly StepTime[], to: number): { step: StepTime; row: number }[] {
  const ends: number[] = [];
  return steps.map((step) => {
    const free = ends.findIndex((end) => end <= step.started_ms);
    const row = free < 0 ? ends.length : free;
    ends[row] = step.ended_ms ?? to;
    return { step, row };
  });
}

function sum(counts: Readonly<Record<Kind, number>>): number {
  return KINDS.reduce((total, kind) => total + counts[kind], 0);
}

function averageOf(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0) / Math.max(1, numbers.length);
}
