import { assertEquals } from "@std/assert";
import { compareWritesSortKeys } from "@langchain/langgraph-checkpoint";
import { ThreadKeys } from "../../../src/run/langchain/thread/saver/thread_keys.ts";

const { checkpoint } = ThreadKeys;
const write = (namespace: string, id: string) => ThreadKeys.write(namespace, id, ["", "task", 0]);

/** The keys of a thread whose values have 10 bytes each. */
function keysOf(...keys: string[]): ThreadKeys {
  return new ThreadKeys(new Map(keys.map((key) => [key, 10])), compareWritesSortKeys);
}

Deno.test("ThreadKeys drops the oldest checkpoints, with the writes to them", () => {
  const keys = keysOf(
    ...[checkpoint("", "3"), checkpoint("", "1"), write("", "1"), checkpoint("", "2")],
    write("", "3"),
  );
  assertEquals(keys.latest(""), "3");
  assertEquals(keys.trim({ checkpoints: 3, bytes: 50 }), []);
  assertEquals(keys.trim({ checkpoints: 2, bytes: 50 }), [checkpoint("", "1"), write("", "1")]);
  const two = [checkpoint("", "1"), write("", "1"), checkpoint("", "2")];
  assertEquals(keys.trim({ checkpoints: 3, bytes: 25 }), two);
  assertEquals(keys.trim({ checkpoints: 0, bytes: 0 }), two, "the last one is kept");
});

Deno.test("ThreadKeys keeps what a graph within a graph still needs", () => {
  const [memory, over, open] = ["agent", "inner:1", "inner:2"];
  const keys = keysOf(
    ...[checkpoint(memory, "1"), checkpoint(over, "2"), checkpoint("", "3")],
    checkpoint(open, "4"),
  );
  assertEquals(keys.trim({ checkpoints: 0, bytes: 0 }), [checkpoint(over, "2")]);
});

Deno.test("ThreadKeys drops writes that came after their checkpoint was dropped", () => {
  const keys = keysOf(write("", "1"), checkpoint("", "2"), write("", "3"));
  assertEquals(keys.trim({ checkpoints: 10, bytes: 1_000 }), [write("", "1")]);
});
