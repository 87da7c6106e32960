import { assertEquals, assertRejects } from "@std/assert";
import { type AIMessageChunk, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { z } from "npm:zod@^4.1.0";
import { WEATHER } from "../../support/models/tool_model.ts";
import { KEEPS_SOCKETS } from "../serve.ts";
import { ANSWER, callDeltas, CALLS, serveTurns } from "./tool_upstream.ts";

const chatOpenAI = (origin: string, model: string) =>
  new ChatOpenAI({
    model,
    apiKey: "none",
    maxRetries: 0,
    configuration: { baseURL: `${origin}/v1` },
  });
const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`LangChain's ChatOpenAI ${name}`, KEEPS_SOCKETS, run);

for (const name of ["model", "chain"]) {
  test(`calls tools of ${name}, and goes on with their results`, async () => {
    await using server = serveTurns(CALLS, ANSWER);
    const model = chatOpenAI(server.origin, name).bindTools([WEATHER], { tool_choice: "any" });
    const question = new HumanMessage("Weather?");
    let answer: AIMessageChunk | undefined;
    for await (const chunk of await model.stream([question])) {
      answer = answer === undefined ? chunk : answer.concat(chunk);
    }
    const calls = answer?.tool_calls ?? [];
    assertEquals(calls.map(({ name, args, id }) => [name, args, id]), [
      ["weather", { city: "서울" }, "call_a"],
      ["weather", { city: "Paris" }, "call_b"],
    ]);
    assertEquals(answer?.additional_kwargs.reasoning_content, "Let me look. ");
    assertEquals(answer?.response_metadata.finish_reason, "tool_calls");
    assertEquals(server.requests[0]?.tool_choice, "required");

    const results = calls.map(({ id = "" }) =>
      new ToolMessage({ content: "sunny", tool_call_id: id })
    );
    const { content } = await model.invoke([question, answer ?? "", ...results]);
    assertEquals(content, "Sunny in both.");
    assertEquals(server.requests[1]?.messages.slice(-2).map(({ role }) => role), ["tool", "tool"]);
  });
}

const schema = z.object({ city: z.string() });
const reply = {
  functionCalling: {
    role: null,
    chunks: callDeltas(0, { id: "call_a", name: "extract", args: ['{"city":', '"서울"}'] }),
    finishReason: "stop", // what OpenAI says after a call that it had to make
  },
  jsonMode: { role: "" as const, chunks: ['{"city":', '"서울"}'] },
  jsonSchema: { role: "" as const, chunks: ['{"city":', '"서울"}'] },
};
for (const method of ["functionCalling", "jsonMode", "jsonSchema"] as const) {
  for (const name of ["model", "chain"]) {
    test(`gets structured output of ${name} by ${method}, whole and streamed`, async () => {
      await using server = serveTurns(reply[method]);
      const model = chatOpenAI(server.origin, name).withStructuredOutput(schema, { method });
      assertEquals(await model.invoke("Where?"), { city: "서울" });
      assertEquals((await Array.fromAsync(await model.stream("Where?"))).at(-1), { city: "서울" });
      for (const { tools, tool_choice, response_format } of server.requests) {
        const { type = undefined } = (response_format ?? {}) as { type?: string };
        assertEquals(
          [type, (tools as unknown[] | undefined)?.length, tool_choice] as unknown,
          {
            functionCalling: [undefined, 1, { type: "function", function: { name: "extract" } }],
            jsonMode: ["json_object", undefined, undefined],
            jsonSchema: ["json_schema", undefined, undefined],
          }[method],
        );
      }
    });
  }
}

test("is told which runnables take tools", async () => {
  await using server = serveTurns(ANSWER);
  const model = chatOpenAI(server.origin, "agent").bindTools([WEATHER]);
  const error = await assertRejects(() => model.invoke("hi"), Error);
  assertEquals(error.message.includes("these do: model, chain."), true, error.message);
});
