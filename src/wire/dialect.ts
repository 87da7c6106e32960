import type { StreamEvent } from "./stream_event.ts";

/** One wire format: how the events of a stream are written for a kind of client. */
export interface Dialect {
  /** What it is called in a log. */
  readonly name: string;
  /** The `Content-Type` of a reply in it, which a client asks for in `Accept`. */
  readonly contentType: string;
  /** What else a reply in it has in its head. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What shows that a silent stream is alive; empty where nothing could be written unheard. */
  readonly heartbeat: string;
  /** Whether it cannot express JSON values. Default: `false`. */
  readonly isTextOnly?: boolean;
  /**
   * Makes the encoder of one stream.
   *
   * The encoder throws on an `error` that the dialect has no words for; the
   * body then has to break, so that nobody takes it for a whole answer.
   */
  createEncoder(): (event: StreamEvent) => string;
}
