/** The program was not started as it should be. The message is a sentence without its period. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
