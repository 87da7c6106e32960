import { assert, assertEquals, assertThrows } from "@std/assert";
import { RunnableLambda } from "@langchain/core/runnables";
import {
  MemorySaver,
  MessagesAnnotation,
  START,
  StateGraph,
} from "npm:@langchain/langgraph@^1.0.0";
import { Hono } from "npm:hono@4.13.19";
import { z } from "npm:zod@^4.1.0";
import {
  createApp,
  type EndedRun,
  HttpError,
  type ServedRunnable,
  type StreamableRunnable,
} from "../../src/mod.ts";
import { post, see } from "../support/client.ts";
import { failAfter, FakeRunnable, forever } from "../support/models/runnables.ts";
import { says } from "../support/models/saying_model.ts";

/** Tells its input and its config. */
const mirror = RunnableLambda.from((input: unknown, { configurable, tags, metadata }) => ({
  input,
  configurable,
  tags,
  metadata,
}));
const serve = (it: StreamableRunnable | ServedRunnable) =>
  createApp({ runnables: { it }, onError() {} });
const invoke = async (it: StreamableRunnable | ServedRunnable, body: unknown) => {
  const response = await serve(it)(post("/it/invoke", body));
  return { status: response.status, body: await response.json() };
};

Deno.test("a served runnable may be made for each run", async () => {
  const runs: string[] = [];
  const it: ServedRunnable = {
    runnable: ({ runId, name, request, config }) => {
      runs.push(runId);
      assertEquals([name, request.method], ["it", "POST"]);
      return RunnableLambda.from(() => String(config.configurable?.user));
    },
  };
  for (const user of ["alice", "bob"]) {
    const { body } = await invoke(it, { input: "?", config: { configurable: { user } } });
    assertEquals(body.output, user);
  }
  assertEquals(new Set(runs).size, 2);
});

Deno.test("a served runnable's schema validates, transforms and documents its input", async () => {
  const input = z.object({ topic: z.string().min(1), count: z.number().default(3) });
  const it = { runnable: mirror, input };
  const { body } = await invoke(it, { input: { topic: "곰" } });
  assertEquals(body.output.input, { topic: "곰", count: 3 });
  const refused = await invoke(it, { input: { topic: 7 } });
  assertEquals(refused.status, 422);
  assertEquals(refused.body.errors[0].pointer, "#/input/topic");
  const schema = await (await serve(it)(new Request("http://localhost/it/input_schema"))).json();
  assertEquals(schema.properties.topic, { type: "string", minLength: 1 });
});

Deno.test("a served runnable makes its input from messages, for every face", async () => {
  const it: ServedRunnable = {
    runnable: mirror,
    fromMessages: (messages) => ({ topic: messages.at(-1)?.text, turns: messages.length }),
  };
  const topic = { topic: "곰", turns: 1 };
  const messages = [{ role: "user", content: "곰" }];
  for (const input of ["곰", messages, { messages }, { user_message: "곰" }]) {
    assertEquals((await invoke(it, { input })).body.output.input, topic);
  }
  const own = { topic: "own" };
  assertEquals((await invoke(it, { input: own })).body.output.input, own);
  const completion = await serve(it)(post("/v1/chat/completions", { model: "it", messages }));
  const { choices } = await completion.json();
  assertEquals(JSON.parse(choices[0].message.content).input, topic);
});

Deno.test("a served runnable may have end markers of its own", async () => {
  const it = { runnable: new FakeRunnable(() => ["a", "<end>", "b"]), endMarkers: ["<end>"] };
  const { body } = await invoke(it, { input: "?" });
  assertEquals([body.output, body.metadata.end_marker], ["a", "<end>"]);
  const config = { configurable: { end_markers: ["b"] } };
  assertEquals((await invoke(it, { input: "?", config })).body.output, "a<end>");
});

Deno.test("configure() adds what only the server knows, and wins", async () => {
  const it: ServedRunnable = {
    runnable: mirror,
    configure: (request, { name }) => ({
      configurable: { user: request.headers.get("x-user"), name },
      tags: ["server"],
    }),
  };
  const config = { configurable: { user: "mallory", a: 1 }, tags: ["mine"] };
  const request = post("/it/invoke", { input: 1, config });
  request.headers.set("x-user", "alice");
  const { output } = await (await serve(it)(request)).json();
  assertEquals(output.configurable, { user: "alice", name: "it", a: 1 });
  assertEquals(output.tags, ["mine", "server"]);
});

Deno.test("the name of a run is that of its trace", async () => {
  const names: unknown[] = [];
  const handleChainStart = (...args: unknown[]) => names.push(args[7] ?? args[6]);
  const it = mirror.withConfig({ callbacks: [{ awaitHandlers: true, handleChainStart }] });
  await invoke(it, { input: 1, config: { run_name: "run" } });
  assertEquals(names, ["run"]);
});

