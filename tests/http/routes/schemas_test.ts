import { assert, assertEquals } from "@std/assert";
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
import { Ajv2020 } from "npm:ajv@^8.17.0/dist/2020.js";
import fc from "npm:fast-check@^4.10.0";
import { Validator } from "npm:@seriousme/openapi-schema-validator@^2.3.1";
import denoJson from "../../../deno.json" with { type: "json" };
import { DEFAULT_LIMITS } from "../../../src/http/limits.ts";
import { inputSchemaOf } from "../../../src/http/routes/schemas.ts";
import { Served } from "../../../src/http/served.ts";
import { createApp } from "../../../src/mod.ts";
import { InputError } from "../../../src/run/langchain/input/input_error.ts";
import { post } from "../../support/client.ts";
import { delta, finish, FrameModel, role } from "../../support/models/frame_model.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";

const model = new FrameModel([role, delta("a"), finish]);
const app = createApp({ runnables: { mine: model } });
const schema = async (route: string) =>
  await (await app(new Request(`http://localhost/mine/${route}`))).json();

/** Runnables of each shape, whose schemas say what they take. */
const RUNNABLES = {
  model,
  graph: { ...new FakeRunnable(() => []), streamMode: "updates", stream: model.stream.bind(model) },
  prompt: ChatPromptTemplate.fromTemplate("{topic}").pipe(model),
  two: ChatPromptTemplate.fromTemplate("{text} {language}").pipe(model),
  chat: ChatPromptTemplate.fromMessages([
    new MessagesPlaceholder("chat_history"),
    ["human", "{question}"],
  ]).pipe(model),
};

const text = fc.oneof(
  fc.constantFrom("", "안녕", "😊", "user", "cats"),
  fc.string({ unit: "grapheme" }),
);
const scalar = fc.oneof(text, fc.constantFrom<unknown>(null, 7, true));
const roles = fc.constantFrom(
  "user",
  "human",
  "assistant",
  "ai",
  "system",
  "developer",
  "tool",
  "god",
  7,
);
const part = fc.oneof(
  text,
  fc.record({ type: fc.constantFrom("text", "image_url", "audio", 7), text }, { requiredKeys: [] }),
);
const message = fc.oneof(
  text,
  fc.record({
    role: roles,
    content: fc.oneof(scalar, fc.array(part, { maxLength: 2 })),
    tool_call_id: text,
    id: text,
  }, { requiredKeys: [] }),
  fc.record({ type: roles, content: scalar }, { requiredKeys: [] }),
  scalar,
);
const messages = fc.array(message, { maxLength: 3 });
const input = fc.oneof(
  scalar,
  message,
  messages,
  fc.record({ user_message: scalar, history: fc.oneof(messages, text) }, { requiredKeys: [] }),
  fc.record({ messages: fc.oneof(messages, scalar) }, { requiredKeys: [] }),
  fc.record({
    topic: scalar,
    text: scalar,
    language: scalar,
    question: scalar,
    chat_history: fc.oneof(messages, scalar),
  }, { requiredKeys: [] }),
);

const isConversation = (value: unknown) =>
  typeof value === "object" && value !== null &&
  (Array.isArray(value) || ["messages", "history", "role", "type"].some((key) => key in value));

for (const [name, runnable] of Object.entries(RUNNABLES)) {
  Deno.test(`the input schema of a ${name} takes what it takes, and nothing else`, async () => {
    const served = new Served(name, { runnable });
    assert(served.shape !== null);
    const validate = new Ajv2020({ strict: false }).compile(inputSchemaOf(served, DEFAULT_LIMITS));
    let [taken, refused] = [0, 0];
    const { shape } = served;
    await fc.assert(
      fc.asyncProperty(input, async (value) => {
        // JSON Schema cannot say that a conversation must end with a text of the user.
        fc.pre(shape.kind !== "variables" || !isConversation(value));
        const form = { kind: "value", value, pointer: "#/input" } as const;
        const error = await served.prepare(form, shape).then(() => null, (error) => error);
        if (error !== null) assert(error instanceof InputError, String(error));
        assertEquals(validate(value), error === null, JSON.stringify(value));
        if (error === null) taken++;
        else refused++;
      }),
      { numRuns: 1_000 },
    );
    assert(taken > 50 && refused > 50, `${taken} taken, ${refused} refused`);
  });
}

Deno.test("schemas say the limits of the server", async () => {
  const limited = createApp({ runnables: { mine: model }, limits: { batch: 5, messages: 7 } });
  const get = async (path: string) =>
    await (await limited(new Request(`http://localhost${path}`))).json();
  const { paths } = await get("/openapi.json");
  const batch = paths["/mine/batch"].post.requestBody.content["application/json"].schema;
  assertEquals(batch.properties.inputs.maxItems, 5);
  const { anyOf } = await get("/mine/input_schema");
  assertEquals(anyOf.at(-2).maxItems, 7);
});

Deno.test("a runnable's own schema is its input schema, and refuses what does not match", async () => {
  const input = {
    type: "object",
    properties: { topic: { type: "string" } },
    required: ["topic"],
  };
  const mine = { runnable: new FakeRunnable(() => ["a"]), input };
  const app = createApp({ runnables: { mine } });
  const response = await app(new Request("http://localhost/mine/input_schema"));
  assertEquals((await response.json()).required, ["topic"]);
  for (
    const [value, status] of [[{ topic: "곰" }, 200], [{ topic: 7 }, 422], ["곰", 422]] as const
  ) {
    const response = await app(post("/mine/invoke", { input: value }));
    assertEquals(response.status, status, JSON.stringify(value));
    if (status === 422 && typeof value === "object") {
      assertEquals((await response.json()).errors[0].pointer, "#/input/topic");
    } else await response.body?.cancel();
  }
});

Deno.test("the output schema takes what invoke gives", async () => {
  const validate = new Ajv2020().compile(await schema("output_schema"));
  const { output } = await (await app(post("/mine/invoke", { input: "a" }))).json();
  assert(validate(output));
});

Deno.test("OpenAPI's description is valid, and whole", async () => {
  const response = await app(new Request("http://localhost/openapi.json"));
  const description = await response.json();
  const { valid, errors } = await new Validator().validate(description);
  assert(valid, JSON.stringify(errors));
  assertEquals(description.info.version, denoJson.version);
  const { Output, EndRecord, ...inputs } = description.components.schemas;
  const { $schema: _, ...mine } = await schema("input_schema");
  assertEquals(inputs["Input.mine"], mine);
  assertEquals(Output, await schema("output_schema"));

  const { metadata } = await (await app(post("/mine/invoke", { input: "a" }))).json();
  assert(new Ajv2020().validate(EndRecord, metadata));

  // Every route that it tells of is there, and takes the methods it tells of.
  for (const [path, item] of Object.entries<Record<string, unknown>>(description.paths)) {
    const url = `http://localhost${path.replaceAll(/\{\w+\}/g, "mine")}`;
    const { headers } = await app(new Request(url, { method: "PUT" }));
    const methods = (headers.get("allow") ?? "").toLowerCase().split(", ");
    for (const method of Object.keys(item).filter((key) => key !== "parameters")) {
      assert(methods.includes(method), `${method} ${path}`);
    }
  }
});

Deno.test("there are no schemas of what there is not", async () => {
  assertEquals((await app(new Request("http://localhost/yours/input_schema"))).status, 404);
});
