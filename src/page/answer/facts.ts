import type { Split } from "./answer.ts";

/** Figures of an answer. All times are in milliseconds since the run began. */
export interface Facts {
  count: number;
  /** The number of splits without text. */
  empty: number;
  /** When the first split with text was read. */
  firstMs: number | null;
  /** Splits a second, from the first split to the last. */
  rate: number | null;
  /** The longest time between two splits, and the index of the second. */
  longestGap: { ms: number; index: number } | null;
  /** Half of the gaps are at most this long. */
  medianGap: number | null;
  /** 95 of 100 gaps are at most this long. */
  p95Gap: number | null;
}

/** Returns the figures of the splits of an answer. */
export function factsOf(splits: readonly Split[]): Facts {
  const isEmpty = ({ text, rest }: Split) => text === "" && rest === "";
  const gaps = splits.slice(1).map(({ ms }, i) => ms - (splits[i]?.ms ?? ms));
  const sorted = gaps.toSorted((a, b) => a - b);
  const took = (splits.at(-1)?.ms ?? 0) - (splits[0]?.ms ?? 0);
  const longest = sorted.at(-1);
  return {
    count: splits.length,
    empty: splits.filter(isEmpty).length,
    firstMs: splits.find((split) => !isEmpty(split))?.ms ?? null,
    rate: took > 0 ? gaps.length / took * 1000 : null,
    longestGap: longest === undefined ? null : { ms: longest, index: gaps.indexOf(longest) + 1 },
    medianGap: quantile(sorted, 0.5),
    p95Gap: quantile(sorted, 0.95),
  };
}

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

/** Returns a duration in words: `43 ms`, `1.20 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** Returns a probability in percent: `97.3 %`. */
export function percent(logprob: number): string {
  const share = Math.exp(logprob) * 100;
  return `${share >= 99.95 ? "100" : share.toPrecision(share < 1 ? 2 : 3)} %`;
}

/** Returns how sure a model was of its tokens, from 0 to 1; `null` if it does not say. */
export function confidenceOf({ logprobs }: Pick<Split, "logprobs">): number | null {
  if (logprobs.length === 0) return null;
  return Math.exp(Math.min(...logprobs.map(({ logprob }) => logprob)));
}
