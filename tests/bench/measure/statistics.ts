/** The middle of some figures; of an even number, that of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? NaN;
  return (at(Math.floor((sorted.length - 1) / 2)) + at(Math.floor(sorted.length / 2))) / 2;
}

/** What so many hundredths of the figures are not above. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.floor(sorted.length * percent / 100);
  return sorted[Math.min(index, sorted.length - 1)] ?? NaN;
}

/** Writes a median and, in brackets, the least and the most. */
export function spread(values: readonly number[], digits = 1): string {
  const range = `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
  return `${median(values).toFixed(digits)} (${range})`;
}

/** What two lists have to do with each other, round by round. */
export function pairwise(
  [a, b]: readonly [readonly number[], readonly number[]],
  combine: (a: number, b: number) => number,
): number[] {
  return a.map((value, index) => combine(value, b[index] ?? NaN));
}
