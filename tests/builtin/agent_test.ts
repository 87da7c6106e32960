import { assert, assertEquals, assertThrows } from "@std/assert";
import { awaitAllCallbacks, consumeCallback } from "@langchain/core/callbacks/promises";
import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import { DynamicStructuredTool } from "@langchain/core/tools";
import { END, MessagesAnnotation, START, StateGraph } from "npm:@langchain/langgraph@^1.0.0";
import { createAgent } from "langchain";
import { createApp } from "../../src/mod.ts";
import { toPlainJson } from "../../src/run/langchain/message/to_plain_json.ts";
import { createToolAgent } from "../../src/builtin/agent.ts";
import { NDJSON, post, see } from "../support/client.ts";
import { forever } from "../support/models/runnables.ts";
import { ScriptedModel } from "../support/models/scripted_model.ts";
import { Upstream, UPSTREAM_USAGE } from "../support/models/upstream.ts";
import { testApp } from "../support/test_app.ts";

const clock = () => new Date("2026-11-22T08:40:03Z");

/** All events of a stream, as NDJSON names them. */
async function events(response: Response) {
  const lines = (await response.text()).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as { event: string; data: never });
}

function callChunk(name: string, args: Record<string, unknown>): AIMessageChunk {
  const call = { type: "tool_call_chunk", index: 0, id: "call_1", name } as const;
  const tool_call_chunks = [{ ...call, args: JSON.stringify(args) }];
  return new AIMessageChunk({ content: "", tool_call_chunks });
}

/** An app whose agent first calls a tool, and then says what it is told to say. */
function calling(name: string, args: Record<string, unknown>, answer: Iterable<string> = ["됐어"]) {
  const model = new ScriptedModel((turn) => turn === 0 ? [callChunk(name, args)] : answer);
  const agent = createToolAgent({ model, systemPrompt: "", clock });
  return createApp({ runnables: { agent }, onError() {} });
}

Deno.test("the agent shows each step, and its tokens as they come", async () => {
  const app = testApp({ model: { provider: "demo", tokenDelayMs: 0 }, clock });
  const ask = { user_message: "지금 뉴욕은 몇 시야?" };
  const all = await events(await app(post("/agent/stream", ask, { accept: NDJSON })));

  const time = "Sunday, 2026-11-22 03:40:03 (America/New_York, GMT-05:00)";
  const answer = `알아봤어! ${time} 😊`;
  assertEquals(
    all.filter(({ event }) => event === "data").map(({ data }) => data).join(""),
    answer,
  );
  const updates = all.filter(({ event }) => event === "updates").map(({ data }) =>
    JSON.parse(JSON.stringify(data), (_, value) => {
      if (value?.content !== undefined) delete value.id; // LangChain's, and another each time
      return value;
    })
  );
  const [call] = updates[0]?.["model_request"]?.["messages"]?.[0]?.["tool_calls"] ?? [];
  const { id } = call as unknown as { id: string };
  const args = { time_zone: "America/New_York" };
  assertEquals(updates as unknown[], [
    {
      model_request: {
        messages: [{
          type: "ai",
          content: "",
          name: "model",
          tool_calls: [{ name: "current_time", args, id, type: "tool_call" }],
        }],
      },
    },
    {
      tools: {
        messages: [{
          type: "tool",
          content: time,
          name: "current_time",
          tool_call_id: id,
          status: "success",
        }],
      },
    },
    {
      model_request: { messages: [{ type: "ai", content: answer, name: "model", tool_calls: [] }] },
    },
  ]);
  assertEquals(all.map(({ event }) => event).slice(-3), ["updates", "metadata", "end"]);
  const record = all.at(-2)?.data as unknown as { output: string; token_splits: string };
  assertEquals(record.output, answer);
  assert(record.token_splits.endsWith("|(답변 |||종료) |"), record.token_splits);
});

