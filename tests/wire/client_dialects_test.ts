import { assert, assertEquals } from "@std/assert";
import { openAIChat } from "../../src/wire/openai_chat.ts";
import type { EndRecord, StreamEvent } from "../../src/wire/stream_event.ts";
import { uiMessage, uiMessageStream } from "../../src/wire/ui/ui_message.ts";

const record: EndRecord = {
  end_reason: "length",
  end_marker: null,
  finish_reason: null,
  output: "언어",
  splits: ["언어"],
  token_splits: "언어|",
  tool_calls: [],
  reasoning: null,
  usage: { input_tokens: 11, output_tokens: 7, total_tokens: 18, input_token_details: {} },
  timing: { first_token_ms: 12, duration_ms: 480, split_ms: [12] },
};
const start: StreamEvent = { type: "start", run: { run_id: "r1", runnable: "chain", model: "m" } };
const text: StreamEvent = { type: "text", text: "언어" };
const end: StreamEvent = { type: "end", record };
const error: StreamEvent = {
  type: "error",
  failure: { status_code: 429, message: "The model's server is receiving too many requests." },
  record: { ...record, end_reason: "error" },
};
const call: StreamEvent = {
  type: "updates",
  updates: {
    model_request: {
      messages: [{
        type: "ai",
        content: "",
        tool_calls: [{ name: "f", args: { x: 1 }, id: "c1" }],
      }],
    },
  },
};
const result = (status: string): StreamEvent => ({
  type: "updates",
  updates: { tools: { messages: [{ type: "tool", content: "2", tool_call_id: "c1", status }] } },
});

Deno.test("openAIChat() writes an answer", () => {
  const head = '{"id":"chatcmpl-r1","created":1700000000,"model":"chain",' +
    '"object":"chat.completion.chunk",';
  const choice = (delta: string, finish: string) =>
    `data: ${head}"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]}\n\n`;
  const written = [start, text, call, end].map(
    openAIChat({ created: 1_700_000_000 }).createEncoder(),
  );
  assertEquals(written, [
    "",
    choice('{"role":"assistant","content":""}', "null") + choice('{"content":"언어"}', "null"),
    "",
    choice("{}", '"length"') + "data: [DONE]\n\n",
  ]);
});

Deno.test("openAIChat() writes the usage, if it is asked for and known", () => {
  const usagesOf = (...events: StreamEvent[]) =>
    events.map(openAIChat({ created: 0, includeUsage: true }).createEncoder()).join("")
      .trimEnd().split("\n\n")
      .filter((line) => line !== "data: [DONE]")
      .map((line) => JSON.parse(line.slice("data: ".length)).usage);
  const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
  assertEquals(usagesOf(start, text, end), [null, null, null, usage]);
  assertEquals(usagesOf(start, text, { ...end, record: { ...record, usage: null } }), [
    null,
    null,
    null,
  ]);
  const detailed = {
    ...record.usage,
    input_token_details: { cache_read: 3, audio: undefined },
    output_token_details: { reasoning: 5 },
  };
  assertEquals(usagesOf(start, { ...end, record: { ...record, usage: detailed } }).at(-1), {
    ...usage,
    prompt_tokens_details: { cached_tokens: 3 },
    completion_tokens_details: { reasoning_tokens: 5 },
  });
});

Deno.test("openAIChat() writes a failure, and no end", () => {
  assertEquals(
    openAIChat({ created: 0 }).createEncoder()(error),
    'data: {"error":{"message":"The model\'s server is receiving too many requests.",' +
      '"type":"rate_limit_error","param":null,"code":null}}\n\n',
  );
});

Deno.test("uiMessage writes an answer and its record", () => {
  assertEquals(
    [start, text, text, end].map(uiMessage.createEncoder()).join(""),
    `data: {"type":"start","messageId":"r1"}

data: {"type":"start-step"}

data: {"type":"text-start","id":"0"}

data: {"type":"text-delta","id":"0","delta":"언어"}

data: {"type":"text-delta","id":"0","delta":"언어"}

data: {"type":"text-end","id":"0"}

data: {"type":"data-splits","data":${JSON.stringify(record)},"transient":true}

data: {"type":"finish-step"}

data: {"type":"finish","finishReason":"length","messageMetadata":{"model":"m","end_reason":"length",` +
      `"usage":${JSON.stringify(record.usage)},"timing":{"first_token_ms":12,"duration_ms":480}}}

data: [DONE]

`,
  );
});

Deno.test("uiMessage writes an agent's calls and results as steps", () => {
  assertEquals(
    [text, call, result("success"), text].map(uiMessage.createEncoder()).join(""),
    `data: {"type":"text-start","id":"0"}

data: {"type":"text-delta","id":"0","delta":"언어"}

data: {"type":"text-end","id":"0"}

data: {"type":"tool-input-available","toolCallId":"c1","toolName":"f","input":{"x":1},"dynamic":true}

data: {"type":"tool-output-available","toolCallId":"c1","output":"2","dynamic":true}

data: {"type":"finish-step"}

data: {"type":"start-step"}

data: {"type":"text-start","id":"1"}

data: {"type":"text-delta","id":"1","delta":"언어"}

`,
  );
  assertEquals(
    uiMessage.createEncoder()(result("error")).split("\n\n")[0],
    'data: {"type":"tool-output-error","toolCallId":"c1","errorText":"2","dynamic":true}',
  );
});

