import type { EndRecord } from "@splitstream/splitstream/client";

/** A text event, and its time. */
export interface TextArrival {
  text: string;
  /** The time of its arrival, in milliseconds since the question was sent. */
  at: number;
}

/** A split, and its time. */
export interface Arrival {
  /** The part of it that belongs to the answer. */
  text: string;
  /** The rest: an end marker, and the text after it. */
  rest: string;
  /** The time of its arrival, in milliseconds since the question was sent. */
  at: number;
}

/**
 * Estimates when each split of an answer arrived. A split with text arrived with the text event that
 * has its last character. Empty splits and those of the end marker are not sent: they are spread
 * evenly between their neighbours, and the last of them is put at the end.
 *
 * @param pieces the text events
 * @param end the record, and its time
 */
export function arrivalsOf(
  pieces: readonly TextArrival[],
  { record, at: endAt }: { record: EndRecord; at: number },
): Arrival[] {
  const { splits } = record;
  const output = typeof record.output === "string" ? record.output : ""; // a value has no splits
  let offset = 0;
  let piece = 0;
  let pieceEnd = pieces[0]?.text.length ?? 0;
  const arrivals: (Arrival | Omit<Arrival, "at">)[] = splits.map((split) => {
    const text = split.slice(0, Math.max(0, output.length - offset));
    const rest = split.slice(text.length);
    offset += split.length;
    if (text === "") return { text, rest };
    while (pieceEnd < Math.min(offset, output.length) && piece < pieces.length - 1) {
      pieceEnd += pieces[++piece]?.text.length ?? 0;
    }
    return { text, rest, at: pieces[piece]?.at ?? endAt };
  });

  let before = { at: 0, index: -1 };
  let next = 0; // the first split at or after the index with a known time
  return arrivals.map((arrival, index) => {
    if ("at" in arrival) {
      before = { at: arrival.at, index };
      return arrival;
    }
    next = Math.max(next, index + 1);
    while (next < arrivals.length && !("at" in (arrivals[next] ?? {}))) next++;
    const known = arrivals[next];
    // Nothing follows the last split: it arrived at the end.
    const [to, gaps] = known !== undefined && "at" in known
      ? [known.at, next - before.index]
      : [endAt, arrivals.length - 1 - before.index];
    return { ...arrival, at: before.at + (to - before.at) * (index - before.index) / gaps };
  });
}

/** Returns the longest time between two splits, in milliseconds. */
export function longestGap(arrivals: readonly { at: number }[]): number {
  return arrivals.reduce(
    (longest, { at }, i) => Math.max(longest, at - (arrivals[i - 1]?.at ?? at)),
    0,
  );
}
