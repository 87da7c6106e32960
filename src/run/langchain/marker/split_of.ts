import type { TokenLogprob } from "../../../wire/stream_event.ts";

/**
 * The key of a message chunk's split: the text as the model wrote it. It is set where a model ends
 * itself at an end marker, because the chunk's content then lacks what may become a marker.
 */
const SPLIT: unique symbol = Symbol("splitstream.split");

/** A chunk of text as the model wrote it. */
export interface Split {
  /** The text; `null` for a chunk that only repeats text of earlier splits. */
  readonly text: string | null;
  /** Whether it completed an end marker, so that the model has ended itself. */
  readonly isLast: boolean;
  /** Its tokens, with their log probabilities, if the model gave them. */
  readonly logprobs?: readonly TokenLogprob[] | undefined;
}

/** Sets the split of a message chunk. */
export function setSplit(message: object, split: Split): void {
  Object.defineProperty(message, SPLIT, { value: split, configurable: true });
}

/** Returns the split of a message chunk; `undefined` if its content is the split. */
export function splitOf(message: object): Split | undefined {
  return (message as { [SPLIT]?: Split })[SPLIT];
}
