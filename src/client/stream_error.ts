/**
 * Why there is no answer, or only a part of one:
 *
 * - `unreachable`: no server replied
 * - `refused`: the server replied with a status, and did not begin to answer
 * - `failed`: the server told, after it had begun, that it cannot go on
 * - `broken`: the reply broke off, or is none of this protocol
 */
export type StreamErrorType = "unreachable" | "refused" | "failed" | "broken";

/** There is no answer, or only a part of one. */
export class StreamError extends Error {
  /** `StreamError`. */
  override readonly name = "StreamError";
  /** What kind of failure it is. */
  readonly type: StreamErrorType;
  /** The HTTP status that says what went wrong, where the server told one. */
  readonly status: number | null;
  /** In how many seconds to try again, where the server told. */
  readonly retryAfter: number | null;

  /**
   * Says what went wrong.
   *
   * @param message in a sentence for people
   * @param options what is known of it
   */
  constructor(
    message: string,
    { type, status = null, retryAfter = null, cause }: {
      type: StreamErrorType;
      status?: number | null;
      retryAfter?: number | null;
      cause?: unknown;
    },
  ) {
    super(message, { cause });
    this.type = type;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
