import { assertEquals, assertThrows } from "@std/assert";
import { ServerSentEventParseStream } from "@std/http/server-sent-event-parse-stream";
import type { Dialect } from "../../src/wire/dialect.ts";
import { dialects } from "../../src/wire/dialects.ts";
import { ndjson } from "../../src/wire/ndjson.ts";
import { sse } from "../../src/wire/sse.ts";
import type { EndRecord, StreamEvent } from "../../src/wire/stream_event.ts";
import { text } from "../../src/wire/text.ts";

const record: EndRecord = {
  end_reason: "marker",
  end_marker: "(답변 종료)",
  finish_reason: null,
  output: "언어 \n모델",
  splits: ["언어 ", "", "\n모델", "(답변 종료)"],
  token_splits: "언어 ||\n모델|(답변 종료)|",
  tool_calls: [],
  reasoning: null,
  usage: null,
  timing: { first_token_ms: 12, duration_ms: 480, split_ms: [12, 12, 200, 480] },
};
const failed: EndRecord = { ...record, end_reason: "error", end_marker: null };
const start: StreamEvent = { type: "start", run: { run_id: "r1", runnable: "chain", model: "m" } };
const answer: StreamEvent[] = [
  start,
  { type: "text", text: "언어 " },
  { type: "text", text: "\n모델" },
  { type: "end", record },
];
const failure: StreamEvent[] = [
  start,
  { type: "text", text: "언어 " },
  { type: "error", failure: { status_code: 502, message: "The model failed." }, record: failed },
];

const step: StreamEvent = {
  type: "updates",
  updates: { model_request: { messages: [{ type: "ai", content: "", tool_calls: [] }] } },
};

function write(dialect: Dialect, events: readonly StreamEvent[]): string {
  return events.map(dialect.createEncoder()).join("");
}

Deno.test("sse writes an answer and its record", () => {
  assertEquals(
    write(sse, answer),
    `id: 0
event: metadata
data: {"run_id":"r1","runnable":"chain","model":"m"}

id: 1
event: data
data: "언어 "

id: 2
event: data
data: "\\n모델"

id: 3
event: metadata
data: {"end_reason":"marker","end_marker":"(답변 종료)","finish_reason":null,"output":"언어 \\n모델","splits":["언어 ","","\\n모델","(답변 종료)"],"token_splits":"언어 ||\\n모델|(답변 종료)|","tool_calls":[],"reasoning":null,"usage":null,"timing":{"first_token_ms":12,"duration_ms":480,"split_ms":[12,12,200,480]}}

id: 4
event: end
data:

`,
  );
});

Deno.test("sse writes a failure, and no end", () => {
  assertEquals(
    write(sse, failure),
    `id: 0
event: metadata
data: {"run_id":"r1","runnable":"chain","model":"m"}

id: 1
event: data
data: "언어 "

id: 2
event: error
data: {"status_code":502,"message":"The model failed.","record":${JSON.stringify(failed)}}

`,
  );
});

Deno.test("sse is read back by an independent parser", async () => {
  const bytes = new TextEncoder().encode(write(sse, answer));
  const events = await Array.fromAsync(
    ReadableStream.from([bytes]).pipeThrough(new ServerSentEventParseStream()),
  );
  assertEquals(events.map(({ event }) => event), ["metadata", "data", "data", "metadata", "end"]);
  assertEquals(events.map(({ id }) => id), ["0", "1", "2", "3", "4"]);
  assertEquals(JSON.parse(events[2]?.data ?? ""), "\n모델");
  assertEquals(JSON.parse(events[3]?.data ?? ""), record);
  assertEquals(events[4]?.data, "");
});

Deno.test("ndjson writes an answer and its record", () => {
  assertEquals(
    write(ndjson, answer),
    `{"event":"metadata","data":{"run_id":"r1","runnable":"chain","model":"m"}}
{"event":"data","data":"언어 "}
{"event":"data","data":"\\n모델"}
{"event":"metadata","data":{"end_reason":"marker","end_marker":"(답변 종료)","finish_reason":null,"output":"언어 \\n모델","splits":["언어 ","","\\n모델","(답변 종료)"],"token_splits":"언어 ||\\n모델|(답변 종료)|","tool_calls":[],"reasoning":null,"usage":null,"timing":{"first_token_ms":12,"duration_ms":480,"split_ms":[12,12,200,480]}}}
{"event":"end"}
`,
  );
});

Deno.test("ndjson writes a failure, and no end", () => {
  assertEquals(
    write(ndjson, failure),
    `{"event":"metadata","data":{"run_id":"r1","runnable":"chain","model":"m"}}
{"event":"data","data":"언어 "}
{"event":"error","data":{"status_code":502,"message":"The model failed.","record":${
      JSON.stringify(failed)
    }}}
`,
  );
});

Deno.test("each dialect writes an agent's step in its way", () => {
  const json = '{"model_request":{"messages":[{"type":"ai","content":"","tool_calls":[]}]}}';
  assertEquals(write(sse, [step]), `id: 0\nevent: updates\ndata: ${json}\n\n`);
  assertEquals(write(ndjson, [step]), `{"event":"updates","data":${json}}\n`);
  assertEquals(write(text, [step]), "");
});

Deno.test("text writes the answer alone", () => {
  assertEquals(write(text, answer), "언어 \n모델");
});

Deno.test("text has no words for a failure", () => {
  assertThrows(() => write(text, failure), Error, "The model failed.");
});

for (const dialect of dialects) {
  Deno.test(`${dialect.contentType} keeps its streams apart`, () => {
    const one = dialect.createEncoder();
    one(start);
    assertEquals(answer.map(dialect.createEncoder()).join(""), write(dialect, answer));
  });
}
