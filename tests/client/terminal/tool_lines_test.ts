import { assert, assertEquals } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { oneLine } from "../../../src/client/terminal/view/one_line.ts";
import { toolLines } from "../../../src/client/terminal/view/tool_lines.ts";

Deno.test("toolLines() says what is called, and what comes of it", () => {
  const calls = [
    { name: "calculate", args: { expression: "1 + 1" }, id: "1", type: "tool_call" },
    { name: "now", id: "2" },
  ];
  const model_request = { messages: [{ type: "ai", content: "보자", tool_calls: calls }] };
  assertEquals(toolLines({ model_request }), ['calculate {"expression":"1 + 1"}', "now {}"]);
  const tools = {
    messages: [
      { type: "tool", content: "2", name: "calculate" },
      { type: "tool", content: [{ type: "text", text: "a\nb" }], name: "now" },
      { type: "tool", content: "a\r\nb\n", name: "now" },
    ],
  };
  assertEquals(toolLines({ tools }), ["-> 2", '-> [{"type":"text","text":"a\\nb"}]', "-> a b"]);
});

Deno.test("toolLines() has nothing to say of a step without tools, or of no step at all", () => {
  const steps = [
    { model_request: { messages: [{ type: "ai", content: "응", tool_calls: [] }] } },
    { other: null, more: 1, list: [], messages: "a", odd: { messages: [null, 1, "a", {}] } },
    { odd: { messages: [{ tool_calls: [null, "a"] }] } },
    {},
  ];
  for (const step of steps) assertEquals(toolLines(step), []);
});

Deno.test("toolLines() keeps a line short", () => {
  const tools = { messages: [{ type: "tool", content: "가".repeat(1_000) }] };
  assertEquals(toolLines({ tools }), [`-> ${"가".repeat(197)}…`]);
});

Deno.test("oneLine() is one line, short, and cuts no character in two", () => {
  const character = fc.constantFrom("a", "가", "😊", " ", "\n", "\r\n", "\u2028");
  fc.assert(fc.property(fc.array(character), fc.integer({ min: 1, max: 9 }), (characters, most) => {
    const line = oneLine(characters.join(""), most);
    assert(line.length <= most + 1 && line.isWellFormed() && !/[\n\r\u2028]/.test(line));
  }));
});
