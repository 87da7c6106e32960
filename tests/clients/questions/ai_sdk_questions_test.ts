import { assert, assertEquals } from "@std/assert";
import { lastAssistantMessageIsCompleteWithApprovalResponses } from "npm:ai@^7.0.0";
import { type AppOptions, createApp } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { type Chat, chatWith, textOf } from "../ai_sdk_chat.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";
import { asker, secretaries, sent } from "./asking_graphs.ts";

const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`a graph's questions in the AI SDK's chat: ${name}`, KEEPS_SOCKETS, run);

type Runnables = NonNullable<AppOptions["runnables"]>;
const serveThem = (chain: unknown, options: AppOptions = {}) =>
  serve({ runnables: { chain } as Runnables, ...options });

/** The parts of the last message that ask. */
const asked = (chat: Chat) =>
  (chat.lastMessage?.parts ?? []).flatMap((part) =>
    "approval" in part && part.state === "approval-requested"
      ? [{ id: part.approval.id, call: part.toolCallId, input: part.input }]
      : []
  );
const states = (chat: Chat) =>
  (chat.lastMessage?.parts ?? []).flatMap((part) =>
    "state" in part && "toolCallId" in part ? [part.state] : []
  );

test("an approved call is made", async () => {
  await using server = serveThem({ runnable: secretaries("kim") });
  sent.length = 0;
  const chat = chatWith(server.origin);
  await chat.sendMessage({ text: "Write to Kim." });
  const [question] = asked(chat);
  assertEquals([question?.call, question?.input], ["call-0", { to: "kim" }] as unknown[]);
  assertEquals([sent.length, chat.status], [0, "ready"] as unknown[]);

  await chat.addToolApprovalResponse({ id: question?.id ?? "", approved: true });
  await chat.sendMessage();
  assertEquals(chat.error, undefined);
  assertEquals([sent, states(chat)], [["kim"], ["output-available"]]);
  assertEquals([chat.messages.length, textOf(chat.lastMessage)], [2, "Done: Sent to kim."]);
});

test("a refused call is not made, and the model is told why", async () => {
  await using server = serveThem({ runnable: secretaries("kim") });
  sent.length = 0;
  const chat = chatWith(server.origin, {
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
  });
  await chat.sendMessage({ text: "Write to Kim." });
  const id = asked(chat)[0]?.id ?? "";
  await chat.addToolApprovalResponse({ id, approved: false, reason: "Not today." });
  while (chat.status !== "ready" || asked(chat).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assertEquals([sent, states(chat)], [[], ["output-denied"]]);
  assertEquals(textOf(chat.lastMessage), "Done: Not today.");
});

test("several calls are answered together", async () => {
  await using server = serveThem({ runnable: secretaries("kim", "lee") });
  sent.length = 0;
  const chat = chatWith(server.origin);
  await chat.sendMessage({ text: "Write to both." });
  const [first, second] = asked(chat);
  assertEquals([first?.call, second?.call], ["call-0", "call-1"]);
  await chat.addToolApprovalResponse({ id: second?.id ?? "", approved: true });
  await chat.sendMessage();
  assert(chat.error?.message.includes("the graph waits for all answers"), chat.error?.message);
  chat.clearError();
  await chat.addToolApprovalResponse({ id: first?.id ?? "", approved: true });
  await chat.sendMessage();
  assertEquals(sent, ["kim", "lee"]);
});

test("another question is a call of its own, and gets yes, no, or a value", async () => {
  await using server = serveThem(asker({ question: "Shall I?" }));
  const answers = [];
  for (const answer of [true, false, { shall: "later" }]) {
    const chat = chatWith(server.origin);
    await chat.sendMessage({ text: "Ask me." });
    const [question] = asked(chat);
    assertEquals(question?.input, { question: "Shall I?" });
    if (typeof answer === "boolean") {
      await chat.addToolApprovalResponse({ id: question?.id ?? "", approved: answer });
    } else {
      await chat.addToolOutput({
        tool: "interrupt",
        toolCallId: question?.call ?? "",
        output: answer,
      });
    }
    await chat.sendMessage();
    assertEquals(chat.error, undefined);
    answers.push([states(chat)[0], textOf(chat.lastMessage)]);
  }
  assertEquals(answers, [
    ["output-available", "You said true."],
    ["output-denied", "You said false."],
    ["output-available", 'You said {"shall":"later"}.'],
  ]);
});

test("a thread that the caller names goes on after the answer", async () => {
  const body = { config: { configurable: { thread_id: "t" } } };
  await using server = serveThem(asker("Shall I?"));
  const chat = chatWith(server.origin, { body });
  for (const _ of [1, 2]) {
    await chat.sendMessage({ text: "Ask me." });
    await chat.addToolApprovalResponse({ id: asked(chat)[0]?.id ?? "", approved: true });
    await chat.sendMessage();
    assertEquals(textOf(chat.lastMessage), "You said true.");
  }
  const state = await (await fetch(`${server.origin}/threads/t/state`)).json();
  const texts = state.values.messages.map(({ content }: { content: string }) => content);
  assertEquals(texts, ["Ask me.", "You said true.", "Ask me.", "You said true."]);
});

test("a chat that was not asked, or has been answered, leaves no thread", async () => {
  await using server = serveThem(asker("Shall I?"));
  const threads = async () =>
    (await (await fetch(`${server.origin}/threads/search`, { method: "POST", body: "{}" })).json())
      .length;
  const chat = chatWith(server.origin);
  await chat.sendMessage({ text: "Ask me." });
  assertEquals(await threads(), 1);
  await chat.addToolApprovalResponse({ id: asked(chat)[0]?.id ?? "", approved: true });
  await chat.sendMessage();
  assertEquals(await threads(), 0);
});

Deno.test("an answer to what no thread asks is a clear error", async () => {
  const app = createApp({ runnables: { chain: asker("?") } as unknown as Runnables, onError() {} });
  const answer = (id: string) => ({
    messages: [{
      id: "1",
      role: "assistant",
      parts: [{
        type: "dynamic-tool",
        toolName: "interrupt",
        toolCallId: id,
        state: "approval-responded",
        input: {},
        approval: { id, approved: true },
      }],
    }],
  });
  const unknown = await app(post("/api/chat", answer("ask:none:0")));
  const { detail } = await unknown.json();
  assertEquals([unknown.status, detail], [
    422,
    "The input must answer a question, but the thread asks none.",
  ]);
  const foreign = await app(post("/api/chat", answer("ask:a b:0")));
  assertEquals(foreign.status, 422);
  await foreign.body?.cancel();
});
