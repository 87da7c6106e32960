import { assert, assertEquals, assertRejects } from "@std/assert";
import { MemorySaver } from "@langchain/langgraph";
import { KEEPS_SOCKETS, serve } from "../../serve.ts";
import { Conversation } from "./conversation.ts";
import { type TwoSteps, twoSteps } from "./two_steps.ts";

const test = (name: string, fn: (it: Conversation, steps: TwoSteps) => Promise<void>) =>
  Deno.test(name, KEEPS_SOCKETS, async () => {
    const steps = twoSteps();
    await using server = serve({ runnables: { two: steps.runnable } });
    await fn(new Conversation(server.origin, steps), steps);
  });

for (const multitaskStrategy of ["interrupt", "rollback"] as const) {
  test(`${multitaskStrategy} stops a run of our own routes, too`, async (it, steps) => {
    await it.client.threads.create({ threadId: it.id });
    const begun = steps.hold();
    const asked = it.ask("a");
    await begun;
    const said = await it.run("b", { multitaskStrategy });
    const kept = multitaskStrategy === "interrupt" ? ["first a"] : [];
    assertEquals(said, [...kept, "first b", "second b none"]);
    const { ok, body } = await asked;
    assert(!ok, "Its caller sees that it has no answer");
    await body?.cancel();
  });
}

test("a run that waits for its turn can be rolled back", async (it) => {
  await it.client.threads.create({ threadId: it.id });
  const first = await it.begin({ input: { topic: "a" } });
  const { client, id } = it;
  const options = { input: { topic: "b" }, multitaskStrategy: "enqueue" } as const;
  const { run_id } = await client.runs.create(id, "two", options);
  await client.runs.cancel(id, run_id, true, "rollback");
  await assertRejects(() => client.runs.get(id, run_id), Error, "404");
  assertEquals((await client.threads.get(id)).status, "busy");
  await client.runs.cancel(id, first, true, "interrupt");
  assertEquals((await client.runs.get(id, first)).status, "interrupted");
  assertEquals((await client.threads.get(id)).status, "interrupted");
  assertEquals(await it.run("c"), ["first a", "first c", "second c none"]);
});

test("a rollback of a run that is over changes nothing", async (it) => {
  const { client, id } = it;
  await client.threads.create({ threadId: id });
  const { run_id } = await client.runs.create(id, "two", { input: { topic: "a" } });
  await client.runs.join(id, run_id);
  const before = await it.everything();
  await client.runs.cancel(id, run_id, true, "rollback");
  assertEquals(await it.everything(), before);
  assertEquals(await it.run("b", { multitaskStrategy: "rollback" }), [
    "first a",
    "second a none",
    "first b",
    "second b none",
  ]);
});

Deno.test("a thread that is deleted during a rollback is gone", KEEPS_SOCKETS, async () => {
  const saver = new MemorySaver();
  const steps = twoSteps(saver);
  await using server = serve({ runnables: { two: steps.runnable } });
  const it = new Conversation(server.origin, steps);
  const { client, id } = it;
  await it.asked("a");
  const run = await it.begin({ input: { topic: "b" } });
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { promise: isAtIt, resolve: begins } = Promise.withResolvers<void>();
  const deleteThread = saver.deleteThread.bind(saver);
  saver.deleteThread = async (thread) => {
    begins();
    await gate;
    await deleteThread(thread);
  };
  await client.runs.cancel(id, run, false, "rollback");
  await isAtIt;
  const deleted = client.threads.delete(id);
  await client.assistants.search(); // the other request has arrived
  open();
  await deleted;
  assertEquals(Object.keys(saver.storage), []);
});

test("a thread that is busy cannot be updated, and an unknown action is refused", async (it) => {
  const { client, id } = it;
  await client.threads.create({ threadId: id, graphId: "two" });
  const run = await it.begin({ input: { topic: "a" } });
  const update = { values: { said: ["x"] }, asNode: "second" };
  await assertRejects(() => client.threads.updateState(id, update), Error, "is busy");
  const undo = () => client.runs.cancel(id, run, true, "undo" as "rollback");
  await assertRejects(undo, Error, "422");
  await client.runs.cancel(id, run, true, "rollback");
  await client.threads.updateState(id, update);
});
