import { assert, assertEquals } from "@std/assert";
import { ConversationThreads } from "../../src/page/answer/conversation_threads.ts";

const ASKED = { isAgain: false, isAside: false };

Deno.test("ConversationThreads has a thread for each conversation of a graph", () => {
  const threads = new ConversationThreads((runnable) => runnable !== "chain");
  assertEquals(threads.for("chain", ASKED), undefined);
  const first = threads.for("graph", ASKED);
  assert(first?.isNew && /^[\da-f]{32}$/.test(first.id));
  assertEquals(threads.for("graph", ASKED), { id: first.id, isNew: false });
  assertEquals(threads.for("other", ASKED)?.isNew, true);
  threads.current = null;
  assertEquals(threads.for("graph", ASKED)?.isNew, true);
});

Deno.test("ConversationThreads asks again in another thread, and aside without a trace", () => {
  const threads = new ConversationThreads(() => true);
  const first = threads.for("graph", ASKED);
  const aside = threads.for("graph", { isAgain: true, isAside: true });
  assert(aside?.isNew && aside.id !== first?.id);
  assertEquals(threads.current?.id, first?.id);
  const again = threads.for("graph", { isAgain: true, isAside: false });
  assert(again?.isNew);
  assertEquals(threads.current?.id, again.id);
});
