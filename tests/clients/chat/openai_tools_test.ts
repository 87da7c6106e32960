import { assertEquals, assertRejects } from "@std/assert";
import OpenAI from "npm:openai@^7.0.0";
import { RunnableLambda } from "@langchain/core/runnables";
import { toolModel, WEATHER } from "../../support/models/tool_model.ts";
import { openAIClient } from "../clients.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";
import { ANSWER, CALLS, serveTurns } from "./tool_upstream.ts";

const user = (content: OpenAI.Chat.ChatCompletionUserMessageParam["content"]) =>
  ({ role: "user", content }) as const;
const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`OpenAI's client ${name}`, KEEPS_SOCKETS, run);

for (const model of ["model", "chain"]) {
  test(`streams the tool calls of ${model}`, async () => {
    await using server = serveTurns(CALLS);
    const stream = openAIClient(server.origin).chat.completions.stream({
      model,
      messages: [user("Weather?")],
      tools: [WEATHER],
      tool_choice: { type: "function", function: { name: "weather" } },
      parallel_tool_calls: true,
    });
    const deltas = [];
    for await (const { choices } of stream) deltas.push(choices[0]?.delta);
    assertEquals(deltas.slice(0, 4) as unknown[], [
      { role: "assistant", content: null },
      { reasoning_content: "Let me look. " },
      {
        tool_calls: [{
          index: 0,
          id: "call_a",
          type: "function",
          function: { name: "weather", arguments: "" },
        }],
      },
      { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
    ]);
    const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0] ?? {};
    assertEquals(finish_reason, "tool_calls");
    assertEquals(message?.content, null);
    assertEquals(
      message?.tool_calls?.map((call) => call.type === "function" ? call.function.arguments : ""),
      ['{"city":"서울"}', '{"city":"Paris"}'],
    );
    const { tools, tool_choice, parallel_tool_calls } = server.requests[0] ?? {};
    assertEquals({ tools, tool_choice, parallel_tool_calls } as unknown, {
      tools: [WEATHER],
      tool_choice: { type: "function", function: { name: "weather" } },
      parallel_tool_calls: true,
    });
  });

  test(`runs tools of its own for ${model}, until the answer is there`, async () => {
    await using server = serveTurns(CALLS, ANSWER);
    const cities: string[] = [];
    const runner = openAIClient(server.origin).chat.completions.runTools({
      model,
      messages: [user("Weather?")],
      tools: [{
        type: "function",
        function: {
          ...WEATHER.function,
          parse: JSON.parse,
          function: ({ city }: { city: string }) => {
            cities.push(city);
            return `${city}: sunny`;
          },
        },
      }],
    });
    assertEquals(await runner.finalContent(), "Sunny in both.");
    assertEquals(cities, ["서울", "Paris"]);
    const [, , , ...after] = server.requests[1]?.messages.toReversed() ?? [];
    assertEquals(server.requests[1]?.messages.slice(-3), [
      {
        role: "assistant",
        content: "",
        tool_calls: ["서울", "Paris"].map((city, i) => ({
          id: ["call_a", "call_b"][i],
          type: "function",
          function: { name: "weather", arguments: JSON.stringify({ city }) },
        })),
      },
      { role: "tool", tool_call_id: "call_a", content: "서울: sunny" },
      { role: "tool", tool_call_id: "call_b", content: "Paris: sunny" },
    ]);
    const asked = model === "chain" ? "Weather? (답변 시작)" : "Weather?";
    assertEquals(after[0], { role: "user", content: asked });
  });
}

test("gets whole tool calls", async () => {
  await using server = serveTurns(CALLS);
  const { choices } = await openAIClient(server.origin).chat.completions.create({
    model: "chain",
    messages: [user("Weather?")],
    tools: [WEATHER],
  });
  assertEquals(choices[0] as unknown, {
    index: 0,
    message: {
      role: "assistant",
      content: null,
      refusal: null,
      reasoning_content: "Let me look. ",
      tool_calls: [
        {
          id: "call_a",
          type: "function",
          function: { name: "weather", arguments: '{"city":"서울"}' },
        },
        {
          id: "call_b",
          type: "function",
          function: { name: "weather", arguments: '{"city":"Paris"}' },
        },
      ],
    },
    logprobs: null,
    finish_reason: "tool_calls",
  });
});