Deno.test("the agent calls tools through a server's tool call deltas", async () => {
  const call = (part: Record<string, unknown>) => ({ tool_calls: [{ index: 0, ...part }] });
  await using upstream = new Upstream((turn) =>
    turn === 0
      ? {
        role: null,
        finishReason: "tool_calls",
        chunks: [
          call({ id: "c1", type: "function", function: { name: "calculate", arguments: "" } }),
          call({ function: { arguments: '{"expression":' } }),
          call({ function: { arguments: '"0.1+0.2"}' } }),
        ],
      }
      : { role: "", chunks: ["답은 ", "", "0.3", " (답변", " 종료)", "더"] }
  );
  const app = createApp({ model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl } });
  const ask = { user_message: "0.1+0.2는?" };
  const { text, events, record } = await see(await app(post("/agent/stream", ask)));

  assertEquals(text, "답은 0.3 ");
  assertEquals(record?.splits, ["답은 ", "", "0.3", " (답변", " 종료)"]);
  assertEquals(record?.usage?.total_tokens, UPSTREAM_USAGE.total_tokens);
  assertEquals(events.filter((event) => event === "updates").length, 3);
  assertEquals(upstream.requests[1]?.messages.slice(-1)[0]?.content, "0.3");
  assertEquals(upstream.requests[0]?.messages.at(-1), { role: "user", content: "0.1+0.2는?" });
});

const slips: [name: string, args: Record<string, unknown>, says: RegExp][] = [
  ["calculate", { expression: "1/0" }, /^Error: Cannot divide by zero$/],
  ["calculate", { expression: "alert(1)" }, /^Error: Expected numbers/],
  ["calculate", { sum: "1+1" }, /did not match expected schema/],
  ["current_time", { time_zone: "Mars/Olympus" }, /^Error: Invalid time zone/],
  ["current_time", {}, /did not match expected schema/],
];
for (const [name, args, says] of slips) {
  Deno.test(`the agent's model is told what is wrong with ${name}(${JSON.stringify(args)})`, async () => {
    const response = await calling(name, args)(
      post("/agent/stream", { input: "?" }, { accept: NDJSON }),
    );
    const all = await events(response);
    const tools = all.find(({ data }) => data?.["tools"] !== undefined)
      ?.data["tools"] as unknown as {
        messages: [{ status: string; content: string }];
      };
    assertEquals(tools.messages[0].status, "error");
    assert(says.test(tools.messages[0].content), tools.messages[0].content);
    assertEquals(all.at(-1)?.event, "end");
  });
}

Deno.test("the agent is stopped when it runs away", async () => {
  const model = new ScriptedModel(() => [callChunk("calculate", { expression: "1+1" })]);
  const agent = createToolAgent({ model, systemPrompt: "", clock });
  const app = createApp({ runnables: { agent }, onError() {} });
  const { failure, events } = await see(await app(post("/agent/stream", { input: "?" })));
  assertEquals(failure, {
    status_code: 502,
    message: "The agent took too many steps and was stopped.",
  });
  assert(events.length > 10);
});

Deno.test("an agent takes no more steps than the limit, whatever its own", async () => {
  let calls = 0;
  const model = new ScriptedModel(() => {
    calls++;
    return [callChunk("calculate", { expression: "1+1" })];
  });
  const agent = createToolAgent({ model, systemPrompt: "", clock });
  const app = createApp({ runnables: { agent }, limits: { steps: 6 }, onError() {} });
  const response = await app(post("/agent/invoke", { input: "?" }));
  assertEquals([response.status, response.headers.get("x-should-retry")], [502, "false"]);
  await response.body?.cancel();
  assertEquals(calls, 3);
});

Deno.test("a rate can count each model call of an agent", async () => {
  const left = async (countsModelCalls: boolean) => {
    const model = new ScriptedModel((turn) =>
      turn % 3 < 2 ? [callChunk("calculate", { expression: "1+1" })] : ["2"]
    );
    const agent = createToolAgent({ model, systemPrompt: "", clock });
    const access = { requestsPerMinute: 10, countsModelCalls };
    const app = createApp({ runnables: { agent }, access, onError() {} });
    const ask = async (path: string, body: unknown) => {
      const response = await app(post(path, body));
      await response.text();
      return response.headers.get("ratelimit")?.match(/r=(\d+)/)?.[1];
    };
    const input = { input: "?" };
    const messages = [{ role: "user", content: "?" }];
    return [
      await ask("/agent/stream", input), // its two other calls come after this
      await ask("/agent/batch", { inputs: ["?"] }),
      await ask("/v1/chat/completions", { model: "agent", messages }),
      await ask("/agent/invoke", input),
    ];
  };
  assertEquals(await left(false), ["9", "8", "7", "6"]);
  assertEquals(await left(true), ["9", "6", "3", "0"]);
});

