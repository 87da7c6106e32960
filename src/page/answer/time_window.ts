/** A window on the time axis, in milliseconds since the run began. */
export interface TimeWindow {
  from: number;
  to: number;
}

/** The window of an answer that has just begun. */
const FIRST_MS = 2_000;

/**
 * Returns the window of an answer under way. It grows by doubling, so that it stands still while
 * splits arrive.
 */
export function liveWindow(ms: number): TimeWindow {
  let to = FIRST_MS;
  while (to < ms) to *= 2;
  return { from: 0, to };
}

/** Returns the window of a complete answer: its duration, and a little more. */
export function fullWindow(ms: number): TimeWindow {
  return { from: 0, to: Math.max(10, ms * 1.01) };
}

/** Returns the round times in a window, at most as many as asked for. */
export function ticksIn({ from, to }: TimeWindow, max: number): number[] {
  const step = roundStep((to - from) / Math.max(1, max));
  const first = Math.ceil(from / step) * step;
  const count = Math.floor((to - first) / step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i * step);
}

/** Returns the next 1, 2 or 5 of a power of ten. */
function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeast)));
  const factor = [1, 2, 5, 10].find((it) => it * power >= atLeast) ?? 10;
  return factor * power;
}

/** Returns a time on the axis in words, as exact as the ticks are. */
export function tickLabel(ms: number, { from, to }: TimeWindow): string {
  if (to - from < 1_000 && to < 10_000) return `${Math.round(ms)} ms`;
  const digits = to - from < 2_000 ? 2 : to - from < 20_000 ? 1 : 0;
  return `${(ms / 1000).toFixed(digits)} s`;
}
