import type { StreamEvent } from "./stream_event.ts";

/** A wire format: how the events of a run are written for a kind of client. */
export interface Dialect {
  /** Its name in logs. */
  readonly name: string;
  /** The `Content-Type` of its replies, which a client requests by `Accept`. */
  readonly contentType: string;
  /** Further headers of its replies. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The text that shows that an idle stream is alive; empty if the dialect has none. */
  readonly heartbeat: string;
  /**
   * The text that ends each of its events, and is nowhere else, so that a client can say how many
   * it has received. Default: none, and such a client counts bytes.
   */
  readonly frameEnd?: string;
  /** Whether it cannot express JSON values. Default: `false`. */
  readonly isTextOnly?: boolean;
  /** The shape of its error replies before the head. Default: `problem`, RFC 9457. */
  readonly errorShape?: "problem" | "openai";
  /**
   * Whether a failure of the server before the first event is an event, too, because its clients
   * would try again after a 429 or a 5xx. Default: `false`.
   */
  readonly hasEarlyFailures?: boolean;
  /**
   * Returns the encoder of one stream.
   *
   * The encoder throws on an event that the dialect cannot express. The body must break then, so
   * that no client takes it for a complete answer.
   */
  createEncoder(options?: EncoderOptions): (event: StreamEvent) => string;
}

/** Options for the encoder of a {@linkcode Dialect}. One that does not number events ignores them. */
export interface EncoderOptions {
  /** The number of the first event: how many have been written elsewhere. Default: 0. */
  firstId?: number;
  /** What comes before the number in each id. Default: nothing. */
  idPrefix?: string;
}
