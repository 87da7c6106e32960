import { assert, assertEquals, assertRejects } from "@std/assert";
import type { JournalEntry, JournalHead, JournalState, Store } from "../../src/store/store.ts";
import { type StoreKind, storeTest } from "./store_kind.ts";

/** Returns the head of a new journal. */
export const headOf = (more: Partial<JournalHead> = {}): JournalHead => ({
  runId: crypto.randomUUID(),
  server: crypto.randomUUID(),
  owner: null,
  alias: null,
  dialect: "sse",
  hasLongIds: false,
  ...more,
});

const entries = (from: number, count: number): JournalEntry[] =>
  Array.from({ length: count }, (_, i) => ({
    start: from + i,
    end: from + i + 1,
    text: `가${from + i}😀\n`,
  }));

const textOf = (list: readonly JournalEntry[]) => list.map(({ text }) => text).join("");

/** Reads a journal to its end. */
async function readAll(store: Store, runId: string, after = 0) {
  const iterator = store.follow(runId, after, new AbortController().signal);
  const all: JournalEntry[] = [];
  let next = await iterator.next();
  for (; !next.done; next = await iterator.next()) all.push(...next.value);
  return { all, state: next.value as JournalState };
}

/** The contract of every store. */
export function testStore(kind: StoreKind): void {
  const { open, tellsLost } = kind;
  const test = (what: string, fn: (store: Store) => Promise<void>) => storeTest(kind, what, fn);

  test("keeps a journal from its first entry to its end", async (store) => {
    const head = headOf({ owner: "o", alias: "chat/1", hasLongIds: true });
    assertEquals(await store.begin(head), 0);
    assertEquals(await store.find(head.runId), { head, end: 0, state: "running" });
    await store.append(head.runId, entries(0, 3), "running");
    await store.append(head.runId, entries(3, 2), "ended");
    assertEquals(await store.find(head.runId), { head, end: 5, state: "ended" });
    const { all, state } = await readAll(store, head.runId);
    assertEquals(textOf(all), textOf(entries(0, 5)));
    assertEquals(state, "ended");
    assertEquals(await store.named("chat/1"), head.runId);
  });

  test("says how a journal ended, without entries too", async (store) => {
    for (const state of ["ended", "broken", "full"] as const) {
      const head = headOf();
      await store.begin(head);
      await store.append(head.runId, [], state);
      assertEquals((await store.find(head.runId))?.state, state);
      assertEquals(await readAll(store, head.runId), { all: [], state });
    }
  });

  test("knows no journal that was not begun", async (store) => {
    assertEquals(await store.find(crypto.randomUUID()), null);
    assertEquals(await store.named(crypto.randomUUID()), null);
    assertEquals(await readAll(store, crypto.randomUUID()), { all: [], state: "lost" });
    assertEquals(await store.isFollowed(crypto.randomUUID()), false);
    await store.stop(crypto.randomUUID());
  });

  test("hands on what comes after any position", async (store) => {
    const head = headOf();
    await store.begin(head);
    for (let i = 0; i < 12; i += 4) await store.append(head.runId, entries(i, 4), "running");
    await store.append(head.runId, [], "ended");
    for (let after = 0; after <= 12; after++) {
      const { all } = await readAll(store, head.runId, after);
      // A store may put entries together, so that the first begins before the position.
      const [first] = all;
      assert(first === undefined ? after === 12 : first.start <= after && first.end > after);
      assert(textOf(all).endsWith(textOf(entries(after, 12 - after))));
      all.reduce((end, { start, end: next }) => {
        assertEquals(start, end);
        return next;
      }, first?.start ?? 0);
    }
  });

  test("hands on what comes later, to several at their own pace", async (store) => {
    const head = headOf();
    await store.begin(head);
    await store.append(head.runId, entries(0, 1), "running");
    const other = open();
    const readers = [
      readAll(store, head.runId),
      readAll(other, head.runId),
      readAll(other, head.runId, 1),
    ];
    const idle = store.follow(head.runId, 0, new AbortController().signal);
    await idle.next(); // and never reads again
    for (let i = 1; i < 20; i++) {
      await store.append(head.runId, entries(i, 1), "running");
      if (i % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await store.append(head.runId, entries(20, 1), "ended");
    const texts = (await Promise.all(readers)).map(({ all }) => textOf(all));
    const whole = textOf(entries(0, 21));
    assertEquals(texts, [whole, whole, textOf(entries(1, 20))]);
    await idle.return("ended");
    await other.close();
  });

  test("stops following when the signal is aborted", async (store) => {
    const head = headOf();
    await store.begin(head);
    const stop = new AbortController();
    const iterator = store.follow(head.runId, 0, stop.signal);
    const next = iterator.next();
    stop.abort();
    assertEquals(await next, { done: true, value: "running" });
  });

  test("knows whether a journal is followed", async (store) => {
    const head = headOf();
    await store.begin(head);
    assertEquals(await store.isFollowed(head.runId), false);
    await store.append(head.runId, entries(0, 1), "running");
    const iterator = store.follow(head.runId, 0, new AbortController().signal);
    await iterator.next();
    assertEquals(await store.isFollowed(head.runId), true);
    await iterator.return("ended");
  });

  test("takes a reader for a follower, however slow it is", async (store) => {
    const head = headOf();
    await store.begin(head);
    await store.append(head.runId, entries(0, 1), "running");
    const other = open();
    const iterator = other.follow(head.runId, 0, new AbortController().signal);
    await iterator.next();
    for (let i = 0; i < 4; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      assertEquals(await store.isFollowed(head.runId), true);
    }
    await iterator.return("ended");
    await other.close();
  });

  test("ends a journal once, however often it is told", async (store) => {
    const head = headOf();
    await store.begin(head);
    await store.append(head.runId, entries(0, 2), "ended");
    assertEquals(await store.begin(head), 2);
    await store.append(head.runId, [], "ended");
    assertEquals(await store.find(head.runId), { head, end: 2, state: "ended" });
    assertEquals(textOf((await readAll(store, head.runId)).all), textOf(entries(0, 2)));
  });

  test("goes on after a failure where it stopped", async (store) => {
    const head = headOf();
    await store.begin(head);
    await store.append(head.runId, entries(0, 7), "running");
    assertEquals(await store.begin(head), 7);
    await store.append(head.runId, entries(7, 1), "ended");
    assertEquals(textOf((await readAll(store, head.runId)).all), textOf(entries(0, 8)));
  });

  test("keeps an entry of a megabyte", async (store) => {
    const head = headOf();
    await store.begin(head);
    const text = "가나다라 😀 ascii\n".repeat(70_000);
    await store.append(head.runId, [{ start: 0, end: 1, text }], "running");
    await store.append(head.runId, entries(1, 1), "ended");
    const { all, state } = await readAll(store, head.runId);
    assert(textOf(all) === text + textOf(entries(1, 1)));
    assertEquals(state, "ended");
  });

  test("tells the server of a run, and no other, to stop it", async (store) => {
    const head = headOf();
    await store.begin(head);
    assertEquals(await store.beat(head.server), []);
    const other = open();
    await other.stop(head.runId);
    assertEquals(await store.beat(crypto.randomUUID()), []);
    assertEquals(await store.beat(head.server), [head.runId]);
    assertEquals(await store.beat(head.server), []);
    await other.close();
  });

  test("finds the latest run of an alias", async (store) => {
    const alias = crypto.randomUUID();
    const [first, second] = [headOf({ alias }), headOf({ alias })];
    await store.begin(first);
    await store.begin(second);
    assertEquals(await store.named(alias), second.runId);
  });

  test("counts a caller's answers once for all servers", async (store) => {
    const caller = crypto.randomUUID();
    const other = open();
    const perMinute = 5;
    const takes = Array.from(
      { length: 8 },
      (_, i) => (i % 2 ? store : other).take(caller, { count: 1, perMinute }),
    );
    const lefts = await Promise.all(takes);
    assertEquals(lefts.filter((left) => left >= 0).length, 5);
    assert(await store.take(caller, { count: 1, perMinute }) < 0);
    assertEquals(Math.floor(await store.take(crypto.randomUUID(), { count: 2, perMinute })), 3);
    const forced = await store.take(caller, { count: 1, perMinute, isForced: true });
    assert(forced < 0);
    assert(await other.take(caller, { count: 1, perMinute }) < forced);
    await other.close();
  });

  if (!tellsLost) return;
  test("refuses entries of a journal that it has lost", async (store) => {
    await assertRejects(() => store.append(crypto.randomUUID(), entries(3, 1), "running"));
    await assertRejects(() => store.append(crypto.randomUUID(), [], "ended"));
  });

  test("tells that the server of a run has stopped, after what it wrote", async (store) => {
    const head = headOf();
    await store.begin(head);
    await store.append(head.runId, entries(0, 2), "running");
    const { all, state } = await readAll(store, head.runId);
    assertEquals([textOf(all), state], [textOf(entries(0, 2)), "lost"]);
    assertEquals((await store.find(head.runId))?.state, "lost");
    await store.beat(head.server);
    assertEquals((await store.find(head.runId))?.state, "running");
  });

  test("takes a write for a sign of life", async (store) => {
    const head = headOf();
    await store.begin(head);
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await store.append(head.runId, entries(i, 1), "running");
    }
    assertEquals((await store.find(head.runId))?.state, "running");
  });
}
