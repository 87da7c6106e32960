import { assertEquals, assertRejects } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { Answer } from "../../src/run/answer/answer.ts";
import { type AnswerChunk, SplitRead } from "../../src/run/answer/answer_chunk.ts";
import { AnswerPipe, type ChunkWriter } from "../../src/run/answer/answer_pipe.ts";
import type { RunChunk } from "../../src/run/langchain/chunk_reader.ts";
import { Reasoning } from "../../src/run/langchain/message/reasoning.ts";
import { AnswerStream } from "./answer_stream.ts";

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

/** The oracle: the two ends of a stream. */
class StreamPipe implements ChunkWriter {
  readonly #reader: ReadableStreamDefaultReader<AnswerChunk>;
  readonly #writer: WritableStreamDefaultWriter<RunChunk>;

  constructor(answer: Answer) {
    const { readable, writable } = new AnswerStream(answer);
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
  }

  get closed(): Promise<void> {
    return this.#writer.closed;
  }

  read = () => this.#reader.read();
  cancel = (reason?: unknown) => this.#reader.cancel(reason);
  write = (chunk: RunChunk) => this.#writer.write(chunk);
  close = () => void this.#writer.close().catch(() => {});
  abort = (reason: unknown) => void this.#writer.abort(reason).catch(() => {});
}

function pipeOf(isStream: boolean, includeSplits = false) {
  const answer = new Answer({ includeSplits, maxOutputLength: 12 });
  const pipe = isStream ? new StreamPipe(answer) : new AnswerPipe(answer);
  pipe.closed.catch(() => {});
  return { answer, pipe };
}

async function readAll(pipe: Pick<AnswerPipe, "read">): Promise<AnswerChunk[]> {
  const chunks: AnswerChunk[] = [];
  for (let read; (read = await pipe.read()).done !== true;) chunks.push(read.value);
  return chunks;
}

/** Writes as a runnable does, and reads to the end. */
async function pass(isStream: boolean, chunks: readonly RunChunk[], includeSplits: boolean) {
  const { answer, pipe } = pipeOf(isStream, includeSplits);
  const reading = readAll(pipe);
  let written = 0;
  try {
    for (const chunk of chunks) {
      await pipe.write(chunk);
      if (answer.isDone) break;
      written++;
    }
    if (!answer.isDone) pipe.close();
  } catch {
    // The answer is over.
  }
  return { read: await reading, record: answer.cutter.record, written };
}

const chunk: fc.Arbitrary<RunChunk> = fc.oneof(
  fc.constantFrom("", "a", "(답변", " 종료", ")", "(답변 종료)", "🙂", "\ud83d"),
  fc.constant(new Reasoning("hm")),
);

Deno.test("AnswerPipe gives the same by itself as through a stream", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 9 }), fc.boolean(), async (chunks, splits) => {
      assertEquals(await pass(false, chunks, splits), await pass(true, chunks, splits));
    }),
    { numRuns: 300 },
  );
});

for (const isStream of [false, true]) {
  const name = isStream ? "through a stream" : "by itself";

  Deno.test(`AnswerPipe ${name} holds its writer back until its chunks are wanted`, async () => {
    const { answer, pipe } = pipeOf(isStream);
    let isRead = false;
    const first = pipe.read();
    await pipe.write("a");
    assertEquals(await first, { value: "a", done: false });
    const writing = pipe.write("b");
    writing?.then(() => isRead = true);
    await settled();
    assertEquals([isRead, answer.cutter.splits], [false, ["a"]]);
    assertEquals(await pipe.read(), { value: "b", done: false });
    await writing;
    assertEquals([isRead, answer.cutter.splits], [true, ["a", "b"]]);
    await pipe.cancel();
  });

  Deno.test(`AnswerPipe ${name} tells its writer that the answer is over`, async () => {
    const { pipe } = pipeOf(isStream);
    const reading = readAll(pipe);
    await pipe.write("a(답변 종료)");
    await assertRejects(() => pipe.closed);
    assertEquals(await reading, ["a"]);
  });

  Deno.test(`AnswerPipe ${name} tells its writer that its reader has stopped`, async () => {
    const { answer, pipe } = pipeOf(isStream);
    const writing = pipe.write("a");
    writing?.catch(() => {});
    const stopped = assertRejects(() => pipe.closed, Error, "enough");
    await pipe.cancel(new Error("enough"));
    await stopped;
    await Promise.allSettled([writing]);
    assertEquals([await readAll(pipe), answer.cutter.splits], [[], []]);
  });

  Deno.test(`AnswerPipe ${name} answers reads that wait at once in their order`, async () => {
    const { pipe } = pipeOf(isStream);
    const reads = Promise.all(Array.from({ length: 4 }, () => pipe.read()));
    for (const chunk of ["a", "b"]) await pipe.write(chunk);
    pipe.close();
    assertEquals((await reads).map(({ value }) => value), ["a", "b", undefined, undefined]);
  });

  Deno.test(`AnswerPipe ${name} fails all reads that wait`, async () => {
    const { pipe } = pipeOf(isStream);
    const reads = Promise.allSettled([pipe.read(), pipe.read()]);
    pipe.abort(new Error("broken"));
    assertEquals((await reads).map(({ status }) => status), ["rejected", "rejected"]);
  });

  Deno.test(`AnswerPipe ${name} fails as its writer does`, async () => {
    const { pipe } = pipeOf(isStream);
    const reading = pipe.read();
    await pipe.write("a");
    await reading;
    const next = assertRejects(() => pipe.read(), Error, "broken");
    pipe.abort(new Error("broken"));
    await next;
    await assertRejects(() => pipe.read(), Error, "broken");
  });
}

Deno.test("AnswerPipe passes on all of a chunk before it fails", async () => {
  const { pipe } = pipeOf(false, true);
  const reading = pipe.read();
  await pipe.write("a");
  pipe.abort(new Error("broken"));
  assertEquals((await reading).value, new SplitRead(0, "a"));
  assertEquals((await pipe.read()).value, "a");
  await assertRejects(() => pipe.read(), Error, "broken");
});

Deno.test("AnswerPipe takes no chunks once its reader has left", async () => {
  const { pipe } = pipeOf(false);
  await pipe.cancel();
  assertEquals([pipe.write("a"), await readAll(pipe)], [null, []]);
});
