import { type AnswerEvent, StreamError } from "../../stream.ts";
import type { AnswerView } from "./answer_view.ts";

/** How an answer ended, and its text so far. */
export interface Outcome {
  end: "whole" | "failed" | "stopped";
  text: string;
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
  try {
    for await (const event of events) {
      if (event.type === "text") text += event.text;
      await view.show(event);
    }
    return { end: "whole", text };
  } catch (error) {
    const isOfStream = error instanceof StreamError;
    // A server may still refuse a request that was stopped before it began.
    if (signal.aborted && (isOfStream || error === signal.reason)) {
      await view.stop();
      return { end: "stopped", text };
    }
    if (!isOfStream) throw error;
    await view.fail(error);
    await report(error);
    return { end: "failed", text };
  }
}
