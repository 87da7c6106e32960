import { assertEquals } from "@std/assert";
import type { EndRecord } from "../../../../src/client/stream.ts";
import { ENGLISH } from "../../../../src/client/terminal/messages/english.ts";
import { KOREAN } from "../../../../src/client/terminal/messages/korean.ts";
import { endLine } from "../../../../src/client/terminal/view/splits/end_line.ts";

const record: EndRecord = {
  end_reason: "marker",
  end_marker: "(답변 종료)",
  finish_reason: null,
  output: "안녕",
  splits: [...Array(14).fill("가"), ...Array(13).fill("")],
  token_splits: "",
  tool_calls: [],
  reasoning: null,
  usage: null,
  timing: { first_token_ms: 43, duration_ms: 1_126, split_ms: [] },
};

Deno.test("endLine() says how many splits there were, how fast, and why it ended", () => {
  assertEquals(
    endLine(record, ENGLISH),
    "27 splits, 13 empty, first 43 ms, 24 splits/s, ended by (답변 종료)",
  );
  assertEquals(
    endLine(record, KOREAN),
    "조각 27개, 빈 조각 13개, 첫 조각 43 ms, 초당 24조각, 끝난 이유: 종료 마커 (답변 종료)",
  );
});

const timings: [name: string, changes: object, line: string][] = [
  [
    "a slow answer",
    { timing: { first_token_ms: 2_449, duration_ms: 10_449 } },
    "27 splits, 13 empty, first 2.4 s, 3.3 splits/s, ended by (답변 종료)",
  ],
  [
    "an answer that came at once",
    { timing: { first_token_ms: 5, duration_ms: 5 } },
    "27 splits, 13 empty, first 5 ms, ended by (답변 종료)",
  ],
  [
    "one split",
    { splits: ["가"], end_reason: "stop", end_marker: null },
    "1 split, first 43 ms, ended by the model",
  ],
  [
    "no split",
    { splits: [], timing: { first_token_ms: null, duration_ms: 3 } },
    "0 splits, ended by (답변 종료)",
  ],
  ["a record without times", { splits: [], timing: undefined }, "0 splits, ended by (답변 종료)"],
];
for (const [name, changes, line] of timings) {
  Deno.test(`endLine() tells of ${name}`, () => {
    assertEquals(endLine({ ...record, ...changes }, ENGLISH), line);
  });
}

const ends: [changes: object, line: string][] = [
  [{ end_reason: "stop", finish_reason: "stop" }, "ended by the model"],
  [{ end_reason: "stop", finish_reason: "content_filter" }, "ended by the model's content filter"],
  [{ end_reason: "length" }, "cut off at the length limit"],
  [{ end_reason: "tool_calls" }, "ended with a tool call"],
  [{ end_reason: "interrupt" }, "waits for a human"],
  [{ end_reason: "marker", end_marker: "끝\n" }, "ended by 끝"],
  [{ end_reason: "error" }, "failed"],
  [{ end_reason: "later" }, "later"],
];
for (const [changes, end] of ends) {
  Deno.test(`endLine() says of ${JSON.stringify(changes)}: ${end}`, () => {
    const none = { splits: [], timing: { first_token_ms: null, duration_ms: 3, split_ms: [] } };
    assertEquals(endLine({ ...record, ...none, ...changes }, ENGLISH), `0 splits, ${end}`);
  });
}
