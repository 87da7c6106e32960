import { assertEquals } from "@std/assert";
import { ThreadLease } from "../../../src/http/threads/fleet/thread_lease.ts";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import { FakeTimer } from "../../support/fake_timer.ts";

Deno.test("ThreadLease is kept from a stop to the end, because a rollback comes in between", async () => {
  const timer = new FakeTimer();
  const { maps } = new MemoryStore({ now: () => timer.now() });
  const stops: string[] = [];
  const options = { key: "t", runId: "one", timer, onStop: (how: string) => stops.push(how) };
  const lease = new ThreadLease(maps, options);
  await lease.take();
  await maps.change(ThreadLease.stopsOf("t"), { set: [["one", "rollback"]] }, 60_000);
  for (let seconds = 0; seconds < 10; seconds++) {
    await timer.pass(1_000);
    assertEquals(await maps.holder("t"), "one");
  }
  assertEquals([...new Set(stops)], ["rollback"]);
  await lease.end();
  assertEquals(await maps.holder("t"), null);
});