test("runs tools for the demo", async () => {
  await using server = serve();
  const runner = openAIClient(server.origin).chat.completions.runTools({
    model: "chain",
    messages: [user("What is the weather?")],
    tools: [{
      type: "function",
      function: {
        ...WEATHER.function,
        parse: JSON.parse,
        function: ({ city }: { city: string }) => `"${city}"`,
      },
    }],
  });
  assertEquals(await runner.finalContent(), 'I looked it up: "What is the weather?" 😊');
});

test("may tell the model to call no tool, whichever runnable that is", async () => {
  await using server = serveTurns(ANSWER);
  for (const model of ["model", "agent"]) {
    const { choices } = await openAIClient(server.origin).chat.completions.create({
      model,
      messages: [user("hi")],
      tools: [WEATHER],
      tool_choice: "none",
    });
    assertEquals(choices[0]?.message.content, "Sunny in both.");
  }
  const [model, agent] = server.requests;
  assertEquals([model?.tools, model?.tool_choice], [[WEATHER], "none"]);
  assertEquals(agent?.tool_choice, undefined);
});

test("is told which runnables take tools, before a model is asked", async () => {
  await using server = serve({
    runnables: {
      mine: toolModel("a"),
      fixed: RunnableLambda.from(() => "a"),
    },
  });
  const ask = (model: string) =>
    assertRejects(() =>
      openAIClient(server.origin).chat.completions.create({
        model,
        messages: [user("hi")],
        tools: [WEATHER],
      }), OpenAI.BadRequestError);
  const error = await ask("fixed");
  assertEquals(error.param, "tools");
  assertEquals(
    error.message,
    '400 The body\'s tools must be empty: the runnable "fixed" takes no tools; these do: mine.',
  );
});

test("is told that a runnable that was made for the run takes no tools", async () => {
  const late = { runnable: () => RunnableLambda.from(() => "a") };
  await using server = serve({ runnables: { late } });
  for (const stream of [false, true]) {
    const error = await assertRejects(() =>
      openAIClient(server.origin).chat.completions.create({
        model: "late",
        messages: [user("hi")],
        tools: [WEATHER],
        stream,
      }), OpenAI.BadRequestError);
    assertEquals(error.param, "tools");
  }
});

const refused: [string, Record<string, unknown>, string, string][] = [
  ["no list", { tools: {} }, "tools", "must be an array of tools"],
  ["129 tools", { tools: Array(129).fill(WEATHER) }, "tools", "must have at most 128 tools"],
  [
    "a tool of OpenAI's own",
    { tools: [{ type: "custom", custom: { name: "a" } }] },
    [
      "tools[0].type",
    ].join(),
    'must be "function"',
  ],
  [
    "a tool without a name",
    { tools: [{ type: "function", function: {} }] },
    [
      "tools[0].function.name",
    ].join(),
    "must be a string",
  ],
  [
    "parameters that are no schema",
    {
      tools: [{ type: "function", function: { name: "a", parameters: "b" } }],
    },
    "tools[0].function.parameters",
    "must be an object",
  ],
  ["a choice of no tool", { tool_choice: "required" }, "tool_choice", "there are no tools"],
  [
    "a choice of another tool",
    {
      tools: [WEATHER],
      tool_choice: { type: "function", function: { name: "news" } },
    },
    "tool_choice.function.name",
    "must be the name of one of the tools",
  ],
  [
    "a choice that there is not",
    { tools: [WEATHER], tool_choice: "any" },
    "tool_choice",
    'must be "none", "auto", "required" or a function',
  ],
  ["functions", { functions: [{ name: "a" }] }, "functions", "must not be set: send tools"],
  [
    "a wish for calls at once that is no boolean",
    { tools: [WEATHER], parallel_tool_calls: "yes" },
    "parallel_tool_calls",
    "must be true or false",
  ],
];
for (const [name, fields, param, message] of refused) {
  test(`is told what is wrong with ${name}`, async () => {
    await using server = serve();
    const asked = { model: "model", messages: [user("hi")], ...fields } as never;
    const error = await assertRejects(
      () => openAIClient(server.origin).chat.completions.create(asked),
      OpenAI.BadRequestError,
    );
    assertEquals([error.param, error.message.includes(message)], [param, true], error.message);
  });
}
