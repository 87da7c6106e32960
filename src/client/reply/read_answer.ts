import type { EndRecord, RunStart } from "../../wire/stream_event.ts";
import type { AnswerEvent } from "../answer_event.ts";
import type { ResumableEvents } from "./resumable_events.ts";
import { StreamError } from "../stream_error.ts";

/** Options for {@linkcode readAnswer}. */
export interface ReadAnswerOptions {
  /** Whether to stop the run if the answer is not read to its end. */
  stopsOnLeave: boolean;
}

/**
 * Yields the events of an answer. The last is `end`.
 *
 * @param open sends the request, when the first event is asked for
 * @throws {StreamError} if the answer is incomplete
 */
export async function* readAnswer(
  open: () => Promise<ResumableEvents>,
  { stopsOnLeave }: ReadAnswerOptions,
): AsyncGenerator<AnswerEvent, void, void> {
  const events = await open();
  let run: RunStart | undefined;
  let record: EndRecord | undefined;
  let isComplete = false;
  try {
    for await (const event of events.read()) {
      switch (event?.event) {
        case "metadata":
          if ("end_reason" in event.data) record = event.data;
          else if (run === undefined) yield { type: "start", run: run = event.data };
          break;
        case "data":
          yield typeof event.data === "string"
            ? { type: "text", text: event.data }
            : { type: "value", value: event.data };
          break;
        case "split":
          yield { type: "split", split: event.data };
          break;
        case "reasoning":
          yield { type: "reasoning", text: event.data.text };
          break;
        case "tool_call":
          yield { type: "tool_call", call: event.data };
          break;
        case "updates":
          yield { type: "updates", updates: event.data };
          break;
        case "step":
          yield { type: "step", step: event.data };
          break;
        case "custom":
          yield { type: "custom", data: event.data };
          break;
        case "interrupt":
          yield { type: "interrupt", interrupts: event.data };
          break;
        case "reconnect":
          yield { type: "reconnect", attempt: event.attempt, delay_ms: event.delayMs };
          break;
        case "error": {
          events.end();
          const { message, status_code: status, code = null, record = null } = event.data;
          throw new StreamError(message, { type: "failed", status, code, record });
        }
        case "end":
          events.end();
          if (record === undefined) throw events.broken();
          isComplete = true;
          yield { type: "end", record };
          return;
      }
    }
  } finally {
    if (isComplete) await events.drain();
    else if (stopsOnLeave) await events.stop();
    await events.cancel();
  }
}
