import { assert, assertEquals, assertRejects } from "@std/assert";
import OpenAI from "npm:openai@^7.0.0";
import { FakeRunnable } from "../support/models/runnables.ts";
import { transcripts } from "../support/models/transcripts.ts";
import { Upstream, UPSTREAM_USAGE } from "../support/models/upstream.ts";
import { openAIClient } from "./clients.ts";
import { KEEPS_SOCKETS, serve } from "./serve.ts";

const user = (content: string) => ({ role: "user", content }) as const;
const [, transcript] = transcripts;
const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`OpenAI's client ${name}`, KEEPS_SOCKETS, run);

test("gets a whole completion", async () => {
  await using server = serve();
  const completion = await openAIClient(server.origin).chat.completions.create({
    model: "chain",
    messages: [user(transcript?.user_message ?? "")],
  });
  assertEquals(completion.object, "chat.completion");
  assertEquals(completion.model, "chain");
  assert(completion.id.startsWith("chatcmpl-"));
  assertEquals(completion.choices[0]?.message.content, transcript?.output);
  assertEquals(completion.choices[0]?.finish_reason, "stop");
});

test("gets the usage, and why the answer ended", async () => {
  await using upstream = new Upstream({ chunks: ["a"], role: "", finishReason: "length" });
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
  });
  const client = openAIClient(server.origin);
  const asked = { model: "model", messages: [user("hi")] };
  const { usage, choices } = await client.chat.completions.create(asked);
  assertEquals(usage, UPSTREAM_USAGE);
  assertEquals(choices[0]?.finish_reason, "length");

  const stream = client.chat.completions.stream({
    ...asked,
    stream_options: { include_usage: true },
  });
  assertEquals(await stream.totalUsage(), UPSTREAM_USAGE);
});

test("adds its stops to the end markers", async () => {
  await using server = serve({
    runnables: { mine: new FakeRunnable(() => ["a[1]b[2]c(답변 종료)d"]) },
  });
  const client = openAIClient(server.origin);
  const answer = async (stop?: string | string[]) => {
    const asked = {
      model: "mine",
      messages: [user("hi")],
      ...(stop === undefined ? {} : { stop }),
    };
    return (await client.chat.completions.create(asked)).choices[0]?.message.content;
  };
  assertEquals(await answer(), "a[1]b[2]c");
  assertEquals(await answer("[2]"), "a[1]b");
  assertEquals(await answer(["[2]", "[1]"]), "a");
});

test("says how the model is to answer", async (/* chain and agent alike */) => {
  await using upstream = new Upstream({ chunks: ["a"] });
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl, temperature: 1 },
  });
  for (const model of ["model", "chain", "agent"]) {
    await openAIClient(server.origin).chat.completions.create({
      model,
      messages: [user("hi")],
      temperature: 0.25,
      top_p: 0.5,
      max_tokens: 12,
      seed: 7,
    });
    const request = upstream.requests.at(-1) as unknown as Record<string, unknown>;
    const { temperature, top_p, max_tokens, seed } = request;
    assertEquals({ temperature, top_p, max_tokens, seed }, {
      temperature: 0.25,
      top_p: 0.5,
      max_tokens: 12,
      seed: 7,
    });
  }
});

test("sends a conversation, in parts and roles of all kinds", async () => {
  await using upstream = new Upstream({ chunks: ["a"] });
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
  });
  await openAIClient(server.origin).chat.completions.create({
    model: "model",
    messages: [
      { role: "developer", content: "하나" },
      user("둘"),
      { role: "assistant", content: null },
      { role: "assistant", content: "셋" },
      { role: "user", content: [{ type: "text", text: "넷 " }, { type: "text", text: "다섯" }] },
    ],
    user: "someone",
    logit_bias: null,
  });
  assertEquals(upstream.requests[0]?.messages, [
    { role: "system", content: "하나" },
    { role: "user", content: "둘" },
    { role: "assistant", content: "셋" },
    { role: "user", content: "넷 다섯" },
  ]);
});

test("streams an agent's answer as content", async () => {
  await using server = serve();
  const stream = await openAIClient(server.origin).chat.completions.create({
    model: "agent",
    messages: [user("1+1은?")],
    stream: true,
  });
  let text = "";
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
  assertEquals(text, "알아봤어! 2 😊");
});

test("goes on with a conversation that tools had a part in", async () => {
  await using upstream = new Upstream({ chunks: ["a"] });
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
  });
  const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } } as const;
  await openAIClient(server.origin).chat.completions.create({
    model: "model",
    messages: [
      user("하나"),
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "c1", content: "2" },
      { role: "assistant", content: [{ type: "refusal", refusal: "둘" }] },
      user("셋"),
      { role: "assistant", content: null, refusal: "넷" },
      user("다섯"),
    ],
    response_format: { type: "json_object" },
  });
  assertEquals(upstream.requests[0]?.messages, [
    { role: "user", content: "하나" },
    { role: "assistant", content: "", tool_calls: [call] },
    { role: "tool", tool_call_id: "c1", content: "2" },
    { role: "assistant", content: "둘" },
    { role: "user", content: "셋" },
    { role: "assistant", content: "넷" },
    { role: "user", content: "다섯" },
  ]);
  const request = upstream.requests[0] as unknown as Record<string, unknown>;
  assertEquals(request.response_format, { type: "json_object" });
});

