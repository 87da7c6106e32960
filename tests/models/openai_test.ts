import { assertEquals } from "@std/assert";
import { createApp } from "../../src/mod.ts";
import { post, see } from "../client.ts";
import { Upstream, type UpstreamReply } from "../upstream.ts";

const ask = { user_message: "안녕" };

async function answer(reply: UpstreamReply) {
  await using upstream = new Upstream(reply);
  const model = { provider: "openai", model: "gpt-5.6", baseUrl: upstream.baseUrl } as const;
  const app = createApp({ model, onError() {} });
  return await see(await app(post("/chain/stream", ask)));
}

const odd: [name: string, reply: UpstreamReply, splits: string, end: string][] = [
  ["no role delta", { chunks: ["a", "", "b"] }, "a||b|", "stop"],
  ["no role delta, and a limit", { chunks: ["a"], finishReason: "length" }, "a|", "length"],
  [
    "a role on every delta, as Ollama does",
    { chunks: ["a", "", "b"].map((content) => ({ role: "assistant", content })) },
    "a||b|",
    "stop",
  ],
  [
    "an empty role",
    { role: "", chunks: [{ role: "", content: "a" }, { role: "", content: "b" }] },
    "a|b|",
    "stop",
  ],
  [
    "reasoning, as DeepSeek does",
    {
      role: "",
      chunks: [{ reasoning_content: "hm" }, { content: null, reasoning_content: "hm" }, "a"],
    },
    "a|",
    "stop",
  ],
  [
    "reasoning, as vLLM does",
    { role: "", chunks: [{ reasoning: "hm" }, { reasoning: "hm" }, "", "a"] },
    "|a|",
    "stop",
  ],
  [
    "reasoning beside an empty content, as Ollama does",
    { role: "", chunks: [{ role: "assistant", content: "", reasoning: "hm" }, "a", "", "b"] },
    "a||b|",
    "stop",
  ],
  ["deltas of nothing", { role: "", chunks: ["a", {}, "", {}, "b"] }, "a||b|", "stop"],
  ["an empty answer", { role: "", chunks: [] }, "", "stop"],
];
for (const [name, reply, token_splits, end_reason] of odd) {
  Deno.test(`createOpenAIModel() understands a server with ${name}`, async () => {
    const { record } = await answer(reply);
    assertEquals(record?.token_splits, token_splits);
    assertEquals(record?.end_reason, end_reason);
  });
}

Deno.test("createOpenAIModel() sees a cut where a server names no role", async () => {
  const { text, failure } = await answer({ chunks: ["a"], finishReason: null });
  assertEquals(text, "a");
  assertEquals(failure?.status_code, 502);
});

Deno.test("createOpenAIModel() passes on how to answer", async () => {
  await using upstream = new Upstream({ chunks: ["a"] });
  const model = {
    provider: "openai",
    model: "m",
    baseUrl: upstream.baseUrl,
    temperature: 0.5,
  } as const;
  await see(await createApp({ model })(post("/model/stream", ask)));
  const [request] = upstream.requests as unknown as Record<string, unknown>[];
  assertEquals(request?.temperature, 0.5);
  assertEquals(request?.stream_options, { include_usage: true });
  assertEquals(request?.messages, [{ role: "user", content: "안녕" }]);
});
