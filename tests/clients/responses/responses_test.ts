import { assert, assertEquals, assertRejects } from "@std/assert";
import { type AIMessage, HumanMessage, type ToolMessage } from "@langchain/core/messages";
import { tool as langChainTool } from "@langchain/core/tools";
import { Agent, run, tool as agentsTool } from "npm:@openai/agents-core@^0.20.0";
import { generateText, isStepCount, Output, streamText, tool } from "npm:ai@^7.0.0";
import OpenAI from "npm:openai@^7.0.0";
import { z } from "npm:zod@^4.1.0";
import { createApp } from "../../../src/mod.ts";
import { failAfter, FakeRunnable } from "../../support/models/runnables.ts";
import { Upstream, UPSTREAM_USAGE, type UpstreamReply } from "../../support/models/upstream.ts";
import {
  agentsModel,
  aiSdkModel,
  chatOpenAI,
  openAI,
  responsesClients,
} from "./responses_clients.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";

const test = (name: string, run: () => Promise<void>) => Deno.test(name, KEEPS_SOCKETS, run);

/** A server whose `model` is this one. */
function serveModel(reply: ConstructorParameters<typeof Upstream>[0]) {
  const upstream = new Upstream(reply);
  const model = {
    provider: "openai",
    model: "m",
    baseUrl: upstream.baseUrl,
    maxRetries: 0,
  } as const;
  const server = serve({ model });
  return {
    origin: server.origin,
    /** The body of a request that the model's server got. */
    request: (turn: number) => upstream.requests[turn] as unknown as Record<string, unknown>,
    requests: upstream.requests,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

const piece = (index: number, name: string, text: string, id?: string) => ({
  tool_calls: [{
    index,
    ...(id === undefined ? {} : { id, type: "function" }),
    function: { ...(id === undefined ? {} : { name }), arguments: text },
  }],
});

/** Asks for the weather in two places, then says it. */
const weather = (turn: number): UpstreamReply =>
  turn === 0
    ? {
      chunks: [
        { reasoning_content: "날씨를 " },
        { reasoning_content: "알아야 해" },
        "찾아볼게. ",
        piece(0, "weather", '{"city":', "c1"),
        piece(0, "weather", '"서울"}'),
        piece(1, "weather", '{"city":"부산"}', "c2"),
      ],
      finishReason: "tool_calls",
    }
    : { chunks: ["서울은 맑고 ", "부산은 비."] };

const ANSWER = "서울은 맑고 부산은 비.";
const PARAMETERS = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
} as const;
const lookUp = ({ city }: { city: string }) => city === "서울" ? "맑음" : "비";

/** What the model's server must get in the second turn, whoever asks. */
const SECOND_TURN = [
  { role: "user", content: "날씨는?" },
  {
    role: "assistant",
    content: "찾아볼게. ",
    tool_calls: [
      { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"서울"}' } },
      { id: "c2", type: "function", function: { name: "weather", arguments: '{"city":"부산"}' } },
    ],
  },
  { role: "tool", tool_call_id: "c1", content: "맑음" },
  { role: "tool", tool_call_id: "c2", content: "비" },
];

function assertRoundTrip({ request, requests }: ReturnType<typeof serveModel>) {
  assertEquals(requests.length, 2);
  const [tool] = request(0).tools as { type: string; function: { name: string } }[];
  assertEquals([tool?.type, tool?.function.name], ["function", "weather"]);
  // Each client sends the reasoning back in its own way, or not at all.
  const { messages } = request(1) as { messages: Record<string, unknown>[] };
  const sent = messages.map(({ reasoning_content: thought, ...message }) => {
    assert(thought === undefined || thought === "날씨를 알아야 해", `${thought}`);
    return message;
  });
  assertEquals(sent, SECOND_TURN);
}

for (const isStreamed of [true, false]) {
  const how = isStreamed ? "streamed" : "whole";

  test(`OpenAI's responses make a tool round trip (${how})`, async () => {
    await using server = serveModel(weather);
    const { responses } = openAI(server.origin);
    const input: OpenAI.Responses.ResponseInput = [{ role: "user", content: "날씨는?" }];
    const asked = {
      model: "model",
      input,
      tools: [{ type: "function", name: "weather", parameters: PARAMETERS, strict: true }],
      tool_choice: { type: "function", name: "weather" },
      parallel_tool_calls: true,
    } satisfies OpenAI.Responses.ResponseCreateParamsNonStreaming;
    const ask = () =>
      isStreamed ? responses.stream(asked).finalResponse() : responses.create(asked);
    const first = await ask();
    assertEquals(first.output.map(({ type }) => type), [
      "reasoning",
      "message",
      "function_call",
      "function_call",
    ]);
    const [reasoning] = first.output;
    assert(reasoning?.type === "reasoning");
    assertEquals(reasoning.summary, [{ type: "summary_text", text: "날씨를 알아야 해" }]);
    input.push(...first.output as OpenAI.Responses.ResponseInputItem[]);
    for (const item of first.output) {
      if (item.type !== "function_call") continue;
      const output = lookUp(JSON.parse(item.arguments));
      input.push({ type: "function_call_output", call_id: item.call_id, output });
    }
    const second = await ask();
    assertEquals(second.output_text, ANSWER);
    assertRoundTrip(server);
    const { tools, tool_choice, parallel_tool_calls } = server.request(0);
    assertEquals(tools, [{
      type: "function",
      function: { name: "weather", parameters: PARAMETERS, strict: true },
    }]);
    assertEquals(tool_choice, { type: "function", function: { name: "weather" } });
    assertEquals(parallel_tool_calls, true);
  });

  test(`the AI SDK's responses make a tool round trip (${how})`, async () => {
    await using server = serveModel(weather);
    const options = {
      model: aiSdkModel(server.origin, "model"),
      prompt: "날씨는?",
      tools: { weather: tool({ inputSchema: z.object({ city: z.string() }), execute: lookUp }) },
      stopWhen: isStepCount(3),
      maxRetries: 0,
      providerOptions: { openai: { store: false } },
    };
    const result = isStreamed ? streamText(options) : await generateText(options);
    assertEquals(await result.text, ANSWER);
    const [first] = await result.steps;
    assertEquals([first?.finishReason, first?.reasoningText], ["tool-calls", "날씨를 알아야 해"]);
    assertRoundTrip(server);
  });

  test(`ChatOpenAI's responses make a tool round trip (${how})`, async () => {
    await using server = serveModel(weather);
    const weatherTool = langChainTool(lookUp, {
      name: "weather",
      description: "The weather",
      schema: z.object({ city: z.string() }),
    });
    const model = chatOpenAI(server.origin, "model").bindTools([weatherTool]);
    const ask = async (messages: (HumanMessage | AIMessage | ToolMessage)[]) => {
      if (!isStreamed) return await model.invoke(messages);
      const chunks = await Array.fromAsync(await model.stream(messages));
      return chunks.reduce((sum, chunk) => sum.concat(chunk));
    };
    const question = new HumanMessage("날씨는?");
    const first = await ask([question]);
    assertEquals(
      first.contentBlocks.filter(({ type }) => type === "reasoning").map((block) => block.reasoning)
        .join(""),
      "날씨를 알아야 해",
    );
    const results = await Promise.all(
      (first.tool_calls ?? []).map((call) => weatherTool.invoke({ ...call, type: "tool_call" })),
    );
    const second = await ask([question, first, ...results as ToolMessage[]]);
    assertEquals(second.text, ANSWER);
    assertRoundTrip(server);
  });

  test(`OpenAI's agents make a tool round trip (${how})`, async () => {
    await using server = serveModel(weather);
    const agent = new Agent({
      name: "Lora",
      model: agentsModel(server.origin, "model"),
      tools: [agentsTool({
        name: "weather",
        description: "The weather",
        parameters: z.object({ city: z.string() }),
        execute: lookUp,
      })],
    });
    const result = isStreamed
      ? await run(agent, "날씨는?", { stream: true })
      : await run(agent, "날씨는?");
    if ("completed" in result) await result.completed;
    assertEquals(result.finalOutput, ANSWER);
    assertEquals(result.newItems.map(({ type }) => type), [
      "reasoning_item",
      "message_output_item",
      "tool_call_item",
      "tool_call_item",
      "tool_call_output_item",
      "tool_call_output_item",
      "message_output_item",
    ]);
    assertRoundTrip(server);
  });
}

test("the AI SDK is told that a reference needs a store, which it takes for granted", async () => {
  await using server = serveModel(weather);
  const asked = generateText({
    model: aiSdkModel(server.origin, "model"),
    prompt: "날씨는?",
    tools: { weather: tool({ inputSchema: z.object({ city: z.string() }), execute: lookUp }) },
    stopWhen: isStepCount(3),
    maxRetries: 0,
  });
  const error = await assertRejects(() => asked, Error);
  assert(error.message.includes("must not be a reference"), error.message);
  assert(error.message.includes("openai: { store: false }"), error.message);
  assertEquals(server.requests.length, 1);
});

test("each client of responses gets a whole answer", async () => {
  await using server = serveModel({ chunks: ["안녕! ", "(답", "변 종료) 그리고"], role: "" });
  const { origin } = server;
  const agent = new Agent({ name: "Lora", model: agentsModel(origin, "model") });
  const answers = [
    (await openAI(origin).responses.create({ model: "model", input: "안녕?" })).output_text,
    (await generateText({ model: aiSdkModel(origin, "model"), prompt: "안녕?", maxRetries: 0 }))
      .text,
    (await chatOpenAI(origin, "model").invoke("안녕?")).text,
    (await run(agent, "안녕?")).finalOutput,
  ];
  assertEquals(answers, Array(4).fill("안녕! "));
});

test("each client of responses is told of a model that is busy before it begins", async () => {
  await using server = serveModel(() => new Response("{}", { status: 429 }));
  const { origin } = server;
  const agent = new Agent({ name: "Lora", model: agentsModel(origin, "model") });
  const asked: (() => Promise<unknown>)[] = [
    () => openAI(origin).responses.create({ model: "model", input: "안녕?" }),
    async () =>
      await openAI(origin).responses.create({ model: "model", input: "안녕?", stream: true }),
    () => generateText({ model: aiSdkModel(origin, "model"), prompt: "안녕?", maxRetries: 0 }),
    () => chatOpenAI(origin, "model").invoke("안녕?"),
    () => run(agent, "안녕?"),
  ];
  for (const ask of asked) {
    const error = await assertRejects(ask, Error);
    assert(error.message.includes("receiving too many requests"), error.message);
    const { status, statusCode = status } = error as { status?: number; statusCode?: number };
    assertEquals(statusCode, 429);
  }
});

for (const [name, client] of Object.entries(responsesClients("안녕?"))) {
  test(`${name} is told when the connection breaks`, async () => {
    const chain = new FakeRunnable(() => Array(50).fill("가나다 "));
    const app = createApp({ runnables: { chain }, onError() {} });
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {}, onError: () => new Response() },
      async (request) => {
        const { body, headers } = await app(request);
        let chunks = 0;
        const cut = new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            if (++chunks < 20) controller.enqueue(chunk);
            else controller.error(new Error("cut"));
          },
        });
        return new Response(body?.pipeThrough(cut) ?? null, { headers });
      },
    );
    let heard = "";
    const error = await assertRejects(async () => {
      const never = new AbortController().signal;
      for await (const text of client(`http://127.0.0.1:${server.addr.port}`, never)) heard += text;
    }, Error);
    assert(error.name !== "AssertionError", "the client itself took it for whole");
    assert(heard.startsWith("가나다 가나다 "), heard);
    await server.shutdown();
  });

  test(`${name} itself reports a failure midway`, async () => {
    const chain = new FakeRunnable(() => failAfter(["가나다 ", "라"]));
    await using server = serve({ runnables: { chain } });
    let heard = "";
    const error = await assertRejects(async () => {
      const never = new AbortController().signal;
      for await (const text of client(server.origin, never)) heard += text;
    }, Error);
    assert(error.message.includes("The runnable failed."), error.message);
    assertEquals(heard, "가나다 라");
  });
}

