import { assert, assertEquals } from "@std/assert";
import { createAgent } from "langchain";
import { AIMessageChunk } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { createApp, type StreamableRunnable } from "../../src/mod.ts";
import { post, see } from "../support/client.ts";
import { FakeRunnable, forever } from "../support/models/runnables.ts";
import { ScriptedModel } from "../support/models/scripted_model.ts";

Deno.test("an answer of empty chunks without end ends by length", async () => {
  const chain = new FakeRunnable(() => forever(""));
  const app = createApp({ runnables: { chain }, limits: { chunks: 10 } });
  const { record } = await see(await app(post("/chain/stream", { input: "?" })));
  assertEquals([record?.end_reason, record?.splits.length], ["length", 10]);
});

Deno.test("the answers of a batch share the length that they may have together", async () => {
  const chain = new FakeRunnable(() => forever("가"));
  const app = createApp({ runnables: { chain }, limits: { batchOutputChars: 40 } });
  const response = await app(post("/chain/batch", { inputs: ["a", "b", "c", "d"] }));
  const { output, metadata } = await response.json();
  assertEquals(output, Array(4).fill("가".repeat(10)));
  assertEquals(metadata.responses[0].end_reason, "length");
});

Deno.test("large bodies that are sent half take no more room together than they may", async () => {
  const chain = new FakeRunnable(() => ["a"]);
  const app = createApp({ runnables: { chain }, limits: { totalBodyBytes: 200_000 } });
  const half = () => {
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (it) => void (controller = it) });
    controller?.enqueue(new Uint8Array(150_000).fill(32));
    const request = new Request("http://localhost/chain/stream", { method: "POST", body });
    return { request, end: () => controller?.close() };
  };
  const first = half();
  const waiting = app(first.request);
  const small = () => app(post("/chain/stream", { input: "?" }, { accept: "text/plain" }));
  assertEquals(await (await small()).text(), "a");
  const others = [half(), half()];
  const replies = others.map(({ request }) => app(request));
  const refused = await Promise.race(replies);
  assertEquals([refused.status, refused.headers.get("retry-after")], [503, "1"]);
  for (const { end } of [first, ...others]) end();
  await refused.body?.cancel();
  for (const reply of [waiting, ...replies]) {
    const response = await reply;
    if (response !== refused) await response.body?.cancel();
  }
  assertEquals(await (await small()).text(), "a");
});

/** An agent whose model calls its tool for ever, and how often the model was called. */
function restless() {
  const call = { type: "tool_call_chunk" as const, index: 0, name: "look", args: "{}" };
  let calls = 0;
  const model = new ScriptedModel((turn) => {
    calls++;
    return [new AIMessageChunk({ content: "", tool_call_chunks: [{ ...call, id: `t${turn}` }] })];
  });
  const schema = { type: "object", properties: {} } as const;
  const look = tool(() => "more", { name: "look", description: "looks", schema });
  const agent = createAgent({ model, tools: [look] }) as unknown as StreamableRunnable;
  return { agent, calls: () => calls };
}

Deno.test("an agent takes no more steps than it may", async () => {
  const { agent, calls } = restless();
  const app = createApp({ runnables: { agent }, limits: { steps: 6 }, onError() {} });
  const { failure } = await see(await app(post("/agent/stream", { input: "?" })));
  assertEquals(failure?.message, "The agent took too many steps and was stopped.");
  assert(calls() <= 4, `${calls()} calls`);
});

Deno.test("each model call of an agent counts against the rate where it is asked for", async () => {
  for (const countsModelCalls of [false, true]) {
    const { agent } = restless();
    const app = createApp({
      runnables: { agent },
      limits: { steps: 6 },
      access: { requestsPerMinute: 3, countsModelCalls },
      onError() {},
    });
    await see(await app(post("/agent/stream", { input: "?" })));
    const second = await app(post("/agent/stream", { input: "?" }));
    await second.body?.cancel();
    assertEquals(second.status === 429, countsModelCalls);
  }
});
