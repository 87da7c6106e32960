import type { RunChunk } from "../../src/run/langchain/chunk_reader.ts";
import type { Answer } from "../../src/run/answer/answer.ts";
import type { AnswerChunk } from "../../src/run/answer/answer_chunk.ts";

/** What an `AnswerPipe` does, as a stream of the platform: the oracle of its tests. */
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