test("OpenAI's responses say how the model is to answer", async () => {
  await using server = serveModel({ chunks: ["{}"] });
  const schema = { type: "object", properties: {} };
  const response = await openAI(server.origin).responses.create({
    model: "model",
    instructions: "짧게",
    input: "hi",
    temperature: 0.25,
    top_p: 0.5,
    max_output_tokens: 12,
    reasoning: { effort: "low", summary: "auto" },
    text: { format: { type: "json_schema", name: "o", schema, strict: true }, verbosity: "low" },
    metadata: { a: "b" },
    store: true,
    include: ["reasoning.encrypted_content", "message.output_text.logprobs"],
    top_logprobs: 2,
    truncation: "auto",
    user: "someone",
  });
  const { stream: _, stream_options: __, ...sent } = server.request(0);
  assertEquals(sent, {
    model: "m",
    messages: [{ role: "system", content: "짧게" }, { role: "user", content: "hi" }],
    temperature: 0.25,
    top_p: 0.5,
    max_tokens: 12,
    logprobs: true,
    top_logprobs: 2,
    reasoning_effort: "low",
    verbosity: "low",
    response_format: { type: "json_schema", json_schema: { name: "o", schema, strict: true } },
  });
  const { object, status, model, instructions, temperature, metadata, usage } = response;
  assertEquals({ object, status, model, instructions, temperature, metadata }, {
    object: "response",
    status: "completed",
    model: "model",
    instructions: "짧게",
    temperature: 0.25,
    metadata: { a: "b" },
  });
  assertEquals((response as { store?: boolean }).store, false);
  assertEquals(usage?.input_tokens, UPSTREAM_USAGE.prompt_tokens);
  assertEquals(usage?.output_tokens, UPSTREAM_USAGE.completion_tokens);
});

