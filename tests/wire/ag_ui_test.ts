import { assertEquals } from "@std/assert";
import { agUi } from "../../src/wire/ag_ui/ag_ui.ts";
import type { EndRecord, StreamEvent } from "../../src/wire/stream_event.ts";

const record: EndRecord = {
  end_reason: "stop",
  end_marker: null,
  finish_reason: null,
  output: "언어",
  splits: ["언어"],
  token_splits: "언어|",
  tool_calls: [],
  reasoning: null,
  usage: null,
  timing: { first_token_ms: 12, duration_ms: 480, split_ms: [12] },
};
const start: StreamEvent = { type: "start", run: { run_id: "r1", runnable: "chain", model: "m" } };
const text = (text: string): StreamEvent => ({ type: "text", text });
const step = (node: string, message_id: string, ...around: string[]): StreamEvent => ({
  type: "step",
  step: { node, path: [...around, node], message_id },
});
const ids = { threadId: "t", runId: "u" };

/** What is written, a short line for each event. */
function written(events: readonly StreamEvent[]): string[] {
  const lines = events.map(agUi(ids).createEncoder()).join("").trimEnd().split("\n\n");
  return lines.map((line) => {
    const { type, messageId, toolCallId, stepName, delta, message, name } = JSON.parse(
      line.slice("data: ".length),
    );
    const rest = [messageId ?? toolCallId ?? stepName ?? name, delta ?? message];
    return [type, ...rest.filter((part) => part !== undefined)].join(" ");
  });
}

Deno.test("agUi() writes an answer, its record and its usage", () => {
  const usage = { input_tokens: 11, output_tokens: 7, total_tokens: 0.5 };
  assertEquals(
    [start, text("언어"), { type: "end", record: { ...record, usage } } as const]
      .map(agUi(ids).createEncoder()).join(""),
    `data: {"type":"RUN_STARTED","threadId":"t","runId":"u"}

data: {"type":"TEXT_MESSAGE_START","messageId":"r1","role":"assistant"}

data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"r1","delta":"언어"}

data: {"type":"TEXT_MESSAGE_END","messageId":"r1"}

data: {"type":"CUSTOM","name":"splits","value":${JSON.stringify({ ...record, usage })}}

data: {"type":"RUN_FINISHED","threadId":"t","runId":"u","outcome":{"type":"success"},` +
      `"usage":[{"model":"m","inputTokens":11,"outputTokens":7}]}

`,
  );
});

Deno.test("agUi() takes the ids of the run where the request has none", () => {
  assertEquals(
    agUi().createEncoder()(start),
    'data: {"type":"RUN_STARTED","threadId":"r1","runId":"r1"}\n\n',
  );
});

Deno.test("agUi() writes a failure before the first event as a run that failed", () => {
  const failure = { status_code: 502, message: "No." };
  assertEquals(
    agUi(ids).createEncoder()({ type: "error", failure, record }),
    'data: {"type":"RUN_STARTED","threadId":"t","runId":"u"}\n\n' +
      'data: {"type":"RUN_ERROR","message":"No.","code":"502"}\n\n',
  );
});

Deno.test("agUi() keeps reasoning and text apart, whichever comes first", () => {
  const reasoning = (text: string): StreamEvent => ({ type: "reasoning", text });
  assertEquals(written([reasoning("흠"), text("a"), reasoning("아"), { type: "end", record }]), [
    "REASONING_START -reasoning",
    "REASONING_MESSAGE_START -reasoning",
    "REASONING_MESSAGE_CONTENT -reasoning 흠",
    "REASONING_MESSAGE_END -reasoning",
    "REASONING_END -reasoning",
    "TEXT_MESSAGE_START ",
    "TEXT_MESSAGE_CONTENT  a",
    "TEXT_MESSAGE_END ",
    "REASONING_START -reasoning",
    "REASONING_MESSAGE_START -reasoning",
    "REASONING_MESSAGE_CONTENT -reasoning 아",
    "REASONING_MESSAGE_END -reasoning",
    "REASONING_END -reasoning",
    "CUSTOM splits",
    "RUN_FINISHED",
  ]);
});

