import { assertEquals } from "@std/assert";
import { RunnableLambda } from "@langchain/core/runnables";
import { createApp, type Handler } from "../../src/mod.ts";
import { openStore } from "../../src/open_store.ts";
import { says } from "../support/models/saying_model.ts";
import { STORES } from "./fleet.ts";

/** What of a thread the tests look at. */
interface Made {
  created_at: string;
  status: string;
  metadata: Record<string, unknown>;
}

const ROUNDS = 20;
const inThread = (thread_id: string) => ({ config: { configurable: { thread_id } } });

/** Asks one of the servers. */
async function ask<T = Made>(
  app: Handler,
  path: string,
  { body, method = body === undefined ? "GET" : "POST", key = "ann" }: {
    body?: unknown;
    method?: string;
    key?: string;
  } = {},
): Promise<{ status: number; body: T }> {
  const response = await app(
    new Request(`http://localhost${path}`, {
      method,
      headers: { "x-api-key": key },
      body: body === undefined ? null : JSON.stringify(body),
    }),
  );
  return { status: response.status, body: await response.json() };
}

const madeOf = ({ created_at, metadata }: Partial<Made> = {}) => ({ created_at, metadata });
const statusesOf = (replies: { status: number }[]) =>
  replies.map(({ status }) => status).toSorted();

