import { DEFAULT_END_MARKER } from "../../src/mod.ts";
import { Random } from "../support/random.ts";

/** In what a client reads: each dialect there is. */
export type ClientKind = "sse" | "ndjson" | "text" | "openai" | "ai-sdk";

/**
 * How it reads: all, all but slowly, or not to the end; or it leaves, and comes back for what it
 * missed, or for all of a run that may go on without it.
 */
export type Reader = "whole" | "slow" | "leaves" | "returns" | "detaches";

/** What the model's server does: only the first two end an answer well. */
export type Conduct =
  | "good"
  | "flood"
  | "refuses"
  | "redirects"
  | "is busy"
  | "resets"
  | "ends early"
  | "garbage"
  | "breaks off"
  | "no stream"
  | "endless line"
  | "never begins"
  | "stalls";

/** All that is to happen in one stream, and what has to come of it. */
export interface SoakPlan {
  number: number;
  way: "model" | "chain" | "agent";
  client: ClientKind;
  reader: Reader;
  /** After how many reads it leaves, or `null` if before the head of the reply has come. */
  leavesAfter: number | null;
  conduct: Conduct;
  /** What its server sends between the chunks, which must not matter. */
  noise: "none" | "heartbeats" | "choices" | "reasoning";
  /** What the model's server has to say. */
  chunks: readonly string[];
  /** After how many chunks it misbehaves: before the end marker is complete. */
  failsAfter: number;
  /** How long it waits before the first chunk, and before each packet, in milliseconds. */
  waits: { firstMs: number; nextMs: number };
  /** The source of its other choices. */
  seed: number;
  /** The answer that the client has to get. */
  output: string;
  /** The chunks that the record has to hold. */
  splits: readonly string[];
  endMarker: string | null;
}

/** How many chunks a flood has, beside its end marker. */
export const FLOOD_CHUNKS = 200_000;
/** How often there is one. */
const FLOOD_EVERY = 2_000;

const PIECES = [
  ...["언어 ", "모델 ", "논문 ", "요즘 ", "a", "word ", "é", "\n", "\n\n", "|", "\\", '"', "\r\n"],
  ...["data: [DONE]\n\n", "event: end\n", "\u2028", "\0", "😀", "👩‍👩‍👧", "🇰🇷", "𠮷"],
  ...["(", "(답", "(답변", "(답변 종", "(답변 종료", "((답변 ", "(답변 시작)"],
];
const CONDUCTS: readonly Conduct[] = [
  "refuses",
  "redirects",
  "is busy",
  "resets",
  "resets",
  "ends early",
  "ends early",
  "garbage",
  "garbage",
  "breaks off",
  "no stream",
  "endless line",
  "never begins",
  "stalls",
];

/** Plans a stream: always the same for a seed and a number. */
export function planOf(seed: number, number: number): SoakPlan {
  const random = new Random(seed, number);
  const isFlood = number % FLOOD_EVERY === FLOOD_EVERY / 2;
  const conduct = isFlood ? "flood" : random.chance(75) ? "good" : random.pick(CONDUCTS);
  const hasMarker = random.chance(75);
  const chunks = isFlood
    ? floodOf(number)
    : cut(random, textOf(random, number) + (hasMarker ? `${DEFAULT_END_MARKER}더 있는 말` : ""));
  const expected = expectedOf(chunks);
  return {
    number,
    way: random.pick(["model", "model", "chain", "chain", "agent"]),
    client: random.pick(["sse", "ndjson", "text", "openai", "ai-sdk"]),
    // To read a flood slowly would take longer than the soak.
    reader: random.pick(
      isFlood
        ? ["whole", "returns", "detaches"]
        : ["whole", "whole", "slow", "leaves", "returns", "detaches"],
    ),
    leavesAfter: random.chance(20) ? null : random.integer(0, 12),
    conduct,
    noise: isFlood ? "none" : random.pick(["none", "none", "heartbeats", "choices", "reasoning"]),
    chunks,
    failsAfter: random.integer(0, Math.max(0, expected.splits.length - 1)),
    waits: {
      firstMs: random.chance(98) ? random.integer(0, 30) : random.integer(500, 2_300),
      nextMs: isFlood || random.chance(80) ? 0 : random.integer(1, 10),
    },
    seed,
    ...expected,
  };
}

/** What a look at the whole text gives. */
function expectedOf(chunks: readonly string[]) {
  const text = chunks.join("");
  const at = text.indexOf(DEFAULT_END_MARKER);
  if (at === -1) return { output: text, splits: chunks, endMarker: null };
  let length = 0;
  const last = chunks.findIndex((chunk) =>
    (length += chunk.length) >= at + DEFAULT_END_MARKER.length
  );
  return {
    output: text.slice(0, at),
    splits: chunks.slice(0, last + 1),
    endMarker: DEFAULT_END_MARKER,
  };
}

/** Pieces of text, each few with the number of the stream, so that strays can be told. */
function textOf(random: Random, number: number): string {
  return Array.from(
    { length: random.integer(0, 120) },
    (_, i) => i % 4 === 0 ? `[${number}.${i}]` : random.pick(PIECES),
  ).join("");
}

/** Cuts a text anywhere, inside of letters and markers too, with empty chunks in between. */
function cut(random: Random, text: string): string[] {
  const most = random.pick([1, 3, 8, 40]);
  const chunks: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = random.chance(5) ? 0 : random.integer(1, most);
    chunks.push(text.slice(at, at + length));
    at += length;
  }
  return chunks;
}

/** Chunks that tell their place. */
function floodOf(number: number): string[] {
  return Array.from(
    { length: FLOOD_CHUNKS },
    (_, i) => i % 1_000 === 0 ? `[${number}]` : `${i % 1_000} `,
  ).concat(DEFAULT_END_MARKER);
}
