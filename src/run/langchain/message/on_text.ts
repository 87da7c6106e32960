/**
 * The key in `configurable` of a function that a model of ours calls with text, in place of a chunk
 * that would say nothing else. A model that does so has the key as a property, too.
 */
export const ON_TEXT: unique symbol = Symbol.for("splitstream.on_text") as never;

/** Receives a model's text. The model goes on when the promise resolves. */
export type OnText = (text: string) => void | Promise<void>;

/** The values of `configurable` by which a model tells its text. */
export interface TellsText {
  [ON_TEXT]?: OnText;
}
