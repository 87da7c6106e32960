import { assertEquals } from "@std/assert";
import { openAIResponse, openAIResponses } from "../../src/wire/openai_responses.ts";
import type { EndRecord, StreamEvent } from "../../src/wire/stream_event.ts";

const run = { run_id: "r1", runnable: "chain", model: "m" };
const start: StreamEvent = { type: "start", run };
const text = (text: string): StreamEvent => ({ type: "text", text });
const reasoning = (text: string): StreamEvent => ({ type: "reasoning", text });
const call = (
  index: number,
  piece: { id?: string; name?: string; args?: string },
): StreamEvent => ({
  type: "tool_call",
  call: { index, ...piece },
});
const record = (fields: Partial<EndRecord> = {}): EndRecord => ({
  end_reason: "marker",
  end_marker: "(답변 종료)",
  finish_reason: null,
  output: "언어 모델",
  splits: ["언어 ", "모델", "(답변 종료)"],
  token_splits: "언어 |모델|(답변 종료)|",
  tool_calls: [],
  reasoning: null,
  usage: null,
  timing: { first_token_ms: 12, duration_ms: 480, split_ms: [12, 300, 480] },
  ...fields,
});
const end = (fields?: Partial<EndRecord>): StreamEvent => ({ type: "end", record: record(fields) });

const write = (...events: StreamEvent[]) =>
  events.map(openAIResponses({ created: 1_700_000_000 }).createEncoder()).join("");

interface Sent {
  type: string;
  sequence_number: number;
  output_index?: number;
  item_id?: string;
  delta?: string;
  item?: Record<string, unknown>;
  response?: Record<string, unknown>;
}

/** The data of each event. */
const read = (...events: StreamEvent[]): Sent[] =>
  write(...events).trimEnd().split("\n\n").map((event) => {
    const [name, data = ""] = event.split("\ndata: ");
    const sent = JSON.parse(data);
    assertEquals(name, `event: ${sent.type}`);
    return sent;
  });
const types = (sent: Sent[]) => sent.map(({ type }) => type.replace("response.", ""));
const outputOf = (sent: Sent[]) => sent.at(-1)?.response?.output;

const response = (status: string, output: string, usage = "null") =>
  `{"id":"resp_r1","object":"response","created_at":1700000000,"status":"${status}",` +
  '"background":false,"error":null,"incomplete_details":null,"model":"chain",' +
  `"output":${output},"previous_response_id":null,"store":false,"usage":${usage},` +
  '"instructions":null,"max_output_tokens":null,"metadata":{},"parallel_tool_calls":true,' +
  '"reasoning":{"effort":null,"summary":null},"temperature":null,' +
  '"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_logprobs":0,"top_p":null,' +
  '"truncation":"disabled"}';

Deno.test("openAIResponses() writes an answer", () => {
  const part = '{"type":"output_text","text":"언어 모델","annotations":[],"logprobs":[]}';
  const item = `{"id":"msg_r1_0","type":"message","status":"completed","role":"assistant",` +
    `"content":[${part}]}`;
  const place = '"item_id":"msg_r1_0","output_index":0,"content_index":0';
  assertEquals(
    write(start, text("언어 "), text("모델"), end()),
    `event: response.created
data: {"type":"response.created","response":${response("in_progress", "[]")},"sequence_number":0}

event: response.in_progress
data: {"type":"response.in_progress","response":${
      response("in_progress", "[]")
    },"sequence_number":1}

event: response.output_item.added
data: {"type":"response.output_item.added","output_index":0,"item":{"id":"msg_r1_0","type":"message","status":"in_progress","role":"assistant","content":[]},"sequence_number":2}

event: response.content_part.added
data: {"type":"response.content_part.added",${place},"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]},"sequence_number":3}

event: response.output_text.delta
data: {"type":"response.output_text.delta",${place},"delta":"언어 ","logprobs":[],"sequence_number":4}

event: response.output_text.delta
data: {"type":"response.output_text.delta",${place},"delta":"모델","logprobs":[],"sequence_number":5}

event: response.output_text.done
data: {"type":"response.output_text.done",${place},"text":"언어 모델","logprobs":[],"sequence_number":6}

event: response.content_part.done
data: {"type":"response.content_part.done",${place},"part":${part},"sequence_number":7}

event: response.output_item.done
data: {"type":"response.output_item.done","output_index":0,"item":${item},"sequence_number":8}

event: response.completed
data: {"type":"response.completed","response":${
      response("completed", `[${item}]`)
    },"sequence_number":9}

`,
  );
});

