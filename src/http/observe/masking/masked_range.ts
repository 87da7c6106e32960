/** A part of a text to mask, and the label that replaces it. */
export interface MaskedRange {
  start: number;
  end: number;
  label: "secret" | "address" | "path" | "prompt" | "text";
}

/** The labels by rank: where ranges overlap, the first one wins. */
const RANKS: readonly MaskedRange["label"][] = ["secret", "address", "path", "prompt", "text"];

/** Returns the matches of patterns. For a pattern with a group, only the group is masked. */
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

/** Replaces ranges of a text by their labels. Overlapping ranges are merged. */
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
