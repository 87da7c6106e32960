import { type AnswerEvent, type EndRecord, StreamError } from "../../stream.ts";
import type { AnswerView } from "./answer_view.ts";

/** How an answer ended, its text so far, and its record if there is one. */
export interface Outcome {
  /** `waits`: a graph asks a human. `lost`: the connection broke for good. */
  end: "whole" | "waits" | "failed" | "lost" | "stopped";
  text: string;
  record: EndRecord | null;
}

/** Options for {@linkcode showAnswer}. */
export interface ShowOptions {
  view: AnswerView;
  /** Aborted when the user stops the answer. */
  signal: AbortSignal;
  /** Called with the error of a missing or incomplete answer, and whether a part of it has come. */
  report: (error: StreamError, isLost: boolean) => Promise<void>;
}

/** Shows an answer. Each event is shown before the next one is read. */
export async function showAnswer(
  events: AsyncIterable<AnswerEvent>,
  { view, signal, report }: ShowOptions,
): Promise<Outcome> {
  let text = "";
  let record: EndRecord | null = null;
  let isBegun = false;
  try {
    for await (const event of events) {
      isBegun = true;
      if (event.type === "text") text += event.text;
      if (event.type === "end") record = event.record;
      await view.show(event);
    }
    return { end: record?.end_reason === "interrupt" ? "waits" : "whole", text, record };
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
    const isLost = isBegun && error.type !== "failed";
    await report(error, isLost);
    return { end: isLost ? "lost" : "failed", text, record };
  }
}
