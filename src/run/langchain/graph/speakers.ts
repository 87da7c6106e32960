import type { Speaker, SpeakerTurn } from "../../../wire/stream_event.ts";

/** A turn, the message that it is a part of, and where its text begins in the output. */
interface Turn {
  readonly speaker: Speaker;
  readonly message: object;
  readonly split: number;
  readonly text: number;
}

/** Collects which node of a graph wrote which splits, and which text of the output. */
export class Speakers {
  /** The message that is the answer of the graph. Default: the one that was written last. */
  answer: object | null = null;
  readonly #turns: Turn[] = [];

  /**
   * Begins a turn. Two turns may be of one message, if others are written at the same time.
   *
   * @param message identifies the message
   * @param at the number of splits and the length of the output so far
   */
  begin(speaker: Speaker, message: object, at: { split: number; text: number }): void {
    this.#turns.push({ speaker, message, ...at });
  }

  /** Returns the turns in which splits were written. */
  turns(splits: number): SpeakerTurn[] {
    return this.#turns
      .filter(({ split }, i) => split < (this.#turns[i + 1]?.split ?? splits))
      .map(({ speaker, split }) => ({ ...speaker, first_split: split }));
  }

  /** Returns the text of the answer in the text of all messages. */
  answerIn(output: string): string {
    return this.#turns.length === 0
      ? output
      : this.#textOf(this.answer ?? this.#turns.at(-1)?.message, output);
  }

  /** Returns the text of the message that is written now. */
  currentIn(output: string): string {
    return this.#textOf(this.#turns.at(-1)?.message, output);
  }

  /** Whether there were any. */
  get isEmpty(): boolean {
    return this.#turns.length === 0;
  }

  #textOf(message: object | undefined, output: string): string {
    const texts = this.#turns.map(({ text }, i) => output.slice(text, this.#turns[i + 1]?.text));
    return texts.filter((_, i) => this.#turns[i]?.message === message).join("");
  }
}
