import { assert, assertEquals } from "@std/assert";
import { AIMessageChunk } from "@langchain/core/messages";
import { JsonOutputParser } from "@langchain/core/output_parsers";
import { RunnableLambda, RunnableMap, RunnablePassthrough } from "@langchain/core/runnables";
import fc from "npm:fast-check@^4.10.0";
import { concat } from "@langchain/core/utils/stream";
import { Run, type StreamableRunnable } from "../../../src/mod.ts";
import {
  type OutputFold,
  OutputFolder,
  outputFoldOf,
} from "../../../src/run/langchain/output/output_fold.ts";
import { says } from "../../support/models/saying_model.ts";

/** Its types are those of LangChain's own chunks. */
const concatAny = concat as unknown as (sum: unknown, next: unknown) => unknown;

function foldOf(chunks: readonly unknown[], fold: OutputFold = "concat"): unknown {
  const folder = new OutputFolder(fold);
  for (const chunk of chunks) folder.add(chunk);
  return folder.output;
}

Deno.test("OutputFolder puts chunks together as LangChain does", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 3 });
  const chunk = fc.record(
    {
      a: text,
      b: fc.record({ c: text, d: fc.nat() }, { requiredKeys: [], noNullPrototype: true }),
    },
    {
      requiredKeys: [],
    },
  );
  fc.assert(fc.property(
    fc.oneof(
      fc.array(text, { minLength: 1 }),
      fc.array(chunk, { minLength: 1 }),
      fc.array(fc.array(text), { minLength: 1 }),
    ),
    (chunks) => {
      const all = (chunks as unknown[]).reduce((sum, next) => concatAny(sum, next));
      assertEquals(JSON.parse(JSON.stringify(foldOf(chunks))), JSON.parse(JSON.stringify(all)));
    },
  ));
});

Deno.test("OutputFolder keeps the last of cumulative chunks, by key where there are keys", () => {
  assertEquals(foldOf([{}, { a: "A" }, { a: "Ann" }], "last"), { a: "Ann" });
  const fold = new Map<string, OutputFold>([["parsed", "last"]]);
  const chunks = [{ raw: "x" }, { parsed: { a: "A" } }, { raw: "y" }, { parsed: { a: "Ann" } }];
  assertEquals(foldOf(chunks, fold), { raw: "xy", parsed: { a: "Ann" } });
});

Deno.test("OutputFolder puts lists under a key together, as invoke has them", () => {
  assertEquals(foldOf([{ list: ["a"] }, { list: ["b"] }]), { list: ["a", "b"] });
  const messages = [new AIMessageChunk("a"), new AIMessageChunk("b")];
  const [first] = messages;
  assertEquals((foldOf(messages.map((it) => ({ it }))) as { it: AIMessageChunk }).it.text, "ab");
  assertEquals(first?.text, "a"); // a chunk that was sent is not changed
});

Deno.test("outputFoldOf() finds cumulative parsers wherever they are", () => {
  const json = says("{}").pipe(new JsonOutputParser());
  assertEquals(outputFoldOf(json), "last");
  assertEquals(outputFoldOf(json.pipe((value) => value)), "concat");
  const map = RunnableMap.from({ json, text: says("a") });
  assertEquals(
    outputFoldOf(map),
    new Map<string, OutputFold>([["json", "last"], ["text", "concat"]]),
  );
  const assigned = RunnablePassthrough.assign({ json: json as never });
  assertEquals(outputFoldOf(assigned.pick("json")), "last");
});

Deno.test("values end at the limit of an answer, and do not pile up", async () => {
  const forever = RunnableLambda.from(async function* () {
    while (true) yield await Promise.resolve({ text: "x".repeat(100) });
  });
  const run = new Run(forever as StreamableRunnable, { input: "", limits: { outputChars: 1_000 } });
  let sent = 0;
  for await (const { type } of run) if (type === "value") sent++;
  assertEquals(run.summary?.record.end_reason, "length");
  assert(sent >= 8 && sent <= 10, `${sent} values`);
});