Deno.test("configure() may refuse a request, before the runnable runs", async () => {
  const runnable = new FakeRunnable(() => ["a"]);
  const it: ServedRunnable = {
    runnable,
    configure: () => {
      throw new HttpError(401, "Sign in first.", { code: "signed_out" });
    },
  };
  const { status, body } = await invoke(it, { input: "?" });
  assertEquals([status, body.detail, body.code], [401, "Sign in first.", "signed_out"]);
  assertEquals(runnable.inputs, []);
});

Deno.test("a caller cannot set what is the server's own", async () => {
  for (
    const [config, pointer] of [
      [{ configurable: { sampling: { model: "x" } } }, "#/config/configurable/sampling/model"],
      [
        { configurable: { sampling: { temperature: "0" } } },
        "#/config/configurable/sampling/temperature",
      ],
      [
        { configurable: { sampling: { top_logprobs: 2 } } },
        "#/config/configurable/sampling/logprobs",
      ],
      [{ configurable: { __pregel_send: 1 } }, "#/config/configurable/__pregel_send"],
      [{ configurable: { endMarkers: ["x"] } }, "#/config/configurable/endMarkers"],
      [{ tag: ["x"] }, "#/config/tag"],
      [{ tags: "x" }, "#/config/tags"],
      [{ recursion_limit: 0 }, "#/config/recursion_limit"],
    ] as const
  ) {
    const { status, body } = await invoke(mirror, { input: 1, config });
    assertEquals([status, body.errors[0].pointer], [422, pointer]);
  }
  const config = { callbacks: [{ handleChainStart: "x" }], run_id: "mine" };
  assertEquals((await invoke(mirror, { input: 1, config })).status, 200);
});

Deno.test("a caller chooses among the models that are offered", async () => {
  const seen: unknown[] = [];
  const runnable = RunnableLambda.from((_: unknown, { configurable }) => {
    seen.push(configurable?.sampling);
    return "a";
  });
  const it = { runnable, models: ["small", "large"] };
  const config = (model: unknown) => ({ configurable: { sampling: { model } } });
  assertEquals((await invoke(it, { input: 1, config: config("large") })).status, 200);
  assertEquals(seen, [{ model: "large" }]);
  const { status, body } = await invoke(it, { input: 1, config: config("huge") });
  assertEquals(status, 422);
  assert(body.errors[0].detail.endsWith("must be one of small, large."), body.errors[0].detail);
});

for (
  const [outcome, source] of [
    ["complete", () => ["a", "b"]],
    ["failed", () => failAfter(["a"])],
  ] as const
) {
  Deno.test(`onEnd() gets a run that is ${outcome}`, async () => {
    const ended = Promise.withResolvers<EndedRun>();
    const runnable = new FakeRunnable(source);
    const app = serve({ runnable, onEnd: ended.resolve });
    await (await app(post("/it/stream", { input: { a: 1 } }))).body?.cancel().catch(() => {});
    const run = await ended.promise;
    assertEquals(run.input, { a: 1 });
    assertEquals([run.name, run.request.method], ["it", "POST"]);
    assertEquals(run.record.output, run.output);
  });
}

Deno.test("onEnd() gets a run that its caller left", async () => {
  const ended = Promise.withResolvers<EndedRun>();
  const app = serve({ runnable: new FakeRunnable(() => forever("a")), onEnd: ended.resolve });
  const reader = (await app(post("/it/stream", { input: "?" }))).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  assertEquals((await ended.promise).outcome, "cancelled");
});

Deno.test("a graceful stop can wait for onEnd(), and its errors go to onError()", async () => {
  const waits: Promise<unknown>[] = [];
  const errors: unknown[] = [];
  const saved: string[] = [];
  const it: ServedRunnable = {
    runnable: new FakeRunnable(() => ["a"]),
    onEnd: async ({ runId }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      saved.push(runId);
      throw new Error("the disk is full");
    },
  };
  const app = createApp({
    runnables: { it },
    waitUntil: (promise) => waits.push(promise),
    onError: (error) => errors.push(error),
  });
  const { record } = await see(await app(post("/it/stream", { input: "?" })));
  assertEquals([record?.output, saved], ["a", []]);
  await Promise.all(waits);
  assertEquals(saved.length, 1);
  assertEquals(errors.map(String), ["Error: the disk is full"]);
});

Deno.test("createApp() refuses what is no runnable, by its name", () => {
  for (
    const [value, got] of [
      [(x: unknown) => x, "a function; wrap a function in RunnableLambda.from()"],
      [{ invoke() {} }, "an object without a stream method"],
      [[], "an array"],
      [null, "null"],
      [undefined, "undefined"],
      ["chain", "a string"],
      [{ runnable: 7 }, "a number"],
    ] as const
  ) {
    const runnables = { fn: value as unknown as StreamableRunnable };
    const name = value !== null && typeof value === "object" && "runnable" in value
      ? "fn.runnable"
      : "fn";
    const message = `Cannot serve "${name}": expected a runnable, got ${got}`;
    assertThrows(() => createApp({ runnables }), TypeError, message);
  }
});

