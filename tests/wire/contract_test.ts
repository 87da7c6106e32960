import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { agUi } from "../../src/wire/ag_ui/ag_ui.ts";
import type { Dialect } from "../../src/wire/dialect.ts";
import { ndjson } from "../../src/wire/ndjson.ts";
import { openAIChat } from "../../src/wire/openai_chat.ts";
import { openAIResponses } from "../../src/wire/openai_responses.ts";
import { sse } from "../../src/wire/sse.ts";
import type { EndRecord, StreamEvent } from "../../src/wire/stream_event.ts";
import { text } from "../../src/wire/text.ts";
import { uiMessage } from "../../src/wire/ui/ui_message.ts";

/** What each dialect must show: how its events end, and what says that it is complete. */
const DIALECTS: Readonly<Record<string, { dialect: Dialect; event: RegExp; complete?: RegExp }>> = {
  sse: { dialect: sse, event: /\n\n$/, complete: /event: end\ndata:\n\n/ },
  ndjson: { dialect: ndjson, event: /\n$/, complete: /\{"event":"end"\}\n/ },
  // Text has no word for its end: only a failure shows, by breaking.
  text: { dialect: text, event: /$/ },
  openai: {
    dialect: openAIChat({ created: 0, includeUsage: true }),
    event: /\n\n$/,
    complete: /data: \[DONE\]\n\n/,
  },
  "openai responses": {
    dialect: openAIResponses({ created: 0 }),
    event: /\n\n$/,
    complete: /event: response\.completed\ndata: [^\n]*\n\n/,
  },
  "ai sdk": { dialect: uiMessage, event: /\n\n$/, complete: /data: \[DONE\]\n\n/ },
  "ag-ui": {
    dialect: agUi({ threadId: "t", runId: "r" }),
    event: /\n\n$/,
    complete: /data: \{"type":"RUN_FINISHED"[^\n]*\n\n/,
  },
};

const record = (output: string): EndRecord => ({
  end_reason: "stop",
  end_marker: null,
  finish_reason: null,
  output,
  splits: [output],
  token_splits: `${output}|`,
  tool_calls: [],
  reasoning: null,
  usage: null,
  timing: { first_token_ms: 1, duration_ms: 2, split_ms: [1, 2] },
});
const start: StreamEvent = { type: "start", run: { run_id: "r", runnable: "chain", model: null } };
const failure: StreamEvent = {
  type: "error",
  failure: { status_code: 502, message: "No." },
  record: record(""),
};
// Text that looks like the protocols themselves.
const piece = fc.oneof(
  fc.constantFrom(
    "\n\n",
    "data: [DONE]\n\n",
    "event: end\ndata:\n\n",
    '{"event":"end"}\n',
    "\r",
    "가😀",
  ),
  fc.string({ unit: "grapheme", minLength: 1 }),
);
const texts = fc.array(piece.map((text): StreamEvent => ({ type: "text", text })));

for (const [name, { dialect, event, complete }] of Object.entries(DIALECTS)) {
  Deno.test(`${name} ends a whole answer once, and with that`, () => {
    fc.assert(fc.property(texts, (events) => {
      const all = [start, ...events, { type: "end", record: record("a") } as const];
      const written = all.map(dialect.createEncoder());
      for (const part of written.filter((part) => part !== "")) assert(event.test(part));
      if (complete === undefined) return;
      const whole = written.join("");
      const [before, after, ...more] = whole.split(complete);
      assertEquals([after, more], ["", []], before);
    }));
  });

  Deno.test(`${name} never lets a failure look like an end`, () => {
    fc.assert(fc.property(texts, (events) => {
      const encode = dialect.createEncoder();
      const written = [start, ...events].map(encode).join("");
      if (complete === undefined) {
        assertThrows(() => encode(failure));
        return;
      }
      const last = encode(failure);
      assert(last.includes("No."));
      assert(event.test(last));
      assert(!complete.test(written + last));
    }));
  });

  Deno.test(`${name} is written without a byte order mark`, () => {
    const encode = dialect.createEncoder();
    assert(!(encode(start) + encode({ type: "text", text: "a" })).startsWith("\ufeff"));
  });
}
