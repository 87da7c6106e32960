import { assert, assertEquals } from "@std/assert";
import { ToolCalls } from "../../src/run/tool_calls.ts";
import type { ToolCallDelta } from "../../src/wire/stream_event.ts";

function put(...pieces: ToolCallDelta[]) {
  const calls = new ToolCalls();
  return { sent: pieces.map((piece) => calls.add(piece)), all: calls.all };
}

Deno.test("ToolCalls numbers calls from 0, however the model does", () => {
  const { sent, all } = put(
    { index: 1, id: "a", name: "f", args: "" },
    { index: 1, args: '{"x":' },
    { index: 4, id: "b", name: "g", args: "{}" },
    { index: 1, args: "1}" },
  );
  assertEquals(sent, [
    { index: 0, id: "a", name: "f", args: "" },
    { index: 0, args: '{"x":' },
    { index: 1, id: "b", name: "g", args: "{}" },
    { index: 0, args: "1}" },
  ]);
  assertEquals(all, [{ id: "a", name: "f", args: { x: 1 } }, { id: "b", name: "g", args: {} }]);
});

Deno.test("ToolCalls tells calls of one number apart by their ids", () => {
  const { sent, all } = put(
    { index: 0, id: "a", name: "f", args: "{}" },
    { index: 0, id: "b", name: "f", args: '{"x"' },
    { index: 0, id: "b", name: "f", args: ":2}" },
  );
  assertEquals(sent[1], { index: 1, id: "b", name: "f", args: '{"x"' });
  assertEquals(sent[2], { index: 1, args: ":2}" });
  assertEquals(all.map(({ args }) => args), [{}, { x: 2 }]);
});

Deno.test("ToolCalls gives an id to a call that has none, once", () => {
  const { sent, all } = put({ index: 0, name: "f" }, { index: 0, id: "", args: "{}" });
  const [first, second] = sent;
  assert(first?.id?.startsWith("call_"), first?.id);
  assertEquals(second, { index: 0, args: "{}" });
  assertEquals(all, [{ id: first?.id ?? null, name: "f", args: {} }]);
});

Deno.test("ToolCalls keeps arguments that are not JSON as they are", () => {
  assertEquals(put({ index: 0, id: "a", name: "f", args: '{"x":' }).all[0]?.args, '{"x":');
});
