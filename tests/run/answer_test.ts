import { assertEquals } from "@std/assert";
import { Answer } from "../../src/run/answer/answer.ts";
import type { AnswerChunk } from "../../src/run/answer/answer_chunk.ts";
import type { RunChunk } from "../../src/run/langchain/chunk_reader.ts";
import { StepUpdate } from "../../src/run/langchain/graph/step_update.ts";
import { Reasoning } from "../../src/run/langchain/message/reasoning.ts";
import { Value } from "../../src/run/langchain/output/value.ts";
import { AnswerStream } from "./answer_stream.ts";

async function pass(chunks: readonly RunChunk[], answer: Answer): Promise<AnswerChunk[]> {
  const stream = new AnswerStream(answer);
  return await Array.fromAsync(ReadableStream.from(chunks).pipeThrough(stream));
}

Deno.test("Answer passes a step behind the text before it, and no marker spans it", async () => {
  const [one, two] = [new StepUpdate({ one: {} }), new StepUpdate({ two: {} })];
  const answer = new Answer({});
  const output = await pass(["a (답변", one, " 종료) b", two], answer);
  assertEquals(output, ["a ", "(답변", one, " 종료) b", two]);
  assertEquals(answer.cutter.record.splits, ["a (답변", " 종료) b"]);
});

Deno.test("Answer searches no reasoning for markers, and lets markers span it", async () => {
  const thought = new Reasoning("(답변 종료)");
  const answer = new Answer({});
  assertEquals(await pass(["a (답변", thought, " 종료) b"], answer), ["a ", thought]);
  assertEquals(answer.reasoning, ["(답변 종료)"]);
  assertEquals(answer.cutter.record.end_reason, "marker");
});

Deno.test("Answer lets nothing pass behind its limit", async () => {
  const step = new StepUpdate({ one: {} });
  const answer = new Answer({ maxOutputLength: 1 });
  assertEquals(await pass(["a(", step, "b", step], answer), ["a"]);
  assertEquals(answer.cutter.record.end_reason, "length");
});

Deno.test("Answer has an output if its first value is over the limit", async () => {
  const answer = new Answer({ maxOutputLength: 3 });
  assertEquals(await pass([new Value(["long"])], answer), []);
  assertEquals([answer.output, answer.cutter.record.end_reason], ["", "length"]);
});

Deno.test("Answer limits reasoning as it limits an answer", async () => {
  for (const limits of [{ maxOutputLength: 3 }, { maxSplits: 1 }]) {
    const answer = new Answer(limits);
    const [one, two] = [new Reasoning("생각"), new Reasoning("또")];
    const three = new Reasoning("더 많이");
    const output = await pass([one, ...("maxSplits" in limits ? [] : [two]), three, "a"], answer);
    assertEquals(output, "maxSplits" in limits ? [one] : [one, two]);
    assertEquals(answer.cutter.record.end_reason, "length");
  }
});

Deno.test("Answer has an output, even if the first value is beyond its limit", async () => {
  const answer = new Answer({ maxOutputLength: 5 });
  assertEquals(await pass([new Value({ long: "more than five" })], answer), []);
  assertEquals(answer.output, "");
  assertEquals(answer.cutter.record.end_reason, "length");
});
