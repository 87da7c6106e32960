import { assertEquals } from "@std/assert";
import { createApp } from "../../../src/mod.ts";
import { post, see } from "../../support/client.ts";
import { Upstream, type UpstreamReply } from "../../support/models/upstream.ts";

const ask = { user_message: "안녕" };

async function answer(reply: UpstreamReply | (() => Response)) {
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
  [
    "content in parts, as Mistral does",
    {
      role: "",
      chunks: [
        { content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] },
        { content: [{ type: "text", text: "a" }] },
        "b",
      ],
    },
    "a|b|",
    "stop",
  ],
  [
    "an empty refusal in each delta",
    { chunks: ["a", "b"].map((content) => ({ content, refusal: "", tool_calls: [] })) },
    "a|b|",
    "stop",
  ],
  [
    "a refusal",
    { role: "", chunks: [{ refusal: "I will " }, { refusal: "not." }] },
    "I will |not.|",
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

Deno.test("createOpenAIModel() tells reasoning from text, in the events and the record", async () => {
  const chunks = [{ reasoning_content: "h" }, { reasoning: "m" }, "a"];
  const { events, record } = await answer({ role: "", chunks });
  assertEquals(events, ["metadata", "reasoning", "reasoning", "data", "metadata", "end"]);
  assertEquals(record?.reasoning?.text, "hm");
  assertEquals(record?.reasoning?.splits, ["h", "m"]);
  assertEquals(record?.reasoning?.split_ms.length, 2);
});

Deno.test("createOpenAIModel() takes a leading <think> block for reasoning, a marker in it too", async () => {
  const chunks = [
    "<think>",
    "end with (답변 종료)",
    "</think>\n\n",
    "안녕!",
    "(답변 ",
    "종료)",
    "no",
  ];
  const { text, record } = await answer({ role: "", chunks });
  assertEquals(text, "\n\n안녕!");
  assertEquals(record?.reasoning?.text, "end with (답변 종료)");
  assertEquals(record?.end_reason, "marker");
});

const wire = (text: string, type = "text/event-stream") => () =>
  new Response(text, { headers: { "content-type": type } });
const frame = (choice: object) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
const say = (content: string, index = 0) => frame({ index, delta: { content } });
const stop = frame({ index: 0, delta: {}, finish_reason: "stop" });
const whole = { choices: [{ index: 0, message: { role: "assistant", content: "ab" } }] };

const replies: [name: string, reply: () => Response, splits: string][] = [
  [
    "heartbeats without data",
    wire(`event: ping\n\n${say("a")}data:\n\n${say("b")}${stop}`),
    "a|b|",
  ],
  ["an answer that is not streamed", wire(JSON.stringify(whole), "application/json"), "ab|"],
  ["two choices", wire(say("a") + say("x", 1) + say("b") + stop), "a|b|"],
];
for (const [name, reply, token_splits] of replies) {
  Deno.test(`createOpenAIModel() understands a server that sends ${name}`, async () => {
    assertEquals((await answer(reply)).record?.token_splits, token_splits);
  });
}

Deno.test("createOpenAIModel() fails where the finish reason tells of a failure", async () => {
  for (const finishReason of ["error", "network_error", "abort", "insufficient_system_resource"]) {
    const { text, failure, record } = await answer({ chunks: ["half"], finishReason });
    assertEquals([text, record?.output, record?.end_reason], ["half", "half", "error"]);
    assertEquals(failure?.message, "The model's server did not complete the answer.");
  }
});

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
