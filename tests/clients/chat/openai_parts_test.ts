import { assertEquals, assertRejects } from "@std/assert";
import OpenAI from "npm:openai@^7.0.0";
import { zodResponseFormat } from "npm:openai@^7.0.0/helpers/zod";
import { z } from "npm:zod@^4.1.0";
import { FakeRunnable } from "../../support/models/runnables.ts";
import { Upstream } from "../../support/models/upstream.ts";
import { openAIClient } from "../clients.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";
import { ANSWER, serveTurns } from "./tool_upstream.ts";

const hi = () => [{ role: "user", content: "hi" } as const];
const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`OpenAI's client ${name}`, KEEPS_SOCKETS, run);

test("sends images, audio and files as they are", async () => {
  await using server = serveTurns(ANSWER);
  const content: OpenAI.Chat.ChatCompletionContentPart[] = [
    { type: "text", text: "What is this?" },
    { type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } },
    { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
    { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
    { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" } },
    { type: "file", file: { file_id: "file-1" } },
  ];
  await openAIClient(server.origin).chat.completions.create({
    model: "model",
    messages: [{ role: "user", content }],
  });
  assertEquals(server.requests[0]?.messages, [{ role: "user", content }]);
});

test("sends an image to the chain, beside the text that its prompt makes", async () => {
  await using server = serveTurns(ANSWER);
  const image = (url: string) => ({ type: "image_url" as const, image_url: { url } });
  const text = (text: string) => ({ type: "text" as const, text });
  await openAIClient(server.origin).chat.completions.create({
    model: "chain",
    messages: [
      { role: "user", content: [text("And this?"), image("https://example.com/a.png")] },
      { role: "assistant", content: "A cat." },
      { role: "user", content: [text("And this?"), image("data:image/png;base64,AAAA")] },
    ],
  });
  assertEquals(server.requests[0]?.messages.slice(1), [
    { role: "user", content: [text("And this?"), image("https://example.com/a.png")] },
    { role: "assistant", content: "A cat." },
    {
      role: "user",
      content: [image("data:image/png;base64,AAAA"), text("And this? (답변 시작)")],
    },
  ]);
});

test("may end with an answer to go on with, or with a system message", async () => {
  await using server = serveTurns(ANSWER);
  const client = openAIClient(server.origin);
  const messages = [
    { role: "user", content: "Count." },
    { role: "assistant", content: "1, 2, " },
    { role: "system", content: "Up to 5." },
  ] as const;
  for (const length of [2, 3]) {
    for (const model of ["model", "chain"]) {
      await client.chat.completions.create({ model, messages: messages.slice(0, length) });
      assertEquals(server.requests.at(-1)?.messages.at(-1) as unknown, messages[length - 1]);
    }
  }
});

test("sends reasoning back, under the name that the model's server has for it", async () => {
  for (const name of ["reasoning_content", "reasoning"]) {
    await using server = serveTurns({ role: "", chunks: [{ [name]: "Hm." }, "1"] });
    const client = openAIClient(server.origin);
    const first = { role: "user", content: "hi" } as const;
    const { choices } = await client.chat.completions.create({ model: "model", messages: [first] });
    const answer = choices[0]?.message as OpenAI.Chat.ChatCompletionAssistantMessageParam;
    assertEquals((answer as { reasoning_content?: string }).reasoning_content, "Hm.");

    const messages = [first, answer, first];
    await client.chat.completions.create({ model: "model", messages });
    assertEquals(server.requests[1]?.messages[1], {
      role: "assistant",
      content: "1",
      [name]: "Hm.",
    });
  }
});

test("parses an answer by its schema", async () => {
  await using server = serveTurns({ role: "", chunks: ['{"city":', '"서울"}'] });
  const format = zodResponseFormat(z.object({ city: z.string() }), "place");
  const { choices } = await openAIClient(server.origin).chat.completions.parse({
    model: "chain",
    messages: [{ role: "user", content: "Where?" }],
    response_format: format,
  });
  assertEquals(choices[0]?.message.parsed, { city: "서울" });
  assertEquals(server.requests[0]?.response_format, JSON.parse(JSON.stringify(format)));
});

test("gets the details of the usage, and no usage that nobody knows", async () => {
  const usage = {
    prompt_tokens: 20,
    completion_tokens: 9,
    total_tokens: 29,
    prompt_tokens_details: { cached_tokens: 16 },
    completion_tokens_details: { reasoning_tokens: 4 },
  };
  const asked = {
    model: "model",
    messages: hi(),
    stream_options: { include_usage: true },
  };
  for (const known of [usage, null]) {
    await using server = serveTurns({ ...ANSWER, usage: known });
    const client = openAIClient(server.origin);
    const { usage: whole } = await client.chat.completions.create({ ...asked, stream: false });
    assertEquals(whole, known ?? undefined);
    const stream = await client.chat.completions.create({ ...asked, stream: true });
    const chunks = await Array.fromAsync(stream);
    assertEquals(
      chunks.map(({ usage }) => usage).filter((it) => it !== null),
      known ? [known] : [],
    );
    assertEquals(chunks.filter(({ choices }) => choices.length === 0).length, known ? 1 : 0);
  }
});

test("may send up to 16 stops, beside the end markers of the server", async () => {
  const mine = new FakeRunnable(() => ["a", "[16]", "b"]);
  await using server = serve({ runnables: { mine } });
  const asked = { model: "mine", messages: hi() };
  const stop = Array.from({ length: 16 }, (_, i) => `[${i + 1}]`);
  const { choices } = await openAIClient(server.origin).chat.completions.create({ ...asked, stop });
  assertEquals(choices[0]?.message.content, "a");
});

test("adds its stops to the end markers of the runnable itself", async () => {
  const runnable = new FakeRunnable(() => ["a(답변 종료)", "b<end>", "c"]);
  await using server = serve({ runnables: { mine: { runnable, endMarkers: ["<end>"] } } });
  const asked = { model: "mine", messages: hi() };
  const answer = async (stop: string | null) => {
    const client = openAIClient(server.origin);
    return (await client.chat.completions.create({ ...asked, stop })).choices[0]?.message.content;
  };
  assertEquals(await answer(null), "a(답변 종료)b");
  assertEquals(await answer("종료"), "a(답변 ");
});

test("gets names for people, and what each runnable takes", async () => {
  await using server = serve({
    runnables: {
      plain: new FakeRunnable(() => ["a"]),
      tutor: { runnable: new FakeRunnable(() => ["a"]), title: "The Tutor", description: "Helps" },
    },
  });
  const described = async (origin: string) =>
    (await Array.fromAsync(openAIClient(origin).models.list())).map((model) => {
      const { id, name, description, supported_parameters } = model as unknown as Record<
        string,
        unknown
      >;
      return { id, name, description, takesTools: `${supported_parameters}`.includes("tools") };
    });
  assertEquals(await described(server.origin), [
    { id: "plain", name: "plain", description: undefined, takesTools: false },
    { id: "tutor", name: "The Tutor", description: "Helps", takesTools: false },
  ]);
  await using demo = serve();
  assertEquals(
    (await described(demo.origin)).map(({ id, name, takesTools }) => [id, name, takesTools]),
    [["model", "demo", true], ["chain", "로라", true], ["agent", "로라 (agent)", false]],
  );
});

test("is told that its base URL must end in /v1, in its own shape", async () => {
  await using server = serve();
  for (const baseURL of [server.origin, `${server.origin}/`]) {
    const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
    for (
      const ask of [
        () => client.chat.completions.create({ model: "chain", messages: hi() }),
        () => client.responses.create({ model: "chain", input: "hi" }),
        () => client.models.list(),
      ]
    ) {
      const error = await assertRejects(async () => await ask(), OpenAI.NotFoundError);
      assertEquals(
        error.message,
        "404 Unknown route. The base URL of OpenAI's clients must end in /v1.",
      );
    }
  }
});

test("may have slashes too many in its base URL", async () => {
  await using server = serve();
  const client = new OpenAI({ baseURL: `${server.origin}//v1/`, apiKey: "none", maxRetries: 0 });
  assertEquals((await client.models.retrieve("chain")).id, "chain");
});

test("reads a refusal as one, streamed and whole", async () => {
  await using upstream = new Upstream({ chunks: [{ refusal: "I will " }, { refusal: "not." }] });
  await using server = serve({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
  });
  const { completions } = openAIClient(server.origin).chat;
  const asked = { model: "chain", messages: hi() };
  const refused = { content: null, refusal: "I will not." };

  const stream = completions.stream(asked);
  const deltas: unknown[] = [];
  stream.on("refusal.delta", ({ delta }) => deltas.push(delta));
  stream.on("content.delta", ({ delta }) => deltas.push({ content: delta }));
  const streamed = (await stream.finalChatCompletion()).choices[0]?.message;
  assertEquals(deltas, ["I will ", "not."]);
  assertEquals({ content: streamed?.content, refusal: streamed?.refusal }, refused);

  const whole = (await completions.create(asked)).choices[0]?.message;
  assertEquals({ content: whole?.content, refusal: whole?.refusal }, refused);
});
