import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { AnswerCutter } from "../../src/stream/answer_cutter.ts";
import { stopCases } from "./stop_cases.ts";

Deno.test("AnswerCutter decides every case without a stream", async (t) => {
  for (const c of stopCases) {
    await t.step(c.id, () => {
      const cutter = new AnswerCutter({ endMarkers: c.stops });
      const output = c.chunks.map((chunk) => cutter.push(chunk)).join("") + cutter.end();
      assertEquals(output, c.emitted);
      assertEquals(cutter.record.end_marker, c.matched);
      assertEquals(cutter.outputLength, c.emitted.length);
    });
  }
});

Deno.test("AnswerCutter takes nothing more once the answer is over", () => {
  const ends: ((cutter: AnswerCutter) => void)[] = [
    (cutter) => cutter.push("(답변 종료)"),
    (cutter) => cutter.end(),
    (cutter) => cutter.stop(),
  ];
  for (const end of ends) {
    const cutter = new AnswerCutter();
    cutter.push("가(답");
    end(cutter);
    const { record } = cutter;
    assertEquals(cutter.isOver, true);
    assertEquals([cutter.push("나"), cutter.flush(), cutter.end()], ["", "", ""]);
    cutter.stop();
    assertEquals(cutter.record, record);
  }
});

Deno.test("AnswerCutter lets go of held-back text where no marker spans", () => {
  const cutter = new AnswerCutter();
  assertEquals([cutter.push("가 (답변"), cutter.flush(), cutter.push(" 종료)")], [
    "가 ",
    "(답변",
    " 종료)",
  ]);
  assertEquals(cutter.isOver, false);
  assertEquals(cutter.record.splits, ["가 (답변", " 종료)"]);
});

Deno.test("AnswerCutter has a record that is complete at any moment", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom("가", "(답변", " 종료)", "😀", "")), (chunks) => {
    const cutter = new AnswerCutter();
    let output = "";
    for (const [i, chunk] of chunks.entries()) {
      output += cutter.push(chunk);
      const { record } = cutter;
      assertEquals(record.output, output);
      if (record.end_reason !== null) return;
      assertEquals(record.splits, chunks.slice(0, i + 1));
    }
  }));
});

Deno.test("AnswerCutter keeps the splits of a finished answer once, for all who read them", () => {
  const cutter = new AnswerCutter();
  cutter.push("가");
  const before = cutter.record;
  cutter.push("(답변 종료)");
  const { record } = cutter;
  assertEquals(before.splits, ["가"]);
  assertEquals([before.token_splits, record.token_splits], ["가|", "가|(답변 종료)|"]);
  assertStrictEquals(record.splits, cutter.record.splits);
  assertThrows(() => (record.splits as string[]).push("나"), TypeError);
  assertEquals(cutter.push("나"), "");
});

Deno.test("AnswerCutter refuses a marker that cannot be found", () => {
  assertThrows(() => new AnswerCutter({ endMarkers: [""] }), TypeError);
  assertThrows(() => new AnswerCutter({ endMarkers: ["\ud800"] }), TypeError);
});
