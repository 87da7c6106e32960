import type { EndRecord } from "../wire/stream_event.ts";

/**
 * Why an answer is missing or incomplete:
 *
 * - `unreachable`: no server replied
 * - `refused`: the server refused the request with a status
 * - `failed`: the server reported a failure after the answer had begun
 * - `broken`: the reply ended early, or is not of this protocol
 */
export type StreamErrorType = "unreachable" | "refused" | "failed" | "broken";

/** Thrown when an answer is missing or incomplete. */
export class StreamError extends Error {
  /** The name of the class. */
  override readonly name = "StreamError";
  /** The kind of failure. */
  readonly type: StreamErrorType;
  /** The HTTP status, if the server sent one. */
  readonly status: number | null;
  /** The seconds to wait before the next try, if the server sent them. */
  readonly retryAfter: number | null;
  /**
   * The kind of failure, if the server says it: `context_length_exceeded`, `model_key_refused`,
   * `model_unknown`, `model_unreachable`, `runnable_failed`…
   */
  readonly code: string | null;
  /** The record of the answer before the failure, if the server sent it. */
  readonly record: EndRecord | null;
  /**
   * The address of the run, if the connection is lost but the server may still keep the run:
   * {@linkcode follow} reads it.
   */
  readonly location: string | null;

  /** Makes an error with a message for people. */
  constructor(
    message: string,
    { type, status = null, retryAfter = null, code = null, record = null, location = null, cause }:
      {
        type: StreamErrorType;
        status?: number | null;
        retryAfter?: number | null;
        code?: string | null;
        record?: EndRecord | null;
        location?: string | null;
        cause?: unknown;
      },
  ) {
    super(message, { cause });
    this.type = type;
    this.status = status;
    this.retryAfter = retryAfter;
    this.code = code;
    this.record = record;
    this.location = location;
  }
}
