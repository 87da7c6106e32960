/** Ways to find end markers, and texts to find them in. The same for each way comes out. */
import { DEFAULT_END_MARKER } from "../../../src/stream/answer_cutter.ts";
import { MarkerMatcher } from "../../../src/stream/marker_matcher.ts";

/** What finds markers in chunks. */
export interface Matcher {
  readonly marker: string | null;
  push(chunk: string): string;
  flush(): string;
}

/**
 * The plain way: `indexOf`, over the chunk and a tail as long as a marker. It
 * always holds that tail back, so its text comes later than it could.
 */
export class TailWindow implements Matcher {
  marker: string | null = null;
  #tail = "";
  readonly #markers: readonly string[];
  readonly #reach: number;

  /** @param markers none of them empty */
  constructor(markers: readonly string[]) {
    this.#markers = markers;
    this.#reach = Math.max(1, ...markers.map((marker) => marker.length)) - 1;
  }

  /** Reads on. */
  push(chunk: string): string {
    if (this.marker !== null) return "";
    const text = this.#tail + chunk;
    let begin = -1;
    let end = Infinity;
    for (const marker of this.#markers) {
      const at = text.indexOf(marker);
      if (at === -1) continue;
      if (at + marker.length > end || at + marker.length === end && at >= begin) continue;
      begin = at;
      end = at + marker.length;
      this.marker = marker;
    }
    const sent = this.marker === null ? Math.max(0, text.length - this.#reach) : begin;
    this.#tail = this.marker === null ? text.slice(sent) : "";
    return text.slice(0, sent);
  }

  /** Ends the text. */
  flush(): string {
    const text = this.#tail;
    this.#tail = "";
    return text;
  }
}

/** How the ways are made. */
export const matchers: Readonly<Record<string, (markers: readonly string[]) => Matcher>> = {
  "indexOf over a tail": (markers) => new TailWindow(markers),
  "MarkerMatcher": (markers) => new MarkerMatcher(markers),
};

/** Chunks, and what to look for in them. */
export interface Fixture {
  chunks: readonly string[];
  markers: readonly string[];
}

const ONE = [DEFAULT_END_MARKER];
const FOUR = [DEFAULT_END_MARKER, "(답변 끝)", "<|im_end|>", "\n\nHuman:"];
const PROSE =
  "언어 모델 논문 요즘 보고 있어! The paper is out, and it's new. 혁신적인 거 하나 있는데 알려줄까? ";
const FALSE_STARTS =
  "(답변은 (답변 종) (답변 종료 (답변 끝 <|im_end| <|im \n\nHuman \n\nHu (답(답변 종료";
const CHARS = 64_000;

/** What is matched, by name. Each is {@linkcode CHARS} long unless its name says otherwise. */
export const fixtures: Readonly<Record<string, Fixture>> = {
  "prose, 1 marker": { chunks: cut(fill(PROSE, CHARS), 4), markers: ONE },
  "prose, 4 markers": { chunks: cut(fill(PROSE, CHARS), 4), markers: FOUR },
  "false starts, 1 marker": { chunks: cut(fill(FALSE_STARTS, CHARS), 4), markers: ONE },
  "false starts, 4 markers": { chunks: cut(fill(FALSE_STARTS, CHARS), 4), markers: FOUR },
  "character by character, 4 markers": { chunks: cut(fill(PROSE, CHARS), 1), markers: FOUR },
  "one chunk of 1,000,000, 1 marker": { chunks: [fill(PROSE, 1_000_000)], markers: ONE },
  "one chunk of 1,000,000, 4 markers": { chunks: [fill(PROSE, 1_000_000)], markers: FOUR },
};

/**
 * The worst text for an automaton that falls back: all but the last character of
 * a long marker again and again, each time with a fall through all its states.
 */
export function worst(chars: number): Fixture {
  return { chunks: cut(fill(`${"a".repeat(99)}c`, chars), 4), markers: [`${"a".repeat(100)}b`] };
}

/** Runs a matcher over a text. */
export function match(
  matcher: Matcher,
  chunks: readonly string[],
): { output: string; marker: string | null } {
  let output = "";
  for (const chunk of chunks) {
    output += matcher.push(chunk);
    if (matcher.marker !== null) return { output, marker: matcher.marker };
  }
  return { output: output + matcher.flush(), marker: null };
}

function fill(text: string, chars: number): string {
  return text.repeat(Math.ceil(chars / text.length)).slice(0, chars);
}

function cut(text: string, size: number): string[] {
  const count = Math.ceil(text.length / size);
  return Array.from({ length: count }, (_, index) => text.slice(index * size, (index + 1) * size));
}