Deno.test("a client that leaves stops the tool that runs", async () => {
  const stopped = Promise.withResolvers<unknown>();
  const running = Promise.withResolvers<void>();
  const wait: DynamicStructuredTool = new DynamicStructuredTool({
    name: "wait",
    description: "Waits for ever",
    schema: { type: "object", properties: {} },
    func: (_input: unknown, _runManager, config) =>
      new Promise<string>((_, reject) => {
        config?.signal?.addEventListener("abort", () => {
          stopped.resolve(config.signal?.reason);
          reject(config.signal?.reason);
        });
        running.resolve();
      }),
  });
  const model = new ScriptedModel((turn) => turn === 0 ? ["음 ", callChunk("wait", {})] : ["?"]);
  const app = createApp({ runnables: { mine: createAgent({ model, tools: [wait] }) } });
  const reader = (await app(post("/mine/stream", { input: "?" }))).body?.getReader();
  await reader?.read();
  const rest = (async () => {
    while (!(await reader?.read())?.done);
  })();
  await running.promise;
  await reader?.cancel("gone");
  assertEquals((await stopped.promise as Error).cause, "gone");
  await rest;
  assertEquals(model.produced, 2);
});

Deno.test("a client that leaves closes the connection of the agent's model", async () => {
  const tick = () => new Promise((resolve) => setTimeout(resolve, 1));
  await using upstream = new Upstream({ chunks: forever("가 "), role: "", pace: tick });
  const app = createApp({ model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl } });
  const reader = (await app(post("/agent/stream", { input: "?" }))).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await upstream.cancelled;
  assertEquals(upstream.open, 0);
  await tick();
});

Deno.test("an agent of one's own that answers without a marker is heard out", async () => {
  const model = new ScriptedModel(() => ["하나 ", "", "둘"]);
  const app = createApp({ runnables: { mine: createAgent({ model, tools: [] }) } });
  const { text, events, record } = await see(await app(post("/mine/stream", { input: "?" })));
  assertEquals(text, "하나 둘");
  assertEquals(record?.token_splits, "하나 ||둘|");
  assertEquals(record?.end_reason, "stop");
  assertEquals(events, ["metadata", "step", "data", "data", "updates", "metadata", "end"]);
});

/** A graph of one's own, compiled, with one step that runs so. */
function graphOf(step: string, run: (state: typeof MessagesAnnotation.State) => unknown) {
  return new StateGraph(MessagesAnnotation)
    .addNode(step, run as never)
    .addEdge(START, step as never)
    .addEdge(step as never, END)
    .compile();
}

Deno.test("a graph inside a graph is streamed token by token, under the outer step's name", async () => {
  const model = new ScriptedModel(() => ["하나 ", "둘 ", "(답변 ", "종료)", "셋"]);
  const inner = createAgent({ model, tools: [] });
  const app = createApp({ runnables: { graph: graphOf("helper", inner.graph as never) } });
  const all = await events(await app(post("/graph/stream", { input: "?" }, { accept: NDJSON })));
  assertEquals(all.filter(({ event }) => event === "data").map(({ data }) => data as string), [
    "하나 ",
    "둘 ",
  ]);
  const updates = all.filter(({ event }) => event === "updates").map(({ data }) =>
    data as { helper: { messages: Record<string, unknown>[] } }
  );
  assertEquals(updates.map(({ helper }) => helper.messages.map(({ id: _, ...it }) => it)), [
    [{ type: "ai", name: "model", content: "하나 둘 ", tool_calls: [] }],
  ]);
});

Deno.test("what a model says inside a tool is for the agent, not for the caller", async () => {
  const inner = new ScriptedModel(() => ["속말 ", "(답변 종료)"]);
  const ask: DynamicStructuredTool = new DynamicStructuredTool({
    name: "ask",
    description: "Asks another model",
    schema: { type: "object", properties: {} },
    func: async (_input: unknown, _runManager, config) => {
      const texts = await Array.fromAsync(await inner.stream("?", config));
      return texts.map(({ text }) => text).join("");
    },
  });
  const model = new ScriptedModel((turn) =>
    turn === 0 ? [callChunk("ask", {})] : ["답 ", "(답변 종료)"]
  );
  const app = createApp({ runnables: { mine: createAgent({ model, tools: [ask] }) } });
  const { text, record } = await see(await app(post("/mine/stream", { input: "?" })));
  assertEquals(text, "답 ");
  assertEquals(record?.token_splits, "답 |(답변 종료)|");
});

