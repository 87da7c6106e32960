import { assert, assertEquals, assertThrows } from "@std/assert";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { JsonOutputParser, StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { createAgent } from "langchain";
import { Run } from "../../../../src/mod.ts";
import {
  bindTools,
  canBindTools,
  ToolsError,
} from "../../../../src/run/langchain/tools/bind_tools.ts";
import type { StreamableRunnable } from "../../../../src/run/langchain/runnable.ts";
import { toolModel, WEATHER } from "../../../support/models/tool_model.ts";

const prompt = ChatPromptTemplate.fromTemplate("{question}");
const parser = new StringOutputParser();
const CALL = { index: 0, id: "c1", name: "weather", args: '{"city":"서울"}' };

class ModelWithoutTools extends BaseChatModel {
  override _llmType(): string {
    return "old";
  }
  override _generate(): never {
    throw new Error("It is never called");
  }
}

const model = toolModel(CALL);
const takers: Record<string, StreamableRunnable> = {
  "a model": model,
  "a model with options": model.withConfig({ tags: ["a"], stop: ["x"] }),
  "a model that is retried": model.withRetry({ stopAfterAttempt: 2 }),
  "a model with a fallback": model.withFallbacks([toolModel(CALL)]),
  "a chain": prompt.pipe(model),
  "a chain with a parser": prompt.pipe(model).pipe(parser),
  "a chain in a chain": RunnableLambda.from((question: string) => ({ question }))
    .pipe(prompt.pipe(model).pipe(parser)),
  "a chain with a name": prompt.pipe(model).pipe(parser).withConfig({ runName: "mine" }),
  "a model and a parser": model.pipe(parser),
};

for (const [name, runnable] of Object.entries(takers)) {
  for (const isWhole of [false, true]) {
    const how = isWhole ? "whole" : "streamed";
    Deno.test(`bindTools() binds tools to ${name}, and the calls come out ${how}`, async () => {
      assert(canBindTools(runnable));
      const input = name.includes("chain in") ? "hi" : { question: "hi" };
      const run = new Run(runnable, {
        input: name.startsWith("a model") ? "hi" : input,
        sampling: { tools: [WEATHER], tool_choice: "required", parallel_tool_calls: false },
        isWhole,
      });
      const { record, error } = await run.complete();
      assertEquals(error, null);
      assertEquals(record.tool_calls, [{ id: "c1", name: "weather", args: { city: "서울" } }]);
      assertEquals(record.end_reason, "tool_calls");
      const { messages, ...options } = model.calls.splice(0).at(0) ?? { messages: [] };
      assertEquals(messages, [{ type: "human", text: "hi" }]);
      assertEquals(options, { tools: [WEATHER], tool_choice: "any", parallel_tool_calls: false });
    });
  }

  Deno.test(`bindTools() leaves ${name} itself as it was`, async () => {
    bindTools(runnable, { tools: [WEATHER] });
    const input = name.includes("chain in") || name.startsWith("a model")
      ? "hi"
      : { question: "hi" };
    await new Run(runnable, { input }).complete();
    assertEquals(model.calls.splice(0).at(0)?.tools, undefined);
  });
}

const others: Record<string, StreamableRunnable> = {
  "a model without tools": new ModelWithoutTools({}),
  "a model with tools of its own": model.withConfig({ tools: [WEATHER] } as object),
  "a chain that ends with another parser": prompt.pipe(model).pipe(new JsonOutputParser()),
  "a chain that ends with a function": prompt.pipe(model).pipe(() => "a"),
  "a model whose fallback has none": model.withFallbacks([new ModelWithoutTools({})]),
  "a function": RunnableLambda.from(() => "a"),
  "an agent": createAgent({ model, tools: [] }) as never,
  "what only streams": { stream: () => Promise.resolve(new ReadableStream()) },
};

for (const [name, runnable] of Object.entries(others)) {
  Deno.test(`bindTools() refuses ${name}`, () => {
    assertEquals(canBindTools(runnable), false);
    assertThrows(() => bindTools(runnable, { tools: [WEATHER] }), ToolsError);
    assertEquals(bindTools(runnable, { tools: [WEATHER], tool_choice: "none" }), runnable);
  });
}

Deno.test("bindTools() says how tools may be called in LangChain's words", async () => {
  const named = (name: string) => ({ type: "function", function: { name } });
  for (
    const [choice, expected] of [
      ["auto", undefined],
      ["none", "none"],
      ["required", "any"],
      [named("weather"), "weather"],
      [named("none"), named("none")],
    ] as const
  ) {
    const sampling = { tools: [WEATHER], tool_choice: choice };
    await new Run(model, { input: "hi", sampling }).complete();
    assertEquals(model.calls.splice(0).at(0)?.tool_choice, expected);
  }
});

Deno.test("a run binds the tools to its last model, and to no other", async () => {
  const [first, last] = [toolModel("shorter"), toolModel(CALL)];
  const chain = prompt.pipe(first).pipe(parser).pipe((question) => ({ question })).pipe(prompt)
    .pipe(last).pipe(parser);
  const sampling = { tools: [WEATHER], temperature: 0 };
  const { record } = await new Run(chain, { input: { question: "hi" }, sampling }).complete();
  assertEquals(record.tool_calls.length, 1);
  assertEquals(first.calls[0]?.tools, undefined);
  assertEquals(last.calls[0]?.tools, [WEATHER]);
  assertEquals(last.calls[0]?.messages, [{ type: "human", text: "shorter" }]);
});

Deno.test("a run without tools passes none on", async () => {
  for (const sampling of [{ tools: [] }, { tool_choice: "required" }, {}]) {
    const { outcome } = await new Run(model, { input: "hi", sampling }).complete();
    assertEquals(outcome, "complete");
    assertEquals(model.calls.splice(0).at(0)?.tools, undefined);
  }
});

Deno.test("a model with tools ends itself at the marker", async () => {
  const ended: string[] = [];
  const talker = toolModel("Hello ", "(답변 ", "종료)", "never read");
  talker.callbacks = [{
    handleLLMEnd: ({ generations }) => void ended.push(generations[0]?.[0]?.text ?? ""),
  }];
  for (const runnable of [talker, prompt.pipe(talker).pipe(parser)]) {
    const input = runnable === talker ? "hi" : { question: "hi" };
    const run = new Run(runnable, { input, sampling: { tools: [WEATHER] } });
    const { record } = await run.complete();
    assertEquals([record.output, record.end_reason], ["Hello ", "marker"]);
    assertEquals(record.splits, ["Hello ", "(답변 ", "종료)"]);
  }
  assertEquals(ended, ["Hello ", "Hello "]);
});

Deno.test("a run fails if its runnable is made for it, and takes no tools", async () => {
  const run = new Run(() => RunnableLambda.from(() => "a"), {
    input: "hi",
    sampling: { tools: [WEATHER] },
  });
  const { failure, error } = await run.complete();
  assert(error instanceof ToolsError);
  assertEquals([failure?.status_code, failure?.pointer], [422, "#/tools"]);
});

Deno.test("a chain with tools gives the same when it is not read from its model", async () => {
  const chain = prompt.pipe(toolModel("Hm. ", CALL)).pipe(parser);
  const records = [];
  for (const isDirect of [true, false]) {
    const options = { input: { question: "hi" }, sampling: { tools: [WEATHER] }, isDirect };
    const { record } = await new Run(chain, options).complete();
    const { timing: _, ...rest } = record;
    records.push(rest);
  }
  assertEquals(records[0], records[1]);
  assertEquals([records[0]?.output, records[0]?.tool_calls.length], ["Hm. ", 1]);
});
