import { assert, assertEquals } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { arrivalsOf, longestGap } from "../../src/page/arrivals.ts";
import type { EndRecord } from "../../src/wire/stream_event.ts";

function recordOf(splits: readonly string[], output: string): EndRecord {
  return {
    end_reason: "stop",
    end_marker: null,
    finish_reason: null,
    output,
    splits,
    token_splits: splits.map((split) => `${split}|`).join(""),
    tool_calls: [],
    reasoning: null,
    usage: null,
    timing: { first_token_ms: 0, duration_ms: 0, split_ms: splits.map(() => 0) },
  };
}

Deno.test("arrivalsOf() gives each split with text the time of its piece", () => {
  const pieces = [{ text: "a", at: 10 }, { text: "bc", at: 20 }, { text: "d", at: 50 }];
  const record = recordOf(["a", "bc", "d"], "abcd");
  assertEquals(arrivalsOf(pieces, { record, at: 60 }), [
    { text: "a", rest: "", at: 10 },
    { text: "bc", rest: "", at: 20 },
    { text: "d", rest: "", at: 50 },
  ]);
});

Deno.test("arrivalsOf() puts empty splits evenly between their neighbours", () => {
  const pieces = [{ text: "a", at: 10 }, { text: "b", at: 40 }];
  const record = recordOf(["", "a", "", "", "b"], "ab");
  const ats = arrivalsOf(pieces, { record, at: 60 }).map(({ at }) => at);
  assertEquals(ats, [5, 10, 20, 30, 40]);
});

Deno.test("arrivalsOf() ends the marker at the end", () => {
  const pieces = [{ text: "a ", at: 10 }];
  const record = recordOf(["a ", "(답변", "", " 종료) 더"], "a ");
  assertEquals(arrivalsOf(pieces, { record, at: 40 }), [
    { text: "a ", rest: "", at: 10 },
    { text: "", rest: "(답변", at: 20 },
    { text: "", rest: "", at: 30 },
    { text: "", rest: " 종료) 더", at: 40 },
  ]);
});

Deno.test("arrivalsOf() cuts the split in which the answer ends", () => {
  const pieces = [{ text: "a ", at: 10 }];
  const record = recordOf(["a (답변 종료)"], "a ");
  assertEquals(arrivalsOf(pieces, { record, at: 40 }), [
    { text: "a ", rest: "(답변 종료)", at: 10 },
  ]);
});

Deno.test("arrivalsOf() gives text that was held back the time when it came", () => {
  const pieces = [{ text: "(답변 종결)", at: 30 }];
  const record = recordOf(["(답변", " 종", "결)"], "(답변 종결)");
  assertEquals(arrivalsOf(pieces, { record, at: 40 }).map(({ at }) => at), [30, 30, 30]);
});

Deno.test("arrivalsOf() knows an answer without any text, and none at all", () => {
  assertEquals(arrivalsOf([], { record: recordOf([], ""), at: 40 }), []);
  const ats = arrivalsOf([], { record: recordOf(["", ""], ""), at: 40 }).map(({ at }) => at);
  assertEquals(ats, [20, 40]);
});

Deno.test("arrivalsOf() keeps all splits, in order of time, however they were cut", () => {
  const texts = fc.array(fc.oneof(fc.constant(""), fc.string({ unit: "grapheme" })));
  fc.assert(fc.property(texts, texts, fc.nat(5), (splits, cuts, behind) => {
    const whole = splits.join("");
    const output = whole.slice(0, Math.max(0, whole.length - behind));
    // The same output in other pieces.
    let rest = output;
    const pieces = [];
    for (const { length } of [...cuts, output]) {
      const text = rest.slice(0, length);
      rest = rest.slice(length);
      if (text !== "") pieces.push({ text, at: pieces.length * 10 + 10 });
    }
    const at = pieces.length * 10 + 20;
    const arrivals = arrivalsOf(pieces, { record: recordOf(splits, output), at });
    assertEquals(arrivals.map(({ text, rest }) => text + rest), splits);
    assertEquals(arrivals.map(({ text }) => text).join(""), output);
    const ats = arrivals.map(({ at }) => at);
    assertEquals(ats, ats.toSorted((a, b) => a - b));
    assert(ats.every((time) => time > 0 && time <= at));
  }));
});

Deno.test("longestGap() is the longest time between two splits", () => {
  assertEquals(longestGap([{ at: 100 }, { at: 110 }, { at: 150 }, { at: 155 }]), 40);
  assertEquals(longestGap([{ at: 100 }]), 0);
  assertEquals(longestGap([]), 0);
});
