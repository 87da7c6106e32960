import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import type { AnswerCutterOptions } from "../../src/stream/answer_cutter.ts";
import { EndMarkerStream } from "../../src/stream/end_marker_stream.ts";
import { stopCases } from "./stop_cases.ts";
import { transcripts } from "../support/models/transcripts.ts";

/** A source that counts how often it was pulled and keeps why it was cancelled. */
function countingSource(chunks: Iterable<string>) {
  const source = {
    pulls: 0,
    cancelled: undefined as unknown,
    readable: new ReadableStream<string>({
      pull(controller) {
        source.pulls++;
        const { value, done } = iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel(reason) {
        source.cancelled = reason;
      },
    }, { highWaterMark: 0 }),
  };
  const iterator = chunks[Symbol.iterator]();
  return source;
}

function* forever(chunk: string) {
  while (true) yield chunk;
}

Deno.test("EndMarkerStream knows every case", async (t) => {
  for (const c of stopCases) {
    await t.step(c.id, async () => {
      const stream = new EndMarkerStream({ endMarkers: c.stops });
      const output = await Array.fromAsync(ReadableStream.from(c.chunks).pipeThrough(stream));
      assertEquals(output.join(""), c.emitted);
      assertEquals(stream.record.output, c.emitted);
      assertEquals(stream.record.splits, c.chunks.slice(0, (c.stop_chunk ?? c.chunks.length) + 1));
      assertEquals(stream.record.end_reason, c.matched === null ? "stop" : "marker");
      assertEquals(stream.record.end_marker, c.matched);
    });
  }
});

Deno.test("EndMarkerStream lets the marker through when it is told to", async (t) => {
  const cases = stopCases.filter((c) => c.include_stop_text !== undefined);
  assert(cases.length > 0);
  for (const c of cases) {
    await t.step(c.id, async () => {
      const stream = new EndMarkerStream({ endMarkers: c.stops, includeEndMarker: true });
      const output = await Array.fromAsync(ReadableStream.from(c.chunks).pipeThrough(stream));
      assertEquals(output.join(""), c.include_stop_text);
      assertEquals(stream.record.output, c.include_stop_text);
    });
  }
});

Deno.test("EndMarkerStream writes the tutorial's records to the letter", async (t) => {
  for (const { way, splits, token_splits, output } of transcripts) {
    await t.step(way, async () => {
      const stream = new EndMarkerStream();
      const chunks = await Array.fromAsync(ReadableStream.from(splits).pipeThrough(stream));
      assertEquals(chunks.join(""), output);
      assertEquals(stream.record.token_splits, token_splits);
      assertEquals(stream.record.splits, splits);
    });
  }
});

Deno.test("EndMarkerStream keeps its record under any chunking", async () => {
  const letter = fc.constantFrom("답", "(", " ", ")", "😀", "\ud83d", "\ude00", "");
  await fc.assert(
    fc.asyncProperty(fc.array(letter, { maxLength: 12 }), async (chunks) => {
      const stream = new EndMarkerStream({ endMarkers: ["(답", "😀)"] });
      const output = await Array.fromAsync(ReadableStream.from(chunks).pipeThrough(stream));
      const { record } = stream;
      assertStrictEquals(record.output, output.join(""));
      assertEquals(record.splits, chunks.slice(0, record.splits.length));
      assertStrictEquals(
        record.splits.join(""),
        record.end_marker === null
          ? record.output
          : record.output + record.end_marker + record.splits.join("").slice(
            record.output.length + record.end_marker.length,
          ),
      );
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("EndMarkerStream closes at the marker and cancels its source", async () => {
  const source = countingSource(["안녕", " (답변 종", "료) ", "더", "더"]);
  const output = await Array.fromAsync(source.readable.pipeThrough(new EndMarkerStream()));
  assertEquals(output, ["안녕", " "]);
  assert(source.pulls <= 4, `pulled ${source.pulls} times for a marker in the third chunk`);
  assert(source.cancelled !== undefined);
});

Deno.test("EndMarkerStream never closes on a marker when it has none", async () => {
  const stream = new EndMarkerStream({ endMarkers: [] });
  const output = await Array.fromAsync(ReadableStream.from(["(답변 종료)"]).pipeThrough(stream));
  assertEquals(output, ["(답변 종료)"]);
  assertEquals(stream.record.end_reason, "stop");
});

Deno.test("EndMarkerStream pulls only as its reader reads", async () => {
  const source = countingSource(forever("x"));
  const reader = source.readable.pipeThrough(new EndMarkerStream()).getReader();
  for (let read = 1; read <= 5; read++) {
    await reader.read();
    assert(source.pulls <= read + 2, `${source.pulls} pulls for ${read} reads`);
  }
  await reader.cancel();
});

Deno.test("EndMarkerStream has the record of all that came before a failure", async () => {
  const source = new ReadableStream<string>({
    pull(controller) {
      if (chunks.length > 0) controller.enqueue(chunks.shift());
      else controller.error(new Error("cut"));
    },
  });
  const chunks = ["하나 ", "둘 ", "(답변"];
  const stream = new EndMarkerStream();
  const output: string[] = [];
  await assertRejects(
    async () => {
      for await (const text of source.pipeThrough(stream)) output.push(text);
    },
    Error,
    "cut",
  );
  assertEquals(output, ["하나 ", "둘 "]);
  assertEquals(stream.record.splits, ["하나 ", "둘 ", "(답변"]);
  assertEquals(stream.record.output, "하나 둘 ");
  assertEquals(stream.record.end_reason, null);
});

Deno.test("EndMarkerStream passes a reader's cancel on to its source", async () => {
  const source = countingSource(forever("x"));
  const stream = new EndMarkerStream();
  const reader = source.readable.pipeThrough(stream).getReader();
  await reader.read();
  await reader.cancel("gone");
  assertEquals(source.cancelled, "gone");
  assertEquals(stream.record.output, "x");
  assertEquals(stream.record.end_reason, null);
});

Deno.test("EndMarkerStream refuses what is no text", async () => {
  const chunks = ReadableStream.from([{ text: "a" } as unknown as string]);
  await assertRejects(
    () => Array.fromAsync(chunks.pipeThrough(new EndMarkerStream())),
    TypeError,
    "Cannot read a chunk of type object",
  );
  assertThrows(() => new EndMarkerStream({ endMarkers: [""] }), TypeError);
});

Deno.test("EndMarkerStream closes where there would be more than it may let through", async () => {
  const source = countingSource(forever("가나"));
  const stream = new EndMarkerStream({ maxOutputLength: 5 });
  const output = await Array.fromAsync(source.readable.pipeThrough(stream));
  assertEquals(output, ["가나", "가나", "가"]);
  assertEquals([stream.record.end_reason, stream.record.output], ["length", "가나가나가"]);
  assert(source.cancelled !== undefined);
  assert(source.pulls <= 4, `${source.pulls}`);
});

Deno.test("EndMarkerStream may let through just as much as it may", async () => {
  for (
    const [chunks, endReason] of [[["ab", "c"], "stop"], [
      ["abc(답변", " 종료)"],
      "marker",
    ]] as const
  ) {
    const stream = new EndMarkerStream({ maxOutputLength: 3 });
    const output = await Array.fromAsync(ReadableStream.from(chunks).pipeThrough(stream));
    assertEquals(output.join(""), "abc");
    assertEquals(stream.record.end_reason, endReason);
  }
});

Deno.test("EndMarkerStream lets the same through before its limit, however it is cut", async () => {
  const piece = fc.oneof(
    fc.constantFrom("(답변", " 종료", ")", "😀"),
    fc.string({ unit: "grapheme" }),
  );
  const arbitrary = fc.record({ chunks: fc.array(piece), limit: fc.nat(20) });
  await fc.assert(fc.asyncProperty(arbitrary, async ({ chunks, limit }) => {
    const outputOf = async (chunks: readonly string[], maxOutputLength: number) => {
      const stream = new EndMarkerStream({ maxOutputLength });
      const output = await Array.fromAsync(ReadableStream.from(chunks).pipeThrough(stream));
      assertEquals(output.join(""), stream.record.output);
      return stream.record;
    };
    const all = await outputOf([chunks.join("")], Infinity);
    const some = await outputOf(chunks, limit);
    const fits = all.output.length <= limit;
    assertEquals(some.end_reason, fits ? all.end_reason : "length");
    const expected = all.output.slice(0, limit);
    assertEquals(some.output, expected.isWellFormed() ? expected : expected.slice(0, -1));
  }));
});

Deno.test("EndMarkerStream records no more chunks than it may", async () => {
  const read = async (chunks: string[], options: AnswerCutterOptions = {}) => {
    const stream = new EndMarkerStream({ maxSplits: 3, ...options });
    const output = await Array.fromAsync(ReadableStream.from(chunks).pipeThrough(stream));
    return [output.join(""), stream.record.splits, stream.record.end_reason];
  };
  assertEquals(await read(["a", "", "b", "c"]), ["ab", ["a", "", "b"], "length"]);
  assertEquals(await read(["a", "", "b"]), ["ab", ["a", "", "b"], "stop"]);
  assertEquals(await read(["a", "b", "(답변 종료)", "c"]), [
    "ab",
    ["a", "b", "(답변 종료)"],
    "marker",
  ]);
  // What was held back cannot become a marker any more.
  assertEquals(await read(["a", "b", "(답", "변"]), ["ab(답", ["a", "b", "(답"], "length"]);
  assertEquals(await read(["", "a", "(답", "b"], { maxOutputLength: 2 }), [
    "a(",
    ["", "a", "(답"],
    "length",
  ]);
});

Deno.test("EndMarkerStream has a record that is plain, and that nobody outside can change", async () => {
  const stream = new EndMarkerStream();
  await Array.fromAsync(ReadableStream.from(["안녕", "", "(답변 종료)!"]).pipeThrough(stream));
  const json = {
    end_reason: "marker",
    end_marker: "(답변 종료)",
    output: "안녕",
    splits: ["안녕", "", "(답변 종료)!"],
    token_splits: "안녕||(답변 종료)!|",
  };
  assertEquals(JSON.parse(JSON.stringify(stream.record)), json);
  const { record } = stream;
  assertThrows(() => (record.splits as string[]).push("forged"), TypeError);
  assertThrows(() => Object.assign(record, { output: "forged" }), TypeError);
  assertThrows(() => Object.assign(stream, { record: json }), TypeError);
  assertEquals(JSON.parse(JSON.stringify(stream.record)), json);
});
