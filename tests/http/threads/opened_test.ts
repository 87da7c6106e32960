import { assertEquals } from "@std/assert";
import { createApp, type Handler, type StreamableRunnable } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { says } from "../../support/models/saying_model.ts";

const config = (thread_id: string) => ({ configurable: { thread_id } });
const appOf = (threads: number): Handler =>
  createApp({
    runnables: { it: says("안녕") as unknown as StreamableRunnable },
    limits: { threads },
    onError() {},
  });

/** Asks in a thread, and returns the status of the reply. */
async function ask(app: Handler, thread: string): Promise<number> {
  const response = await app(post("/it/invoke", { input: "hi", config: config(thread) }));
  await response.body?.cancel();
  return response.status;
}

/** The number of messages in a thread; `null` if there is none. */
async function lengthOf(app: Handler, thread: string): Promise<number | null> {
  const response = await app(new Request(`http://localhost/threads/${thread}/state`));
  const { values } = await response.json();
  return response.ok ? values.messages.length : null;
}

Deno.test("a thread is not forgotten between its opening and the turn of its run", async () => {
  const app = appOf(2);
  for (const id of ["old", "new"]) await ask(app, id);
  const statuses = await Promise.all(["old", "other", "more"].map((id) => ask(app, id)));
  assertEquals(statuses, [200, 200, 503]);
  assertEquals(await lengthOf(app, "old"), 4);
  assertEquals(await lengthOf(app, "other"), 2);
  assertEquals(await ask(app, "more"), 200, "there is room again");
});

Deno.test("a thread whose run cannot start may be forgotten", async () => {
  const app = createApp({
    runnables: { it: says("안녕") as unknown as StreamableRunnable },
    limits: { threads: 1, streams: 0 },
    onError() {},
  });
  for (const id of ["1", "2", "1"]) assertEquals(await ask(app, id), 503);
  const problem = await app(post("/it/invoke", { input: "hi", config: config("2") }));
  assertEquals(
    (await problem.json()).detail,
    "The server has reached its limit of concurrent streams.",
  );
});

Deno.test("the thread of a run of LangGraph's clients is not forgotten before its turn", async () => {
  let others: Promise<number[]> | null = null;
  const configure = async () => {
    // Now the run is in its thread, but not in its queue.
    if (turns++ === 2) others = Promise.all(["other", "more"].map((id) => ask(app, id)));
    if (turns === 3) await others;
    return {};
  };
  let turns = 0;
  const runnable = says("안녕") as unknown as StreamableRunnable;
  const app = createApp({
    runnables: { it: { runnable, configure } },
    limits: { threads: 2 },
    onError() {},
  });
  for (const id of ["old", "new"]) await ask(app, id);
  const body = { assistant_id: "it", input: { messages: [{ role: "user", content: "hi" }] } };
  const run = await app(post("/threads/old/runs/wait", body));
  assertEquals(await others, [200, 503]);
  assertEquals([run.status, (await run.json()).messages.length], [200, 4]);
  assertEquals(await lengthOf(app, "old"), 4);
});
