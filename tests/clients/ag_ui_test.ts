import { assert, assertEquals, assertRejects } from "@std/assert";
import { HttpAgent, type HttpAgentConfig, type Message } from "npm:@ag-ui/client@^1.0.0";
import { AIMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import {
  Annotation,
  type LangGraphRunnableConfig,
  MessagesAnnotation,
  START,
  StateGraph,
} from "npm:@langchain/langgraph@^1.0.0";
import type { AppOptions } from "../../src/mod.ts";
import { failAfter, FakeRunnable, forever } from "../support/models/runnables.ts";
import { transcripts } from "../support/models/transcripts.ts";
import { Upstream, UPSTREAM_USAGE, type UpstreamReply } from "../support/models/upstream.ts";
import { KEEPS_SOCKETS, serve } from "./serve.ts";

type Event = { type: string } & Record<string, unknown>;

const user = (content: string, id = "u1"): Message => ({ id, role: "user", content });
const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`AG-UI's HttpAgent ${name}`, KEEPS_SOCKETS, run);

/** An agent as its documentation has it. */
function agentAt(origin: string, runnable: string, config: Partial<HttpAgentConfig> = {}) {
  return new HttpAgent({ url: `${origin}/ag-ui/${runnable}`, ...config });
}

/** Runs an agent. Returns its events, and what it heard of a failure of the run. */
async function run(agent: HttpAgent, parameters: Parameters<HttpAgent["runAgent"]>[0] = {}) {
  const events: Event[] = [];
  let error: string | null = null;
  const { result, newMessages } = await agent.runAgent(parameters, {
    onEvent: ({ event }) => void events.push(event as Event),
    onRunErrorEvent: ({ event }) => void (error = event.message),
  });
  const types = events.map(({ type }) => type);
  const steps = events.filter(({ type }) => type.startsWith("STEP_"))
    .map(({ type, stepName }) => `${type === "STEP_STARTED" ? "+" : "-"}${stepName}`);
  return { events, types, steps, error, result, newMessages };
}

