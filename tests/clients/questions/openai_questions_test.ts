import { assertEquals } from "@std/assert";
import OpenAI from "npm:openai@^7.0.0";
import type { BaseMessage } from "@langchain/core/messages";
import type { AppOptions } from "../../../src/mod.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";
import { asker, secretaries, sent } from "./asking_graphs.ts";

type Runnables = NonNullable<AppOptions["runnables"]>;
type Message = OpenAI.Chat.ChatCompletionMessageParam;

const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`a graph's questions in OpenAI's client: ${name}`, KEEPS_SOCKETS, run);
const clientOf = (origin: string) =>
  new OpenAI({ baseURL: `${origin}/v1`, apiKey: "none", maxRetries: 0 });
const serveIt = (it: unknown) => serve({ runnables: { it } as Runnables });
const begin: Message = { role: "user", content: "Write to them." };

/** Asks, whole or streamed; returns the message, and why it ended. */
async function complete(origin: string, messages: Message[], isStreamed: boolean) {
  const { completions } = clientOf(origin).chat;
  const asked = { model: "it", messages };
  const { choices } = isStreamed
    ? await completions.stream(asked).finalChatCompletion()
    : await completions.create(asked);
  const [choice] = choices;
  if (choice === undefined) throw new Error("no choice");
  const { message: { role, content, tool_calls = [] }, finish_reason } = choice;
  const calls = tool_calls.flatMap((call) => call.type === "function" ? [call] : []);
  return {
    message: { role, content, tool_calls: calls } as Message,
    calls,
    content,
    finish_reason,
  };
}

for (const isStreamed of [false, true]) {
  const how = isStreamed ? "streamed" : "whole";
  test(`calls are approved or refused, ${how}`, async () => {
    await using server = serveIt({ runnable: secretaries("kim") });
    const ends = [];
    for (const content of ["yes", '{"approved":false,"reason":"Not today."}', "Tomorrow."]) {
      sent.length = 0;
      const asked = await complete(server.origin, [begin], isStreamed);
      assertEquals(asked.finish_reason, "tool_calls");
      const [call] = asked.calls;
      const { name, args } = JSON.parse(call?.function.arguments ?? "");
      assertEquals([call?.function.name, name, args], ["approve", "send_mail", { to: "kim" }]);
      const answer: Message = { role: "tool", tool_call_id: call?.id ?? "", content };
      const messages = [begin, asked.message, answer];
      const { content: text, finish_reason } = await complete(server.origin, messages, isStreamed);
      ends.push([sent.length, text, finish_reason]);
    }
    assertEquals(ends, [
      [1, "Done: Sent to kim.", "stop"],
      [0, "Done: Not today.", "stop"],
      [0, "Done: Tomorrow.", "stop"],
    ]);
  });

  test(`another question gets a value, and no model sees it later, ${how}`, async () => {
    const other = new FakeRunnable(() => ["Fine."]);
    await using server = serve({
      runnables: { it: asker("Which one?"), other } as unknown as Runnables,
    });
    const asked = await complete(server.origin, [begin], isStreamed);
    const [call] = asked.calls;
    assertEquals([call?.function.name, call?.function.arguments], [
      "interrupt",
      '{"question":"Which one?"}',
    ]);
    const answer: Message = { role: "tool", tool_call_id: call?.id ?? "", content: '{"pick":2}' };
    const messages = [begin, asked.message, answer];
    const { message, content } = await complete(server.origin, messages, isStreamed);
    assertEquals(content, 'You said {"pick":2}.');
    const more = [...messages, message, { role: "user", content: "And now?" } as const];
    await clientOf(server.origin).chat.completions.create({ model: "other", messages: more });
    const { messages: seen } = other.inputs[0] as { messages: BaseMessage[] };
    assertEquals(seen.map(({ type, text }) => [type, text]), [
      ["human", "Write to them."],
      ["ai", 'You said {"pick":2}.'],
      ["human", "And now?"],
    ]);
  });
}

test("in the Responses API, too", async () => {
  await using server = serveIt(asker({ pick: ["a", "b"] }));
  const { responses } = clientOf(server.origin);
  const input: OpenAI.Responses.ResponseInput = [{ role: "user", content: "?" }];
  const { output } = await responses.stream({ model: "it", input }).finalResponse();
  const call = output.find((item) => item.type === "function_call");
  assertEquals([call?.name, call?.arguments], ["interrupt", '{"pick":["a","b"]}']);
  const { output_text } = await responses.create({
    model: "it",
    input: [...input, ...output as OpenAI.Responses.ResponseInput, {
      type: "function_call_output",
      call_id: call?.call_id ?? "",
      output: "b",
    }],
  });
  assertEquals(output_text, 'You said "b".');
});
