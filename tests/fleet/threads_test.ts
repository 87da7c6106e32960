import { assert, assertEquals, assertRejects } from "@std/assert";
import { Client } from "npm:@langchain/langgraph-sdk@1.15.0";
import { KEEPS_SOCKETS } from "../clients/serve.ts";
import { type Fleet, startFleet, STORES } from "./fleet.ts";

const KEYS = { API_KEYS: "ann,bob" };
const clientOf = (origin: string, apiKey = "ann") =>
  new Client({ apiUrl: origin, apiKey, callerOptions: { maxRetries: 0 } });
const say = (content: string) => ({ messages: [{ role: "user", content }] });

/** A message with a short answer. */
const SHORT = "고마워!";

interface Values {
  messages: { type: string; content: string }[];
}

const typesOf = ({ messages }: Values) => messages.map(({ type }) => type).join();

/** Asks in a plain thread. */
async function ask(origin: string, thread_id: string, user_message: string): Promise<string> {
  const response = await fetch(`${origin}/model/stream`, {
    method: "POST",
    headers: { accept: "text/plain", "x-api-key": "ann" },
    body: JSON.stringify({ user_message, config: { configurable: { thread_id } } }),
  });
  const text = await response.text();
  assertEquals(response.status, 200, text);
  return text;
}

/** One conversation with both servers, by LangGraph's client. */
async function converse({ a, b }: Fleet): Promise<void> {
  const [atA, atB] = [clientOf(a.origin), clientOf(b.origin)];
  const { thread_id } = await atA.threads.create({ graphId: "model", metadata: { of: "Ann" } });
  assertEquals((await atB.threads.get(thread_id)).metadata?.of, "Ann", "before any run");
  await atA.runs.wait(thread_id, "model", { input: say(SHORT) });
  const values = await atB.runs.wait(thread_id, "model", { input: say(SHORT) });
  assertEquals(typesOf(values as unknown as Values), "human,ai,human,ai");
  const state = await atA.threads.getState<Values>(thread_id);
  assertEquals(typesOf(state.values), "human,ai,human,ai");
  const history = await atB.threads.getHistory<Values>(thread_id, { limit: 100 });
  assertEquals(history.filter(({ next }) => next.length === 0).length, 2);

  const found = await atB.threads.search({ metadata: { of: "Ann" } });
  assertEquals(found.map((it) => [it.thread_id, it.status]), [[thread_id, "idle"]]);
  await atB.threads.update(thread_id, { metadata: { more: 1 } });
  assertEquals((await atA.threads.get(thread_id)).metadata?.more, 1);

  await assertRejects(() => clientOf(b.origin, "bob").threads.get(thread_id), Error, "404");
  assertEquals(await clientOf(a.origin, "bob").threads.search(), []);

  await atB.threads.delete(thread_id);
  await assertRejects(() => atA.threads.get(thread_id), Error, "404");
  assertEquals(await atA.threads.search({ metadata: { of: "Ann" } }), []);
}

/** A conversation by the plain routes, which LangGraph's client reads. */
async function converseInPlain({ a, b }: Fleet): Promise<void> {
  await ask(a.origin, "plain", SHORT);
  await ask(b.origin, "plain", SHORT);
  await ask(a.origin, "plain", SHORT);
  const state = await clientOf(b.origin).threads.getState<Values>("plain");
  assertEquals(typesOf(state.values), "human,ai,human,ai,human,ai");
}

for (const store of STORES) {
  Deno.test({
    name: `a thread goes on at any server, one run at a time, on ${store.name}`,
    ignore: store.ignore,
    ...KEEPS_SOCKETS,
    async fn(t) {
      const [slow, fast] = ["100", "0"].map((ms) => ({ ...KEYS, DEMO_TOKEN_DELAY_MS: ms }));
      await using fleet = await startFleet(store, slow, fast);
      await t.step("by LangGraph's client", () => converse(fleet));
      await t.step("by the plain routes", () => converseInPlain(fleet));

      const { a, b } = fleet;
      const [atA, atB] = [clientOf(a.origin), clientOf(b.origin)];
      const begin = async () => {
        const { thread_id } = await atA.threads.create({ graphId: "model" });
        const run = await atA.runs.create(thread_id, "model", { input: say("one") });
        while ((await atB.threads.get(thread_id)).status !== "busy") {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return { thread_id, run };
      };

      await t.step("another run is refused, or stops the one before", async () => {
        const { thread_id, run } = await begin();
        const more = (multitaskStrategy: "reject" | "interrupt") =>
          atB.runs.wait(thread_id, "model", { input: say("two"), multitaskStrategy });
        await assertRejects(() => more("reject"), Error, "busy");
        const values = await more("interrupt");
        assert(typesOf(values as unknown as Values).endsWith("human,ai"));
        assertEquals((await atA.runs.get(thread_id, run.run_id)).status, "interrupted");
      });

      await t.step("a run is rolled back from another server", async () => {
        const { thread_id, run } = await begin();
        const values = await atB.runs.wait(thread_id, "model", {
          input: say(SHORT),
          multitaskStrategy: "rollback",
        });
        assertEquals(typesOf(values as unknown as Values), "human,ai");
        await assertRejects(() => atA.runs.get(thread_id, run.run_id), Error, "404");
        const history = await atA.threads.getHistory<Values>(thread_id, { limit: 100 });
        assert(!JSON.stringify(history).includes('"one"'), "Nothing is left of it");

        const next = await atA.runs.create(thread_id, "model", { input: say("one") });
        while ((await atB.threads.get(thread_id)).status !== "busy") {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        await atB.runs.cancel(thread_id, next.run_id, true, "rollback");
        await assertRejects(() => atA.runs.get(thread_id, next.run_id), Error, "404");
        assertEquals(await atB.threads.getHistory<Values>(thread_id, { limit: 100 }), history);
        assertEquals((await atB.threads.get(thread_id)).status, "idle");
      });

      await t.step("a run is stopped from another server, also by a delete", async () => {
        const { thread_id, run } = await begin();
        await atB.runs.cancel(thread_id, run.run_id, true);
        assertEquals((await atA.runs.get(thread_id, run.run_id)).status, "interrupted");
        const other = await begin();
        await atB.threads.delete(other.thread_id);
        await assertRejects(() => atA.threads.get(other.thread_id), Error, "404");
      });

      await t.step("a server that was killed holds a thread only for a while", async () => {
        const { thread_id } = await begin();
        a.kill("SIGKILL");
        await a.ended();
        const values = await atB.runs.wait(thread_id, "model", {
          input: say("two"),
          multitaskStrategy: "enqueue",
        });
        assert(typesOf(values as unknown as Values).endsWith("human,ai"));
        assertEquals((await atB.threads.get(thread_id)).status, "idle");
      });
    },
  });
}
