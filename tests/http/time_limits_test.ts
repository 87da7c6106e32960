import { assert, assertEquals, assertRejects } from "@std/assert";
import { AIMessageChunk } from "@langchain/core/messages";
import type { Limits, RunConfig } from "../../src/mod.ts";
import { NDJSON, post, readUntilBreak, see, SSE, TEXT } from "../support/client.ts";
import { FakeTimer } from "../support/fake_timer.ts";
import { FakeRunnable } from "../support/models/runnables.ts";
import { Upstream } from "../support/models/upstream.ts";
import { testApp } from "../support/test_app.ts";

const ask = { user_message: "?" };
const MINUTE = 60_000;

/** A runnable that says what it is told to, when it is told to; it may be deaf to its signal. */
function puppet() {
  const words: string[] = [];
  let wake = () => {};
  let isOver = false;
  const chain = new FakeRunnable(async function* () {
    while (true) {
      for (const word of words.splice(0)) yield word;
      if (isOver) return;
      await new Promise<void>((resolve) => wake = resolve);
    }
  });
  return {
    chain,
    say: (word: string) => {
      words.push(word);
      wake();
    },
    end: () => {
      isOver = true;
      wake();
    },
  };
}

function serve(limits: Partial<Limits> = {}) {
  const timer = new FakeTimer();
  const { chain, say, end } = puppet();
  const app = testApp({ runnables: { chain }, timer, limits, onError() {} });
  return { timer, chain, say, end, app };
}

/** Reads a body as it comes. */
function reading({ body }: Response) {
  const decoder = new TextDecoder();
  const reader = body?.getReader();
  return async () => decoder.decode((await reader?.read())?.value);
}

Deno.test("a model that does not begin in time is a 504, and is stopped", async () => {
  const { app, timer, chain } = serve({ firstTokenMs: 500, graceMs: Infinity });
  const reply = app(post("/chain/stream", ask));
  await timer.pass(499);
  await timer.pass(1);
  const response = await reply;
  assertEquals(response.status, 504);
  assertEquals((await response.json()).message, "The model did not begin to answer in time.");
  await chain.aborted;
  assertEquals(timer.pending, 0);
});

Deno.test("a stream that comes too late is cancelled", async () => {
  const { promise, resolve } = Promise.withResolvers<ReadableStream<string>>();
  const timer = new FakeTimer();
  const chain = { stream: () => promise }; // deaf to its signal
  const limits = { firstTokenMs: 500, graceMs: Infinity };
  const app = testApp({ runnables: { chain }, timer, limits, onError() {} });
  const reply = app(post("/chain/stream", ask));
  await timer.pass(500);
  assertEquals((await reply).status, 504);
  const cancelled = Promise.withResolvers<void>();
  resolve(new ReadableStream({ cancel: () => cancelled.resolve() }, { highWaterMark: 0 }));
  await cancelled.promise;
});

Deno.test("a model that does not go on in time is a failure, and is stopped", async () => {
  for (const accept of [SSE, NDJSON]) {
    const { app, timer, chain, say } = serve({ idleMs: 500 });
    say("half");
    const seen = see(await app(post("/chain/stream", ask, { accept })));
    await timer.pass(499);
    say(" an");
    await timer.pass(499); // anew for each chunk
    await timer.pass(1);
    const { text, events, failure } = await seen;
    assertEquals(text, "half an");
    assertEquals(events.at(-1), "error");
    assertEquals(failure, { status_code: 504, message: "The model did not go on in time." });
    await chain.aborted;
    assertEquals(timer.pending, 0);
  }
});

Deno.test("a model that does not go on in time breaks a body of text", async () => {
  const { app, timer, say } = serve({ idleMs: 500 });
  say("half");
  const text = readUntilBreak(await app(post("/chain/stream", ask, { accept: TEXT })));
  await timer.pass(500);
  assertEquals(await text, "half");
});

Deno.test("an answer that takes too long is a failure, however lively it is", async () => {
  const { app, timer, say } = serve({ durationMs: 1_000, idleMs: 500 });
  say("a");
  const seen = see(await app(post("/chain/stream", ask)));
  for (let i = 0; i < 4; i++) {
    await timer.pass(240);
    say("a");
  }
  await timer.pass(240);
  const { text, failure } = await seen;
  assertEquals(text, "aaaaa");
  assertEquals(failure?.message, "The answer was not complete in time.");
  assertEquals(timer.pending, 0);
});

Deno.test("an answer that nobody reads on breaks when it has taken too long", async () => {
  const { app, timer, chain, say } = serve({ durationMs: 1_000 });
  say("a");
  const response = await app(post("/chain/stream", ask));
  const read = reading(response);
  await read();
  await timer.pass(1_000);
  await chain.aborted;
  await assertRejects(async () => {
    while (await read() !== "");
  });
  assertEquals(timer.pending, 0);
});

