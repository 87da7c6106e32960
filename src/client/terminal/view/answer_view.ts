import type { AnswerEvent } from "../../stream.ts";
import type { StreamError } from "../../stream_error.ts";

/** Shows an answer as it comes, and leaves the cursor on a line of its own. */
export interface AnswerView {
  /** Shows what happens; the `end` is the last. */
  show(event: AnswerEvent): Promise<void>;
  /** There will be no more of it. */
  fail(error: StreamError): Promise<void>;
  /** There will be no more of it, as was wished. */
  stop(): Promise<void>;
}
