import type { EndRecord } from "../../../stream.ts";
import type { Messages } from "../../messages/messages.ts";
import { oneLine } from "../one_line.ts";

/** Returns a line about a complete answer: `27 splits, 13 empty, first 43 ms, 24 splits/s, …`. */
export function endLine(record: EndRecord, messages: Messages): string {
  const { splits, timing } = record;
  const empty = splits.filter((split) => split === "").length;
  const first = timing?.first_token_ms ?? null; // a proxy or another server may leave it out
  const rate = rateOf(record);
  return [
    messages.splits(splits.length),
    ...(empty === 0 ? [] : [messages.empty(empty)]),
    ...(first === null ? [] : [messages.first(duration(first))]),
    ...(rate === null ? [] : [messages.rate(rate)]),
    ended(record, messages),
  ].join(", ");
}

/** Returns the splits a second after the first, or `null` if there is no time between them. */
function rateOf({ splits, timing }: EndRecord): string | null {
  const ms = (timing?.duration_ms ?? 0) - (timing?.first_token_ms ?? Infinity);
  if (splits.length < 2 || !(ms > 0)) return null;
  const rate = (splits.length - 1) * 1000 / ms;
  return rate < 10 ? rate.toFixed(1) : rate.toFixed();
}

function duration(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function ended({ end_reason, end_marker, finish_reason }: EndRecord, messages: Messages): string {
  const { marker, filter, ...others } = messages.ended;
  if (end_reason === "marker") return marker(oneLine(end_marker ?? ""));
  if (finish_reason === "content_filter") return filter;
  return Object.hasOwn(others, end_reason) ? others[end_reason as keyof typeof others] : end_reason;
}