Deno.test("uiMessage writes a failure, and no finish", () => {
  assertEquals(
    uiMessage.createEncoder()(error),
    'data: {"type":"error","errorText":"The model\'s server is receiving too many requests."}\n\n',
  );
});

Deno.test("uiMessage writes a call and a result once, however often a supervisor repeats them", () => {
  const encode = uiMessage.createEncoder();
  const written = [start, call, result("success"), call, result("success")].map(encode);
  assertEquals(written.slice(3), ["", ""]);
  assert(written[1]?.includes("tool-input-available"), written[1]);
  assert(written[2]?.includes("tool-output-available"), written[2]);
});

Deno.test("uiMessage writes tool calls for the client, and JSON values", () => {
  const encode = uiMessage.createEncoder();
  const tool = { id: "c1", name: "weather", args: { city: "서울" } };
  const written = [
    start,
    { type: "tool_call", call: { index: 0, id: "c1", name: "weather", args: '{"city":' } },
    { type: "tool_call", call: { index: 0, args: '"서울"}' } },
    { type: "value", value: { a: 1 } },
    {
      type: "end",
      record: { ...record, end_reason: "tool_calls", output: { a: 1 }, tool_calls: [tool] },
    },
  ] satisfies StreamEvent[];
  const parts = written.map(encode).join("").split("\n\n").filter((line) =>
    line.startsWith("data: {")
  )
    .map((line) => JSON.parse(line.slice("data: ".length)));
  assertEquals(parts.slice(2, 7), [
    { type: "tool-input-start", toolCallId: "c1", toolName: "weather" },
    { type: "tool-input-delta", toolCallId: "c1", inputTextDelta: '{"city":' },
    { type: "tool-input-delta", toolCallId: "c1", inputTextDelta: '"서울"}' },
    { type: "data-value", data: { a: 1 }, transient: true },
    { type: "tool-input-available", toolCallId: "c1", toolName: "weather", input: tool.args },
  ]);
  assertEquals(parts[7], { type: "data-output", data: { a: 1 } });
  assertEquals(parts.at(-1).finishReason, "tool-calls");
});

Deno.test("uiMessageStream() goes on with a message", () => {
  const encode = uiMessageStream({ messageId: "m1" }).createEncoder();
  assertEquals(encode(start).split("\n\n")[0], 'data: {"type":"start","messageId":"m1"}');
});

Deno.test("uiMessage writes a tool call with broken arguments as an error", () => {
  const encode = uiMessage.createEncoder();
  encode({ type: "tool_call", call: { index: 1, id: "c1", name: "pay", args: '{"sum' } });
  const tool_calls = [{ id: "c1", name: "pay", args: '{"sum' }];
  assertEquals(
    encode({ type: "end", record: { ...record, tool_calls } }).split("\n\n")[0],
    'data: {"type":"tool-input-error","toolCallId":"c1","toolName":"pay","input":"{\\"sum",' +
      '"errorText":"The model did not complete the arguments of the call."}',
  );
});

Deno.test("uiMessage writes a document once, as a source", () => {
  const encode = uiMessage.createEncoder();
  const page = {
    pageContent: "a",
    metadata: { source: "https://a.example/", title: "A" },
    id: "1",
  };
  const file = { pageContent: "b".repeat(100), metadata: { source: "b.txt" } };
  const note = { pageContent: "c".repeat(100), metadata: {} };
  const artifact = [page, file];
  const events = [
    { type: "updates", updates: { tools: { messages: [{ type: "tool", artifact }] } } },
    { type: "value", value: { context: [file, note], question: null } },
  ] satisfies StreamEvent[];
  const parts = events.map(encode).join("").trimEnd().split("\n\n")
    .map((line) => JSON.parse(line.slice("data: ".length)))
    .filter(({ type }) => type.startsWith("source-"));
  assertEquals(parts, [
    { type: "source-url", sourceId: "1", url: "https://a.example/", title: "A" },
    {
      type: "source-document",
      sourceId: `b.txt#${"b".repeat(80)}`,
      mediaType: "text/plain",
      title: "b.txt",
    },
    {
      type: "source-document",
      sourceId: `#${"c".repeat(80)}`,
      mediaType: "text/plain",
      title: "c".repeat(80),
    },
  ]);
});

Deno.test("openAIChat() writes tool calls in pieces, and a JSON value whole", () => {
  const encode = openAIChat({ created: 0 }).createEncoder();
  const choices = [
    start,
    { type: "tool_call", call: { index: 0, id: "c1", name: "weather", args: "" } },
    { type: "tool_call", call: { index: 0, args: "{}" } },
    { type: "value", value: { a: 1 } },
    { type: "end", record: { ...record, end_reason: "tool_calls", output: { a: 1 } } },
  ] satisfies StreamEvent[];
  const deltas = choices.map(encode).join("").split("\n\n").filter((it) => it.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice("data: ".length)).choices[0]);
  assertEquals(deltas.map(({ delta }) => delta).slice(1), [
    {
      tool_calls: [{
        index: 0,
        id: "c1",
        type: "function",
        function: { name: "weather", arguments: "" },
      }],
    },
    { tool_calls: [{ index: 0, function: { arguments: "{}" } }] },
    { content: '{"a":1}' },
    {},
  ]);
  assertEquals(deltas.at(-1)?.finish_reason, "tool_calls");
});