Deno.test("openAIResponses() writes reasoning as an item before the text", () => {
  const sent = read(start, reasoning("음"), reasoning("…"), text("언어"), end());
  assertEquals(types(sent), [
    "created",
    "in_progress",
    "output_item.added",
    "reasoning_summary_part.added",
    "reasoning_summary_text.delta",
    "reasoning_summary_text.delta",
    "reasoning_summary_text.done",
    "reasoning_summary_part.done",
    "output_item.done",
    "output_item.added",
    "content_part.added",
    "output_text.delta",
    "output_text.done",
    "content_part.done",
    "output_item.done",
    "completed",
  ]);
  assertEquals(sent.map((it) => it.sequence_number), sent.map((_, i) => i));
  assertEquals(sent[4], {
    type: "response.reasoning_summary_text.delta",
    item_id: "rs_r1_0",
    output_index: 0,
    summary_index: 0,
    delta: "음",
    sequence_number: 4,
  } as Sent);
  assertEquals(sent[8]?.item, {
    id: "rs_r1_0",
    type: "reasoning",
    status: "completed",
    summary: [{ type: "summary_text", text: "음…" }],
  });
});

Deno.test("openAIResponses() writes tool calls in pieces, also if they alternate", () => {
  const sent = read(
    start,
    text("찾아볼게"),
    call(0, { id: "c1", name: "weather", args: '{"city":' }),
    call(1, { id: "c2", name: "time", args: "" }),
    call(0, { args: '"서울"}' }),
    end({ end_reason: "tool_calls", tool_calls: [{ id: "c1", name: "weather", args: {} }] }),
  );
  assertEquals(types(sent).slice(8), [
    "output_item.added",
    "function_call_arguments.delta",
    "output_item.added",
    "function_call_arguments.delta",
    "function_call_arguments.done",
    "output_item.done",
    "function_call_arguments.delta",
    "function_call_arguments.done",
    "output_item.done",
    "completed",
  ]);
  const added = { id: "fc_r1_1", type: "function_call", status: "in_progress", call_id: "c1" };
  assertEquals(sent[8]?.item, { ...added, name: "weather", arguments: "" });
  const deltas = sent.filter(({ type }) => type.endsWith("arguments.delta"));
  assertEquals(deltas.map(({ item_id, delta }) => [item_id, delta]), [
    ["fc_r1_1", '{"city":'],
    ["fc_r1_1", '"서울"}'],
    ["fc_r1_2", "{}"], // a call without arguments has an empty object
  ]);
  const [message, first, second, ...more] = outputOf(sent) as Record<string, unknown>[];
  assertEquals([message?.type, message?.status, more.length], ["message", "completed", 0]);
  assertEquals(first, {
    ...added,
    status: "completed",
    name: "weather",
    arguments: '{"city":"서울"}',
  });
  assertEquals([second?.call_id, second?.arguments], ["c2", "{}"]);
});

Deno.test("openAIResponses() writes a refusal as one", () => {
  const refuses = (text: string) => ({ type: "text", text, isRefusal: true }) as const;
  const fields = { output: "못 해.", is_refusal: true };
  const sent = read(start, refuses("못 "), refuses("해."), end(fields));
  assertEquals(types(sent).slice(3), [
    "content_part.added",
    "refusal.delta",
    "refusal.delta",
    "refusal.done",
    "content_part.done",
    "output_item.done",
    "completed",
  ]);
  assertEquals(sent[6], {
    type: "response.refusal.done",
    item_id: "msg_r1_0",
    output_index: 0,
    content_index: 0,
    refusal: "못 해.",
    sequence_number: 6,
  } as Sent);
  const [item] = outputOf(sent) as { content: unknown }[];
  assertEquals(item?.content, [{ type: "refusal", refusal: "못 해." }]);
  const whole = openAIResponse({ run, record: record(fields) }, { created: 0, echo: {} });
  assertEquals(whole.output, [item]);
});

Deno.test("openAIResponses() writes log probabilities beside the text", () => {
  const token = (token: string) => ({ token, logprob: -0.1, bytes: null, top_logprobs: [] });
  const [a, b] = [token("언어 "), token("모델")];
  const logprobs = [[a], [b], [token("(답변 종료)")]];
  const sent = read(
    start,
    { type: "text", text: "언어 ", logprobs: [a] },
    { type: "text", text: "모델", logprobs: [b] },
    end({ logprobs }),
  );
  const partsOf = (output: unknown) => (output as { content: unknown[] }[])[0]?.content;
  const part = { type: "output_text", text: "언어 모델", annotations: [], logprobs: [a, b] };
  assertEquals(sent.slice(4, 7).map((it) => (it as { logprobs?: unknown }).logprobs), [
    [a],
    [b],
    [a, b],
  ]);
  assertEquals(partsOf(outputOf(sent)), [part]);
  const whole = openAIResponse({ run, record: record({ logprobs }) }, { created: 0, echo: {} });
  assertEquals(partsOf(whole.output), [part]);
});

