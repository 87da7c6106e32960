import { assertEquals } from "@std/assert";
import { historyOf, isAllOf, systemOf, turnsOf } from "../../src/page/thread/thread_turns.ts";

const call = { name: "add", args: { a: 1 }, id: "1" };
const MESSAGES = [
  { type: "system", content: "Be brief." },
  { type: "human", content: [{ type: "text", text: "1 + 1?" }] },
  { type: "ai", content: "", tool_calls: [call] },
  { type: "tool", name: "add", content: "2", tool_call_id: "1" },
  { type: "ai", content: "It is 2." },
  { type: "human", content: "Delete it" },
];
const asks = [{ id: "i", value: "Really?" }];
const values = { messages: MESSAGES };
const thread = { id: "t", runnable: "agent", values, interrupts: asks, isBusy: false };

Deno.test("turnsOf() makes the turns of a thread, with its tool calls and its question", () => {
  const [sum, wish] = turnsOf(thread);
  assertEquals(
    [sum?.question.text, sum?.record.output, sum?.record.interrupts],
    ["1 + 1?", "It is 2.", undefined],
  );
  assertEquals(sum?.steps.map(({ kind, tool, text }) => `${kind} ${tool} ${text}`), [
    'call add {"a":1}',
    "result add 2",
  ]);
  assertEquals([wish?.record.end_reason, wish?.record.interrupts], ["interrupt", asks]);
  assertEquals(wish?.question.history, historyOf(thread).slice(0, 2));
  assertEquals(wish?.question.settings.system, systemOf(thread));
  assertEquals(systemOf(thread), "Be brief.");
});

Deno.test("turnsOf() asks nothing while the question is being answered", () => {
  const wish = turnsOf({ ...thread, isBusy: true }).at(-1);
  assertEquals([wish?.record.interrupts, wish?.isUnderWay], [undefined, true]);
});

Deno.test("turnsOf() shows the values of a graph without messages", () => {
  const [turn, ...others] = turnsOf({ ...thread, values: { topic: "cats" } });
  assertEquals([turn?.record.output, others], [{ topic: "cats" }, []]);
});

Deno.test("isAllOf() compares what was said, but not what a person answered to the graph", () => {
  const history = historyOf(thread);
  const turns = turnsOf(thread);
  assertEquals(isAllOf(thread, { history, turns }), true);
  const answered = {
    ...thread,
    values: { messages: [...MESSAGES, { type: "ai", content: "ok" }] },
  };
  assertEquals(isAllOf(answered, { history, turns }), false);
  const [turn] = turns;
  const resume = { value: "yes" };
  const answer = turn && { ...turn, question: { ...turn.question, text: "yes", resume } };
  const more = [
    ...history,
    { role: "user", content: "yes" } as const,
    { role: "assistant", content: "ok" } as const,
  ];
  assertEquals(isAllOf(answered, { history: more, turns }), false);
  assertEquals(isAllOf(answered, { history: more, turns: answer ? [...turns, answer] : [] }), true);
});
