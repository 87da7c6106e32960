import { assert, assertEquals } from "@std/assert";
import { interrupt, MessagesAnnotation, START, StateGraph } from "npm:@langchain/langgraph@^1.7.0";
import type OpenAI from "npm:openai@^7.0.0";
import type { AppOptions } from "../../../src/mod.ts";
import { says } from "../../support/models/saying_model.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";
import { openAI } from "./responses_clients.ts";

const MARKER = "(답변 종료)";
const config = { configurable: { thread_id: "1" } };
const serveIt = (it: unknown) =>
  serve({ runnables: { it } as NonNullable<AppOptions["runnables"]> });

/** The messages of the thread, by their type. */
async function said(origin: string): Promise<string[]> {
  const { values } = await (await fetch(`${origin}/threads/1/state`)).json();
  const { messages } = values as { messages: { type: string; content: string }[] };
  return messages.map(({ type, content }) => `${type}:${content}`);
}

/** Asks in the thread, whole or streamed. */
async function ask(
  origin: string,
  { input, isStreamed, configurable = {} }: {
    input: OpenAI.Responses.ResponseInput | string;
    isStreamed: boolean;
    configurable?: object;
  },
) {
  const { responses } = openAI(origin);
  const more = { config: { configurable: { ...config.configurable, ...configurable } } };
  const asked = { model: "it", input, ...more };
  return isStreamed ? await responses.stream(asked).finalResponse() : await responses.create(asked);
}

for (const isStreamed of [false, true]) {
  const how = isStreamed ? "streamed" : "whole";
  const test = (name: string, run: () => Promise<void>) =>
    Deno.test(`a thread of OpenAI's responses, ${how}, ${name}`, KEEPS_SOCKETS, run);

  test("keeps the answers without their marker", async () => {
    await using server = serveIt(says("안녕", "! ", MARKER, "?"));
    const { origin } = server;
    for (const input of ["one", "two"]) {
      assertEquals((await ask(origin, { input, isStreamed })).output_text, "안녕! ");
    }
    assertEquals(await said(origin), ["human:one", "ai:안녕! ", "human:two", "ai:안녕! "]);
    const configurable = { end_markers: ["안"] };
    const { output_text } = await ask(origin, { input: "three", isStreamed, configurable });
    assertEquals(output_text, "");
  });

  test("holds the question of a graph, and its answer", async () => {
    const graph = new StateGraph(MessagesAnnotation)
      .addNode("ask", () => ({ messages: [`You said ${interrupt("Which one?")}.`] }))
      .addEdge(START, "ask").compile();
    await using server = serveIt(graph);
    const { origin } = server;
    const input: OpenAI.Responses.ResponseInput = [{ role: "user", content: "?" }];
    const { output } = await ask(origin, { input, isStreamed });
    const [call] = output;
    assert(call?.type === "function_call");
    assertEquals([call.name, call.arguments], ["interrupt", '{"question":"Which one?"}']);
    const answer = { type: "function_call_output", call_id: call.call_id, output: "this" } as const;
    await ask(origin, { input: [...input, call, answer], isStreamed });
    assertEquals(await said(origin), ["human:?", "human:You said this."]);
  });
}

Deno.test(
  "the config of OpenAI's responses is refused if it is invalid",
  KEEPS_SOCKETS,
  async () => {
    await using server = serveIt(says("a"));
    for (const [bad, param] of [[{ thread: "1" }, "thread"], ["1", ""]] as const) {
      const body = JSON.stringify({ model: "it", input: "?", config: bad });
      const response = await fetch(`${server.origin}/v1/responses`, { method: "POST", body });
      const { error } = await response.json();
      assertEquals(response.status, 400);
      assertEquals(error.param, param === "" ? "config" : `config.${param}`);
    }
  },
);

Deno.test("a caller follows its own run of the Responses API or AG-UI", KEEPS_SOCKETS, async () => {
  await using server = serve({
    runnables: { it: says("a") } as unknown as NonNullable<AppOptions["runnables"]>,
    journal: { resumeMs: 10_000 },
    access: { apiKeys: ["ann", "bob"] },
  });
  const { origin } = server;
  const messages = [{ id: "1", role: "user", content: "?" }];
  const bodies = {
    "/v1/responses": { model: "it", input: "?", stream: true },
    "/ag-ui/it": { threadId: "t", runId: "r", messages, tools: [], context: [] },
  };
  for (const [path, body] of Object.entries(bodies)) {
    const as = (key: string) => ({ headers: { "x-api-key": key } });
    const init = { method: "POST", body: JSON.stringify(body), ...as("ann") };
    const response = await fetch(`${origin}${path}`, init);
    const text = await response.text();
    const location = `${origin}${response.headers.get("content-location")}`;
    assertEquals(await (await fetch(location, as("ann"))).text(), text);
    const other = await fetch(location, as("bob"));
    assertEquals(other.status, 404);
    await other.body?.cancel();
  }
});
