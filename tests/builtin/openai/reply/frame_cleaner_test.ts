import { assert, assertEquals } from "@std/assert";
import { FrameCleaner } from "../../../../src/builtin/openai/reply/frame_cleaner.ts";

const frame = (delta: unknown, more: Record<string, unknown> = {}) => ({
  id: "chatcmpl-1",
  model: "m",
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});

/** The delta of a frame, cleaned. */
function clean(delta: unknown, cleaner = new FrameCleaner()) {
  const { choices } = cleaner.clean(frame(delta));
  return (choices as { delta: Record<string, unknown> }[])[0]?.delta;
}

const say = (content: string, more = {}) => ({ role: "assistant", content, ...more });

const deltas: [name: string, delta: unknown, expected: unknown][] = [
  ["text", { content: "a" }, say("a")],
  ["an empty piece of text", { content: "" }, say("")],
  ["nothing", {}, say("", { reasoning_content: "" })],
  ["null", null, say("", { reasoning_content: "" })],
  ["another role", { role: "", content: "a" }, say("a")],
  ["a refusal", { refusal: "no" }, say("no", { refusal: "no" })],
  ["an empty refusal beside text", { content: "a", refusal: "" }, say("a")],
  [
    "a refusal beside empty text",
    { content: "", refusal: "no" },
    say("no", { refusal: "no" }),
  ],
  ["a refusal beside text", { content: "a", refusal: "no" }, say("a")],
  [
    "reasoning, as DeepSeek sends it",
    { reasoning_content: "hm" },
    say("", { reasoning_content: "hm" }),
  ],
  ["reasoning, as vLLM sends it", { reasoning: "hm" }, say("", { reasoning_content: "hm" })],
  [
    "reasoning beside empty text",
    { content: "", reasoning: "hm" },
    say("", { reasoning_content: "hm" }),
  ],
  ["reasoning and text", { content: "a", reasoning: "hm" }, say("a", { reasoning_content: "hm" })],
  ["no reasoning beside text", { content: "", reasoning_content: null }, say("")],
  ["parts of text", { content: [{ type: "text", text: "a" }, "b"] }, say("ab")],
  [
    "parts of thinking, as Mistral sends them",
    { content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] },
    say("", { reasoning_content: "hm" }),
  ],
  ["an empty list of tool calls", { content: "a", tool_calls: [] }, say("a")],
];
for (const [name, delta, expected] of deltas) {
  Deno.test(`FrameCleaner.clean() reads a delta with ${name}`, () => {
    assertEquals(clean(delta), expected as Record<string, unknown>);
  });
}

Deno.test("FrameCleaner.clean() keeps choice 0 alone, and no id", () => {
  const cleaner = new FrameCleaner();
  const choices = [
    { index: 1, delta: { content: "b" } },
    { index: 0, delta: { content: "a" }, finish_reason: "" },
  ];
  assertEquals(cleaner.clean({ id: "", choices, usage: null }), {
    usage: null,
    choices: [{ index: 0, delta: say("a"), finish_reason: null }],
  });
  assertEquals(cleaner.clean({ id: "", choices: choices.slice(0, 1) }), { choices: [] });
  assertEquals(cleaner.clean({ usage: {} }), { usage: {}, choices: [] });
});

Deno.test("FrameCleaner.clean() makes one frame of a whole completion", () => {
  const choices = [{ index: 0, message: { role: "assistant", content: "a" } }];
  assertEquals(new FrameCleaner().clean({ choices }), {
    choices: [{ index: 0, delta: say("a"), finish_reason: "stop" }],
  });
});

Deno.test("FrameCleaner.cleanWhole() cleans the message of a completion", () => {
  const message = { role: "assistant", content: [{ type: "text", text: "a" }], parsed: 1 };
  const choices = [{ index: 0, message, finish_reason: "length" }];
  assertEquals(new FrameCleaner().cleanWhole({ id: "1", choices, usage: {} }), {
    usage: {},
    choices: [{ index: 0, message: say("a", { parsed: 1 }), finish_reason: "length" }],
  });
});

interface Call {
  id?: string;
  index: number;
  function: { name?: string; arguments: string };
}

function cleanCalls(frames: unknown[][], messages: unknown[] = []): Call[] {
  const cleaner = new FrameCleaner(messages);
  return frames.flatMap((tool_calls) => clean({ tool_calls }, cleaner)?.tool_calls as Call[]);
}
const UUID = /^call_[\da-f-]{36}$/;

Deno.test("FrameCleaner gives a tool call the id that it lacks, once", () => {
  const [name, args] = cleanCalls([
    [{ index: 0, function: { name: "f", arguments: "" } }],
    [{ index: 0, function: { arguments: "{}" } }],
  ]);
  assert(UUID.test(name?.id ?? ""));
  assertEquals(args, { type: "function", index: 0, function: { arguments: "{}" } } as Call);
});

Deno.test("FrameCleaner keeps an id, unless the conversation has it already", () => {
  const call = [{ index: 0, id: "t1", function: { name: "f", arguments: "{}" } }];
  assertEquals(cleanCalls([call])[0]?.id, "t1");
  const [again] = cleanCalls([call], [{ role: "assistant", tool_calls: [{ id: "t1" }] }]);
  assert(UUID.test(again?.id ?? ""));
});

Deno.test("FrameCleaner tells calls apart that share an index, or have none", () => {
  const f = (name: string) => ({ name, arguments: "{}" });
  const shared = cleanCalls([
    [{ index: 0, id: "a", function: f("f") }],
    [{ index: 0, id: "b", function: f("g") }],
  ]);
  assertEquals(shared.map(({ index, id }) => [index, id]), [[0, "a"], [1, "b"]]);
  const none = cleanCalls([[{ function: f("f") }, { function: f("g") }], [{ function: f("h") }]]);
  assertEquals(none.map(({ index, function: { name } }) => [index, name]), [
    [0, "f"],
    [1, "g"],
    [2, "h"],
  ]);
});

Deno.test("FrameCleaner writes arguments as text", () => {
  const [call] = cleanCalls([[{
    index: 0,
    id: "a",
    function: { name: "f", arguments: { x: 1 } },
  }]]);
  assertEquals(call?.function.arguments, '{"x":1}');
  const [none] = cleanCalls([[{ index: 0, id: "a", function: { name: "f" } }]]);
  assertEquals(none?.function.arguments, "");
});
