import { assert, assertEquals } from "@std/assert";
import { ConversationThreads } from "../../src/page/answer/conversation_threads.ts";
import { DEFAULT_SETTINGS, type Question } from "../../src/page/answer/question.ts";

const ASKED = { isAside: false };
const ASIDE = { isAside: true };
const to = (runnable: string, more: Partial<Question> = {}): Question => ({
  runnable,
  text: "?",
  history: [],
  settings: DEFAULT_SETTINGS,
  ...more,
});

Deno.test("ConversationThreads has a thread for each conversation of a graph", () => {
  const threads = new ConversationThreads((runnable) => runnable !== "chain");
  assertEquals(threads.for(to("chain"), ASKED), undefined);
  const first = threads.for(to("graph"), ASKED);
  assert(first?.isNew && /^[\da-f]{32}$/.test(first.id));
  assertEquals(threads.for(to("graph"), ASKED), { id: first.id, isNew: false });
  assertEquals(threads.for(to("other"), ASKED)?.isNew, true);
  threads.clear();
  assertEquals(threads.for(to("graph"), ASKED)?.isNew, true);
});

Deno.test("ConversationThreads asks aside without a trace", () => {
  const threads = new ConversationThreads((runnable) => runnable !== "chain");
  const first = threads.for(to("graph"), ASKED);
  const aside = threads.for(to("graph"), ASIDE);
  assert(aside?.isNew && aside.id !== first?.id);
  assertEquals(threads.for(to("chain"), ASIDE), undefined);
  assertEquals(threads.current?.id, first?.id);
});

Deno.test("ConversationThreads leaves a thread that does not know all that was said", () => {
  const threads = new ConversationThreads((runnable) => runnable !== "chain");
  const first = threads.for(to("graph"), ASKED);
  threads.for(to("chain", { variables: { topic: "x" } }), ASKED); // this is said to nobody
  assertEquals(threads.current?.id, first?.id);
  threads.for(to("chain"), ASKED);
  assertEquals(threads.current, null);
  assertEquals(threads.for(to("graph"), ASKED)?.isNew, true);
});

Deno.test("ConversationThreads begins another thread for another system prompt", () => {
  const threads = new ConversationThreads(() => true);
  const settings = { ...DEFAULT_SETTINGS, system: "Be brief." };
  threads.for(to("graph"), ASKED);
  const brief = threads.for(to("graph", { settings }), ASKED);
  assertEquals(brief?.isNew, true);
  assertEquals(threads.for(to("graph", { settings }), ASKED)?.isNew, false);
});

Deno.test("ConversationThreads keeps the conversation of a chain if the reader wants that", () => {
  const threads = new ConversationThreads(() => false);
  threads.isKept = true;
  threads.current = { id: "1", runnable: "chain" };
  assertEquals(threads.for(to("chain"), ASKED), { id: "1", isNew: false });
  assertEquals(threads.for(to("chain"), ASIDE), undefined);
  assertEquals(threads.for(to("form", { variables: {} }), ASKED), undefined);
  assertEquals(threads.for(to("model"), ASKED)?.isNew, true);
  threads.clear();
  assertEquals(threads.for(to("chain"), ASKED), undefined);
});