Deno.test("agUi() keeps the messages of nodes apart that speak at once", () => {
  const events = [
    start,
    step("a", "m1"),
    text("1"),
    step("b", "m2"),
    text("2"),
    step("c", "m3", "b"),
    text("3"),
    step("a", "m1"),
    text("4"),
    { type: "updates", updates: { a: {}, __metadata__: {} } },
    step("b", "m2"),
    text("5"),
    { type: "updates", updates: { b: null } },
    { type: "updates", updates: { silent: { messages: "none" } } },
    { type: "end", record },
  ] satisfies StreamEvent[];
  assertEquals(written(events), [
    "RUN_STARTED",
    "STEP_STARTED a",
    "TEXT_MESSAGE_START m1",
    "TEXT_MESSAGE_CONTENT m1 1",
    "STEP_STARTED b",
    "TEXT_MESSAGE_START m2",
    "TEXT_MESSAGE_CONTENT m2 2",
    "STEP_STARTED b/c",
    "TEXT_MESSAGE_START m3",
    "TEXT_MESSAGE_CONTENT m3 3",
    "TEXT_MESSAGE_CONTENT m1 4",
    "TEXT_MESSAGE_END m1",
    "STEP_FINISHED a",
    "TEXT_MESSAGE_CONTENT m2 5",
    "TEXT_MESSAGE_END m2",
    "TEXT_MESSAGE_END m3",
    "STEP_FINISHED b",
    "STEP_FINISHED b/c",
    "STEP_STARTED silent",
    "STEP_FINISHED silent",
    "CUSTOM splits",
    "RUN_FINISHED",
  ]);
});

Deno.test("agUi() writes an agent's calls and results once, and the front end's calls", () => {
  const call = { id: "c1", name: "f", args: { x: 1 } };
  const updates: StreamEvent = {
    type: "updates",
    updates: {
      agent: {
        messages: [
          { type: "ai", id: "m1", tool_calls: [call, { id: "c2", name: "mine", args: {} }] },
          { type: "tool", tool_call_id: "c1", id: "m2", content: [{ type: "text", text: "2" }] },
        ],
      },
    },
  };
  const events = [
    start,
    step("agent", "m1"),
    { type: "tool_call", call: { index: 1, id: "c2", name: "mine", args: "{}" } },
    updates,
    updates,
    { type: "end", record: { ...record, end_reason: "tool_calls" } },
  ] satisfies StreamEvent[];
  const lines = written(events);
  assertEquals(lines.filter((line) => /^TOOL/.test(line)), [
    "TOOL_CALL_START c2",
    "TOOL_CALL_ARGS c2 {}",
    "TOOL_CALL_END c2",
    "TOOL_CALL_START c1",
    'TOOL_CALL_ARGS c1 {"x":1}',
    "TOOL_CALL_END c1",
    "TOOL_CALL_RESULT m2",
  ]);
  const all = events.map(agUi(ids).createEncoder()).join("");
  assertEquals(
    all.match(/"content":"\[.*?\]"/)?.[0],
    String.raw`"content":"[{\"type\":\"text\",\"text\":\"2\"}]"`,
  );
  assertEquals(all.match(/"pendingToolCallIds":\[.*?\]/)?.[0], '"pendingToolCallIds":["c2"]');
});

Deno.test("agUi() writes the questions of a graph as the outcome", () => {
  const interrupts = [{ id: "i1", value: "Sure?" }, { value: { ask: 1 } }];
  const end = { type: "end", record: { ...record, end_reason: "interrupt", interrupts } } as const;
  const [, finished = ""] = [start, { type: "interrupt", interrupts } as const, end]
    .map(agUi({ ...ids, waitsIn: "t0" }).createEncoder()).join("").split('"outcome":');
  assertEquals(JSON.parse(finished.trimEnd().slice(0, -1)), {
    type: "interrupt",
    interrupts: [
      { id: "ask:t0:i1", reason: "input_required", message: "Sure?", metadata: { value: "Sure?" } },
      { id: "ask:t0:", reason: "input_required", metadata: { value: { ask: 1 } } },
    ],
  });
});