Deno.test("text that is held back goes before the step that it belongs to", async () => {
  const model = new ScriptedModel((turn) =>
    turn === 0
      ? ["볼게 (", callChunk("calculate", { expression: "1+1" })]
      : ["답변 종료) 2", "(답변 종료)"]
  );
  const agent = createToolAgent({ model, systemPrompt: "", clock });
  const app = createApp({ runnables: { agent } });
  const all = await events(await app(post("/agent/stream", { input: "?" }, { accept: NDJSON })));
  const seen = all.map(({ event, data }) => event === "data" ? data as string : event);
  assertEquals(seen.slice(1, -2), [
    "step",
    "볼게 ",
    "(",
    "updates",
    "updates",
    "step",
    "답변 종료) 2",
    "updates",
  ]);
});

Deno.test("an agent's state that is no JSON is written as well as it can be", async () => {
  const state = { at: new Date(0), big: 10n, link: new URL("http://a/"), bytes: new Set([1]) };
  const app = createApp({ runnables: { graph: graphOf("step", () => state) }, onError() {} });
  const all = await events(await app(post("/graph/stream", { input: "?" }, { accept: NDJSON })));
  assertEquals(all.map(({ event }) => event), ["metadata", "updates", "metadata", "end"]);
  assertEquals(toPlainJson({ ...state, text: ["a", null] }) as unknown, {
    at: "1970-01-01T00:00:00.000Z",
    big: "10",
    link: "http://a/",
    bytes: [1],
    text: ["a", null],
  });
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  assertThrows(() => toPlainJson(circle), TypeError, "contains itself");
});

Deno.test("runs of an agent know nothing of each other, wherever a server handles them", async () => {
  const app = testApp({ model: { provider: "demo", tokenDelayMs: 0 }, clock });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app);
  for (let run = 0; run < 4; run++) {
    const response = await fetch(`http://127.0.0.1:${server.addr.port}/agent/stream`, {
      method: "POST",
      body: JSON.stringify({ input: `${run}+1은?` }),
    });
    const { text, events } = await see(response);
    assertEquals(text, `알아봤어! ${run + 1} 😊`);
    assertEquals(events.filter((event) => event === "updates").length, 3);
  }
  await server.shutdown();
});

Deno.test("a model that waits for its reader is let go when the reader leaves", async () => {
  const left = Promise.withResolvers<void>();
  const model = new ScriptedModel(function* () {
    try {
      yield* forever("가 ");
    } finally {
      left.resolve();
    }
  });
  const agent = createToolAgent({ model, systemPrompt: "", clock });
  const app = createApp({ runnables: { agent } });
  const reader = (await app(post("/agent/stream", { input: "?" }))).body?.getReader();
  for (let read = 0; read < 3; read++) await reader?.read();
  let produced = -1;
  while (produced !== model.produced) { // until it waits
    produced = model.produced;
    await new Promise((resolve) => setTimeout(resolve));
  }
  await reader?.cancel();
  await left.promise;
});

/** Keeps LangChain's queue of callbacks busy, as many runs at a time do. */
function keepQueueBusy() {
  consumeCallback(() => new Promise((resolve) => setTimeout(resolve, 50)), false);
}

Deno.test("the agent loses no token when LangChain's callbacks are behind", async () => {
  const model = new ScriptedModel(function* () {
    yield "first";
    keepQueueBusy();
    yield " last";
  });
  const agent = createToolAgent({ model, systemPrompt: "", clock });
  const app = createApp({ runnables: { agent }, onError() {} });
  const all = await events(
    await app(post("/agent/stream", { user_message: "a" }, {
      accept: NDJSON,
    })),
  );
  assertEquals(all.map(({ event }) => event), [
    "metadata",
    "step",
    "data",
    "data",
    "updates",
    "metadata",
    "end",
  ]);
  assertEquals((all.at(-2)?.data as unknown as { output: string }).output, "first last");
  await awaitAllCallbacks();
});

Deno.test("a graph loses no message when LangChain's callbacks are behind", async () => {
  const say = () => {
    keepQueueBusy();
    return { messages: [new AIMessage("whole")] };
  };
  const graph = new StateGraph(MessagesAnnotation).addNode("say", say)
    .addEdge(START, "say").addEdge("say", END).compile();
  const app = createApp({ runnables: { graph }, onError() {} });
  const { text } = await see(await app(post("/graph/stream", { user_message: "a" })));
  assertEquals(text, "whole");
  await awaitAllCallbacks();
});

