/** The server sent something that is not a chat completion, or reported a failure in its stream. */
export class CompletionError extends Error {
  override readonly name = "CompletionError";
  /** The HTTP status that the server's error names, if it names one. */
  readonly status: number | undefined;
  /** The server's code for the error, if it has one. */
  readonly code: string | undefined;

  constructor(message: string, { status, code, cause }: CompletionErrorOptions = {}) {
    super(message, { cause });
    this.status = status;
    this.code = code;
  }
}

interface CompletionErrorOptions {
  status?: number | undefined;
  code?: string | undefined;
  cause?: unknown;
}
