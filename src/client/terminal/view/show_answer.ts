import { type AnswerEvent, type EndRecord, StreamError } from "../../stream.ts";
import type { AnswerView } from "./answer_view.ts";

/** How an answer ended, its text so far, and its record if it is whole. */
export interface Outcome {
  end: "whole" | "failed" | "stopped";
  text: string;
  record: EndRecord | null;
}

/** Options for {@linkcode showAnswer}. */
export interface ShowOptions {
  view: AnswerView;
  /** Aborted when the user stops the answer. */
  signal: AbortSignal;
  /** Called with the error of a missing or incomplete answer. */
  report: (error: StreamError) => Promise<void>;
}

/** Shows an answer. Each event is shown before the next one is read. */
export async function showAnswer(
  events: AsyncIterable<AnswerEvent>,
  { view, signal, report }: ShowOptions,
): Promise<Outcome> {
  let text = "";
  let record: EndRecord | null = null;
  try {
    for await (const event of events) {
      if (event.type === "text") text += event.text;
      if (event.type === "end") record = event.record;
      await view.show(event);
    }
    return { end: "whole", text, record };
  } catch (error) {
    const isOfStream = error instanceof StreamError;
    // A server may still refuse a request that was stopped before it began.
    if (signal.aborted && (isOfStream || error === signal.reason)) {
      await view.stop();
      return { end: "stopped", text, record };
    }
    if (!isOfStream) throw error;
    record ??= error.record;
    await view.fail(error);
    await report(error);
    return { end: "failed", text, record };
  }
}
