import { MarkerMatcher } from "../../../stream/marker_matcher.ts";
import { Reasoning } from "./reasoning.ts";

const OPENING = "<think>";
const CLOSING = "</think>";

/**
 * Separates a leading `<think>…</think>` block, which is reasoning, from the chunks of a text. Drops
 * the tags. Only white space may precede the block; a later `<think>` is plain text.
 *
 * A chunk is held back only while it may be the start of the opening tag.
 */
export class ThoughtSplitter {
  #state: "start" | "thinking" | "text" = "start";
  /** Chunks that may be the start of the opening tag. */
  #held: string[] = [];
  /** Finds the closing tag, after the opening one. */
  #closing: MarkerMatcher | null = null;
  #pending = 0;

  /** Whether the next chunk may contain reasoning. */
  get isOpen(): boolean {
    return this.#state !== "text";
  }

  /** Splits a chunk into text and reasoning. */
  push(chunk: string): (string | Reasoning)[] {
    if (this.#state === "text") return [chunk];
    return this.#state === "thinking" ? this.#think(chunk) : this.#begin(chunk);
  }

  /** Ends the text; another one may start. @returns the chunks that were held back */
  end(): (string | Reasoning)[] {
    const rest = this.#state === "thinking" ? reasoning(this.#closing?.flush() ?? "") : this.#held;
    this.#state = "start";
    this.#held = [];
    this.#pending = 0;
    this.#closing = null;
    return rest;
  }

  #begin(chunk: string): (string | Reasoning)[] {
    this.#held.push(chunk);
    const text = this.#held.join("");
    const start = text.search(/\S/);
    if (start < 0) return this.#release("start");
    if (text.startsWith(OPENING, start)) {
      this.#held = [];
      this.#state = "thinking";
      const before = text.slice(0, start);
      const rest = this.#think(text.slice(start + OPENING.length));
      return before === "" ? rest : [before, ...rest];
    }
    return OPENING.startsWith(text.slice(start)) ? [] : this.#release("text");
  }

  #release(state: "start" | "text"): string[] {
    const held = this.#held;
    this.#held = [];
    this.#state = state;
    return held;
  }

  #think(chunk: string): (string | Reasoning)[] {
    this.#closing ??= new MarkerMatcher([CLOSING]);
    const thought = this.#closing.push(chunk);
    this.#pending += chunk.length - thought.length;
    if (this.#closing.marker === null) return reasoning(thought);
    const rest = this.#pending - CLOSING.length; // the length of the text after the tag
    this.#state = "text";
    const after = rest === 0 ? [] : [chunk.slice(-rest)];
    return [...reasoning(thought), ...after];
  }
}

function reasoning(text: string): Reasoning[] {
  return text === "" ? [] : [new Reasoning(text)];
}
