import { assertEquals } from "@std/assert";
import { post, see } from "../../support/client.ts";
import { FakeTimer } from "../../support/fake_timer.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";
import { testApp } from "../../support/test_app.ts";
import { within } from "../../support/within.ts";

/** Calls an app whose runnable has begun and is silent, and leaves before the head of the reply. */
async function leaveEarly(body: Record<string, unknown>) {
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const chain = new FakeRunnable(async function* () {
    begun.resolve();
    await gate.promise;
    yield "하나";
  });
  const app = testApp({
    runnables: { chain },
    journal: { resumeMs: 10_000, allowDetached: true },
    generateId: () => "run-1",
    timer: new FakeTimer(), // neither the head nor the run is ever late
  });
  const caller = new AbortController();
  const request = post("/chain/stream", { user_message: "안녕", ...body });
  const reply = app(new Request(request, { signal: caller.signal }));
  await begun.promise;
  caller.abort();
  const follow = () => app(new Request("http://localhost/runs/run-1/stream"));
  return { chain, reply, follow, open: gate.resolve };
}

Deno.test("replyLive() stops a run whose caller leaves before the head: nobody knows its id", async () => {
  const { chain, reply, follow } = await leaveEarly({});
  await within(chain.aborted, "the stop");
  assertEquals((await reply).status, 499);
  const { failure } = await see(await follow());
  assertEquals(failure?.status_code, 499);
});

Deno.test("replyLive() lets a detached run go on whose caller leaves before the head", async () => {
  const { reply, follow, open } = await leaveEarly({ on_disconnect: "continue" });
  open();
  assertEquals((await reply).status, 200);
  const { text, record } = await see(await follow());
  assertEquals([text, record?.end_reason], ["하나", "stop"]);
});
