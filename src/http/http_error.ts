/** Thrown where a request is refused; the router answers with it. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  /** The status of the reply. */
  readonly status: number;
  /** Where in the body the trouble is, as a JSON pointer: `#/input/history/0`. */
  readonly pointer: string | undefined;
  /** A name for what is wrong, for programs. */
  readonly code: string | undefined;
  /** Headers of the reply. */
  readonly headers: HeadersInit | undefined;

  /** @param message what is wrong, in a sentence for the caller */
  constructor(
    status: number,
    message: string,
    { pointer, code, headers }: { pointer?: string; code?: string; headers?: HeadersInit } = {},
  ) {
    super(message);
    this.status = status;
    this.pointer = pointer;
    this.code = code;
    this.headers = headers;
  }
}
