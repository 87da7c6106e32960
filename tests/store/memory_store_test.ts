import { assert, assertEquals } from "@std/assert";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { testMaps } from "./maps_contract.ts";
import { testStore } from "./store_contract.ts";

const store = new MemoryStore();
const kind = { name: "MemoryStore", open: () => store, tellsLost: false };
testStore(kind);
testMaps(kind);

const head = (runId: string) => ({
  runId,
  server: "s",
  owner: null,
  alias: `chat of ${runId}`,
  dialect: "sse",
  hasLongIds: false,
});

Deno.test("MemoryStore forgets a finished run after its time", async () => {
  let now = 0;
  const store = new MemoryStore({ keepMs: 1_000, now: () => now });
  await store.begin(head("a"));
  now = 5_000; // a running one is kept
  assertEquals((await store.find("a"))?.state, "running");
  await store.append("a", [{ start: 0, end: 1, text: "a" }], "ended");
  now = 5_999;
  assertEquals((await store.find("a"))?.state, "ended");
  now = 6_000;
  assertEquals(await store.find("a"), null);
  assertEquals([await store.named("chat of a"), store.bytes], [null, 0]);
});

Deno.test("MemoryStore is bounded in runs, and forgets those first that ended first", async () => {
  const store = new MemoryStore({ runs: 3 });
  for (const id of ["a", "b", "c"]) await store.begin(head(id));
  await store.append("c", [], "ended");
  await store.append("b", [], "ended");
  await store.begin(head("d"));
  await store.begin(head("e"));
  await store.begin(head("f"));
  const kept = await Promise.all(["a", "b", "c", "d", "e", "f"].map((id) => store.find(id)));
  assertEquals(kept.map((status) => status?.state), [
    undefined,
    undefined,
    undefined,
    "running",
    "running",
    "running",
  ]);
});

Deno.test("MemoryStore is bounded in bytes, and tells those who follow", async () => {
  const store = new MemoryStore({ bytes: 10_000 });
  await store.begin(head("a"));
  const follower = store.follow("a", 0, new AbortController().signal);
  const next = follower.next();
  await store.append("a", [{ start: 0, end: 1, text: "a".repeat(5_000) }], "running");
  assertEquals((await next).done, false);
  await store.begin(head("b"));
  await store.append("b", [{ start: 0, end: 1, text: "b".repeat(5_000) }], "running");
  assertEquals(await store.find("a"), null);
  assertEquals(await follower.next(), { done: true, value: "full" });
  assert(store.bytes <= 10_000);
});

Deno.test("MemoryStore holds ten thousand finished runs, and no more", async () => {
  const store = new MemoryStore({ runs: 10_000, bytes: 2 ** 30 });
  for (let i = 0; i < 20_000; i++) {
    await store.begin(head(`${i}`));
    await store.append(`${i}`, [{ start: 0, end: 1, text: "a" }], "ended");
  }
  assertEquals(await store.find("9999"), null);
  assertEquals((await store.find("10000"))?.end, 1);
  assert(store.bytes < 10_000 * 200);
});
