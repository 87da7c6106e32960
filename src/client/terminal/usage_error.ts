/** Thrown when the command line is invalid. The message has no final period. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
