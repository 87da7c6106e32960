import { assertEquals } from "@std/assert";
import { SplitRecord } from "../../src/stream/split_record.ts";

Deno.test("SplitRecord is complete at any moment", () => {
  const record = new SplitRecord();
  assertEquals(record.tokenSplits, "");
  assertEquals(record.endReason, null);

  record.addSplit("안녕");
  record.addOutput("안녕");
  record.addSplit("");
  assertEquals(record.splits, ["안녕", ""]);
  assertEquals(record.tokenSplits, "안녕||");
  assertEquals(record.output, "안녕");
});

Deno.test("SplitRecord keeps the first end it hears of", () => {
  const record = new SplitRecord();
  record.end("marker", "끝");
  record.end("stop");
  assertEquals(record.endReason, "marker");
  assertEquals(record.endMarker, "끝");
});
