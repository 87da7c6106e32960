import { assert, assertEquals, assertRejects } from "@std/assert";
import { MemorySaver } from "@langchain/langgraph";
import { type AppOptions, createSaver } from "../../../../src/mod.ts";
import { MemoryStore } from "../../../../src/store/memory_store.ts";
import type { Store } from "../../../../src/store/store.ts";
import { EVERY_STORE } from "../../../support/stores/every_store.ts";
import { KEEPS_SOCKETS, serve } from "../../serve.ts";
import { Conversation, type RunAsked } from "./conversation.ts";
import { type TwoSteps, twoSteps } from "./two_steps.ts";

/** Where the threads of a server are. */
interface Place {
  options: AppOptions;
  steps?: TwoSteps;
  store?: Store;
}

const inStore = (store: Store): Place => ({ store, options: { store } });

const { "Deno KV": denoKv, Redis: redis } = EVERY_STORE;

const PLACES: Record<string, { ignore?: boolean; open: () => Place | Promise<Place> }> = {
  memory: { open: () => ({ options: {} }) },
  "a MemorySaver of the app": { open: () => ({ options: { checkpointer: new MemorySaver() } }) },
  "a MemorySaver of the graph": {
    open: () => ({ options: {}, steps: twoSteps(new MemorySaver()) }),
  },
  "a saver in a MemoryStore": {
    open: async () => ({ options: { checkpointer: await createSaver(new MemoryStore()) } }),
  },
  "Deno KV": { open: () => inStore(denoKv.open()) },
  Redis: { ignore: redis.ignore, open: () => inStore(redis.open()) },
};

/** Checks that a run in the middle changes nothing, if it is rolled back. */
async function assertUndone(it: Conversation, options: RunAsked): Promise<void> {
  const before = await it.everything();
  const run = await it.begin(options);
  const meanwhile = await it.everything();
  assertEquals(meanwhile.thread.status, "busy");
  assert(JSON.stringify(meanwhile.state) !== JSON.stringify(before.state), "It has an effect");
  await it.client.runs.cancel(it.id, run, true, "rollback");
  assertEquals(await it.everything(), before);
  await assertRejects(() => it.client.runs.get(it.id, run), Error, "404");
}

for (const [name, { ignore = false, open }] of Object.entries(PLACES)) {
  const test = (
    what: string,
    fn: (conversation: Conversation) => Promise<void>,
    limits: AppOptions["limits"] = {},
  ) =>
    Deno.test({
      name: `a rollback in ${name} ${what}`,
      ignore,
      ...KEEPS_SOCKETS,
      async fn() {
        const { options, steps = twoSteps(), store } = await open();
        const runnables = { two: steps.runnable };
        const server = serve({ runnables, ...options, limits });
        await fn(new Conversation(server.origin, steps));
        await server[Symbol.asyncDispose]();
        await store?.close();
      },
    });

  test("leaves nothing of the first run", async (it) => {
    await it.client.threads.create({ threadId: it.id, metadata: { user: "Ann" } });
    await assertUndone(it, { input: { topic: "a" } });
    assertEquals((await it.everything()).history, []);
    assertEquals(await it.run("b"), ["first b", "second b none"]);
  });

  test("goes back to a run of our own routes, and to an update", async (it) => {
    await it.asked("a");
    await assertUndone(it, { input: { topic: "b" } });
    const values = { said: ["updated"] };
    await it.client.threads.updateState(it.id, { values, asNode: "second" });
    await assertUndone(it, { input: { topic: "c" } });
    const { history } = await it.everything();

    await it.begin({ input: { topic: "d" } });
    const said = await it.run("e", { multitaskStrategy: "rollback" });
    assertEquals(said, ["first a", "second a none", "updated", "first e", "second e none"]);
    const { history: longer, runs } = await it.everything();
    assertEquals(longer.slice(-history.length), history);
    assert(!JSON.stringify(longer).includes('"d"'), "Nothing is left of the run");
    assertEquals(runs.map(([, status]) => status), ["success"]);
  });

  test("opens a question again, with the graph in which it was asked", async (it) => {
    await it.asked("a");
    await it.run("ask");
    assertEquals((await it.client.threads.get(it.id)).status, "interrupted");
    await assertUndone(it, { input: null, command: { resume: "yes" } });
    await assertUndone(it, { input: { topic: "b" } });
    assertEquals((await it.answer("no")).at(-1), "second ask no");
    assertEquals((await it.client.threads.get(it.id)).status, "idle");
  });

  test("goes back also where few checkpoints are kept", async (it) => {
    await it.asked("a");
    const { values, checkpoint } = await it.client.threads.getState(it.id);
    const run = await it.begin({ input: { topic: "b" } });
    await it.client.runs.cancel(it.id, run, true, "rollback");
    const after = await it.client.threads.getState(it.id);
    assertEquals([after.values, after.checkpoint], [values, checkpoint]);
    assertEquals((await it.run("c")).length, 4);
  }, { checkpoints: 1 });
}
