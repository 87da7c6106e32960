/** Thrown when a runnable cannot take an input. */
export class InputError extends Error {
  override readonly name = "InputError";
  /** The place in the input, as a JSON pointer: `/topic`; empty for the input itself. */
  readonly pointer: string;
  /** What the value there must be, as the end of a sentence: `must be a string`. */
  readonly must: string;

  /** @param pointer the place in the input @param must what the value there must be */
  constructor(pointer: string, must: string) {
    super(`The input${pointer === "" ? "" : ` at ${pointer}`} ${must}`);
    this.pointer = pointer;
    this.must = must;
  }
}