Deno.test("createApp() refuses options that it does not know, by their names", () => {
  const runnable = RunnableLambda.from(() => "");
  for (
    const [options, message] of [
      [{ onend() {} }, 'Cannot serve "it": unknown option "onend", expected one of runnable, '],
      [{ onEnd: "x" }, 'Cannot serve "it": expected "onEnd" to be a function, got string'],
      [{ answer: "generate" }, 'Cannot serve "it": expected "answer" to be an array, got string'],
      [{ description: 5 }, 'Cannot serve "it": expected "description" to be a string, got number'],
    ] as const
  ) {
    const it = { runnable, ...options } as never;
    assertThrows(() => createApp({ runnables: { it } }), TypeError, message);
  }
  createApp({ runnables: { it: { runnable, description: undefined, answer: undefined } } });
});

Deno.test("createApp() warns of an answer of nodes that are not there", () => {
  const warned: string[] = [];
  const { warn } = console;
  console.warn = (line: string) => warned.push(line);
  try {
    const inner = new StateGraph(MessagesAnnotation).addNode("deep", () => ({}))
      .addEdge(START, "deep").compile();
    const runnable = new StateGraph(MessagesAnnotation).addNode("generate", inner)
      .addEdge(START, "generate").compile() as unknown as StreamableRunnable;
    for (const answer of [["generate"], ["deep"], undefined]) {
      createApp({ runnables: { it: { runnable, answer } } });
    }
    assertEquals(warned, []);
    createApp({ runnables: { it: { runnable, answer: ["genrate"] } } });
    const chain = RunnableLambda.from(() => "");
    createApp({ runnables: { it: { runnable: chain, answer: ["generate"] } } });
  } finally {
    console.warn = warn;
  }
  assertEquals(warned, [
    'The answer of the runnable "it" is the text of "genrate", but its nodes are "generate", ' +
    '"deep". Only a graph inside a function may have others.',
    'The answer of the runnable "it" is the text of "generate", but it is not a graph.',
  ]);
});

Deno.test("createApp() warns of a graph whose callers would share a thread", () => {
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("a", () => ({ messages: [] }))
    .addEdge(START, "a")
    .compile({ checkpointer: new MemorySaver() });
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (line: string) => warnings.push(line);
  try {
    serve(graph as unknown as StreamableRunnable);
    assertEquals(warnings, []);
    const bound = graph.withConfig({ configurable: { thread_id: "7" } });
    serve(bound as unknown as StreamableRunnable);
  } finally {
    console.warn = warn;
  }
  assertEquals(warnings.length, 1);
  assert(warnings[0]?.includes('"it" is bound to the thread "7"'), warnings[0]);
});

Deno.test("an app below a path stands beside other routes, its page included", async () => {
  const chain = new FakeRunnable(() => ["안녕"]);
  const app = createApp({ basePath: "/ai", runnables: { chain } });
  const get = async (path: string) => await app(new Request(`http://localhost${path}`));

  const { text } = await see(await app(post("/ai/chain/stream", { input: "?" })));
  assertEquals(text, "안녕");
  const page = await get("/ai/");
  assertEquals(page.status, 200);
  const links = (await page.text()).matchAll(/(?:src|href)="([^"#]+)"/g);
  for (const [, link = ""] of links) {
    if (/^[a-z]+:/.test(link)) continue;
    const { pathname } = new URL(link, "http://localhost/ai/");
    const response = await get(pathname);
    assertEquals(response.status, 200, pathname);
    await response.body?.cancel();
  }
  const moved = await get("/ai");
  assertEquals([moved.status, moved.headers.get("location")], [308, "/ai/"]);
  assertEquals((await get("/chain/stream")).status, 404);
  assertEquals((await get("/aikido")).status, 404);
  assertEquals((await (await get("/ai/openapi.json")).json()).servers, [{ url: "/ai" }]);
  assertThrows(() => createApp({ basePath: "ai" }), TypeError, 'Cannot serve below "ai"');
});

Deno.test("an app stands in Hono, and beside routes of one's own", async () => {
  const model = says("안", "녕");
  const mounted = new Hono().get("/", (c) => c.text("mine"))
    .mount("/ai", createApp({ runnables: { model } }));
  const prefixed = new Hono().all(
    "/ai/*",
    (c) => createApp({ basePath: "/ai", runnables: { model } })(c.req.raw),
  );
  for (const hono of [mounted, prefixed]) {
    const response = await hono.fetch(post("/ai/model/stream", { input: "?" }));
    assertEquals((await see(response)).text, "안녕");
    const page = await hono.fetch(new Request("http://localhost/ai/"));
    assert((await page.text()).includes("page.js"));
  }
  assertEquals(await (await mounted.request("/")).text(), "mine");
});
