import { assertEquals } from "@std/assert";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { createApp } from "../../../src/mod.ts";
import { post, see } from "../../support/client.ts";
import { Upstream } from "../../support/models/upstream.ts";

// LangChain calls a message generic if the model's server sends no role.
Deno.test("an agent on ChatOpenAI streams its answer if the model's server sends no role", async () => {
  await using upstream = new Upstream({ chunks: ["하나 ", "", "둘 ", "(답변 종료)"] });
  const configuration = { baseURL: upstream.baseUrl };
  const model = new ChatOpenAI({ model: "m", apiKey: "k", maxRetries: 0, configuration });
  const app = createApp({ runnables: { mine: createAgent({ model, tools: [] }) } });
  const { text, record } = await see(await app(post("/mine/stream", { input: "?" })));
  assertEquals(text, "하나 둘 ");
  assertEquals(record?.splits, ["하나 ", "", "둘 ", "(답변 종료)"]);
});