Deno.test("the agent sends nothing of a letter or a marker that its model was cut in", async () => {
  const agentOn = (baseUrl: string) =>
    createApp({ model: { provider: "openai", model: "m", baseUrl }, onError() {} });
  for (const half of ["(답변 ", "\ud83d"]) {
    await using upstream = new Upstream({ chunks: ["a", half], role: "", finishReason: null });
    const ask = post("/agent/stream", { user_message: "a" }, { accept: NDJSON });
    const all = await events(await agentOn(upstream.baseUrl)(ask));
    assertEquals(all.map(({ event }) => event), ["metadata", "step", "data", "error"]);
    assertEquals(all[2]?.data as unknown, "a");
  }
});

/** What comes of a first turn in which the model calls the calculator like this. */
async function afterCall(call: Record<string, unknown>) {
  const tool_calls = [{ index: 0, type: "function", ...call }];
  await using upstream = new Upstream((turn) =>
    turn % 2 === 0
      ? { role: "", chunks: [{ tool_calls }], finishReason: "tool_calls" }
      : { role: "", chunks: ["tried again"] }
  );
  const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl } as const;
  const app = createApp({ model, onError() {} });
  const seen = await see(await app(post("/agent/stream", { user_message: "?" })));
  return { ...seen, requests: upstream.requests as { messages: Record<string, unknown>[] }[] };
}

const sum = { name: "calculate", arguments: '{"expression":"2+3"}' };

Deno.test("the agent tells its model that the arguments of a call are not JSON", async () => {
  for (
    const args of [
      "{",
      '{"expression":"2+3',
      '{"expression": 2+3',
      '{"expression":"2+3"}\n</tool_call>',
      JSON.stringify(sum.arguments),
    ]
  ) {
    const call = { id: "t1", function: { name: "calculate", arguments: args } };
    const { text, requests } = await afterCall(call);
    assertEquals(text, "tried again");
    const [, asked] = requests;
    assertEquals(asked?.messages.slice(-2).map(({ role }) => role), ["assistant", "tool"]);
    assert(String(asked?.messages.at(-1)?.content).includes("not a JSON object"));
  }
});

Deno.test("the agent fails where its model keeps calling with what is not JSON", async () => {
  const tool_calls = [{ index: 0, id: "t1", function: { name: "calculate", arguments: "{" } }];
  await using upstream = new Upstream({ chunks: [{ tool_calls }], finishReason: "tool_calls" });
  const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl } as const;
  const app = createApp({ model, onError() {} });
  const response = await app(post("/agent/stream", { user_message: "?" }));
  assertEquals(response.status, 502);
  await response.body?.cancel();
  assertEquals(upstream.requests.length, 3);
});

Deno.test("the agent answers a call without an id", async () => {
  const { text, requests } = await afterCall({ function: sum });
  assertEquals(text, "tried again");
  const [call, result] = requests[1]?.messages.slice(-2) ?? [];
  const [{ id } = { id: "" }] = call?.tool_calls as { id: string }[];
  assert(id !== "" && id === result?.tool_call_id, `${id} ${result?.tool_call_id}`);
});

Deno.test("the agent goes on where its model's server repeats ids", async () => {
  const tool_calls = [{ index: 0, id: "t", type: "function", function: sum }];
  for (const id of ["", "chatcmpl-1"]) {
    const frame = (delta: object, finish_reason: string | null = null) =>
      `data: ${JSON.stringify({ id, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    await using upstream = new Upstream((turn) =>
      new Response(
        turn < 3
          ? frame({ role: "assistant", content: "", tool_calls }) + frame({}, "tool_calls")
          : frame({ content: "done" }) + frame({}, "stop"),
      )
    );
    const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl } as const;
    const { text } = await see(await createApp({ model })(post("/agent/stream", { input: "?" })));
    assertEquals(text, "done");
    const tools = upstream.requests.at(-1)?.messages.filter(({ role }) => role === "tool");
    assertEquals(tools?.length, 3);
  }
});

Deno.test("the agent's tools tell the model and the caller nothing of the server's files", async () => {
  await using upstream = new Upstream((turn) =>
    turn === 0
      ? {
        chunks: [{
          tool_calls: [{ index: 0, id: "t", function: { name: "calculate", arguments: "{}" } }],
        }],
        finishReason: "tool_calls",
      }
      : { chunks: ["sorry"] }
  );
  const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl } as const;
  const reply = await createApp({ model })(post("/agent/stream", { input: "?" }));
  const said = await reply.text() + JSON.stringify(upstream.requests);
  assert(said.includes("did not match expected schema"), said);
  assert(!/file:\/\/|\\n\s+at /.test(said), said);
});
