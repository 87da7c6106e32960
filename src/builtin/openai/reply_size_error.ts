/** The model's server sent a larger reply than is read. */
export class ReplySizeError extends Error {
  override readonly name = "ReplySizeError";

  /** @param maxBytes the limit, in bytes */
  constructor(maxBytes: number) {
    super(`Cannot read the reply of the model's server: it has more than ${maxBytes} bytes`);
  }
}
