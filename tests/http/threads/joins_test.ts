import { assert, assertEquals } from "@std/assert";
import { MemorySaver } from "@langchain/langgraph";
import { type AppOptions, createApp, type Handler } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { says } from "../../support/models/saying_model.ts";
import { within } from "../../support/within.ts";

const input = { messages: [{ role: "user", content: "안녕" }] };
const ask = { assistant_id: "it", input, if_not_exists: "create", stream_mode: ["messages"] };
const appOf = (options: AppOptions = {}) =>
  createApp({ runnables: { it: says("하나 ", "둘") }, onError() {}, ...options });
const get = (app: Handler, path: string, headers: HeadersInit = {}) =>
  within(app(new Request(`http://localhost${path}`, { headers })), path);
const textOf = (response: Response) => within(response.text(), "the rest of the reply");
const pathOf = (response: Response) => response.headers.get("content-location") ?? "none";

Deno.test("whoever joins a run gets the same events as its first reader, to the last", async () => {
  const app = appOf();
  const body = { ...ask, stream_mode: ["messages", "custom"] };
  const response = await app(post("/threads/1/runs/stream", body));
  const joined = get(app, `${pathOf(response)}/stream`).then(textOf); // while it is not read yet
  const text = await textOf(response);
  assert(text.includes('"type":"splits"'), text);
  assertEquals(await joined, text);
  const rest = await get(app, `${pathOf(response)}/stream`, { "last-event-id": "0" });
  assertEquals(await textOf(rest), text.slice(text.indexOf("id: 1\n")));
});

Deno.test("a run that was started without a reader can be joined", async () => {
  const app = appOf();
  const response = await app(post("/threads/1/runs", ask));
  const text = await textOf(await get(app, `${pathOf(response)}/stream`));
  assert(text.startsWith("id: 0\nevent: metadata\n"), text);
  assert(/event: messages\/complete\ndata: .*"content":"하나 둘".*\n\n$/.test(text), text);
});

Deno.test("an invalid Last-Event-ID of a run is refused", async () => {
  const app = appOf();
  const response = await app(post("/threads/1/runs/stream", ask));
  await response.text();
  for (const id of ["-9007199254740000", "-2", "x", "1.5"]) {
    const refused = await get(app, `${pathOf(response)}/stream`, { "last-event-id": id });
    assertEquals([id, refused.status], [id, 422]);
  }
});

Deno.test("a run that is refused is over, for those who join it, too", async () => {
  const app = appOf({ limits: { inputChars: 3 } });
  for (const path of ["stream", "wait"]) {
    const body = { ...ask, input: { messages: [{ role: "user", content: "너무 길어" }] } };
    assertEquals((await app(post(`/threads/${path}/runs/${path}`, body))).status, 413);
    const [run] = await (await get(app, `/threads/${path}/runs`)).json();
    assertEquals(run.status, "error");
    const joined = await get(app, `/threads/${path}/runs/${run.run_id}/join`);
    assert(JSON.stringify(await joined.json()).includes("too long"));
  }
});

Deno.test("the events of a run are kept up to a limit, and until the next one is there", async () => {
  const long = Array.from({ length: 20 }, () => "가".repeat(60_000));
  const app = appOf({ runnables: { it: says(...long), short: says("안녕") } });
  const whole = await app(post("/threads/1/runs/stream", ask));
  assert((await textOf(whole)).length > 2 ** 20);
  assertEquals((await get(app, `${pathOf(whole)}/stream`)).status, 410);

  const short = { ...ask, assistant_id: "short" };
  const first = await app(post("/threads/2/runs/stream", short));
  await textOf(first);
  await textOf(await app(post("/threads/2/runs/stream", short)));
  assertEquals((await get(app, `${pathOf(first)}/stream`)).status, 410);
});

Deno.test("requests that come at once make one thread", async () => {
  const app = appOf({ checkpointer: new MemorySaver() });
  const body = { ...ask, multitask_strategy: "enqueue" };
  await Promise.all(
    [1, 2, 3].map(async () => await textOf(await app(post("/threads/1/runs/stream", body)))),
  );
  assertEquals((await (await get(app, "/threads/1/runs")).json()).length, 3);
  const made = await Promise.all([1, 2].map(() => app(post("/threads", { thread_id: "2" }))));
  assertEquals(made.map(({ status }) => status).toSorted(), [200, 409]);
});

Deno.test("one of several runs that come at once is in the thread, if none may wait", async () => {
  const app = appOf();
  await (await app(post("/threads", { thread_id: "1" }))).text();
  for (let round = 1; round <= 5; round++) {
    const runs = await Promise.all(["wait", "stream", "wait", "stream"].map(async (how) => {
      const response = await app(post(`/threads/1/runs/${how}`, ask));
      await textOf(response);
      return response.status;
    }));
    assertEquals(runs.toSorted(), [200, 422, 422, 422]);
    const unknown = await app(post("/threads/1/runs/wait", { ...ask, input: { messages: 7 } }));
    assertEquals(unknown.status, 422, "and leaves it free");
  }
});

Deno.test("a journal leaves the addresses of LangGraph's runs alone", async () => {
  const app = appOf({ journal: { resumeMs: 10_000 } });
  const response = await app(post("/threads/1/runs/stream", ask));
  assert(/^\/threads\/1\/runs\/[\w-]+$/.test(pathOf(response)), pathOf(response));
  await textOf(response);
  const messages = [{ id: "1", role: "user", content: "안녕" }];
  const agUi = { threadId: "1", runId: "1", messages, tools: [], context: [], state: {} };
  const other = await app(post("/ag-ui/it", agUi));
  assertEquals(other.status, 200);
  assert(/^\/runs\/[\w-]+\/stream$/.test(pathOf(other)), pathOf(other));
  await textOf(other);
});