/** Serves the model of a server that replies so. */
function serveModel(reply: UpstreamReply | ((turn: number) => UpstreamReply | Response)) {
  const upstream = new Upstream(reply);
  const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl, maxRetries: 0 };
  const server = serve({ model: model as AppOptions["model"] & object });
  return {
    upstream,
    origin: server.origin,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

test("gets an answer and the record of its splits, and goes on", async () => {
  await using server = serve();
  const [transcript] = transcripts;
  const agent = agentAt(server.origin, "chain", { threadId: "t1" });
  agent.addMessage(user(transcript?.user_message ?? ""));
  const { events, types, error } = await run(agent, { runId: "r1" });

  assertEquals(error, null);
  assertEquals(events[0], { type: "RUN_STARTED", threadId: "t1", runId: "r1" });
  const [, answer] = agent.messages;
  assertEquals(answer?.role, "assistant");
  assertEquals(answer?.content, transcript?.output);
  const splits = events.find(({ name }) => name === "splits")?.value as { token_splits: string };
  assertEquals(splits.token_splits, transcript?.token_splits);
  assertEquals(types.at(-1), "RUN_FINISHED");

  agent.addMessage(user(transcript?.user_message ?? "", "u2"));
  await run(agent);
  assertEquals(agent.messages.length, 4);
  assertEquals(agent.messages[3]?.content, transcript?.output);
});

test("never sees a marker that spans chunks", async () => {
  const mine = new FakeRunnable(() => ["가 (답", "변 종", "료) 나"]);
  await using server = serve({ runnables: { mine } });
  const agent = agentAt(server.origin, "mine");
  agent.addMessage(user("hi"));
  await run(agent);
  assertEquals(agent.messages[1]?.content, "가 ");
});

test("gets the usage, and reasoning as a message of its own", async () => {
  const chunks = [{ reasoning_content: "흠, " }, { reasoning_content: "그래" }, "안", "녕"];
  await using server = serveModel({ chunks, role: "" });
  const agent = agentAt(server.origin, "model");
  agent.addMessage(user("hi"));
  const { events, newMessages } = await run(agent);
  assertEquals(newMessages.map(({ role, content }) => [role, content]), [
    ["reasoning", "흠, 그래"],
    ["assistant", "안녕"],
  ]);
  const { prompt_tokens, completion_tokens, total_tokens } = UPSTREAM_USAGE;
  assertEquals(events.at(-1)?.usage, [{
    model: "m",
    inputTokens: prompt_tokens,
    outputTokens: completion_tokens,
    totalTokens: total_tokens,
  }]);

  agent.addMessage(user("more", "u2"));
  await run(agent);
  assertEquals(server.upstream.requests[1]?.messages, [
    { role: "user", content: "hi" },
    { role: "assistant", content: "안녕" },
    { role: "user", content: "more" },
  ]);
});

test("sees an agent's steps, tool calls and results, and sends them back", async () => {
  await using server = serve();
  const agent = agentAt(server.origin, "agent");
  agent.addMessage(user("1+1은?"));
  const { steps, error } = await run(agent);
  assertEquals(error, null);
  assertEquals(steps, [
    "+model_request",
    "-model_request",
    "+tools",
    "-tools",
    "+model_request",
    "-model_request",
  ]);
  const [, call, result, answer] = agent.messages;
  assert(call?.role === "assistant" && result?.role === "tool", JSON.stringify(agent.messages));
  const [made] = call.toolCalls ?? [];
  assertEquals(made?.function, { name: "calculate", arguments: '{"expression":"1+1"}' });
  assertEquals([result.toolCallId, result.content], [made?.id, "2"]);
  assertEquals(answer?.content, "알아봤어! 2 😊");

  agent.addMessage(user("2+2는?", "u2"));
  await run(agent);
  assertEquals(agent.messages.at(-1)?.content, "알아봤어! 4 😊");
});

test("sees a tool call that failed", async () => {
  await using server = serve();
  const agent = agentAt(server.origin, "agent");
  agent.addMessage(user("1/0은?"));
  await run(agent);
  const result = agent.messages.find(({ role }) => role === "tool");
  assertEquals(result?.content, "Error: Cannot divide by zero");
  assertEquals(result?.metadata, { status: "error" });
});

test("makes the calls of its own tools, and sends their results", async () => {
  const calls = [
    { tool_calls: [{ index: 0, id: "c1", type: "function", function: { name: "weather" } }] },
    { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
    { tool_calls: [{ index: 0, function: { arguments: '"서울"}' } }] },
    {
      tool_calls: [{
        index: 1,
        id: "c2",
        type: "function",
        function: { name: "weather", arguments: "{}" },
      }],
    },
  ];
  await using server = serveModel((turn) =>
    turn === 0
      ? { chunks: ["잠깐, ", ...calls], role: "", finishReason: "tool_calls" }
      : { chunks: ["맑아"], role: "" }
  );
  const parameters = { type: "object", properties: { city: { type: "string" } } };
  const tools = [{ name: "weather", description: "Tells the weather", parameters }];
  const agent = agentAt(server.origin, "model");
  agent.addMessage(user("날씨는?"));
  const { events } = await run(agent, { tools });

  const [, answer] = agent.messages;
  assert(answer?.role === "assistant");
  assertEquals(answer.content, "잠깐, ");
  assertEquals(answer.toolCalls?.map(({ id, function: { arguments: args } }) => [id, args]), [
    ["c1", '{"city":"서울"}'],
    ["c2", "{}"],
  ]);
  assertEquals(events.at(-1)?.outcome, { type: "success", pendingToolCallIds: ["c1", "c2"] });

  agent.addMessage({ id: "m1", role: "tool", toolCallId: "c1", content: "sunny" });
  agent.addMessage({ id: "m2", role: "tool", toolCallId: "c2", content: "", error: "no city" });
  await run(agent, { tools });
  assertEquals(agent.messages.at(-1)?.content, "맑아");
  const sent = server.upstream.requests.at(-1)?.messages as unknown[];
  assertEquals(sent.slice(2), [
    { role: "tool", tool_call_id: "c1", content: "sunny" },
    { role: "tool", tool_call_id: "c2", content: "no city" },
  ]);
  const [asked] = server.upstream.requests as unknown as { tools: unknown }[];
  assertEquals(asked?.tools, [{ type: "function", function: tools[0] }]);
});

test("leaves out the calls that a stopped run did not answer", async () => {
  await using server = serveModel({ chunks: ["a"], role: "" });
  const agent = agentAt(server.origin, "model");
  const call = (id: string) =>
    ({ id, type: "function", function: { name: "f", arguments: "{}" } }) as const;
  agent.messages = [
    user("하나"),
    { id: "m1", role: "assistant", toolCalls: [call("c1"), call("c2")] },
    { id: "m2", role: "tool", toolCallId: "c1", content: "1" },
    { id: "m3", role: "assistant", toolCalls: [call("c3")] },
    user("둘", "u2"),
  ];
  await run(agent);
  assertEquals(server.upstream.requests[0]?.messages as unknown[], [
    { role: "user", content: "하나" },
    { role: "assistant", content: "", tool_calls: [call("c1")] },
    { role: "tool", tool_call_id: "c1", content: "1" },
    { role: "user", content: "둘" },
  ]);
});

test("is told when a tool call was cut, before it makes it", async () => {
  const call = { index: 0, id: "c1", function: { name: "pay", arguments: '{"sum":1' } };
  const chunks = [{ tool_calls: [call] }];
  await using server = serveModel({ chunks, role: "", finishReason: "length" });
  const agent = agentAt(server.origin, "model");
  agent.addMessage(user("pay"));
  const { error, types } = await run(agent);
  assertEquals(error, "The model did not complete the arguments of a tool call.");
  assert(!types.includes("TOOL_CALL_END"));
});

test("sends parts of all kinds, its context, and nothing that is for show", async () => {
  await using server = serveModel({ chunks: ["a"], role: "" });
  const agent = agentAt(server.origin, "model");
  agent.messages = [
    { id: "s", role: "developer", content: "be brief" },
    { id: "a", role: "activity", activityType: "plan", content: { step: 1 } },
    {
      id: "u",
      role: "user",
      content: [
        { type: "text", text: "look" },
        { type: "image", source: { type: "data", value: "aGk=", mimeType: "image/png" } },
        { type: "image", source: { type: "url", value: "https://example.com/a.png" } },
        { type: "audio", source: { type: "data", value: "aGk=", mimeType: "audio/x-wav" } },
        { type: "document", source: { type: "data", value: "aGk=", mimeType: "application/pdf" } },
      ],
    },
  ];
  await run(agent, { context: [{ description: "The page", value: "/shop" }] });
  assertEquals(server.upstream.requests[0]?.messages as unknown[], [
    { role: "system", content: "Context from the application:\n\nThe page: /shop" },
    { role: "system", content: "be brief" },
    {
      role: "user",
      content: [
        { type: "text", text: "look" },
        { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
        { type: "image_url", image_url: { url: "https://example.com/a.png" } },
        { type: "input_audio", input_audio: { data: "aGk=", format: "wav" } },
        {
          type: "file",
          file: { file_data: "data:application/pdf;base64,aGk=", filename: "file" },
        },
      ],
    },
  ]);
});

test("shares its state with a graph, and gets it back", async () => {
  const State = Annotation.Root({ topic: Annotation<string>, count: Annotation<number> });
  const graph = new StateGraph(State)
    .addNode("refine", ({ topic }) => ({ topic: `${topic}!` }))
    .addNode("add", ({ count }, config: LangGraphRunnableConfig) => {
      config.writer?.({ progress: 1 });
      return { count: count + 1 };
    })
    .addEdge(START, "refine").addEdge("refine", "add").compile();
  await using server = serve({ runnables: { graph: graph as never } });
  const agent = agentAt(server.origin, "graph", { initialState: { topic: "bears", count: 6 } });
  agent.addMessage(user("go"));
  const { steps, events, result } = await run(agent);
  assertEquals(agent.state, { topic: "bears!", count: 7 });
  assertEquals(result, { topic: "bears!", count: 7 });
  assertEquals(steps, ["+refine", "-refine", "+add", "-add"]);
  assertEquals(events.find(({ name }) => name === "custom")?.value, { progress: 1 });
  await run(agent);
  assertEquals(agent.state, { topic: "bears!!", count: 8 });
});

test("shares keys beside the messages, and its thread", async () => {
  const State = Annotation.Root({
    ...MessagesAnnotation.spec,
    city: Annotation<string>,
    seen: Annotation<string[]>({ reducer: (all, more) => [...all, ...more], default: () => [] }),
  });
  const graph = new StateGraph(State)
    .addNode("say", ({ city, messages }, { metadata }: LangGraphRunnableConfig) => ({
      messages: [new AIMessage(`${city} ${messages.length} ${metadata?.thread_id}`)],
    }))
    .addNode("look", ({ city }) => ({ seen: [city] }))
    .addNode("again", () => ({ seen: ["부산"] }))
    .addEdge(START, "say").addEdge("say", "look").addEdge("look", "again").compile();
  await using server = serve({ runnables: { graph: graph as never } });
  const agent = agentAt(server.origin, "graph", {
    initialState: { city: "서울" },
    threadId: "t1",
  });
  agent.messages = [{ id: "a1", role: "assistant", content: "" }, user("go")]; // one was stopped
  const { events } = await run(agent);
  assertEquals(agent.messages[2]?.content, "서울 1 t1");
  const snapshots = events.filter(({ type }) => type === "STATE_SNAPSHOT");
  assertEquals(snapshots.map(({ snapshot }) => snapshot), [
    { city: "서울", seen: [] },
    { city: "서울", seen: ["서울"] },
    { city: "서울", seen: ["서울", "부산"] },
  ]);
});

test("gets JSON values as they come, and the last as its result", async () => {
  const mine = new FakeRunnable(() => [{ a: 1 }, { b: 2 }]);
  await using server = serve({ runnables: { mine } });
  const agent = agentAt(server.origin, "mine");
  agent.addMessage(user("hi"));
  const { events, result } = await run(agent);
  const values = events.filter(({ name }) => name === "value").map(({ value }) => value);
  assertEquals(values, [{ a: 1 }, { b: 2 }]);
  assertEquals(result, { a: 1, b: 2 });
});

test("stops the model when it is stopped", async () => {
  const mine = new FakeRunnable(async function* () {
    for (const chunk of forever("가 ")) {
      yield chunk;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  });
  await using server = serve({ runnables: { mine } });
  const agent = agentAt(server.origin, "mine");
  agent.addMessage(user("hi"));
  await agent.runAgent({}, { onTextMessageContentEvent: () => agent.abortRun() });
  await mine.aborted;
});

test("is told of a failure before the first token by its status", async () => {
  await using server = serve({ runnables: { mine: new FakeRunnable(() => failAfter([])) } });
  const agent = agentAt(server.origin, "mine");
  agent.addMessage(user("hi"));
  const error = await assertRejects(() => run(agent), Error, "HTTP 500");
  assertEquals((error as Error & { status?: number }).status, 500);
  assert(error.message.includes('"message":"The runnable failed."'), error.message);
});

test("is told of a failure of a graph's first node by its status", async () => {
  const fail = () => {
    throw new Error("boom");
  };
  const graph = new StateGraph(Annotation.Root({ topic: Annotation<string> }))
    .addNode("fail", fail).addEdge(START, "fail").compile();
  await using server = serve({ runnables: { graph: graph as never } });
  const agent = agentAt(server.origin, "graph", { initialState: { topic: "bears" } });
  agent.addMessage(user("go"));
  await assertRejects(() => run(agent), Error, "HTTP 500");
});

test("is told of a failure after the head, before the first token and after", async () => {
  for (const chunks of [[], ["가 ", "나 "]]) {
    const mine = new FakeRunnable(async function* () {
      if (chunks.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      yield* failAfter(chunks);
    });
    await using server = serve({ runnables: { mine }, limits: { graceMs: 1 } });
    const agent = agentAt(server.origin, "mine");
    agent.addMessage(user("hi"));
    const { error, types } = await run(agent);
    assertEquals(error, "The runnable failed.");
    assertEquals([types[0], types.at(-1)], ["RUN_STARTED", "RUN_ERROR"]);
    assertEquals(agent.messages[1]?.content, chunks.length === 0 ? undefined : "가 나 ");
  }
});

test("fails when the body is cut", async () => {
  await using server = serve();
  const ignore = (event: PromiseRejectionEvent) => event.preventDefault(); // it throws twice
  globalThis.addEventListener("unhandledrejection", ignore);
  const agent = agentAt(server.origin, "chain", {
    async fetch(url, init) {
      const { body, headers } = await fetch(url, init);
      let chunks = 0;
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) =>
          ++chunks > 3 ? controller.error(new Error("cut")) : controller.enqueue(chunk),
      });
      return new Response(body?.pipeThrough(cut) ?? null, { headers });
    },
  });
  agent.addMessage(user(transcripts[0]?.user_message ?? ""));
  await assertRejects(() => run(agent), Error, "cut");
  await new Promise((resolve) => setTimeout(resolve, 0)); // for the second one
  globalThis.removeEventListener("unhandledrejection", ignore);
});

test("serves runnables that are called like routes", async () => {
  const runnables = { stream: RunnableLambda.from(() => "a"), "v1.5": new FakeRunnable(() => []) };
  await using server = serve({ runnables });
  const agent = agentAt(server.origin, "stream");
  agent.addMessage(user("hi"));
  assertEquals((await run(agent)).newMessages[0]?.content, "a");
  await run(agentAt(server.origin, "v1.5", { initialMessages: [user("hi")] }));
});

const refused: [what: string, body: Record<string, unknown>, status: number, pointer?: string][] = [
  ["a runnable that there is not", {}, 404],
  ["no ids", { threadId: undefined }, 422, "#/threadId"],
  ["no messages", { messages: [] }, 422, "#/messages"],
  [
    "a result without a call",
    {
      messages: [{ role: "reasoning", content: "…" }, user("hi"), { role: "tool", content: "2" }],
    },
    422,
    "#/messages/2/toolCallId",
  ],
  [
    "a role of its own",
    { messages: [{ role: "activity" }, { role: "robot", content: "a" }] },
    422,
    "#/messages/1/role",
  ],
  [
    "a file that is elsewhere",
    { messages: [{ role: "user", content: [{ type: "image", source: { type: "file" } }] }] },
    422,
    "#/messages/0/content/0/source/type",
  ],
  ["a tool without a name", { tools: [{ description: "a" }] }, 422, "#/tools/0/name"],
  [
    "an answer to what is no question",
    { resume: [{ interruptId: "i", status: "resolved", payload: 1 }] },
    422,
    "#/resume/0/interruptId",
  ],
  ["an answer without a status", { resume: [{ interruptId: "i" }] }, 422, "#/resume/0/status"],
];
for (const [what, changes, status, pointer] of refused) {
  Deno.test(`AG-UI's route refuses ${what}`, async () => {
    await using server = serve();
    const name = status === 404 ? "nothing" : "model";
    const response = await fetch(`${server.origin}/ag-ui/${name}`, {
      method: "POST",
      body: JSON.stringify({
        threadId: "t",
        runId: "r",
        messages: [user("hi")],
        resume: [{ interruptId: "i", status: "cancelled" }],
        ...changes,
      }),
    });
    const { errors } = await response.json();
    assertEquals([response.status, errors?.[0].pointer], [status, pointer]);
  });
}