Deno.test("time in which nobody reads is not the model's", async () => {
  const { app, timer, say, end } = serve({ idleMs: 500, heartbeatMs: Infinity });
  say("a");
  const response = await app(post("/chain/stream", ask, { accept: TEXT }));
  say("b");
  await timer.pass(10_000); // the stream is a chunk ahead of its reader, and waits for it
  say("c");
  end();
  const text = await response.text().catch(String);
  assertEquals(text, "abc");
});

Deno.test("a stream that is silent for long sends heartbeats", async () => {
  const beats = { [SSE]: ": ping\n\n", [NDJSON]: '{"event":"ping"}\n' };
  for (const [accept, beat] of Object.entries(beats)) {
    const { app, timer, say, end } = serve({ heartbeatMs: 500, idleMs: MINUTE });
    say("a");
    const read = reading(await app(post("/chain/stream", ask, { accept })));
    await read(); // the start
    assert((await read()).includes('"a"'));
    for (let i = 0; i < 3; i++) {
      const next = read();
      await timer.pass(500);
      assertEquals(await next, beat);
    }
    const next = read();
    await timer.pass(499);
    say("b");
    assert((await next).includes('"b"'), "a heartbeat came too early");
    end();
    while (await read() !== "");
    assertEquals(timer.pending, 0);
  }
});

Deno.test("heartbeats are no part of what a client sees", async () => {
  for (const accept of [SSE, NDJSON]) {
    const { app, timer, say, end } = serve({ heartbeatMs: 100, idleMs: MINUTE });
    say("a");
    const seen = see(await app(post("/chain/stream", ask, { accept })));
    await timer.pass(350);
    end();
    const { text, record } = await seen;
    assertEquals([text, record?.output], ["a", "a"]);
  }
});

Deno.test("text has no heartbeats", async () => {
  const { app, timer, say, end } = serve({ heartbeatMs: 100, idleMs: MINUTE });
  say("a");
  const text = (await app(post("/chain/stream", ask, { accept: TEXT }))).text();
  await timer.pass(1_000);
  end();
  assertEquals(await text, "a");
});

Deno.test("a slow start shows that it is alive, and then goes on as ever", async () => {
  const { app, timer, say, end } = serve({ graceMs: 200, heartbeatMs: 500 });
  const reply = app(post("/chain/stream", ask));
  await timer.pass(200);
  const response = await reply;
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("server-timing"), "wait;dur=200");
  const read = reading(response);
  assertEquals(await read(), ": ping\n\n");
  const next = read();
  await timer.pass(500);
  assertEquals(await next, ": ping\n\n");
  say("a");
  assert((await read()).startsWith("id: 0\nevent: metadata\n"));
  assert((await read()).includes('"a"'));
  end();
  let last = "";
  for (let text = await read(); text !== ""; text = await read()) last = text;
  assert(last.endsWith("event: end\ndata:\n\n"));
  assertEquals(timer.pending, 0);
});

Deno.test("a slow start that fails is told where the status is gone", async () => {
  const message = "The model did not begin to answer in time.";
  const failures: Record<string, string> = {
    [SSE]: `: ping\n\nid: 0\nevent: error\ndata: {"status_code":504,"message":"${message}",`,
    [NDJSON]:
      `{"event":"ping"}\n{"event":"error","data":{"status_code":504,"message":"${message}",`,
  };
  for (const [accept, expected] of Object.entries(failures)) {
    const { app, timer } = serve({ graceMs: 200, firstTokenMs: 500 });
    const reply = app(post("/chain/stream", ask, { accept }));
    await timer.pass(200);
    const text = (await reply).text();
    await timer.pass(300);
    assert((await text).startsWith(expected), await text);
    assertEquals(timer.pending, 0);
  }
});

Deno.test("a slow start that fails breaks a body of text", async () => {
  const { app, timer } = serve({ graceMs: 200, firstTokenMs: 500 });
  const reply = app(post("/chain/stream", ask, { accept: TEXT }));
  await timer.pass(200);
  const text = readUntilBreak(await reply);
  await timer.pass(300);
  assertEquals(await text, "");
});

Deno.test("a fast failure has a status of its own", async () => {
  const chain = new FakeRunnable(() => {
    throw Object.assign(new Error("no"), {
      status: 429,
      headers: new Headers({ "retry-after": "7" }),
    });
  });
  const app = testApp({ runnables: { chain }, timer: new FakeTimer(), onError() {} });
  const response = await app(post("/chain/stream", ask));
  assertEquals([response.status, response.headers.get("retry-after")], [429, "7"]);
  await response.body?.cancel();
});

Deno.test("a client that leaves during a slow start stops the model", async () => {
  const { app, timer, chain } = serve({ graceMs: 200 });
  const reply = app(post("/chain/stream", ask));
  await timer.pass(200);
  const response = await reply;
  await response.body?.cancel();
  await chain.aborted;
  await timer.pass(0);
  assertEquals(timer.pending, 0);
});

