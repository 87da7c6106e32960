import { assert, assertEquals } from "@std/assert";
import { failAfter, FakeRunnable, forever } from "../support/models/runnables.ts";
import { transcripts } from "../support/models/transcripts.ts";
import { Upstream } from "../support/models/upstream.ts";
import { chatWith, textOf } from "./ai_sdk_chat.ts";
import { uiMessage } from "./clients.ts";
import { KEEPS_SOCKETS, serve } from "./serve.ts";

const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`the AI SDK's chat ${name}`, KEEPS_SOCKETS, run);

test("gets an answer, its finish reason and the record of its splits", async () => {
  await using server = serve();
  const data: unknown[] = [];
  const finishes: unknown[] = [];
  const chat = chatWith(server.origin, {
    onData: (part) => data.push(part),
    onFinish: ({ finishReason }) => finishes.push(finishReason),
  });
  const [transcript] = transcripts;
  await chat.sendMessage({ text: transcript?.user_message ?? "" });

  assertEquals(chat.status, "ready");
  assertEquals(textOf(chat.lastMessage), transcript?.output);
  assertEquals(finishes, ["stop"]);
  const [part] = data as [{ type: string; data: { token_splits: string } }];
  assertEquals(part.type, "data-splits");
  assertEquals(part.data.token_splits, transcript?.token_splits);
  assert(chat.lastMessage?.parts.every(({ type }) => type !== "data-splits"), "it is transient");
});

test("sees an agent's tool calls and their results", async () => {
  await using server = serve();
  const chat = chatWith(server.origin, { body: { runnable: "agent" } });
  await chat.sendMessage({ text: "1+1은?" });
  const parts = chat.lastMessage?.parts.map((part) =>
    part.type === "dynamic-tool"
      ? [part.toolName, part.state, part.input, part.output]
      : part.type === "text"
      ? part.text
      : part.type
  );
  assertEquals(parts as unknown[], [
    "step-start",
    ["calculate", "output-available", { expression: "1+1" }, "2"],
    "step-start",
    "알아봤어! 2 😊",
  ]);
});

test("sees a tool call that failed", async () => {
  await using server = serve();
  const chat = chatWith(server.origin, { body: { runnable: "agent" } });
  await chat.sendMessage({ text: "1/0은?" });
  const tool = chat.lastMessage?.parts.find(({ type }) => type === "dynamic-tool");
  assert(tool?.type === "dynamic-tool");
  assertEquals(tool.state, "output-error");
  assertEquals(tool.errorText, "Error: Cannot divide by zero");
});

test("goes on with a conversation, and regenerates", async () => {
  await using server = serve();
  const chat = chatWith(server.origin, { body: { runnable: "agent" } });
  await chat.sendMessage({ text: "1+1은?" });
  await chat.sendMessage({ text: "2+2는?" });
  assertEquals(textOf(chat.lastMessage), "알아봤어! 4 😊");
  assertEquals(chat.messages.length, 4);
  await chat.regenerate();
  assertEquals(textOf(chat.lastMessage), "알아봤어! 4 😊");
  assertEquals(chat.messages.length, 4);
});

test("stops the model when it is stopped", async () => {
  const mine = new FakeRunnable(async function* () {
    for (const chunk of forever("가 ")) {
      yield chunk;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });
  await using server = serve({ runnables: { mine } });
  const chat = chatWith(server.origin);
  const sent = chat.sendMessage({ text: "hi" });
  while (!textOf(chat.lastMessage)?.includes("가")) await new Promise((r) => setTimeout(r, 1));
  await chat.stop();
  await sent;
  await mine.aborted;
  assertEquals(chat.status, "ready");
});

test("is in its error state when the model fails, before the first token and after", async () => {
  for (const chunks of [[], ["가 ", "나 "]]) {
    await using server = serve({ runnables: { mine: new FakeRunnable(() => failAfter(chunks)) } });
    const chat = chatWith(server.origin);
    await chat.sendMessage({ text: "hi" });
    assertEquals(chat.status, "error");
    assert(chat.error?.message.includes("The runnable failed."), chat.error?.message);
  }
});

test("has no stream to resume, and is none the worse", async () => {
  await using server = serve();
  const chat = chatWith(server.origin);
  await chat.resumeStream();
  assertEquals(chat.status, "ready");
});

test("sends whatever it keeps of an answer, and only the text is read", async () => {
  await using upstream = new Upstream({ chunks: ["a"] });
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
  });
  const file = { type: "file", mediaType: "image/png", url: "data:image/png;base64," } as const;
  const chat = chatWith(server.origin, {
    body: { runnable: "model" },
  });
  chat.messages = [
    {
      ...uiMessage(""),
      parts: [{ type: "data-profile", data: 1 }, { type: "text", text: "하나" }],
    },
    {
      ...uiMessage(""),
      role: "assistant",
      parts: [
        { type: "step-start" },
        { type: "text", text: "둘" },
        { type: "reasoning", text: "hm" },
        file,
        { type: "step-start" },
        { type: "text", text: "셋" },
      ],
    },
  ];
  await chat.sendMessage({ text: "넷" });
  assertEquals(upstream.requests[0]?.messages, [
    { role: "user", content: "하나" },
    { role: "assistant", content: "둘\n\n셋" },
    { role: "user", content: "넷" },
  ]);
});

test("is told what it cannot send", async () => {
  await using server = serve({ runnables: { mine: new FakeRunnable(() => ["a"]) } });
  const chat = chatWith(server.origin);
  const file = { type: "file", mediaType: "image/png", url: "data:image/png;base64," } as const;
  await chat.sendMessage({ ...uiMessage("look"), parts: [file] });
  assertEquals(chat.status, "error");
  assert(chat.error?.message.includes("takes no images"), chat.error?.message);
});
