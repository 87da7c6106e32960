import { assert, assertEquals } from "@std/assert";
import { Annotation, interrupt, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { createApp, type Handler, type StreamableRunnable } from "../../../src/mod.ts";
import { secretaries, sent } from "../../clients/questions/asking_graphs.ts";
import { post } from "../../support/client.ts";

const State = Annotation.Root({ left: Annotation<string>, right: Annotation<string> });

/** A graph that asks two questions at once. */
const asker = () =>
  new StateGraph(State)
    .addNode("a", () => ({ left: interrupt("left?") }))
    .addNode("b", () => ({ right: interrupt("right?") }))
    .addEdge(START, "a").addEdge(START, "b").compile();

const appOf = () =>
  createApp({ runnables: { it: asker() as unknown as StreamableRunnable }, onError() {} });
const config = { configurable: { thread_id: "1" } };

async function linesOf(app: Handler, body: object) {
  const headers = { accept: "application/x-ndjson" };
  const request = new Request(post("/it/stream", body), { headers });
  const text = await (await app(request)).text();
  return text.trim().split("\n").map((line) => JSON.parse(line));
}

Deno.test("several interrupts at once are answered by their ids", async () => {
  const app = appOf();
  const asked = await linesOf(app, { input: { left: "" }, config });
  const questions: { id: string; value: string }[] = asked
    .filter(({ event }) => event === "interrupt")
    .flatMap(({ data }) => [data].flat());
  assertEquals(questions.map(({ value }) => value).toSorted(), ["left?", "right?"]);
  const record = asked.findLast(({ event }) => event === "metadata")?.data;
  assertEquals(record.end_reason, "interrupt");

  const resume = Object.fromEntries(questions.map(({ id, value }) => [id, `to ${value}`]));
  const response = await app(post("/it/invoke", { command: { resume }, config }));
  const { output } = await response.json();
  assertEquals(output, { left: "to left?", right: "to right?" });
});

Deno.test("an answer needs a thread, and a question", async () => {
  const app = appOf();
  const command = { resume: "yes" };
  for (const path of ["/it/stream", "/it/invoke"]) {
    const [none, unasked] = [
      await app(post(path, { command })),
      await app(post(path, { command, config })),
    ];
    assertEquals([none.status, unasked.status], [422, 422]);
    assert((await none.text()).includes("config.configurable.thread_id"));
    assert((await unasked.text()).includes("the thread asks none"));
  }
});

Deno.test("a graph that asks where there is no thread says that it needs one", async () => {
  const chat = new StateGraph(MessagesAnnotation)
    .addNode("ask", () => ({ messages: [String(interrupt("?"))] })).addEdge(START, "ask").compile();
  const runnables = { it: asker(), chat } as unknown as Record<string, StreamableRunnable>;
  const app = createApp({ runnables, onError() {} });
  const messages = [{ id: "1", role: "user", parts: [{ type: "text", text: "a" }] }];
  const asked = [
    post("/it/invoke", { input: { left: "" } }),
    post("/it/stream", { input: { left: "" } }),
    post("/api/chat", { runnable: "chat", messages }),
  ];
  for (const request of asked) {
    const text = await (await app(request)).text();
    assert(text.includes("needs a thread: config.configurable.thread_id"), text);
  }
});

Deno.test("an answer that does not decide on all calls is refused, and the thread goes on", async () => {
  const runnable = secretaries("kim", "lee") as unknown as StreamableRunnable;
  const app = createApp({ runnables: { it: { runnable } }, onError() {} });
  sent.length = 0;
  const ask = async (body: object) => {
    const response = await app(post("/it/invoke", { ...body, config }));
    return { status: response.status, text: await response.text() };
  };
  assertEquals((await ask({ input: "Write to both." })).status, 200);
  const approve = { type: "approve" };
  for (const resume of [true, { decisions: [approve] }]) {
    const { status, text } = await ask({ command: { resume } });
    assertEquals(status, 422, text);
    assert(text.includes("one for each call of: send_mail, send_mail"), text);
  }
  const { status, text } = await ask({ command: { resume: { decisions: [approve, approve] } } });
  assertEquals([status, sent], [200, ["kim", "lee"]], text);
});