Deno.test("an invoke that takes too long is a 504", async () => {
  const { app, timer, say } = serve({ durationMs: 1_000 });
  say("a");
  const reply = app(post("/chain/invoke", ask));
  await timer.pass(1_000);
  const response = await reply;
  assertEquals(response.status, 504);
  assertEquals((await response.json()).message, "The answer was not complete in time.");
  assertEquals(timer.pending, 0);
});

Deno.test("replies tell how long the model took", async () => {
  const { app, timer, say, end } = serve({ graceMs: MINUTE });
  const reply = app(post("/chain/stream", ask));
  await timer.pass(120);
  say("a");
  const response = await reply;
  assertEquals(response.headers.get("server-timing"), "first;dur=120");
  end();
  await response.text();

  const other = serve();
  const invoked = other.app(post("/chain/invoke", ask));
  await other.timer.pass(120);
  other.say("a");
  await other.timer.pass(80);
  other.end();
  const { headers, body } = await invoked;
  assertEquals(headers.get("server-timing"), "first;dur=120, total;dur=200");
  await body?.cancel();
});

/** A runnable that yields when it is told to, on a model that says so by its callbacks. */
class Reporting extends FakeRunnable {
  handler: Record<string, (...args: unknown[]) => unknown> = {};

  override stream(input: unknown, config: RunConfig): Promise<ReadableStream<unknown>> {
    this.handler = config.callbacks[0] as Reporting["handler"];
    return super.stream(input, config);
  }
}

Deno.test("a tool has a time limit of its own, and is what is late", async () => {
  const words: string[] = ["half"];
  const chain = new Reporting(async function* () {
    yield* words;
    await new Promise(() => {});
  });
  const timer = new FakeTimer();
  const limits = { idleMs: 500, toolMs: 2_000 };
  const app = testApp({ runnables: { chain }, timer, limits, onError() {} });
  const seen = see(await app(post("/chain/stream", ask)));
  chain.handler.handleToolStart?.();
  await timer.pass(1_999);
  chain.handler.handleToolEnd?.();
  chain.handler.handleToolStart?.();
  await timer.pass(1_999);
  await timer.pass(1);
  assertEquals((await seen).failure, {
    status_code: 504,
    message: "A tool did not finish in time.",
  });
});

Deno.test("a model is limited again when its tools are done", async () => {
  const chain = new Reporting(async function* () {
    yield "half";
    await new Promise(() => {});
  });
  const timer = new FakeTimer();
  const app = testApp({ runnables: { chain }, timer, limits: { idleMs: 500 }, onError() {} });
  const seen = see(await app(post("/chain/stream", ask)));
  chain.handler.handleToolStart?.();
  chain.handler.handleToolStart?.();
  chain.handler.handleToolEnd?.();
  await timer.pass(1_000);
  assertEquals(timer.pending > 0, true, "the run must go on while a tool works");
  chain.handler.handleToolError?.();
  await timer.pass(500);
  assertEquals((await seen).failure?.message, "The model did not go on in time.");
});

Deno.test("heartbeats of a model's server are signs of life, and no first token", async () => {
  const timer = new FakeTimer();
  const beats = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  await using upstream = new Upstream(() =>
    new Response(new ReadableStream({ start: (controller) => beats.resolve(controller) }), {
      headers: { "content-type": "text/event-stream" },
    })
  );
  const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl } as const;
  const limits = { firstTokenMs: 1_000, idleMs: 10, graceMs: Infinity };
  const app = testApp({ model, timer, limits, onError() {} });
  const reply = app(post("/chain/stream", ask));
  const controller = await beats.promise;
  const role = 'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n';
  for (const sign of [": wait\n\n", "event: ping\n\n", 'data: {"choices":[]}\n\n', role]) {
    await timer.pass(900);
    controller.enqueue(new TextEncoder().encode(sign));
    await new Promise((resolve) => setTimeout(resolve, 20)); // it comes by a real connection
  }
  await timer.pass(1_000);
  const response = await reply;
  assertEquals(response.status, 504);
  assertEquals((await response.json()).message, "The model did not begin to answer in time.");
});

Deno.test("a model that thinks behind a function of one's own is alive", async () => {
  const chain = new Reporting(async function* () {
    yield "half";
    await new Promise(() => {});
  });
  const timer = new FakeTimer();
  const app = testApp({ runnables: { chain }, timer, limits: { idleMs: 500 }, onError() {} });
  const seen = see(await app(post("/chain/stream", ask)));
  const message = new AIMessageChunk({
    content: "",
    additional_kwargs: { reasoning_content: "hm" },
  });
  chain.handler.handleChatModelStart?.({}, [], "run", undefined, {}, [], {});
  for (let i = 0; i < 4; i++) {
    await timer.pass(400);
    chain.handler.handleLLMNewToken?.("", undefined, "run", undefined, [], { chunk: { message } });
  }
  await timer.pass(499);
  assertEquals(timer.pending > 0, true, "the run must go on while its model thinks");
  await timer.pass(1);
  assertEquals((await seen).failure?.message, "The model did not go on in time.");
});