test("structured output reaches the clients that parse it", async () => {
  await using server = serveModel({ chunks: ['{"city":', '"서울"}'] });
  const schema = z.object({ city: z.string() });
  const { output } = await generateText({
    model: aiSdkModel(server.origin, "model"),
    prompt: "어디?",
    output: Output.object({ schema }),
    maxRetries: 0,
  });
  const model = chatOpenAI(server.origin, "model").withStructuredOutput(schema, {
    method: "jsonSchema",
  });
  const agent = new Agent({
    name: "Lora",
    model: agentsModel(server.origin, "model"),
    outputType: schema,
  });
  const answers = [output, await model.invoke("어디?"), (await run(agent, "어디?")).finalOutput];
  assertEquals(answers, Array(3).fill({ city: "서울" }));
  for (const turn of [0, 1, 2]) {
    const { type } = server.request(turn).response_format as { type: string };
    assertEquals(type, "json_schema");
  }
});

test("OpenAI's responses send a conversation, with items and parts of all kinds", async () => {
  await using server = serveModel({ chunks: ["a"] });
  const image = "data:image/png;base64,AAAA";
  await openAI(server.origin).responses.create({
    model: "model",
    input: [
      { role: "developer", content: "하나" },
      {
        type: "message",
        role: "user",
        content: [
          { type: "input_text", text: "둘" },
          { type: "input_image", image_url: image, detail: "low" },
          { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" },
        ],
      },
      { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "음" }] },
      { type: "function_call", call_id: "c1", name: "f", arguments: "{}" },
      {
        type: "message",
        id: "msg_1",
        status: "completed",
        role: "assistant",
        content: [
          { type: "output_text", text: "셋 ", annotations: [] },
          { type: "refusal", refusal: "못 해" },
        ],
      },
      {
        type: "function_call_output",
        call_id: "c1",
        output: [{ type: "input_text", text: "넷" }],
      },
      { role: "user", content: "다섯" },
    ],
  });
  const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } };
  assertEquals(server.request(0).messages, [
    { role: "system", content: "하나" },
    {
      role: "user",
      content: [
        { type: "text", text: "둘" },
        { type: "image_url", image_url: { url: image, detail: "low" } },
        {
          type: "file",
          file: { file_data: "data:application/pdf;base64,AAAA", filename: "a.pdf" },
        },
      ],
    },
    { role: "assistant", content: "셋 못 해", tool_calls: [call], reasoning_content: "음" },
    { role: "tool", tool_call_id: "c1", content: "넷" },
    { role: "user", content: "다섯" },
  ]);
});

