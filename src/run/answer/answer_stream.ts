import type { RunChunk } from "../langchain/chunk_reader.ts";
import type { Answer } from "./answer.ts";
import type { AnswerChunk } from "./answer_chunk.ts";

/**
 * Passes on the chunks of a runnable until its answer is over. Then it closes, and cancels the
 * runnable. It is the `EndMarkerStream` of a run.
 */
export class AnswerStream extends TransformStream<RunChunk, AnswerChunk> {
  /** @param answer reads the chunks, and says when it is over */
  constructor(answer: Answer) {
    super({
      transform(chunk, controller) {
        answer.push(chunk, (passed) => controller.enqueue(passed));
        if (answer.isDone) controller.terminate();
      },
      flush: (controller) => answer.end((passed) => controller.enqueue(passed)),
    });
  }
}
