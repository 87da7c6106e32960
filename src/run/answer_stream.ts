import { AnswerCutter, type AnswerCutterOptions } from "../stream/answer_cutter.ts";
import type { StepUpdate } from "./langchain/graph/step_update.ts";
import { Reasoning } from "./langchain/message/reasoning.ts";

/** One thing that a runnable yields: text, a piece of reasoning, or a finished step. */
export type RunChunk = string | Reasoning | StepUpdate;

/**
 * Passes on what a runnable yields until its answer is over; then closes, and
 * cancels the runnable. It does for a run what `EndMarkerStream` does for text.
 *
 * Reasoning is never searched for markers. It has the limits of an answer, and
 * is counted separately.
 */
export class AnswerStream extends TransformStream<RunChunk, RunChunk> {
  /** Decides what of the text goes out, and records it. */
  readonly cutter: AnswerCutter;
  /** The pieces of reasoning so far. */
  readonly reasoning: readonly string[];

  /** Makes a stream for one run. */
  constructor(options: AnswerCutterOptions) {
    const { maxOutputLength = Infinity, maxSplits = Infinity } = options;
    const cutter = new AnswerCutter(options);
    const reasoning: string[] = [];
    let reasoningLength = 0;

    const send = (text: string, controller: TransformStreamDefaultController<RunChunk>) => {
      if (text !== "") controller.enqueue(text);
      if (cutter.isOver) controller.terminate();
    };

    super({
      transform(chunk, controller) {
        if (typeof chunk === "string") return send(cutter.push(chunk), controller);
        if (chunk instanceof Reasoning) {
          reasoningLength += chunk.text.length;
          if (reasoningLength > maxOutputLength || reasoning.length >= maxSplits) {
            cutter.stop();
            return controller.terminate();
          }
          reasoning.push(chunk.text);
        } else {
          send(cutter.flush(), controller); // no marker spans two steps
          if (cutter.isOver) return;
        }
        controller.enqueue(chunk);
      },
      flush: (controller) => send(cutter.end(), controller),
    });
    this.cutter = cutter;
    this.reasoning = reasoning;
  }
}
