import { assertEquals } from "@std/assert";
import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
import type { BaseMessage } from "@langchain/core/messages";
import { AIMessageChunk } from "@langchain/core/messages";
import { type ChainInput, createChain } from "../../src/builtin/chain.ts";
import { toMessages } from "../../src/run/langchain/input/to_messages.ts";
import { defaultSystemPrompt } from "../../src/builtin/persona.ts";

/** Runs the chain and tells what its model was told. */
async function told(options: { systemPrompt: string; startMarker: string }, input: ChainInput) {
  let messages: BaseMessage[] = [];
  const model = new FakeStreamingChatModel({ chunks: [new AIMessageChunk("a")] });
  const handleChatModelStart = (_: unknown, batch: BaseMessage[][]) => {
    messages = batch[0] ?? [];
  };
  const stream = await createChain({ model, ...options })
    .stream(input, { callbacks: [{ awaitHandlers: true, handleChatModelStart }] });
  assertEquals(await Array.fromAsync(stream), ["a"]);
  return messages.map(({ type, content }) => [type, content]);
}

Deno.test("createChain() tells the model system prompt, history, message and start marker", async () => {
  const history = [
    { role: "user", content: "하나" },
    { role: "assistant", content: "둘" },
    { role: "system", content: "셋" },
  ] as const;
  assertEquals(
    await told({ systemPrompt: "너는", startMarker: "(시작)" }, {
      user_message: "넷",
      history: toMessages(history, ""),
    }),
    [["system", "너는"], ["human", "하나"], ["ai", "둘"], ["system", "셋"], ["human", "넷 (시작)"]],
  );
});

Deno.test("createChain() takes braces for text wherever they stand", async () => {
  const history = [{ role: "user", content: "{history}" }] as const;
  assertEquals(
    await told(
      { systemPrompt: "{user_message}", startMarker: "{start}" },
      { user_message: "{x} {{y}} }", history: toMessages(history, "") },
    ),
    [["system", "{user_message}"], ["human", "{history}"], ["human", "{x} {{y}} } {start}"]],
  );
});

Deno.test("createChain() leaves out what is empty", async () => {
  assertEquals(
    await told({ systemPrompt: "", startMarker: "" }, { user_message: "안녕", history: [] }),
    [
      ["human", "안녕"],
    ],
  );
});

Deno.test("defaultSystemPrompt() asks for the end marker, if there is one", () => {
  assertEquals(defaultSystemPrompt("(답변 종료)").includes("반드시 (답변 종료)"), true);
  assertEquals(defaultSystemPrompt(null).includes("반드시"), false);
});

Deno.test("createChain() takes a caller's system message in place of its own", async () => {
  assertEquals(
    await told({ systemPrompt: "너는", startMarker: "" }, {
      user_message: "넷",
      history: toMessages([{ role: "system", content: "짧게" }], ""),
    }),
    [["system", "짧게"], ["human", "넷"]],
  );
});
