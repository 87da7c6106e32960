import { assert, assertEquals } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { agUi } from "../../src/wire/ag_ui/ag_ui.ts";
import type { Dialect } from "../../src/wire/dialect.ts";
import { dialects } from "../../src/wire/dialects.ts";
import { countFrames, skipFrames } from "../../src/wire/frames.ts";
import { openAIChat } from "../../src/wire/openai_chat.ts";
import { openAIResponses } from "../../src/wire/openai_responses.ts";
import { sse } from "../../src/wire/sse.ts";
import type { StreamEvent } from "../../src/wire/stream_event.ts";
import { uiMessage } from "../../src/wire/ui/ui_message.ts";

const start: StreamEvent = { type: "start", run: { run_id: "r", runnable: "chain", model: null } };
const texts = fc.array(
  fc.oneof(
    fc.constantFrom("\n\n", "\n", "가😀", '{"event":"end"}\n'),
    fc.string({ unit: "grapheme" }),
  )
    .filter((text) => text !== "")
    .map((text): StreamEvent => ({ type: "text", text })),
);
const UTF_8 = new TextEncoder();

const faces = [uiMessage, openAIChat({ created: 0 }), openAIResponses({ created: 0 }), agUi()];
for (const dialect of [...dialects, ...faces]) {
  const { name, frameEnd } = dialect;

  Deno.test(`skipFrames() leaves what follows any event of ${name}`, () => {
    fc.assert(fc.property(texts, fc.nat(), (events, seed) => {
      const written = [start, ...events].map(dialect.createEncoder());
      const whole = written.join("");
      const count = countFrames(whole, frameEnd);
      assertEquals(count, written.reduce((sum, text) => sum + countFrames(text, frameEnd), 0));
      const skipped = seed % (count + 1);
      const rest = skipFrames(whole, skipped, frameEnd);
      const seen = UTF_8.encode(whole).subarray(0, UTF_8.encode(whole).length - rest.length);
      assertEquals(frameEnd === undefined ? seen.length : frames(seen, frameEnd), skipped);
    }));
  });

  Deno.test(`an event of ${name} has the end of an event nowhere else`, () => {
    fc.assert(fc.property(texts, (events) => {
      if (frameEnd === undefined) return;
      const encode = dialect.createEncoder();
      encode(start);
      for (const event of events) {
        const text = encode(event);
        assertEquals(text.endsWith(frameEnd), true);
        assertEquals(text.split(frameEnd).at(-1), "");
      }
    }));
  });
}

function frames(bytes: Uint8Array, frameEnd: string): number {
  return new TextDecoder().decode(bytes).split(frameEnd).length - 1;
}

Deno.test("skipFrames() may begin inside a character where bytes count", () => {
  assertEquals(skipFrames("가", 1, undefined), UTF_8.encode("가").subarray(1));
  assertEquals(skipFrames("가", 9, undefined).length, 0);
  assertEquals(skipFrames("a\n", 2, "\n").length, 0);
});

Deno.test("createEncoder() goes on where another encoder stopped", () => {
  const failure = { status_code: 503, message: "The server of the run has stopped." };
  const fail = (dialect: Dialect) =>
    dialect.createEncoder({ firstId: 7 })({ type: "error", failure, record: null });
  assertEquals(fail(sse).split("\n")[0], "id: 7");
  assert(fail(openAIResponses()).includes('"sequence_number":7}'));
  // A second RUN_STARTED would be refused by the client.
  assertEquals(
    fail(agUi()),
    `data: {"type":"RUN_ERROR","message":"${failure.message}","code":"503"}\n\n`,
  );
});
