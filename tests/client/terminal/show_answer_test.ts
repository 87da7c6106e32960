import { assert, assertEquals, assertRejects } from "@std/assert";
import { type AnswerEvent, type EndRecord, StreamError } from "../../../src/client/stream.ts";
import { ENGLISH as messages } from "../../../src/client/terminal/messages/english.ts";
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
  { screen = new Screen(), splits, json = false, signal = new AbortController().signal }: {
    screen?: Screen;
    splits?: boolean;
    json?: boolean;
    signal?: AbortSignal;
  } = {},
) {
  const { stdout, stderr } = screen;
  const view = json ? new JsonView(stdout) : new TextView({ stdout, stderr, splits, messages });
  const report: ShowOptions["report"] = ({ message }) => screen.stderr.line(message);
  const { end, text } = await showAnswer(events, { view, signal, report });
  return [end, text, screen.said];
}

Deno.test("showAnswer() shows the text, and the splits where they are wanted", async () => {
  const events = [text("가"), text("나"), END];
  assertEquals(await show(answer(events)), ["whole", "가나", "가나\n"]);
  const said = "가나\n⟨Token split text:\n⟩⟨가|나|\n⟩";
  assertEquals(await show(answer(events), { splits: true }), ["whole", "가나", said]);
});

Deno.test("showAnswer() shows in colours where the text is split, then the marker", async () => {
  const splits = ["가 ", "", "나\n", "다(답", "변)"];
  const end: AnswerEvent = {
    type: "end",
    record: { ...record, end_reason: "marker", end_marker: "(답변)", splits, token_splits: "…" },
  };
  const events = [text("가 "), text("나\n"), text("다"), end];
  const lines = [
    "가 \x1b[36;4m나\x1b[0m\x1b[36;4;2m↵\x1b[0m",
    "다\x1b[33;7;4m(답\x1b[0m\x1b[33;7m변)\x1b[0m",
    "⟨\x1b[2m5 splits, 1 empty, first 1 ms, 4000 splits/s, ended by (답변)\x1b[0m",
    "⟩",
  ];
  const screen = new Screen({ isTerminal: true, hasColor: true });
  assertEquals(await show(answer(events), { screen }), ["whole", "가 나\n다", lines.join("\n")]);

  screen.said = "";
  await show(answer(events), { screen, splits: false });
  assertEquals(screen.said, `가 나\n다\n${lines.slice(2).join("\n")}`);

  screen.said = "";
  await show(answer(events), { screen, splits: true });
  const bar = "\x1b[2m|\x1b[0m";
  const shown = [
    "⟨\x1b[2mToken split text:\x1b[0m\n⟩⟨가\x1b[2m·\x1b[0m",
    "\x1b[2m∅\x1b[0m",
    "\x1b[36;4m나\x1b[0m\x1b[36;4;2m↵\x1b[0m\n",
    "다\x1b[33;7m(답\x1b[0m",
    "\x1b[33;7;4m변)\x1b[0m",
    "\n⟩",
  ];
  assertEquals(
    screen.said,
    `${lines.slice(0, 2).join("\n")}\n${shown.join(bar)}${lines.slice(2).join("\n")}`,
  );
});

Deno.test("showAnswer() shows the plain text where there are no colours", async () => {
  const screen = new Screen({ isTerminal: true });
  const said = "가 나\n⟨2 splits, first 1 ms, 1000 splits/s, ended by the model\n⟩";
  assertEquals(await show(answer([text("가 "), text("나"), END]), { screen }), [
    "whole",
    "가 나",
    said,
  ]);
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
  const line = "⟨\x1b[2m2 splits, first 1 ms, 1000 splits/s, ended by the model\x1b[0m\n⟩";
  const shown = `보자\n⟨\x1b[2m-> 2\x1b[0m\n⟩⟨\x1b[2m-> 3\x1b[0m\n⟩응\n${line}`;
  assertEquals(await show(answer(events), { screen, splits: false }), ["whole", "보자응", shown]);
});

Deno.test("showAnswer() says that a limit was met", async () => {
  const events = [text("가"), {
    type: "end",
    record: { ...record, end_reason: "length" },
  }] as const;
  const said = "가\n⟨The answer is cut off: it reached the length limit.\n⟩";
  assertEquals(await show(answer(events)), ["whole", "가", said]);
  const screen = new Screen({ isTerminal: true });
  const line = "⟨2 splits, first 1 ms, 1000 splits/s, cut off at the length limit\n⟩";
  assertEquals(await show(answer(events), { screen }), ["whole", "가", `가\n${line}`]);
});

Deno.test("showAnswer() shows what there is of an answer that fails, then why", async () => {
  const error = new StreamError("It broke.", { type: "failed", status: 502 });
  assertEquals(await show(answer([text("가")], error)), ["failed", "가", "가\n⟨It broke.\n⟩"]);
  const [end, , said] = await show(answer([], error), { json: true });
  const [, line] = said?.split("\n") ?? [];
  assertEquals(end, "failed");
  assertEquals(line, '{"event":"error","data":{"status_code":502,"message":"It broke."}}');
});

Deno.test("showAnswer() tells a lost connection from a failure, and a question from an end", async () => {
  const endOf = async (events: AnswerEvent[], error?: Error) =>
    (await show(answer(events, error)))[0];
  assertEquals(await endOf([text("가")], new StreamError("Cut", { type: "broken" })), "lost");
  assertEquals(await endOf([text("가")], new StreamError("Gone", { type: "refused" })), "lost");
  assertEquals(await endOf([text("가")], new StreamError("Bad", { type: "failed" })), "failed");
  const asks: AnswerEvent = { type: "end", record: { ...record, end_reason: "interrupt" } };
  assertEquals(await endOf([asks]), "waits");
  const unreachable = new StreamError("No", { type: "unreachable" });
  const nothing = new ReadableStream<AnswerEvent>({ start: (it) => it.error(unreachable) });
  assertEquals((await show(nothing))[0], "failed");
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
    shows: () => true,
    show: () => Promise.reject(writeError),
    fail: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
  const signal = AbortSignal.abort();
  const report = () => Promise.resolve();
  const thrown = await assertRejects(() => showAnswer(events(), { view, signal, report }));
  assertEquals([thrown, isLeft], [writeError, true]);
});
