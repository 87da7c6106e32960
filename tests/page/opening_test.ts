import { assertEquals } from "@std/assert";
import type { SavedAnswer } from "../../src/page/answer/answer.ts";
import { DEFAULT_SETTINGS } from "../../src/page/answer/question.ts";
import { openingOf } from "../../src/page/thread/opening.ts";
import type { Opened } from "../../src/page/thread/server_threads.ts";
import type { Saved } from "../../src/page/conversation/session.ts";
import { turnsOf } from "../../src/page/thread/thread_turns.ts";

const said = (...texts: string[]) =>
  texts.map((content, i) => ({ type: i % 2 === 0 ? "human" : "ai", content }));
const threadOf = (...texts: string[]) => ({
  id: "t",
  runnable: "graph",
  values: { messages: said(...texts) },
  interrupts: [],
  isBusy: false,
});
/** The turns of a page that has seen them itself. */
const seen = (...texts: string[]): SavedAnswer[] =>
  turnsOf(threadOf(...texts)).map(({ isRecalled: _, ...turn }) => ({
    ...turn,
    record: { ...turn.record, splits: [String(turn.record.output)] },
  }));
const savedWith = (...texts: string[]): Saved => ({
  turns: seen(...texts),
  history: texts.map((content, i) => ({ role: i % 2 === 0 ? "user" : "assistant", content })),
  thread: { id: "t", runnable: "graph" },
  settings: DEFAULT_SETTINGS,
  view: "splits",
  runnable: "graph",
});
const opening = async (linked: string | null, saved: Saved | null, opened: Opened) => {
  const asked: string[] = [];
  const open = (id: string) => {
    asked.push(id);
    return Promise.resolve(opened);
  };
  return { ...await openingOf({ linked, saved, open }), asked };
};
const splitsIn = (turns: readonly SavedAnswer[]) => turns.map(({ record }) => record.splits);

Deno.test("openingOf() asks the server for nothing where there was no thread", async () => {
  const nothing = await opening(null, null, "unreachable");
  assertEquals([nothing.turns, nothing.missing, nothing.asked], [[], null, []]);
});

Deno.test("openingOf() restores what the tab has, if its thread has no more", async () => {
  for (const linked of ["t", null]) {
    const saved = savedWith("one", "1", "two", "2");
    const { turns, thread, isOwn } = await opening(linked, saved, threadOf("one", "1", "two", "2"));
    assertEquals([turns, thread, isOwn], [saved.turns, saved.thread, true]);
  }
  const saved = { ...savedWith("one", "1"), thread: null };
  assertEquals((await opening(null, saved, "unknown")).turns, saved.turns);
});

Deno.test("openingOf() shows what was said in another tab, with the splits of this one", async () => {
  const there = threadOf("one", "1", "two", "2");
  const { turns, history, thread, missing } = await opening("t", savedWith("one", "1"), there);
  assertEquals(splitsIn(turns), [["1"], []]);
  assertEquals(turns.map(({ isRecalled = false }) => isRecalled), [false, true]);
  assertEquals(history.map(({ content }) => content), ["one", "1", "two", "2"]);
  assertEquals([thread, missing], [{ id: "t", runnable: "graph", system: "" }, null]);
  const changed = await opening("t", savedWith("one", "1", "two", "2"), threadOf("one", "1"));
  assertEquals(splitsIn(changed.turns), [["1"]]);
});

Deno.test("openingOf() opens a link in place of the conversation of the tab", async () => {
  const saved = { ...savedWith("one", "1"), thread: { id: "other", runnable: "graph" } };
  const { turns, asked } = await opening("t", saved, threadOf("one", "1"));
  assertEquals([splitsIn(turns), asked], [[[]], ["t"]]);
});

Deno.test("openingOf() tells of an answer that comes to another page, and not to this one", async () => {
  const busy = { ...threadOf("one", "1", "two"), isBusy: true };
  for (const saved of [null, savedWith("one", "1")]) {
    const { turns, isUnderWay } = await opening("t", saved, busy);
    assertEquals(turns.map((turn) => turn.isUnderWay ?? false), [false, true]);
    assertEquals(isUnderWay, true);
  }
  const [, question] = seen("one", "1", "two").map((turn) => turn.question);
  const running = question && { question, location: "/runs/1/stream", began: 0 };
  const own = await opening("t", { ...savedWith("one", "1"), ...(running && { running }) }, busy);
  assertEquals([own.isUnderWay, own.running], [false, running]);
});

Deno.test("openingOf() asks what an answer to another page has ended with", async () => {
  const [turn] = turnsOf({ ...threadOf("one"), isBusy: true });
  const saved = { ...savedWith("one"), turns: turn ? [turn] : [] };
  const interrupts = [{ id: "i", value: "Really?" }];
  const { turns } = await opening("t", saved, { ...threadOf("one"), interrupts });
  assertEquals(turns.map(({ record }) => record.interrupts), [interrupts]);
});

Deno.test("openingOf() says why a link cannot be opened", async () => {
  for (const missing of ["unknown", "wants key", "unreachable"] as const) {
    const { turns, thread, ...rest } = await opening("t", null, missing);
    assertEquals([turns, thread, rest.missing], [[], null, missing]);
  }
});

Deno.test("openingOf() keeps what a server has forgotten, and the thread of one that is away", async () => {
  const saved = savedWith("one", "1");
  const forgotten = await opening("t", saved, "unknown");
  assertEquals([forgotten.turns, forgotten.thread], [saved.turns, null]);
  const away = await opening("t", saved, "unreachable");
  assertEquals([away.turns, away.thread], [saved.turns, saved.thread]);
});
