import { assert, assertEquals } from "@std/assert";
import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { createApp, type Handler, type StreamableRunnable } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { says } from "../../support/models/saying_model.ts";

const graph = new StateGraph(MessagesAnnotation)
  .addNode("model", async ({ messages }) => ({ messages: [await says("안녕").invoke(messages)] }))
  .addEdge(START, "model").compile();
const KINDS = { "a model": says("안녕"), "a graph": graph as unknown as StreamableRunnable };

async function said(app: Handler): Promise<string[]> {
  const { values } = await (await app(new Request("http://x/threads/1/state"))).json();
  return values.messages.map(({ content }: { content: string }) => content);
}

for (const [name, it] of Object.entries(KINDS)) {
  Deno.test(`${name} goes on from a checkpoint of its thread, on our own routes and OpenAI's`, async () => {
    const app = createApp({ runnables: { it }, onError() {} });
    const ask = (path: string, body: object) => app(post(path, body));
    const invoke = (input: string, checkpoint_id?: string) =>
      ask("/it/invoke", { input, config: { configurable: { thread_id: "1", checkpoint_id } } });
    const turn = async (input: string) => {
      await (await invoke(input)).body?.cancel();
      return (await (await app(new Request("http://x/threads/1/state"))).json()).checkpoint;
    };
    const { checkpoint_id } = await turn("one");
    await turn("two");
    assertEquals(await said(app), ["one", "안녕", "two", "안녕"]);
    assertEquals((await invoke("three", checkpoint_id)).status, 200);
    assertEquals(await said(app), ["one", "안녕", "three", "안녕"]);
    await turn("four");
    assertEquals(await said(app), ["one", "안녕", "three", "안녕", "four", "안녕"]);

    const config = { configurable: { thread_id: "1", checkpoint_id } };
    const messages = [{ role: "user", content: "five" }];
    const whole = await ask("/v1/chat/completions", { model: "it", messages, config });
    assertEquals(whole.status, 200);
    await whole.body?.cancel();
    assertEquals(await said(app), ["one", "안녕", "five", "안녕"]);
  });

  Deno.test(`${name} does not begin anew at a checkpoint that its thread does not have`, async () => {
    const app = createApp({ runnables: { it }, onError() {} });
    const configurable = { thread_id: "1" };
    await (await app(post("/it/invoke", { input: "one", config: { configurable } }))).json();
    const config = { configurable: { ...configurable, checkpoint_id: "1ef-gone" } };
    const refused = await app(post("/it/invoke", { input: "two", config }));
    assertEquals(refused.status, 422);
    const { detail } = await refused.json();
    assert(detail.includes("must name a checkpoint_id that the thread has"), detail);
    const run = { assistant_id: "it", input: { messages: [] }, checkpoint_id: "1ef-gone" };
    const joined = await app(post("/threads/1/runs/wait", run));
    assertEquals(joined.status, 422);
    await joined.body?.cancel();
    assertEquals(await said(app), ["one", "안녕"]);
  });
}
