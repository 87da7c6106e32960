import { assert, assertEquals, assertRejects } from "@std/assert";
import { AIMessage } from "@langchain/core/messages";
import { Annotation, Command, interrupt, START, StateGraph } from "@langchain/langgraph";
import { type Checkpointer, createSaver } from "../../../src/mod.ts";
import { saverView } from "../../../src/run/langchain/thread/saver_view.ts";
import type { Store } from "../../../src/store/store.ts";
import { EVERY_STORE } from "../../support/stores/every_store.ts";

/** What a graph is compiled with. */
type Saver = Awaited<ReturnType<typeof createSaver>>;

/** A graph that counts, and asks in a graph within it. */
function counting(checkpointer: Saver, text = "") {
  const State = Annotation.Root({
    said: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
    bytes: Annotation<Uint8Array>(),
  });
  const inner = new StateGraph(State)
    .addNode("ask", () => ({ said: [String(interrupt("Sure?"))] }))
    .addEdge(START, "ask")
    .compile();
  return new StateGraph(State)
    .addNode(
      "count",
      ({ said }) => ({ said: [`${said.length}${text}`], bytes: new Uint8Array([1, 255]) }),
    )
    .addNode("inner", inner)
    .addEdge(START, "count")
    .addEdge("count", "inner")
    .compile({ checkpointer });
}

for (const [name, { ignore, open }] of Object.entries(EVERY_STORE)) {
  const test = (what: string, fn: (store: Store, thread_id: string) => Promise<void>) =>
    Deno.test({
      name: `a saver in ${name} ${what}`,
      ignore,
      sanitizeOps: false, // LangGraph may still be writing when its answer is complete
      sanitizeResources: false,
      async fn() {
        const store = open();
        await fn(store, crypto.randomUUID());
        await store.close();
      },
    });

  test("lets a graph go on at another server, in a graph within it", async (store, thread_id) => {
    const config = { configurable: { thread_id } };
    const a = counting(await createSaver(store));
    const asked = await a.invoke({ said: ["hi"] }, config);
    assertEquals(asked.said, ["hi", "1"]);
    const other = open();
    const b = counting(await createSaver(other));
    const whole = await b.getState(config, { subgraphs: true });
    assertEquals(whole.tasks[0]?.interrupts[0]?.value, "Sure?");
    const answered = await b.invoke(new Command({ resume: "yes" }), config);
    assertEquals(answered.said.at(-1), "yes");
    assertEquals(answered.bytes, new Uint8Array([1, 255]));
    assertEquals((await a.getState(config)).next, []);
    await other.close();
  });

  test("hands out copies, and messages as such", async (store, thread_id) => {
    const saver = await createSaver(store);
    const { emptyCheckpoint } = await import("@langchain/langgraph-checkpoint");
    const checkpoint = emptyCheckpoint();
    checkpoint.channel_values = { messages: [new AIMessage("가")], text: "가\ud800😀\n" };
    const config = await saver.put({ configurable: { thread_id } }, checkpoint, {
      source: "loop",
      step: 0,
      parents: {},
    }, {});
    const [first, second] = [await saver.get(config), await saver.get(config)];
    assert(AIMessage.isInstance((first?.channel_values.messages as unknown[])[0]));
    assertEquals(first?.channel_values.text, "가\ud800😀\n");
    Object.assign(first?.channel_values ?? {}, { text: "changed" });
    assertEquals(second?.channel_values.text, "가\ud800😀\n");
    assertEquals((await saver.get(config))?.channel_values.text, "가\ud800😀\n");
  });

  test("keeps so many checkpoints, and none that is too long", async (store, thread_id) => {
    const config = { configurable: { thread_id } };
    const saver = await createSaver(store, { checkpoints: 4 });
    const graph = counting(saver);
    for (const word of ["a", "b", "c"]) {
      await graph.invoke({ said: [word] }, config);
      await graph.invoke(new Command({ resume: word }), config);
    }
    const kept = await Array.fromAsync(saver.list({ configurable: { thread_id } }));
    assert(kept.length >= 2 && kept.length <= 4, `${kept.length}`);
    assertEquals((await graph.getState(config)).values.said.at(-1), "c");

    const small = counting(await createSaver(store, { threadBytes: 40_000 }), "가".repeat(8_000));
    const other = { configurable: { thread_id: `${thread_id}/2` } };
    const refused = () => small.invoke({ said: ["e".repeat(40_000)] }, other);
    await assertRejects(refused, Error, "40000");
  });

  test("undoes a long run", async (store, thread_id) => {
    const { emptyCheckpoint } = await import("@langchain/langgraph-checkpoint");
    const saver = await createSaver(store, { checkpoints: 1_000 });
    const metadata = { source: "loop", step: 0, parents: {} } as const;
    const place = { configurable: { thread_id, checkpoint_ns: "" } };
    const before = await saver.put(place, emptyCheckpoint(), metadata, {});
    const view = saverView(saver as unknown as Checkpointer);
    for (let step = 0, config: typeof before = before; step < 220; step++) {
      config = await view.saver.put(config, emptyCheckpoint(), metadata, {});
      const writes = Array.from({ length: 4 }, (_, i): [string, number] => ["channel", i]);
      await view.saver.putWrites(config, writes, crypto.randomUUID(), "~__pregel_pull, count");
    }
    await view.rollBack();
    const left = await Array.fromAsync(saver.list(place));
    assertEquals(left.map(({ config }) => config), [before]);
    assertEquals([...(await store.maps.keys(`threads/${thread_id}`)).keys()].length, 1);
  });

  test("lists the threads of its name, forgets old ones, and deletes", async (store, thread_id) => {
    const name = crypto.randomUUID();
    const saver = await createSaver(store, { name, threadMs: 300 });
    await counting(saver).invoke({ said: [] }, { configurable: { thread_id } });
    const listed = async () => {
      const tuples = await Array.fromAsync(saver.list({ configurable: {} }));
      return new Set(tuples.map(({ config }) => config.configurable?.thread_id));
    };
    assertEquals(await listed(), new Set([thread_id]));
    await new Promise((resolve) => setTimeout(resolve, 350));
    assertEquals(await listed(), new Set());
    await counting(saver).invoke({ said: [] }, { configurable: { thread_id } });
    await saver.deleteThread(thread_id);
    assertEquals(await saver.getTuple({ configurable: { thread_id } }), undefined);
    assertEquals(await listed(), new Set());
  });
}
