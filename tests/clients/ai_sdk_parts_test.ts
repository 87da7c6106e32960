import { assert, assertEquals } from "@std/assert";
import { Document } from "@langchain/core/documents";
import { lastAssistantMessageIsCompleteWithToolCalls, type UIMessage } from "npm:ai@^7.0.0";
import type { AppOptions } from "../../src/mod.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { Upstream, type UpstreamReply } from "../support/models/upstream.ts";
import { chatWith, textOf } from "./ai_sdk_chat.ts";
import { uiMessage } from "./clients.ts";
import { KEEPS_SOCKETS, serve } from "./serve.ts";

const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`the AI SDK's chat ${name}`, KEEPS_SOCKETS, run);

/** Serves the model of a server that replies so. */
function serveModel(reply: UpstreamReply | ((turn: number) => UpstreamReply)) {
  const upstream = new Upstream(reply);
  const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl, maxRetries: 0 };
  const server = serve({ model: model as AppOptions["model"] & object });
  return {
    origin: server.origin,
    /** The messages of a request to the model. */
    sent: (turn: number) => upstream.requests[turn]?.messages as unknown[],
    request: (turn: number) => upstream.requests[turn] as unknown as Record<string, unknown>,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

const typesOf = (message: UIMessage | undefined) => message?.parts.map(({ type }) => type);

test("sees reasoning, and does not send it back", async () => {
  const chunks = [{ reasoning_content: "흠, " }, { reasoning_content: "그래" }, "안", "녕"];
  await using server = serveModel({ chunks, role: "" });
  const chat = chatWith(server.origin, { body: { runnable: "model" } });
  await chat.sendMessage({ text: "hi" });
  const [, reasoning, text] = chat.lastMessage?.parts ?? [];
  assert(reasoning?.type === "reasoning" && text?.type === "text");
  assertEquals([reasoning.text, reasoning.state, text.text], ["흠, 그래", "done", "안녕"]);
  await chat.sendMessage({ text: "more" });
  assertEquals(server.sent(1), [
    { role: "user", content: "hi" },
    { role: "assistant", content: "안녕" },
    { role: "user", content: "more" },
  ]);
});

test("keeps the usage and the times of each answer", async () => {
  await using server = serveModel({ chunks: ["안", "녕"], role: "" });
  const chat = chatWith(server.origin, { body: { runnable: "model" } });
  await chat.sendMessage({ text: "hi" });
  const metadata = chat.lastMessage?.metadata as Record<string, Record<string, number>>;
  const { input_tokens, output_tokens } = metadata.usage ?? {};
  assertEquals([input_tokens, output_tokens, metadata.model, metadata.end_reason], [
    11,
    7,
    "m",
    "stop",
  ] as unknown[]);
  const { first_token_ms = NaN, duration_ms = NaN } = metadata.timing ?? {};
  assert(first_token_ms <= duration_ms, JSON.stringify(metadata));
  await chat.sendMessage({ text: "more" });
  assertEquals(chat.status, "ready", chat.error?.message);
});

test("sends files: pictures, sound, documents and texts", async () => {
  await using server = serveModel({ chunks: ["a"], role: "" });
  const chat = chatWith(server.origin, { body: { runnable: "model" } });
  const file = (mediaType: string, url: string, filename?: string) =>
    ({ type: "file", mediaType, url, ...(filename === undefined ? {} : { filename }) }) as const;
  await chat.sendMessage({
    ...uiMessage(""),
    parts: [
      file("image/png", "data:image/png;base64,aGk="),
      file("image/png", "https://example.com/a.png"),
      file("audio/mpeg", "data:audio/mpeg;base64,aGk="),
      file("application/pdf", "data:application/pdf;base64,aGk=", "a.pdf"),
      file("text/csv", `data:text/csv;base64,${new TextEncoder().encode("가,나").toBase64()}`),
      { type: "text", text: "look" },
    ],
  });
  assertEquals(chat.status, "ready", chat.error?.message);
  assertEquals(server.sent(0), [{
    role: "user",
    content: [
      { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
      { type: "image_url", image_url: { url: "https://example.com/a.png" } },
      { type: "input_audio", input_audio: { data: "aGk=", format: "mp3" } },
      {
        type: "file",
        file: { file_data: "data:application/pdf;base64,aGk=", filename: "a.pdf" },
      },
      { type: "text", text: "가,나" },
      { type: "text", text: "look" },
    ],
  }]);
});

test("makes the calls of its own tools, and goes on with the same message", async () => {
  const call = (index: number, id: string, args: string) => [
    { tool_calls: [{ index, id, type: "function", function: { name: "weather", arguments: "" } }] },
    { tool_calls: [{ index, function: { arguments: args.slice(0, 5) } }] },
    { tool_calls: [{ index, function: { arguments: args.slice(5) } }] },
  ];
  await using server = serveModel((turn) =>
    turn === 0
      ? {
        chunks: [
          "잠깐, ",
          ...call(0, "c1", '{"city":"서울"}'),
          ...call(1, "c2", '{"city":"부산"}'),
        ],
        role: "",
        finishReason: "tool_calls",
      }
      : { chunks: ["맑아"], role: "" }
  );
  const tools = { weather: { description: "Tells the weather", parameters: { type: "object" } } };
  const chat = chatWith(server.origin, {
    body: { runnable: "model", tools },
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
    onToolCall({ toolCall: { toolName: tool, toolCallId, input } }) {
      const { city } = input as { city: string };
      if (city === "서울") chat.addToolOutput({ tool, toolCallId, output: { sky: "clear" } });
      else {
        chat.addToolOutput({ tool, toolCallId, state: "output-error", errorText: "no such city" });
      }
    },
  });
  const whole = chatFinished(chat, () => textOf(chat.lastMessage)?.includes("맑아") ?? false);
  await chat.sendMessage({ text: "날씨는?" });
  await whole;

  assertEquals(chat.messages.length, 2);
  assertEquals(typesOf(chat.lastMessage), [
    "step-start",
    "text",
    "tool-weather",
    "tool-weather",
    "step-start",
    "text",
  ]);
  assertEquals(server.request(0).tools, [{
    type: "function",
    function: { name: "weather", ...tools.weather },
  }]);
  const toCall = (id: string, city: string) => ({
    id,
    type: "function",
    function: { name: "weather", arguments: JSON.stringify({ city }) },
  });
  assertEquals(server.sent(1).slice(1), [
    {
      role: "assistant",
      content: "잠깐, ",
      tool_calls: [toCall("c1", "서울"), toCall("c2", "부산")],
    },
    { role: "tool", tool_call_id: "c1", content: '{"sky":"clear"}' },
    { role: "tool", tool_call_id: "c2", content: "no such city" },
  ]);
});

/** Waits until a chat is done, and the answer is there. */
async function chatFinished(chat: { status: string }, isThere: () => boolean): Promise<void> {
  while (!(chat.status === "ready" && isThere())) await new Promise((r) => setTimeout(r, 1));
}

test("is told when a tool call was cut, before it makes it", async () => {
  const call = { index: 0, id: "c1", function: { name: "pay", arguments: '{"sum":1' } };
  await using server = serveModel({
    chunks: [{ tool_calls: [call] }],
    role: "",
    finishReason: "length",
  });
  const made: unknown[] = [];
  const chat = chatWith(server.origin, {
    body: { runnable: "model" },
    onToolCall: ({ toolCall }) => void made.push(toolCall),
  });
  await chat.sendMessage({ text: "pay" });
  const part = chat.lastMessage?.parts.find(({ type }) => type === "tool-pay");
  assert(part !== undefined && "state" in part);
  assertEquals([part.state, made], ["output-error", []] as unknown[]);
});

test("sends the tools that an agent called before", async () => {
  await using server = serveModel({ chunks: ["a"], role: "" });
  const chat = chatWith(server.origin, { body: { runnable: "model" } });
  const tool = {
    type: "dynamic-tool",
    toolName: "calculate",
    input: { expression: "1+1" },
  } as const;
  chat.messages = [
    uiMessage("1+1은?"),
    {
      ...uiMessage(""),
      role: "assistant",
      parts: [
        { type: "step-start" },
        { type: "text", text: "어디" },
        { ...tool, toolCallId: "c1", state: "output-available", output: "2" },
        { type: "step-start" },
        { ...tool, toolCallId: "c2", state: "input-available" }, // stopped: it has no result
        { type: "text", text: "2야" },
      ],
    },
  ];
  await chat.sendMessage({ text: "고마워" });
  const call = {
    id: "c1",
    type: "function",
    function: { name: "calculate", arguments: '{"expression":"1+1"}' },
  };
  assertEquals(server.sent(0), [
    { role: "user", content: "1+1은?" },
    { role: "assistant", content: "어디", tool_calls: [call] },
    { role: "tool", tool_call_id: "c1", content: "2" },
    { role: "assistant", content: "2야" },
    { role: "user", content: "고마워" },
  ]);
});

test("goes on with an agent that called its tools", async () => {
  await using server = serve();
  const chat = chatWith(server.origin, { body: { runnable: "agent" } });
  await chat.sendMessage({ text: "1+1은?" });
  await chat.sendMessage({ text: "2+2는?" });
  assertEquals(chat.status, "ready", chat.error?.message);
  assertEquals(textOf(chat.lastMessage), "알아봤어! 4 😊");
});

test("sees the sources that a runnable gives", async () => {
  const page = new Document({
    pageContent: "가나다",
    metadata: { source: "https://a.example/", title: "A" },
  });
  const note = new Document({ pageContent: "라마바", metadata: { source: "notes.txt" } });
  const mine = new FakeRunnable(() => [{ context: [page, note] }, { answer: "답" }]);
  await using server = serve({ runnables: { mine } });
  const chat = chatWith(server.origin);
  await chat.sendMessage({ text: "hi" });
  assertEquals(chat.status, "ready", chat.error?.message);
  const [first, second] = chat.lastMessage?.parts.filter(({ type }) => /^source/.test(type)) ?? [];
  assert(first?.type === "source-url" && second?.type === "source-document");
  assertEquals([first.url, first.title], ["https://a.example/", "A"]);
  assertEquals([second.mediaType, second.title], ["text/plain", "notes.txt"]);
});
