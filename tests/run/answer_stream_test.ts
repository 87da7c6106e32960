import { assertEquals } from "@std/assert";
import { AnswerStream } from "../../src/run/answer_stream.ts";
import type { RunChunk } from "../../src/run/langchain/chunk_reader.ts";
import { StepUpdate } from "../../src/run/langchain/graph/step_update.ts";
import { Reasoning } from "../../src/run/langchain/message/reasoning.ts";
import { Value } from "../../src/run/langchain/output/value.ts";

async function pass(chunks: readonly RunChunk[], stream: AnswerStream): Promise<RunChunk[]> {
  return await Array.fromAsync(ReadableStream.from(chunks).pipeThrough(stream));
}

Deno.test("AnswerStream passes a step behind the text before it, and no marker spans it", async () => {
  const [one, two] = [new StepUpdate({ one: {} }), new StepUpdate({ two: {} })];
  const stream = new AnswerStream({});
  const output = await pass(["a (답변", one, " 종료) b", two], stream);
  assertEquals(output, ["a ", "(답변", one, " 종료) b", two]);
  assertEquals(stream.cutter.record.splits, ["a (답변", " 종료) b"]);
});

Deno.test("AnswerStream searches no reasoning for markers, and lets markers span it", async () => {
  const thought = new Reasoning("(답변 종료)");
  const stream = new AnswerStream({});
  assertEquals(await pass(["a (답변", thought, " 종료) b"], stream), ["a ", thought]);
  assertEquals(stream.reasoning, ["(답변 종료)"]);
  assertEquals(stream.cutter.record.end_reason, "marker");
});

Deno.test("AnswerStream lets nothing pass behind its limit", async () => {
  const step = new StepUpdate({ one: {} });
  const stream = new AnswerStream({ maxOutputLength: 1 });
  assertEquals(await pass(["a(", step, "b", step], stream), ["a"]);
  assertEquals(stream.cutter.record.end_reason, "length");
});

Deno.test("AnswerStream has an output if its first value is over the limit", async () => {
  const stream = new AnswerStream({ maxOutputLength: 3 });
  assertEquals(await pass([new Value(["long"])], stream), []);
  assertEquals([stream.output, stream.cutter.record.end_reason], ["", "length"]);
});

Deno.test("AnswerStream limits reasoning as it limits an answer", async () => {
  for (const limits of [{ maxOutputLength: 3 }, { maxSplits: 1 }]) {
    const stream = new AnswerStream(limits);
    const [one, two] = [new Reasoning("생각"), new Reasoning("또")];
    const three = new Reasoning("더 많이");
    const output = await pass([one, ...("maxSplits" in limits ? [] : [two]), three, "a"], stream);
    assertEquals(output, "maxSplits" in limits ? [one] : [one, two]);
    assertEquals(stream.cutter.record.end_reason, "length");
  }
});

Deno.test("AnswerStream has an output, even if the first value is beyond its limit", async () => {
  const stream = new AnswerStream({ maxOutputLength: 5 });
  assertEquals(await pass([new Value({ long: "more than five" })], stream), []);
  assertEquals(stream.output, "");
  assertEquals(stream.cutter.record.end_reason, "length");
});