test("each client of responses hears a refusal as one", async () => {
  await using server = serveModel({ chunks: [{ refusal: "못 " }, { refusal: "해." }], role: "" });
  const { origin } = server;
  const { responses } = openAI(origin);
  for (const name of ["model", "chain", "agent"]) {
    const asked = { model: name, input: "?" };
    const streamed = await responses.stream(asked).finalResponse();
    for (const { output } of [streamed, await responses.create(asked)]) {
      const parts = output.flatMap((item) => item.type === "message" ? item.content : []);
      const refusals = parts.map((part) => part.type === "refusal" ? part.refusal : part.type);
      assertEquals([output.length, refusals], [1, ["못 해."]]);
    }
  }

  const { finishReason } = streamText({ model: aiSdkModel(origin, "model"), prompt: "?" });
  assertEquals(await finishReason, "content-filter");

  const chunks = await Array.fromAsync(await chatOpenAI(origin, "model").stream("?"));
  assertEquals(chunks.reduce((sum, it) => sum.concat(it)).additional_kwargs.refusal, "못 해.");

  const agent = new Agent({ name: "Lora", model: agentsModel(origin, "model") });
  const error = await assertRejects(() => run(agent, "?"), Error);
  assertEquals(error.name, "ModelRefusalError");
});

test("an answer that a limit cut is incomplete to each client of responses", async () => {
  await using server = serveModel({ chunks: ["가 "], role: "", finishReason: "length" });
  const { origin } = server;
  const { responses } = openAI(origin);
  const streamed = await responses.stream({ model: "model", input: "?" }).finalResponse();
  const whole = await responses.create({ model: "model", input: "?" });
  for (const { status, incomplete_details, output_text } of [streamed, whole]) {
    assertEquals([status, incomplete_details?.reason, output_text], [
      "incomplete",
      "max_output_tokens",
      "가 ",
    ]);
  }
  const { finishReason } = streamText({ model: aiSdkModel(origin, "model"), prompt: "?" });
  assertEquals(await finishReason, "length");
});

