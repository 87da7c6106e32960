/** Options for {@linkcode HttpError}. */
export interface HttpErrorOptions {
  /** The place of the error in the body, as a JSON pointer: `#/input/history/0`. */
  pointer?: string;
  /** A name for the kind of error, for programs. */
  code?: string;
  /** Headers of the reply. */
  headers?: HeadersInit;
}

/**
 * Thrown to refuse a request. The reply has its status and its message.
 *
 * @example Refuse a request in `configure`
 * ```ts
 * import { HttpError, type ServedRunnable } from "@splitstream/splitstream";
 *
 * const configure: ServedRunnable["configure"] = (request) => {
 *   const user = request.headers.get("x-user");
 *   if (user === null) throw new HttpError(401, "Sign in first.");
 *   return { configurable: { user } };
 * };
 * ```
 */
export class HttpError extends Error {
  /** The name of the class. */
  override readonly name = "HttpError";
  /** The status of the reply. */
  readonly status: number;
  /** The place of the error in the body, as a JSON pointer: `#/input/history/0`. */
  readonly pointer: string | undefined;
  /** A name for the kind of error, for programs. */
  readonly code: string | undefined;
  /** Headers of the reply. */
  readonly headers: HeadersInit | undefined;

  /** Makes an error with a message for the caller. */
  constructor(status: number, message: string, options: HttpErrorOptions = {}) {
    super(message);
    const { pointer, code, headers } = options;
    this.status = status;
    this.pointer = pointer;
    this.code = code;
    this.headers = headers;
  }
}