test("hears a refusal, and that an answer was filtered", async () => {
  const answer = async (chunk: string | Record<string, unknown>, finishReason: string) => {
    await using upstream = new Upstream({ chunks: [chunk], role: "", finishReason });
    await using server = serve({
      model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
    });
    const asked = { model: "chain", messages: [user("hi")] };
    const { choices } = await openAIClient(server.origin).chat.completions.create(asked);
    const { message: { content, refusal }, finish_reason } = choices[0] ?? { message: {} };
    return [content, refusal, finish_reason];
  };
  assertEquals(await answer({ refusal: "I cannot." }, "stop"), [null, "I cannot.", "stop"]);
  assertEquals(await answer("I ", "content_filter"), ["I ", null, "content_filter"]);
});

test("is told of a wish that the model refuses, and does not insist", async () => {
  await using upstream = new Upstream(() => new Response("{}", { status: 400 }));
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
  });
  const client = new OpenAI({ baseURL: `${server.origin}/v1`, apiKey: "none" }); // it retries
  const asked = { model: "chain", messages: [user("hi")] };
  const wish = { ...asked, temperature: 9 };
  const error = await assertRejects(
    () => client.chat.completions.create(wish),
    OpenAI.BadRequestError,
  );
  assert(error.message.includes("refused the request (400)"));
  await assertRejects(() => client.chat.completions.create(asked), OpenAI.InternalServerError);
  assertEquals(upstream.requests.length, 2);
});

test("lists the runnables as models", async () => {
  await using server = serve();
  const client = openAIClient(server.origin);
  const models = await Array.fromAsync(client.models.list());
  assertEquals(models.map(({ id }) => id), ["model", "chain", "agent"]);
  assertEquals((await client.models.retrieve("agent")).id, "agent");
});

type Asked = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;
const refused: [
  name: string,
  asked: Partial<Asked>,
  error: [number, string, string | null, string | null],
][] = [
  ["a model that there is not", { model: "gpt-4o" }, [
    404,
    'Unknown model "gpt-4o". Available: mine.',
    "model",
    "model_not_found",
  ]],
  ["no messages", { messages: [] }, [
    400,
    "The body's messages must have at least one message.",
    "messages",
    null,
  ]],
  ["an image", {
    messages: [{
      role: "user",
      content: [{ type: "image_url", image_url: { url: "data:image/png;base64," } }],
    }],
  }, [
    400,
    "The body's messages must end with a text: the runnable takes no images, audio or files.",
    "messages",
    null,
  ]],
  ["two answers at once", { n: 2 }, [
    400,
    "The body's n must be 1.",
    "n",
    null,
  ]],
  ["seventeen stops", { stop: [..."abcdefghijklmnopq"] }, [
    400,
    "The body's stop must have at most 16 strings.",
    "stop",
    null,
  ]],
  ["a temperature in words", { temperature: "hot" as unknown as number }, [
    400,
    "The body's temperature must be a number.",
    "temperature",
    null,
  ]],
];
for (const [name, asked, [status, message, param, code]] of refused) {
  test(`is told what is wrong with ${name}`, async () => {
    await using server = serve({ runnables: { mine: new FakeRunnable(() => ["a"]) } });
    const error = await assertRejects(() =>
      openAIClient(server.origin).chat.completions.create({
        model: "mine",
        messages: [user("hi")],
        ...asked,
      }), OpenAI.APIError);
    assertEquals(error.status, status);
    assertEquals(error.error, { message, type: "invalid_request_error", param, code });
  });
}

test("is told of a model that is busy, and when to come back", async () => {
  await using upstream = new Upstream(() =>
    new Response("{}", { status: 429, headers: { "retry-after": "7" } })
  );
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
  });
  const error = await assertRejects(
    () =>
      openAIClient(server.origin).chat.completions.create({
        model: "chain",
        messages: [user("hi")],
        stream: true,
      }),
    OpenAI.RateLimitError,
  );
  assertEquals(error.headers?.get("retry-after"), "7");
  assertEquals((error.error as { type: string }).type, "rate_limit_error");
});

test("is told that a route under /v1 is not there, in its own shape", async () => {
  await using server = serve();
  const error = await assertRejects(
    () => openAIClient(server.origin).embeddings.create({ model: "chain", input: "a" }),
    OpenAI.NotFoundError,
  );
  assertEquals(Object.keys(error.error as object), ["message", "type", "param", "code"]);
});
