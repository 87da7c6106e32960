import { assertEquals } from "@std/assert";
import { SavedThreads } from "../../../src/http/threads/fleet/saved_threads.ts";
import { UnsavedWrites } from "../../../src/http/threads/fleet/unsaved_writes.ts";
import { Thread } from "../../../src/http/threads/thread.ts";
import { MemoryMaps } from "../../../src/store/maps/memory_maps.ts";
import type { SharedMaps } from "../../../src/store/maps/shared_maps.ts";
import { FakeTimer } from "../../support/fake_timer.ts";

const CREATED_AT = "2026-11-26T00:00:00.000Z";
const threadOf = (metadata = {}) =>
  new Thread({ id: "t", prefix: "", createdAt: CREATED_AT, usedAt: 0, metadata });

/** Servers that share maps. Something may happen before one of them changes them, or looks again. */
function open({ threadMs = 60_000 } = {}) {
  const timer = new FakeTimer();
  const maps = new MemoryMaps({ bytes: 2 ** 20, now: () => 0 });
  const errors: unknown[] = [];
  let before: () => Promise<void> = () => Promise.resolve();
  const happen = async () => {
    const happens = before;
    before = () => Promise.resolve();
    await happens();
  };
  const slow: SharedMaps = Object.assign(Object.create(null), {
    get: (...args: Parameters<SharedMaps["get"]>) => maps.get(...args),
    keys: (...args: Parameters<SharedMaps["keys"]>) => maps.keys(...args),
    async holder(...args: Parameters<SharedMaps["holder"]>) {
      await happen();
      return await maps.holder(...args);
    },
    async change(...args: Parameters<SharedMaps["change"]>) {
      await happen();
      return await maps.change(...args);
    },
  });
  const unsaved = new UnsavedWrites(timer, (error) => errors.push(error));
  const [a, b] = [maps, slow].map((maps) => new SavedThreads(maps, { threadMs, unsaved }));
  if (a === undefined || b === undefined) throw new Error("There are not two");
  return { a, b, timer, errors, beforeNext: (happens: typeof before) => void (before = happens) };
}

/** Saves a state that a run has left. */
async function leave(fleet: SavedThreads, thread: Thread, status: Thread["status"]): Promise<void> {
  thread.status = status;
  thread.unsaved = thread.about;
  await fleet.save(thread);
}

Deno.test("SavedThreads leaves the state alone when metadata is added as a run ends", async () => {
  const { a, b, beforeNext } = open();
  const [atA, atB] = [threadOf(), threadOf()];
  await leave(a, atA, "busy");
  atB.addMetadata({ more: 1 });
  beforeNext(() => leave(a, atA, "idle"));
  await b.saveMetadata(atB);
  const about = await a.find("", "t");
  assertEquals([about?.status, about?.metadata], ["idle", { more: 1 }]);
});

Deno.test("SavedThreads takes no run that ends while it looks for a server that has died", async () => {
  const { a, b, beforeNext } = open();
  const thread = threadOf();
  await leave(a, thread, "busy");
  for (const look of [() => b.find("", "t"), async () => (await b.of(""))[0]?.[1]]) {
    beforeNext(() => leave(a, thread, "idle"));
    assertEquals((await look())?.status, "idle");
    await leave(a, thread, "busy");
    assertEquals((await look())?.status, "error");
  }
});

Deno.test("a Thread does not take over what was read before its run ended", async () => {
  const { a, b } = open();
  const thread = threadOf();
  await leave(b, thread, "busy");
  const read = await a.find("", "t");
  await leave(b, thread, "idle");
  if (read !== null) thread.recall(read);
  assertEquals(thread.status, "idle");
  await leave(a, threadOf(), "interrupted");
  const later = await a.find("", "t");
  if (later !== null) thread.recall(later);
  assertEquals(thread.status, "interrupted");
});

Deno.test("SavedThreads saves later what it cannot save", async () => {
  const { a, b, beforeNext, timer, errors } = open();
  const thread = threadOf();
  await leave(b, thread, "busy");
  beforeNext(() => Promise.reject(new Error("It is away")));
  await leave(b, thread, "idle");
  assertEquals(errors.length, 1);
  const about = await a.find("", "t");
  assertEquals(about?.status, "error", "nobody holds it");
  if (about !== null) thread.recall(about);
  assertEquals(thread.status, "idle", "it is known here");
  await timer.pass(500);
  assertEquals((await a.find("", "t"))?.status, "idle");
});

Deno.test("SavedThreads does not save later what another run has left since", async () => {
  const { a, b, beforeNext, timer } = open();
  const thread = threadOf();
  beforeNext(() => Promise.reject(new Error("It is away")));
  await leave(b, thread, "idle");
  await leave(a, threadOf(), "interrupted");
  await timer.pass(500);
  assertEquals((await a.find("", "t"))?.status, "interrupted");
});

Deno.test("SavedThreads keeps an old thread that is used again while it lists", async () => {
  const { a, b, beforeNext } = open({ threadMs: 1_000 });
  const thread = threadOf();
  thread.unsaved = { ...thread.about, savedAt: 0 };
  await a.save(thread);
  beforeNext(() => leave(a, thread, "idle"));
  assertEquals(await b.of(""), []);
  assertEquals((await a.find("", "t"))?.status, "idle");
  await b.of("");
  assertEquals((await a.find("", "t"))?.createdAt, CREATED_AT);
});
