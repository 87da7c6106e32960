import { assert, assertEquals, assertThrows } from "@std/assert";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessageChunk } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { FakeListChatModel, FakeLLM } from "@langchain/core/utils/testing";
import { namesOf, secretsOf } from "../../src/builtin/chat_model.ts";
import { createApp } from "../../src/mod.ts";
import { NDJSON, post, see } from "../support/client.ts";
import { ScriptedModel } from "../support/models/scripted_model.ts";
import { WholeModel } from "../support/models/whole_model.ts";

const ANSWER = ["안녕 ", "", "하세요 (답변 ", "종료) 끝"];
const call = new AIMessageChunk({
  content: "",
  tool_call_chunks: [
    { type: "tool_call_chunk", index: 0, id: "1", name: "calculate", args: '{"expression":"1+1"}' },
  ],
});

/** A model with a name. It calls its tools, and keeps the sampling parameters of each call. */
class NamedModel extends ScriptedModel {
  readonly configs: unknown[] = [];

  override getLsParams(options: this["ParsedCallOptions"]) {
    return { ...super.getLsParams(options), ls_provider: "acme", ls_model_name: "acme-1" };
  }

  override _separateRunnableConfigFromCallOptionsCompat(
    ...args: Parameters<BaseChatModel["_separateRunnableConfigFromCallOptionsCompat"]>
  ): ReturnType<BaseChatModel["_separateRunnableConfigFromCallOptionsCompat"]> {
    this.configs.push(args[0]?.configurable?.sampling);
    return super._separateRunnableConfigFromCallOptionsCompat(...args);
  }
}
const named = () => new NamedModel(() => ANSWER);
const body = { user_message: "안녕?" };

Deno.test("any chat model can be that of the built-in runnables", async () => {
  for (
    const [model, splits] of [[named(), ANSWER], [new WholeModel(ANSWER.join("")), [
      ANSWER.join(""),
    ]]]
  ) {
    const app = createApp({ model: model as BaseChatModel });
    for (const name of ["model", "chain", "agent"]) {
      const { text, record } = await see(
        await app(post(`/${name}/stream`, body, { accept: NDJSON })),
      );
      assertEquals([text, record?.splits, record?.end_reason], ["안녕 하세요 ", splits, "marker"]);
      const completion = await app(post("/v1/chat/completions", {
        model: name,
        messages: [{ role: "user", content: "안녕?" }],
        temperature: 0,
      }));
      const { choices } = await completion.json();
      assertEquals(choices[0].message.content, "안녕 하세요 ");
    }
  }
});

Deno.test("the built-in chain and agent give a chat model their prompt and their tools", async () => {
  const model = new WholeModel("(답변 종료)");
  await see(await createApp({ model, systemPrompt: "Be brief." })(post("/chain/stream", body)));
  assertEquals(model.asked[0]?.map(({ type, text }) => [type, text]), [
    ["system", "Be brief."],
    ["human", "안녕? (답변 시작)"],
  ]);
  const calls = new ScriptedModel((turn) => turn === 0 ? [call] : ["2 (답변 종료)"]);
  const reply = await createApp({ model: calls })(post("/agent/invoke", body));
  assertEquals((await reply.json()).output, "2 ");
});

Deno.test("a server names its chat model", async () => {
  const app = createApp({ model: named() });
  const health = await (await app(new Request("http://localhost/healthz"))).json();
  assertEquals([health.provider, health.model], ["acme", "acme-1"]);
  assertEquals(health.runnables, ["model", "chain", "agent"]);
  const { data } = await (await app(new Request("http://localhost/v1/models"))).json();
  assertEquals(data.map(({ id, name }: { id: string; name: string }) => [id, name])[0], [
    "model",
    "acme-1",
  ]);
  const lines = (await (await app(post("/chain/stream", body, { accept: NDJSON }))).text()).split(
    "\n",
  );
  assertEquals(JSON.parse(lines[0] ?? "").data.model, "acme-1");
});

Deno.test("a chat model finds a caller's parameters in its config, and no other model", async () => {
  const model = named();
  const app = createApp({ model });
  const sampling = { temperature: 0.5, max_tokens: 10 };
  const config = { configurable: { sampling } };
  const reply = await app(post("/chain/invoke", { input: body, config }));
  assertEquals(reply.status, 200);
  assertEquals(model.configs.at(-1), sampling);
  const other = { configurable: { sampling: { model: "another" } } };
  const refused = await app(post("/chain/invoke", { input: body, config: other }));
  assertEquals(refused.status, 422);
});

Deno.test("there is no agent if the chat model cannot have tools", async () => {
  const model = new FakeListChatModel({ responses: ["안녕"] });
  const withoutTools: BaseChatModel = Object.defineProperty(model, "bindTools", {
    value: undefined,
  });
  const app = createApp({ model: withoutTools });
  const health = await (await app(new Request("http://localhost/healthz"))).json();
  assertEquals(health.runnables, ["model", "chain"]);
  assertEquals((await app(post("/agent/stream", body))).status, 404);
  const tools = [{ type: "function", function: { name: "f", parameters: {} } }];
  const messages = [{ role: "user", content: "?" }];
  const refused = await app(post("/v1/chat/completions", { model: "model", messages, tools }));
  assertEquals(refused.status, 400);
});

Deno.test("what is no chat model is refused at start", () => {
  for (const model of [{}, { provider: "acme" }, "gpt-5", () => named(), new FakeLLM({})]) {
    assertThrows(() => createApp({ model: model as never }), TypeError, "Cannot use the model");
  }
});

Deno.test("namesOf() and secretsOf() know LangChain's own models", () => {
  const model = new ChatOpenAI({ model: "gpt-5-mini", apiKey: "sk-12345678" });
  assertEquals(namesOf(model), { provider: "openai", model: "gpt-5-mini" });
  assert(secretsOf(model).includes("sk-12345678"));
  const fake = new FakeListChatModel({ responses: [] });
  assertEquals(namesOf(fake), { provider: "langchain", model: "FakeListChatModel" });
  assertEquals(secretsOf(fake), []);
  class Broken extends FakeListChatModel {
    override getLsParams(): never {
      throw new Error("not yet");
    }
  }
  assertEquals(namesOf(new Broken({ responses: [] })), {
    provider: "langchain",
    model: "FakeListChatModel",
  });
});
