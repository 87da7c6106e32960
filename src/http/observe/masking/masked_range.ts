/** A part of a text that is not shown, and what is shown in its place. */
export interface MaskedRange {
  start: number;
  end: number;
  label: "secret" | "address" | "path" | "prompt" | "text";
}

/** Where ranges overlap, the first of these is their label. */
const RANKS: readonly MaskedRange["label"][] = ["secret", "address", "path", "prompt", "text"];

/** Finds what each of the patterns finds; where a pattern has a group, only that. */
export function findRanges(
  text: string,
  { patterns, label }: { patterns: readonly RegExp[]; label: MaskedRange["label"] },
): MaskedRange[] {
  const ranges: MaskedRange[] = [];
  for (const pattern of patterns) {
    for (const { indices } of text.matchAll(pattern)) {
      const [start, end] = indices?.[1] ?? indices?.[0] ?? [0, 0];
      ranges.push({ start, end, label });
    }
  }
  return ranges;
}

/** Writes the labels of ranges in their place. Ranges that overlap become one. */
export function maskRanges(text: string, ranges: readonly MaskedRange[]): string {
  const merged: MaskedRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || range.start >= last.end) {
      merged.push({ ...range });
      continue;
    }
    last.end = Math.max(last.end, range.end);
    if (RANKS.indexOf(range.label) < RANKS.indexOf(last.label)) last.label = range.label;
  }
  let masked = "";
  let from = 0;
  for (const { start, end, label } of merged) {
    masked += `${text.slice(from, start)}<${label}>`;
    from = end;
  }
  return masked + text.slice(from);
}