Deno.test("openAIResponses() gives each speaker of a graph a message", () => {
  const step = { type: "step", step: { node: "b", path: ["b"] } } as const;
  const sent = read(start, text("a"), step, text("b"), end({ output: "b" }));
  const output = outputOf(sent) as { content: { text: string }[] }[];
  assertEquals(output.map(({ content }) => content[0]?.text), ["a", "b"]);
});

Deno.test("openAIResponses() writes an empty answer, and a JSON value, as a message", () => {
  const contentOf = (...events: StreamEvent[]) =>
    (outputOf(read(start, ...events)) as { content: { text: string }[] }[])
      .map(({ content }) => content[0]?.text);
  assertEquals(contentOf(end({ output: "" })), [""]);
  const value = { type: "value", value: { a: 1 } } as const;
  assertEquals(contentOf(value, end({ output: { a: 1 } })), ['{"a":1}']);
});

for (
  const [name, fields, reason] of [
    ["a limit", { end_reason: "length" }, "max_output_tokens"],
    ["a filter", { end_reason: "stop", finish_reason: "content_filter" }, "content_filter"],
  ] as const
) {
  Deno.test(`openAIResponses() ends an answer that ${name} cut as incomplete`, () => {
    const last = read(start, text("언어"), end(fields)).at(-1);
    assertEquals(last?.type, "response.incomplete");
    assertEquals(last?.response?.status, "incomplete");
    assertEquals(last?.response?.incomplete_details, { reason });
    const [item] = last?.response?.output as { status: string }[];
    assertEquals(item?.status, "incomplete");
  });
}

Deno.test("openAIResponses() writes a failure that every client finds, and no end", () => {
  const failure = { status_code: 429, message: "The model's server is busy." };
  const fields = '"message":"The model\'s server is busy.","param":null,"code":"rate_limit_error"';
  assertEquals(
    write(start, { type: "error", failure, record: record() }).split("\n\n").slice(2).join("\n\n"),
    `event: error
data: {"type":"error",${fields},"error":{"type":"rate_limit_error",${fields}},"sequence_number":2}

`,
  );
  const coded = { ...failure, status_code: 413, code: "context_length_exceeded" };
  const [sent] = read({ type: "error", failure: coded, record: record() });
  assertEquals(sent && "code" in sent && sent.code, "context_length_exceeded");
});

Deno.test("openAIResponses() repeats what was asked, and says what was used", () => {
  const usage = {
    input_tokens: 11,
    output_tokens: 7,
    total_tokens: 18,
    input_token_details: { cache_read: 4 },
    output_token_details: { reasoning: 3 },
  };
  const echo = { temperature: 0.5, metadata: { a: "b" } };
  const whole = openAIResponse({ run, record: record({ usage }) }, { created: 0, echo });
  assertEquals([whole.temperature, whole.metadata, whole.store], [0.5, { a: "b" }, false]);
  assertEquals(whole.usage, {
    input_tokens: 11,
    input_tokens_details: { cached_tokens: 4 },
    output_tokens: 7,
    output_tokens_details: { reasoning_tokens: 3 },
    total_tokens: 18,
  });
});

Deno.test("openAIResponse() has the same items as the stream", () => {
  const fields: Partial<EndRecord> = {
    end_reason: "tool_calls",
    output: "찾아볼게",
    reasoning: { text: "음", splits: ["음"], split_ms: [3] },
    tool_calls: [{ id: "c1", name: "weather", args: { city: "서울" } }],
  };
  const streamed = outputOf(read(
    start,
    reasoning("음"),
    text("찾아볼게"),
    call(0, { id: "c1", name: "weather", args: '{"city":"서울"}' }),
    end(fields),
  ));
  const { output } = openAIResponse({ run, record: record(fields) }, { created: 0, echo: {} });
  assertEquals(output, streamed);
  const calls = openAIResponse(
    { run, record: record({ ...fields, output: "", reasoning: null }) },
    { created: 0, echo: {} },
  ).output as { type: string }[];
  assertEquals(calls.map(({ type }) => type), ["function_call"]);
});
