import { assertEquals } from "@std/assert";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { AIMessageChunk } from "@langchain/core/messages";
import type { ChatGenerationChunk } from "@langchain/core/outputs";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { FakeStreamingChatModel } from "@langchain/core/utils/testing";
import { ChatOpenAI } from "@langchain/openai";
import { createOpenAIModel } from "../../../src/builtin/openai/openai.ts";
import { Run } from "../../../src/run/run.ts";
import {
  isUnheard,
  messageOf,
  unheardStream,
} from "../../../src/run/langchain/stream/unheard_stream.ts";

const TEXTS = ["안녕", "", "! ", "(답변 ", "종료)", " never read"];

function modelWith(callbacks?: BaseCallbackHandler[], verbose = false): FakeStreamingChatModel {
  const model = new FakeStreamingChatModel({
    chunks: TEXTS.map((text) => new AIMessageChunk(text)),
  });
  if (callbacks !== undefined) model.callbacks = callbacks;
  model.verbose = verbose;
  return model;
}

Deno.test("a model with callbacks is heard: each token, and the whole answer at its end", async () => {
  const heard: string[] = [];
  const handler = BaseCallbackHandler.fromMethods({
    handleLLMNewToken: (token) => void heard.push(token),
    handleLLMEnd: ({ generations }) => void heard.push(`end: ${generations[0]?.[0]?.text}`),
  });
  handler.awaitHandlers = true;
  const chain = ChatPromptTemplate.fromTemplate("{user_message}").pipe(modelWith([handler]));
  const { record } = await new Run(chain, { input: "안녕?" }).complete();
  assertEquals(record.output, "안녕! ");
  assertEquals(heard, ["안녕", "", "! ", "", "", "end: 안녕! "]);
});

Deno.test("isUnheard() asks for the model's callbacks, and whether it is verbose", () => {
  assertEquals(isUnheard(modelWith()), true);
  assertEquals(isUnheard(new ChatOpenAI({ model: "m", apiKey: "k" })), true);
  assertEquals(isUnheard(createOpenAIModel({ model: "m" })), true);
  assertEquals(isUnheard(modelWith([BaseCallbackHandler.fromMethods({})])), false);
  assertEquals(isUnheard(modelWith(undefined, true)), false);
});

Deno.test("unheardStream() yields what the model's transform yields", async () => {
  const config = { signal: new AbortController().signal, configurable: {}, runId: "r" };
  const input = async function* () {
    yield "안녕";
    yield "?"; // LangChain adds up the parts of an input
  };
  const expected = await Array.fromAsync(modelWith().transform(input() as never, config));
  const asked: unknown[] = [];
  const model = modelWith();
  const stream = model._streamResponseChunks;
  model._streamResponseChunks = (messages, ...rest): AsyncGenerator<ChatGenerationChunk> => {
    asked.push(messages.map((message) => [message.type, message.text]));
    return stream.call(model, messages, ...rest);
  };
  const chunks = await unheardStream(model, input(), config);
  const messages = await Array.fromAsync(chunks, messageOf);
  assertEquals(messages.map(({ content }) => content), TEXTS);
  assertEquals(
    messages.map((message) => [message.content, message.response_metadata]),
    expected.map((message) => [message.content, message.response_metadata]),
  );
  assertEquals(asked, [[["human", "안녕?"]]]);
});
