import type { EndRecord } from "@splitstream/splitstream/client";

/** A piece of text as it came here. */
export interface Piece {
  text: string;
  /** When, in milliseconds since the question was sent. */
  at: number;
}

/** A split, and when it came here. */
export interface Arrival {
  /** What of it belongs to the answer. */
  text: string;
  /** What of it does not: an end marker, and what the model wrote behind it. */
  rest: string;
  /** When, in milliseconds since the question was sent. */
  at: number;
}

/**
 * Says when each split of an answer came. A split with text came with the piece
 * that its last character came in. The others, empty ones and those of the end
 * marker, are not sent: they are put evenly between their neighbours, and the
 * last of them at the end.
 *
 * @param pieces the text as it came
 * @param end the record, and when it came
 */
export function arrivalsOf(
  pieces: readonly Piece[],
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
  let next = 0; // the first at or behind the index whose time is known
  return arrivals.map((arrival, index) => {
    if ("at" in arrival) {
      before = { at: arrival.at, index };
      return arrival;
    }
    next = Math.max(next, index + 1);
    while (next < arrivals.length && !("at" in (arrivals[next] ?? {}))) next++;
    const known = arrivals[next];
    // There is nothing behind the last: it came at the end itself.
    const [to, gaps] = known !== undefined && "at" in known
      ? [known.at, next - before.index]
      : [endAt, arrivals.length - 1 - before.index];
    return { ...arrival, at: before.at + (to - before.at) * (index - before.index) / gaps };
  });
}

/** The longest time between two splits, in milliseconds. */
export function longestGap(arrivals: readonly { at: number }[]): number {
  return arrivals.reduce(
    (longest, { at }, i) => Math.max(longest, at - (arrivals[i - 1]?.at ?? at)),
    0,
  );
}
