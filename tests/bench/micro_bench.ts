/** `deno task bench:micro`: what a change in a hot place does. */
import { AnswerCutter } from "../../src/stream/answer_cutter.ts";
import { dialects } from "../../src/wire/dialects.ts";
import { openAIChat } from "../../src/wire/openai_chat.ts";
import { uiMessage } from "../../src/wire/ui/ui_message.ts";
import { fixtures, match, matchers, worst } from "./measure/matching.ts";
import { textsOf } from "./measure/script.ts";

const CHUNKS = 1_000;
const chunks = [...textsOf({ tokens: CHUNKS })];

for (const [group, { chunks, markers }] of Object.entries(fixtures)) {
  for (const [name, create] of Object.entries(matchers)) {
    Deno.bench({
      name: `${name}, ${group}`,
      group,
      baseline: name !== "MarkerMatcher",
      fn: () => void match(create(markers), chunks),
    });
  }
}

for (const chars of [50_000, 100_000]) {
  const { chunks, markers } = worst(chars);
  for (const [name, create] of Object.entries(matchers)) {
    Deno.bench({
      name: `${name}, the automaton's worst text, ${chars}`,
      group: `the automaton's worst text, ${chars}`,
      baseline: name !== "MarkerMatcher",
      fn: () => void match(create(markers), chunks),
    });
  }
}

function filledCutter(): AnswerCutter {
  const cutter = new AnswerCutter({ endMarkers: [] });
  for (const chunk of chunks) cutter.push(chunk);
  return cutter;
}

Deno.bench({
  name: `AnswerCutter, ${CHUNKS} chunks`,
  group: "record",
  fn: () => void filledCutter().end(),
});

Deno.bench({
  name: `AnswerCutter, ${CHUNKS} chunks, and the record`,
  group: "record",
  fn: () => void filledCutter().record,
});

for (const dialect of [...dialects, openAIChat({ created: 0 }), uiMessage]) {
  Deno.bench({
    name: `${dialect.name}, ${CHUNKS} texts`,
    group: "encoders",
    fn() {
      const encode = dialect.createEncoder();
      encode({ type: "start", run: { run_id: "1", runnable: "chain", model: null } });
      for (const text of chunks) encode({ type: "text", text });
    },
  });
}
