/// <reference lib="dom" />
import type { Split } from "../../answer/answer.ts";
import { duration, percent } from "../../answer/facts.ts";
import { withGlyphs } from "../../answer/glyphs.ts";
import { element } from "../../dom/element.ts";
import type { Messages } from "../../messages/messages.ts";
import { termList } from "./term_list.ts";

/** Options for {@linkcode splitDetails}. */
export interface SplitDetailsOptions {
  /** Its place in the answer. */
  index: number;
  /** All splits of the answer. */
  splits: readonly Split[];
  /** Whether more may come, so that a split outside of the output is held back. */
  isRunning: boolean;
  messages: Messages;
}

/** Returns all that is known of a split. */
export function splitDetails(split: Split, options: SplitDetailsOptions): HTMLElement[] {
  const { index, splits, messages } = options;
  return [
    element("h3", {}, messages.splitNumber(index, splits.length)),
    element("p", { className: "glyphs" }, withGlyphs(split.text + split.rest)),
    termList(factsOf(split, options)),
    ...tokensOf(split, messages),
  ];
}

function factsOf(
  { text, rest, ms }: Split,
  { index, splits, isRunning, messages }: SplitDetailsOptions,
): [string, string][] {
  const all = text + rest;
  const bytes = [...new TextEncoder().encode(all)];
  const points = [...all].map((char) => `U+${hex(char.codePointAt(0) ?? 0, 4)}`);
  const kind = text !== ""
    ? messages.kindText
    : all === ""
    ? messages.kindEmpty
    : isRunning
    ? messages.kindHeld
    : messages.kindMarker;
  const before = splits[index - 1];
  return [
    [kind, JSON.stringify(all)],
    [
      messages.bytes,
      `${bytes.length}${
        bytes.length === 0 ? "" : `: ${shorten(bytes.map((byte) => hex(byte, 2)))}`
      }`,
    ],
    [messages.codePoints, `${points.length}${points.length === 0 ? "" : `: ${shorten(points)}`}`],
    [messages.time, duration(ms)],
    ...(before === undefined ? [] : [[messages.gap, duration(ms - before.ms)] as [string, string]]),
  ];
}

function tokensOf({ text, rest, logprobs }: Split, messages: Messages): HTMLElement[] {
  const { tokens, noTokens, probability, alternatives } = messages;
  if (logprobs.length === 0) {
    return text + rest === "" ? [] : [element("p", { className: "hint" }, noTokens)];
  }
  const head = element(
    "tr",
    {},
    ...[tokens, probability, alternatives].map((name) => element("th", { scope: "col" }, name)),
  );
  const rows = logprobs.map(({ token, logprob, top_logprobs: top }) => {
    const others = top.filter((other) => other.token !== token)
      .map((other) => `${withGlyphs(other.token)} ${percent(other.logprob)}`).join(", ");
    return element(
      "tr",
      {},
      element("td", {}, element("code", {}, withGlyphs(token))),
      element("td", {}, percent(logprob)),
      element("td", {}, others),
    );
  });
  return [element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))];
}

/** How many bytes or code points are shown. */
const MAX_SHOWN = 64;

function shorten(parts: readonly string[]): string {
  return parts.length <= MAX_SHOWN ? parts.join(" ") : `${parts.slice(0, MAX_SHOWN).join(" ")} …`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
