import { assertEquals } from "@std/assert";
import { createOpenAI } from "npm:@ai-sdk/openai@4.0.118";
import { createOpenAICompatible } from "npm:@ai-sdk/openai-compatible@3.0.92";
import {
  generateText,
  type LanguageModel,
  Output,
  stepCountIs,
  streamText,
  tool,
} from "npm:ai@^7.0.0";
import { z } from "npm:zod@^4.1.0";
import { KEEPS_SOCKETS } from "../serve.ts";
import { ANSWER, CALLS, serveTurns } from "./tool_upstream.ts";

/** The AI SDK's two providers for chat completions. */
const providers: Record<string, (origin: string, model: string) => LanguageModel> = {
  "@ai-sdk/openai": (origin, model) =>
    createOpenAI({ baseURL: `${origin}/v1`, apiKey: "none" }).chat(model),
  "@ai-sdk/openai-compatible": (origin, model) =>
    createOpenAICompatible({
      name: "splitstream",
      baseURL: `${origin}/v1`,
      supportsStructuredOutputs: true,
      includeUsage: true,
    })(model),
};

for (const [name, provider] of Object.entries(providers)) {
  const isCompatible = name === "@ai-sdk/openai-compatible";
  const test = (does: string, run: () => Promise<void>) =>
    Deno.test(`${name} ${does}`, KEEPS_SOCKETS, run);

  for (const model of ["model", "chain"]) {
    test(`runs its tools for ${model}, streamed`, async () => {
      await using server = serveTurns(CALLS, ANSWER);
      const cities: string[] = [];
      const result = streamText({
        model: provider(server.origin, model),
        prompt: "Weather?",
        maxRetries: 0,
        stopWhen: stepCountIs(3),
        tools: {
          weather: tool({
            inputSchema: z.object({ city: z.string() }),
            execute: ({ city }) => {
              cities.push(city);
              return `${city}: sunny`;
            },
          }),
        },
      });
      const types: string[] = [];
      for await (const part of result.fullStream) {
        if (types.at(-1) !== part.type) types.push(part.type);
      }
      assertEquals(types.includes("error"), false, types.join());
      assertEquals(types.filter((type) => type === "reasoning-delta").length, isCompatible ? 1 : 0);
      // No text part is opened for an answer of tool calls only.
      assertEquals(types.indexOf("text-start") > types.indexOf("tool-result"), true, types.join());
      assertEquals(cities, ["서울", "Paris"]);
      assertEquals(await result.text, "Sunny in both.");
      assertEquals((await result.steps).map(({ finishReason }) => finishReason), [
        "tool-calls",
        "stop",
      ]);
      const [assistant, ...results] = server.requests[1]?.messages.slice(-3) ?? [];
      assertEquals(assistant?.reasoning_content, isCompatible ? "Let me look. " : undefined);
      assertEquals(results.map(({ role, content }) => [role, content]), [
        ["tool", "서울: sunny"],
        ["tool", "Paris: sunny"],
      ]);
    });
  }

  test("gets whole tool calls, and the usage", async () => {
    await using server = serveTurns(CALLS);
    const { toolCalls, finishReason, usage } = await generateText({
      model: provider(server.origin, "chain"),
      prompt: "Weather?",
      maxRetries: 0,
      toolChoice: { type: "tool", toolName: "weather" },
      tools: { weather: tool({ inputSchema: z.object({ city: z.string() }) }) },
    });
    assertEquals(toolCalls.map(({ toolName, input }) => [toolName, input]), [
      ["weather", { city: "서울" }],
      ["weather", { city: "Paris" }],
    ]);
    assertEquals(finishReason, "tool-calls");
    assertEquals([usage.inputTokens, usage.outputTokens], [11, 7]);
    assertEquals(server.requests[0]?.tool_choice, {
      type: "function",
      function: { name: "weather" },
    });
  });

  test("gets an object by its schema", async () => {
    await using server = serveTurns({ role: "", chunks: ['{"city":', '"서울"}'] });
    const { output } = await generateText({
      model: provider(server.origin, "model"),
      prompt: "Where?",
      maxRetries: 0,
      output: Output.object({ schema: z.object({ city: z.string() }) }),
    });
    assertEquals(output, { city: "서울" });
    const { type } = server.requests[0]?.response_format as { type: string };
    assertEquals(type, "json_schema");
  });

  test("sends an image", async () => {
    await using server = serveTurns(ANSWER);
    await generateText({
      model: provider(server.origin, "model"),
      maxRetries: 0,
      messages: [{
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "file", data: new Uint8Array([0, 0, 0]), mediaType: "image/png" },
        ],
      }],
    });
    assertEquals(server.requests[0]?.messages[0]?.content, [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
    ]);
  });

  test("is told which runnables take tools", async () => {
    await using server = serveTurns(ANSWER);
    let message = "";
    const result = streamText({
      model: provider(server.origin, "agent"),
      prompt: "Weather?",
      maxRetries: 0,
      tools: { weather: tool({ inputSchema: z.object({ city: z.string() }) }) },
      onError: ({ error }) => void (message = String(error)),
    });
    await result.consumeStream();
    assertEquals(message.includes("these do: model, chain."), true, message);
  });
}
