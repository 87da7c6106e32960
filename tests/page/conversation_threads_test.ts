import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConversationThreads } from "../../src/page/thread/conversation_threads.ts";
import { DEFAULT_SETTINGS, type Question } from "../../src/page/answer/question.ts";

const [one, two] = [{ type: "human", content: "one" }, { type: "ai", content: "1" }];
/** The states of a thread with one turn. */
const STATES = [
  { values: { messages: [one, two] }, ...checkpointOf("1", "0") },
  { values: { messages: [] }, ...checkpointOf("0", null) },
];

function checkpointOf(id: string, parent: string | null) {
  return {
    checkpoint: { checkpoint_id: id },
    parent_checkpoint: parent === null ? null : { checkpoint_id: parent },
  };
}

/** The threads of a server that keeps what it gets, or nothing. */
function threadsOf(isThreaded: (runnable: string) => boolean, { keeps = true } = {}) {
  const kept: unknown[] = [];
  const server = {
    states: () => Promise.resolve(STATES),
    keep: (thread: unknown) => Promise.resolve(kept.push(thread) > 0 && keeps),
  };
  return Object.assign(new ConversationThreads({ isThreaded, server }), { kept });
}

const { signal } = new AbortController();
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
  const threads = threadsOf((runnable) => runnable !== "chain");
  assertEquals(threads.for(to("chain"), ASKED), undefined);
  const first = threads.for(to("graph"), ASKED);
  assert(first?.isNew && /^[\da-f]{32}$/.test(first.id));
  assertEquals(threads.for(to("graph"), ASKED), { id: first.id, isNew: false });
  assertEquals(threads.for(to("other"), ASKED)?.isNew, true);
  threads.clear();
  assertEquals(threads.for(to("graph"), ASKED)?.isNew, true);
});

Deno.test("ConversationThreads asks aside without a trace", () => {
  const threads = threadsOf((runnable) => runnable !== "chain");
  const first = threads.for(to("graph"), ASKED);
  const aside = threads.for(to("graph"), ASIDE);
  assert(aside?.isNew && aside.id !== first?.id);
  assertEquals(threads.for(to("chain"), ASIDE), undefined);
  assertEquals(threads.current?.id, first?.id);
});

Deno.test("ConversationThreads leaves a thread that does not know all that was said", () => {
  const threads = threadsOf((runnable) => runnable !== "chain");
  const first = threads.for(to("graph"), ASKED);
  threads.for(to("chain", { variables: { topic: "x" } }), ASKED); // this is said to nobody
  assertEquals(threads.current?.id, first?.id);
  threads.for(to("chain"), ASKED);
  assertEquals(threads.current, null);
  assertEquals(threads.for(to("graph"), ASKED)?.isNew, true);
});

Deno.test("ConversationThreads begins another thread for another system prompt", () => {
  const threads = threadsOf(() => true);
  const settings = { ...DEFAULT_SETTINGS, system: "Be brief." };
  threads.for(to("graph"), ASKED);
  const brief = threads.for(to("graph", { settings }), ASKED);
  assertEquals(brief?.isNew, true);
  assertEquals(threads.for(to("graph", { settings }), ASKED)?.isNew, false);
});

Deno.test("ConversationThreads keeps the conversation of a chain if the reader wants that", async () => {
  const threads = threadsOf(() => false);
  const settings = { ...DEFAULT_SETTINGS, system: "Be brief." };
  const history = [{ role: "user", content: "one" }, { role: "assistant", content: "1" }] as const;
  assertEquals(await threads.keep(to("chain", { settings }), history), true);
  const { current } = threads;
  const messages = [{ role: "system", content: "Be brief." }, ...history];
  assertEquals(threads.kept, [{ id: current?.id, runnable: "chain", messages }]);
  const next = threads.for(to("chain", { settings }), ASKED);
  assertEquals(next, { id: current?.id ?? "", isNew: false });
  assertEquals(threads.for(to("chain"), ASIDE), undefined);
  assertEquals(threads.for(to("form", { variables: {} }), ASKED), undefined);
  assertEquals(threads.for(to("model"), ASKED)?.isNew, true);
  threads.clear();
  assertEquals(threads.for(to("chain"), ASKED), undefined);
});

Deno.test("ConversationThreads keeps nothing where the server does not", async () => {
  const threads = threadsOf(() => false, { keeps: false });
  assertEquals(await threads.keep(to("chain"), []), false);
  assertEquals([threads.isKept, threads.current], [false, null]);
});

Deno.test("ConversationThreads replaces a question where the thread has what was before", async () => {
  const threads = threadsOf(() => true);
  const thread = threads.for(to("graph"), ASKED) ?? { id: "", isNew: true };
  const options = { thread: { ...thread, isNew: false }, signal };
  const replaced = to("graph", { text: "one", thread });
  assertEquals(await threads.replace(to("graph"), { ...options, replaced }), {
    id: thread.id,
    isNew: true,
    checkpoint: "0",
  });
  assertEquals(threads.current?.id, thread.id);
  assertEquals(await threads.replace(to("graph"), { thread, signal, replaced }), thread);
  const elsewhere = to("graph", { text: "one", thread: { id: "other", isNew: false } });
  const place = await threads.replace(to("graph"), { ...options, replaced: elsewhere });
  assert(place.isNew && place.id !== thread.id);
  assertEquals(threads.current?.id, place.id);
});

Deno.test("ConversationThreads begins no thread for a question that was stopped", async () => {
  const threads = threadsOf(() => true);
  const replaced = to("graph", { text: "three", thread: { id: "1", isNew: false } });
  const stop = new AbortController();
  const thread = { id: "1", isNew: false };
  const place = threads.replace(to("graph"), { replaced, thread, signal: stop.signal });
  threads.clear();
  stop.abort();
  await assertRejects(() => place);
  assertEquals(threads.current, null);
});

Deno.test("ConversationThreads tells another thread what one that was refused has not heard", () => {
  const threads = threadsOf(() => true);
  const refused = threads.for(to("graph"), ASKED);
  threads.refuse(refused);
  const told = threads.for(to("graph"), ASKED);
  assertEquals(told?.isNew, true);
  threads.refuse({ id: told?.id ?? "", isNew: false }); // it has heard it before
  threads.refuse(refused);
  assertEquals(threads.for(to("graph"), ASKED)?.isNew, false);
});