type Asked = OpenAI.Responses.ResponseCreateParamsNonStreaming;
const store = (what: string) => `must be missing: this server stores no ${what}.`;
const refused: [name: string, asked: Partial<Asked>, param: string, message: string][] = [
  [
    "an earlier response",
    { previous_response_id: "resp_1" },
    "previous_response_id",
    store("responses"),
  ],
  ["a conversation", { conversation: "conv_1" }, "conversation", store("conversations")],
  ["a stored prompt", { prompt: { id: "pmpt_1" } }, "prompt", store("prompts")],
  ["the background", { background: true }, "background", "must be false"],
  ["a reference", { input: [{ type: "item_reference", id: "msg_1" }] }, "input[0]", "no items"],
  ["a bare reference", { input: [{ id: "msg_1" }] as never }, "input[0]", "no items"],
  [
    "a file id",
    {
      input: [{ role: "user", content: [{ type: "input_file", file_id: "file_1" }] }],
    },
    "input[0].content[0].file_id",
    store("files"),
  ],
  [
    "an image id",
    {
      input: [{
        role: "user",
        content: [{ type: "input_image", file_id: "file_1", detail: "auto" }],
      }],
    },
    "input[0].content[0].file_id",
    store("files"),
  ],
  [
    "a tool of OpenAI's",
    { tools: [{ type: "web_search" }] },
    "tools[0].type",
    'must be "function"',
  ],
  ["a tool to be called, and no tools", { tool_choice: "required" }, "tool_choice", "no tools"],
  ["an unknown item", { input: [{ type: "compaction" }] as never }, "input[0].type", "must be"],
  [
    "a message of nobody",
    { input: [{ role: "x", content: "" }] as never },
    "input[0].role",
    "must be",
  ],
  [
    "arguments that are not JSON",
    {
      input: [{ type: "function_call", call_id: "c", name: "f", arguments: "{" }],
    },
    "input[0].arguments",
    "must be the JSON of an object",
  ],
  [
    "an unknown part",
    {
      input: [{ role: "user", content: [{ type: "video" }] as never }],
    },
    "input[0].content[0].type",
    "must be",
  ],
  ["nothing", { input: [] }, "input", "at least one item"],
  [
    "an unknown format",
    { text: { format: { type: "xml" } as never } },
    "text.format.type",
    "must be",
  ],
  ["too many alternatives", { top_logprobs: 21 }, "top_logprobs", "from 0 to 20"],
  ["a temperature in words", { temperature: "hot" as never }, "temperature", "must be a number"],
  ["a runnable that there is not", { model: "gpt-5" }, "model", 'Unknown model "gpt-5"'],
];
for (const [name, asked, param, message] of refused) {
  test(`OpenAI's responses are told what is wrong with ${name}`, async () => {
    const mine = new FakeRunnable(() => ["a"]);
    await using server = serve({ runnables: { mine } });
    const error = await assertRejects(
      () => openAI(server.origin).responses.create({ model: "mine", input: "hi", ...asked }),
      OpenAI.APIError,
    );
    assertEquals(error.status, param === "model" ? 404 : 400);
    assertEquals([error.type, error.param], ["invalid_request_error", param]);
    assert(error.message.includes(message), error.message);
    assertEquals(mine.inputs.length, 0);
  });
}

test("OpenAI's responses cannot be looked up, because they are not stored", async () => {
  await using server = serve();
  const { responses } = openAI(server.origin);
  const lookUps: (() => Promise<unknown>)[] = [
    () => responses.retrieve("resp_1"),
    () => responses.delete("resp_1"),
    () => responses.cancel("resp_1"),
    async () => await responses.inputItems.list("resp_1"),
  ];
  for (const lookUp of lookUps) {
    const error = await assertRejects(lookUp, OpenAI.NotFoundError);
    assert(error.message.includes('no response "resp_1": this server stores no responses'));
    assertEquals(Object.keys(error.error as object), ["message", "type", "param", "code"]);
  }
});
