import { assertEquals } from "@std/assert";
import { forkPoint } from "../../src/page/thread/fork_point.ts";
import { DEFAULT_SETTINGS, type Question } from "../../src/page/answer/question.ts";

const human = (content: unknown) => ({ type: "human", content });
const ai = (content: string) => ({ type: "ai", content });
const stateOf = (id: string, parent: string | null, messages: unknown[]) => ({
  values: { messages },
  checkpoint: { checkpoint_id: id },
  parent_checkpoint: parent === null ? null : { checkpoint_id: parent },
});
const [one, two] = [[human("one"), ai("1")], [human("two"), ai("2")]];
/** A thread with two turns; the second was asked again. */
const STATES = [
  stateOf("6", "5", [...one, ...two]),
  stateOf("5", "2", [...one, human("two")]),
  stateOf("4", "3", [...one, human("two"), ai("other")]),
  stateOf("3", "2", [...one, human("two")]),
  stateOf("2", "1", one),
  stateOf("1", "0", [human("one")]),
  stateOf("0", null, []),
];
const asked = (text: string, ...before: string[]): Question => ({
  runnable: "graph",
  text,
  history: before.flatMap((content) => [
    { role: "user", content },
    { role: "assistant", content: "!" },
  ]),
  settings: DEFAULT_SETTINGS,
  thread: { id: "t", isNew: false },
});

Deno.test("forkPoint() finds the checkpoint before a question, in the branch of the thread", () => {
  assertEquals(forkPoint(STATES, asked("two", "one")), {
    id: "t",
    isNew: false,
    checkpoint: "2",
  });
  assertEquals(forkPoint(STATES, asked("one")), { id: "t", isNew: true, checkpoint: "0" });
});

Deno.test("forkPoint() passes over answers to the graph, and finds the same words said twice", () => {
  const [first, again] = [human("yes"), human([{ type: "text", text: "yes" }])];
  const states = [
    stateOf("3", "2", [first, ai("1"), again, ai("2")]),
    stateOf("2", "1", [first, ai("1")]),
    stateOf("1", null, [first]),
  ];
  assertEquals(forkPoint(states, asked("yes", "yes", "Approved"))?.checkpoint, "2");
});

Deno.test("forkPoint() finds none where the thread has dropped it, or never had it", () => {
  assertEquals(forkPoint([], asked("one")), null);
  assertEquals(forkPoint(STATES, asked("three", "one", "two")), null);
  assertEquals(forkPoint(STATES.slice(0, 2), asked("two", "one")), null);
  const { thread: _, ...elsewhere } = asked("two", "one");
  assertEquals(forkPoint(STATES, elsewhere), null);
  const told = [stateOf("2", "1", [...one, ...two]), stateOf("1", null, [])];
  assertEquals(forkPoint(told, asked("two", "one")), null);
});