for (const { name, ignore, open } of STORES) {
  Deno.test({
    name: `two servers make one thread, on ${name}`,
    ignore,
    async fn(t) {
      const { variables, close } = await open();
      const { REDIS_URL: redisUrl, KV_PATH: kvPath } = variables;
      let gate = Promise.withResolvers<void>();
      const waits = RunnableLambda.from(async () => {
        await gate.promise;
        return "waited";
      });
      const stores = [1, 2].map(() =>
        openStore({ redisUrl, kvPath, runs: undefined, bytes: undefined, keepMs: undefined })
      );
      const [a, b] = stores.map((store) =>
        createApp({
          store,
          runnables: { it: says("안녕"), waits: { runnable: waits } },
          access: { apiKeys: ["ann", "bob"] },
        })
      );
      if (a === undefined || b === undefined) throw new Error("There are not two");
      const atBoth = <T>(call: (app: Handler, i: number) => Promise<T>) =>
        Promise.all([a, b, a, b].map(call));
      const create = (thread_id: string, more = {}) =>
        atBoth((app, of) =>
          ask(app, "/threads", { body: { thread_id, metadata: { of }, ...more } })
        );
      const get = async (id: string) => {
        const read = (app: Handler) => ask(app, `/threads/${id}`);
        const [{ body }, other] = await Promise.all([read(a), read(b)]);
        assertEquals(madeOf(body), madeOf(other.body));
        return madeOf(body);
      };

      await t.step("one request makes it, and the others get a 409", async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const replies = await create(`raise-${round}`);
          assertEquals(statusesOf(replies), [200, 409, 409, 409]);
          const made = replies.find(({ status }) => status === 200);
          assertEquals(await get(`raise-${round}`), madeOf(made?.body));
        }
      });

      await t.step("all get the same one, if it may exist", async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const replies = await create(`same-${round}`, { if_exists: "do_nothing" });
          assertEquals(statusesOf(replies), [200, 200, 200, 200]);
          const made = await get(`same-${round}`);
          for (const { body } of replies) assertEquals(madeOf(body), made);
        }
      });

      await t.step("runs at once make one, and go on in it", async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const id = `run-${round}`;
          const body = { input: "말해 줘", ...inThread(id) };
          const [{ status }, ...runs] = await Promise.all([
            ask(a, "/threads", { body: { thread_id: id, metadata: { of: "ann" } } }),
            ask(a, "/it/invoke", { body }),
            ask(b, "/it/invoke", { body }),
          ]);
          assertEquals(statusesOf(runs), [200, 200]);
          const { metadata } = await get(id);
          assertEquals(metadata, {
            ...status === 200 ? { of: "ann" } : {},
            graph_id: "it",
            assistant_id: "it",
          });
          const state = await ask<{ values: { messages: unknown[] } }>(b, `/threads/${id}/state`);
          assertEquals(state.body.values.messages.length, 4);
        }
      });

      await t.step("each key has its own", async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const id = `key-${round}`;
          const body = { thread_id: id };
          const [ann, bob] = await Promise.all([
            ask(a, "/threads", { body: { ...body, metadata: { of: "ann" } } }),
            ask(b, "/it/invoke", { body: { input: "말해 줘", ...inThread(id) }, key: "bob" }),
          ]);
          assertEquals([ann.status, bob.status], [200, 200]);
          assertEquals((await get(id)).metadata, { of: "ann" });
          const ofBob = await ask(a, `/threads/${id}`, { key: "bob" });
          assertEquals(ofBob.body.metadata.of, undefined);
          const only = await ask(a, "/threads", { body: { thread_id: `ann-${round}` } });
          assertEquals(only.status, 200);
          assertEquals((await ask(b, `/threads/ann-${round}`, { key: "bob" })).status, 404);
        }
      });

      await t.step("a run keeps what another server adds to the metadata", async () => {
        gate = Promise.withResolvers();
        const body = { input: { messages: [["human", "x"]] }, assistant_id: "waits" };
        const run = ask(a, "/threads/patched/runs/wait", {
          body: { ...body, if_not_exists: "create" },
        });
        while ((await ask(b, "/threads/patched")).body.status !== "busy");
        const patch = { method: "PATCH", body: { metadata: { more: 1 } } };
        assertEquals((await ask(b, "/threads/patched", patch)).body.status, "busy");
        gate.resolve();
        assertEquals((await run).status, 200);
        while ((await ask(b, "/threads/patched")).body.status === "busy");
        const { metadata, status } = (await ask(a, "/threads/patched")).body;
        assertEquals([metadata.more, status], [1, "idle"]);
      });

      await t.step("a run that makes its thread is found in it", async () => {
        const input = { messages: [["human", "x"]] };
        const asked = { input, assistant_id: "it", if_not_exists: "create" };
        const run = ask(a, "/threads/found/runs/wait", { body: asked });
        const looks = Array.from({ length: ROUNDS }, () => ask(a, "/threads/found"));
        assertEquals((await run).status, 200);
        await Promise.all(looks);
        const runs = await ask<{ status: string }[]>(a, "/threads/found/runs");
        assertEquals(runs.body.map(({ status }) => status), ["success"]);
      });

      await t.step("one of several runs at once is in it, if none may wait", async () => {
        await ask(a, "/threads", { body: { thread_id: "one" } });
        const run = (app: Handler, messages: unknown) =>
          ask(app, "/threads/one/runs/wait", {
            body: { input: { messages }, assistant_id: "waits" },
          });
        for (let round = 0; round < 5; round++) {
          gate = Promise.withResolvers();
          const refused = Promise.withResolvers<void>();
          let ended = 0;
          const replies = atBoth(async (app) => {
            const reply = await run(app, [["human", "x"]]);
            if (++ended === 3) refused.resolve();
            return reply;
          });
          await refused.promise;
          gate.resolve();
          assertEquals(statusesOf(await replies), [200, 422, 422, 422]);
          assertEquals((await run(b, 7)).status, 422, "and leaves it free");
        }
        const state = await ask<{ values: { messages: unknown[] } }>(b, "/threads/one/state");
        assertEquals(state.body.values.messages.length, 10);
      });

      await t.step("each finds what the other has changed", async () => {
        await ask(a, "/threads", { body: { thread_id: "changed", metadata: { of: "ann" } } });
        const patch = { method: "PATCH", body: { metadata: { is: "changed" } } };
        await ask(b, "/threads/changed", patch);
        const search = { body: { metadata: { is: "changed" } } };
        const found = await ask<Made[]>(a, "/threads/search", search);
        assertEquals(found.body.map(({ metadata }) => metadata.of), ["ann"]);
      });

      await t.step("a thread is idle at once at the server of its run", async () => {
        for (let round = 0; round < ROUNDS; round++) {
          const body = { input: { messages: [["human", "x"]] }, if_not_exists: "create" };
          const path = `/threads/idle-${round}`;
          await ask(a, `${path}/runs/wait`, { body: { ...body, assistant_id: "it" } });
          const looks = await Promise.all([1, 2, 3, 4].map(() => ask(a, path)));
          assertEquals(looks.map(({ body }) => body.status), ["idle", "idle", "idle", "idle"]);
          while ((await ask(b, path)).body.status === "busy");
          assertEquals((await ask(b, path)).body.status, "idle");
        }
      });

      await Promise.all(stores.map((store) => store.close()));
      await close();
    },
  });
}
