import type { AnswerEvent } from "../../stream.ts";
import type { StreamError } from "../../stream_error.ts";

/** Shows an answer as it arrives, and leaves the cursor at the start of a line. */
export interface AnswerView {
  /** Whether there is something to show of an event. */
  shows(event: AnswerEvent): boolean;
  /** Shows an event. The last one is `end`. */
  show(event: AnswerEvent): Promise<void>;
  /** Ends an answer that failed. */
  fail(error: StreamError): Promise<void>;
  /** Ends an answer that the user stopped. */
  stop(): Promise<void>;
}
