import { assert, assertEquals, assertRejects } from "@std/assert";
import { type AnswerEvent, type EndRecord, StreamError } from "../../../src/client/stream.ts";
import { JsonView } from "../../../src/client/terminal/view/json_view.ts";
import { showAnswer, type ShowOptions } from "../../../src/client/terminal/view/show_answer.ts";
import { TextView } from "../../../src/client/terminal/view/text_view.ts";
import { Screen } from "./screen.ts";

const text = (text: string): AnswerEvent => ({ type: "text", text });
const tool = (content: string): AnswerEvent => ({
  type: "updates",
  updates: { tools: { messages: [{ type: "tool", content }] } },
});
const record: EndRecord = {
  end_reason: "stop",
  end_marker: null,
  finish_reason: "stop",
  output: "가나",
  splits: ["가", "나"],
  token_splits: "가|나|",
  tool_calls: [],
  reasoning: null,
  usage: null,
  timing: { first_token_ms: 1, duration_ms: 2, split_ms: [1, 2] },
};
const END: AnswerEvent = { type: "end", record };

async function* answer(events: readonly AnswerEvent[], error?: Error) {
  yield { type: "start", run: { run_id: "1", runnable: "chain", model: null } } as const;
  yield* events;
  await Promise.resolve();
  if (error !== undefined) throw error;
}

/** Shows an answer on a screen, with the failure, too. */
async function show(
  events: AsyncIterable<AnswerEvent>,
  { screen = new Screen(), splits = false, json = false, signal = new AbortController().signal } =
    {},
) {
  const view = json ? new JsonView(screen.stdout) : new TextView({ ...screen, splits });
  const report: ShowOptions["report"] = ({ message }) => screen.stderr.line(message);
  const { end, text } = await showAnswer(events, { view, signal, report });
  return [end, text, screen.said];
}

Deno.test("showAnswer() shows the text, and the splits where they are wanted", async () => {
  const events = [text("가"), text("나"), END];
  assertEquals(await show(answer(events)), ["whole", "가나", "가나\n"]);
  const said = "가나\n\ntoken split 결과:\n가|나|\n";
  assertEquals(await show(answer(events), { splits: true }), ["whole", "가나", said]);
});

Deno.test("showAnswer() writes each text before it asks for the next", async () => {
  const screen = new Screen();
  async function* events() {
    yield text("가");
    assertEquals(screen.said, "가");
    yield text("나");
    assertEquals(screen.said, "가나");
    yield END;
  }
  await show(events(), { screen });
});

Deno.test("showAnswer() ends no line that the model has ended", async () => {
  const events = [text("가\n"), END];
  assertEquals(await show(answer(events)), ["whole", "가\n", "가\n"]);
});

Deno.test("showAnswer() tells of tools aside, and on lines of their own in a terminal", async () => {
  const events = [text("보자"), tool("2"), tool("3"), text("응"), END];
  const said = "보자⟨-> 2\n⟩⟨-> 3\n⟩응\n";
  assertEquals(await show(answer(events)), ["whole", "보자응", said]);
  const screen = new Screen({ isTerminal: true, hasColor: true });
  const shown = "보자\n⟨\x1b[2m-> 2\x1b[0m\n⟩⟨\x1b[2m-> 3\x1b[0m\n⟩응\n";
  assertEquals(await show(answer(events), { screen }), ["whole", "보자응", shown]);
});

Deno.test("showAnswer() says that a limit was met", async () => {
  const events = [text("가"), {
    type: "end",
    record: { ...record, end_reason: "length" },
  }] as const;
  const said = "가\n⟨The answer is cut off: it reached the length limit.\n⟩";
  assertEquals(await show(answer(events)), ["whole", "가", said]);
});

Deno.test("showAnswer() shows what there is of an answer that fails, then why", async () => {
  const error = new StreamError("It broke.", { type: "failed", status: 502 });
  assertEquals(await show(answer([text("가")], error)), ["failed", "가", "가\n⟨It broke.\n⟩"]);
  const [end, , said] = await show(answer([], error), { json: true });
  const [, line] = said?.split("\n") ?? [];
  assertEquals(end, "failed");
  assertEquals(line, '{"event":"error","data":{"status_code":502,"message":"It broke."}}');
});

Deno.test("showAnswer() stops without a word when that was wished", async () => {
  for (const isTerminal of [false, true]) {
    for (const json of [false, true]) {
      const abort = new AbortController();
      const { signal } = abort;
      // A server that was left refuses; a connection throws the signal's reason.
      const left = new StreamError("Gone.", { type: "refused", status: 499 });
      for (const error of [left, new Error("stop")]) {
        abort.abort(error);
        const screen = new Screen({ isTerminal });
        const [end, , said] = await show(answer([], signal.reason), { signal, json, screen });
        assertEquals(end, "stopped");
        assert(said?.endsWith(isTerminal ? "\n" : json ? "}}\n" : ""), said);
      }
    }
  }
});

Deno.test("showAnswer() leaves the answer when it cannot be written, or anything else fails", async () => {
  const writeError = new Error("full");
  let isLeft = false;
  async function* events() {
    try {
      yield text("가");
      yield text("나");
    } finally {
      isLeft = true;
      await Promise.resolve();
    }
  }
  const view = {
    show: () => Promise.reject(writeError),
    fail: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
  const signal = AbortSignal.abort();
  const report = () => Promise.resolve();
  const thrown = await assertRejects(() => showAnswer(events(), { view, signal, report }));
  assertEquals([thrown, isLeft], [writeError, true]);
});
