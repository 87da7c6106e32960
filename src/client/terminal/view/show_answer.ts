import { type AnswerEvent, StreamError } from "../../stream.ts";
import type { AnswerView } from "./answer_view.ts";

/** How an answer ended, and what there is of its text. */
export interface Outcome {
  end: "whole" | "failed" | "stopped";
  text: string;
}

/** What {@linkcode showAnswer} needs to know. */
export interface ShowOptions {
  view: AnswerView;
  /** What stops the answer. */
  signal: AbortSignal;
  /** Told why there is no answer, or only a part of one. */
  report: (error: StreamError) => Promise<void>;
}

/** Shows an answer, each event before the next one is asked for. */
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
    // A server that was left before it began may still refuse.
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
