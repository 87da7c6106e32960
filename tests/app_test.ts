import { assert, assertEquals, assertThrows } from "@std/assert";
import { createApp } from "../src/mod.ts";
import { systemTimer } from "../src/run/timer.ts";
import { DIALECTS, NDJSON, post, readUntilBreak, see, SSE, TEXT } from "./support/client.ts";
import { failAfter, FakeRunnable } from "./support/models/runnables.ts";
import { transcripts } from "./support/models/transcripts.ts";
import { Upstream, UPSTREAM_USAGE } from "./support/models/upstream.ts";
import { testApp } from "./support/test_app.ts";

const demo = createApp({ model: { provider: "demo", tokenDelayMs: 0 } });
const serve = (...chunks: string[]) =>
  createApp({ runnables: { chain: new FakeRunnable(() => chunks) } });
const ask = { user_message: "로라야 안녕?" };

for (const { way, prompt, user_message, token_splits, splits, output } of transcripts) {
  Deno.test(`createApp() gives transcript "${way}" from the model, told the prompt itself`, async () => {
    for (const input of [prompt, { messages: [{ role: "user", content: prompt }] }]) {
      const { text, record } = await see(await demo(post("/model/stream", { input })));
      assertEquals(text, output);
      assertEquals(record?.token_splits, token_splits);
    }
  });

  for (const accept of DIALECTS) {
    Deno.test(`createApp() gives transcript "${way}" from the demo as ${accept}`, async () => {
      const response = await demo(post("/chain/stream", { user_message }, { accept }));
      assertEquals(response.status, 200);
      assertEquals(response.headers.get("cache-control"), "no-store, no-cache, no-transform");
      assertEquals(response.headers.get("x-accel-buffering"), "no");
      assertEquals(response.headers.get("x-content-type-options"), "nosniff");

      const { text, events, record } = await see(response);
      assertEquals(text, output);
      if (accept === TEXT) return;
      assertEquals(record?.token_splits, token_splits);
      assertEquals(record?.splits, splits);
      assertEquals(record?.output, output);
      assertEquals(record?.end_reason, "marker");
      assertEquals(record?.end_marker, "(답변 종료)");
      assertEquals(events.slice(-2), ["metadata", "end"]);
    });
  }

  for (const role of ["", null, undefined] as const) {
    const opening = role === undefined
      ? "no role delta"
      : `a role delta of ${JSON.stringify(role)}`;
    Deno.test(`createApp() gives transcript "${way}" from a server with ${opening}`, async () => {
      await using upstream = new Upstream({ chunks: splits, role });
      const app = createApp({
        model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
      });
      const { text, record } = await see(await app(post("/chain/stream", { user_message })));
      assertEquals(text, output);
      assertEquals(record?.token_splits, token_splits);
      assertEquals(upstream.requests[0]?.messages.at(-1), {
        role: "user",
        content: `${user_message} (답변 시작)`,
      });
    });
  }
}

Deno.test("createApp() tells what an answer without a marker cost, and why it ended", async (t) => {
  for (const [finishReason, end_reason] of [["stop", "stop"], ["length", "length"]] as const) {
    await t.step(finishReason, async () => {
      await using upstream = new Upstream({ chunks: ["a", "", "b"], role: "", finishReason });
      const app = createApp({
        model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
      });
      const { record } = await see(await app(post("/chain/stream", ask)));
      assertEquals(record?.token_splits, "a||b|");
      assertEquals(record?.end_reason, end_reason);
      assertEquals(record?.end_marker, null);
      assertEquals(record?.usage?.input_tokens, UPSTREAM_USAGE.prompt_tokens);
      assertEquals(record?.usage?.output_tokens, UPSTREAM_USAGE.completion_tokens);
    });
  }
});

Deno.test("createApp() names the run, the runnable and its model first", async () => {
  await using upstream = new Upstream({ chunks: ["a"], role: "" });
  const app = testApp({
    model: { provider: "openai", model: "test-7b", baseUrl: upstream.baseUrl },
    generateId: () => "01a20430-18d2-776d-99be-1e780cebc332",
  });
  const response = await app(post("/chain/stream", ask, { accept: NDJSON }));
  assertEquals(JSON.parse((await response.text()).split("\n")[0] ?? ""), {
    event: "metadata",
    data: {
      run_id: "01a20430-18d2-776d-99be-1e780cebc332",
      runnable: "chain",
      model: "test-7b",
    },
  });
});

Deno.test("createApp() times the first token and the whole", async () => {
  let time = 1_000;
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = new FakeRunnable(async function* () {
    time += 12;
    yield "a";
    await promise;
    time += 468;
    yield "b";
  });
  const app = testApp({
    runnables: { slow },
    timer: { ...systemTimer, now: () => time },
  });
  const response = await app(post("/slow/stream", ask)); // the first token is here
  resolve();
  const { record } = await see(response);
  assertEquals(record?.timing, { first_token_ms: 12, duration_ms: 480, split_ms: [12, 480] });
});

const markerCases: { name: string; chunks: string[]; output: string; markers?: string[] }[] = [
  { name: "in the middle of a chunk", chunks: ["안녕(답변 ", "종료) 그리고"], output: "안녕" },
  { name: "over four chunks", chunks: ["안녕(", "답변", " 종", "료)"], output: "안녕" },
  { name: "as the whole first chunk", chunks: ["(답변 종료)", "더"], output: "" },
  { name: "twice in one chunk", chunks: ["a(답변 종료)b(답변 종료)c"], output: "a" },
  {
    name: "overlapping another",
    chunks: ["x(답변", " 종료)"],
    output: "x(답",
    markers: ["(답변 종료)", "변 종"],
  },
  { name: "almost", chunks: ["(답변 종", "결)"], output: "(답변 종결)" },
  {
    name: "behind an emoji in two halves",
    chunks: ["좋아\ud83d", "\ude00(답변 종료)"],
    output: "좋아😀",
  },
];
for (const { name, chunks, output, markers } of markerCases) {
  for (const accept of DIALECTS) {
    Deno.test(`createApp() is right about a marker ${name} as ${accept}`, async () => {
      const app = createApp({
        runnables: { chain: new FakeRunnable(() => chunks) },
        endMarkers: markers,
      });
      const { text, record } = await see(await app(post("/chain/stream", ask, { accept })));
      assertEquals(text, output);
      if (accept !== TEXT) assertEquals(record?.output, output);
    });
  }
}

Deno.test("createApp() sends an emoji that came in halves whole", async () => {
  const response = await serve("\ud83d", "\ude00", "가")(
    post("/chain/stream", ask, { accept: TEXT }),
  );
  assertEquals(await response.bytes(), new TextEncoder().encode("😀가"));
});

Deno.test("createApp() lets a caller say what ends the answer", async (t) => {
  const app = serve("a(답변 종료)b[끝]c");
  const cases: [string, unknown, string][] = [
    ["one marker", { end_markers: "[끝]" }, "a(답변 종료)b"],
    ["several", { end_markers: ["c", "b"] }, "a(답변 종료)"],
    ["none", { end_markers: [] }, "a(답변 종료)b[끝]c"],
    ["let through", { include_end_marker: true }, "a(답변 종료)"],
    ["unknown keys", { session: 7 }, "a"],
  ];
  for (const [name, configurable, output] of cases) {
    await t.step(name, async () => {
      const body = { input: "안녕", config: { configurable, tags: [] }, kwargs: { x: 1 } };
      assertEquals((await see(await app(post("/chain/stream", body)))).text, output);
    });
  }
});

Deno.test("createApp() understands every form of input", async (t) => {
  const history = [{ role: "user", content: "{하나}" }, { role: "assistant", content: "둘" }];
  const said = { role: "user", content: "셋 {넷} (답변 시작)" };
  const forms: [string, unknown, unknown[]][] = [
    ["a string", { input: "셋 {넷}" }, [said]],
    ["a message", { input: { user_message: "셋 {넷}" } }, [said]],
    ["a message and history", { input: { user_message: "셋 {넷}", history } }, [...history, said]],
    [
      "messages",
      { input: { messages: [...history, { role: "human", content: "셋 {넷}" }] } },
      [...history, said],
    ],
    ["the short form", { user_message: "셋 {넷}", history }, [...history, said]],
  ];
  for (const [name, body, messages] of forms) {
    await t.step(name, async () => {
      await using upstream = new Upstream({ chunks: ["a"] });
      const app = createApp({
        model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
        systemPrompt: "너는 {로라}다",
      });
      await see(await app(post("/chain/stream", body)));
      assertEquals(upstream.requests[0]?.messages, [
        { role: "system", content: "너는 {로라}다" },
        ...messages,
      ] as never);
    });
  }
});

Deno.test("createApp() streams for a GET, too", async () => {
  const query = new URLSearchParams({ user_message: "로라야 너 MBTI 뭐야?" });
  const response = await demo(
    new Request(`http://localhost/chain/stream?${query}`, { headers: { accept: SSE } }),
  );
  assertEquals(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assertEquals((await see(response)).text, transcripts[2]?.output);
});

Deno.test("createApp() takes end markers from a GET", async () => {
  const query = "user_message=a&end_markers=%5B%EB%81%9D%5D&end_markers=c";
  const response = await serve("a(답변 종료)b[끝]c")(
    new Request(`http://localhost/chain/stream?${query}`, { headers: { accept: SSE } }),
  );
  assertEquals((await see(response)).text, "a(답변 종료)b");
});

Deno.test("createApp() invokes", async () => {
  const response = await serve("안녕", " (답변 종료)")(post("/chain/invoke", ask));
  assertEquals(response.headers.get("content-type"), "application/json");
  const { output, metadata } = await response.json();
  assertEquals(output, "안녕 ");
  assertEquals(metadata.token_splits, "안녕| (답변 종료)|");
  assertEquals(metadata.end_reason, "marker");
});

Deno.test("createApp() takes any runnable that yields text or messages", async () => {
  const { FakeStreamingChatModel } = await import("@langchain/core/utils/testing");
  const { AIMessageChunk } = await import("@langchain/core/messages");
  const chunks = ["안녕", "", { type: "text", text: "!" }, "(답변 종료)"].map((content) =>
    new AIMessageChunk({ content: typeof content === "string" ? content : [content] })
  );
  const app = createApp({ runnables: { model: new FakeStreamingChatModel({ chunks }) } });
  const { text, record } = await see(await app(post("/model/stream", ask)));
  assertEquals(text, "안녕!");
  assertEquals(record?.token_splits, "안녕||!|(답변 종료)|");
});

Deno.test("createApp() says so when JSON cannot express what a runnable yields", async () => {
  const app = createApp({
    runnables: { chain: new FakeRunnable(() => [{ answer: 42n }]) },
    onError: () => {},
  });
  const response = await app(post("/chain/stream", ask));
  assertEquals(response.status, 500);
  const { detail } = await response.json();
  assertEquals(
    detail,
    "Cannot stream a value of type bigint: JSON cannot express it.",
  );
});

Deno.test("createApp() answers the same when who hears of errors fails", async () => {
  const app = createApp({
    runnables: { chain: new FakeRunnable(() => failAfter(["a"])) },
    onError: () => {
      throw new Error("the log is full");
    },
  });
  const { events, failure } = await see(await app(post("/chain/stream", ask)));
  assertEquals(events, ["metadata", "data", "error"]);
  assertEquals(failure?.message, "The runnable failed.");
});

Deno.test("createApp() refuses what it cannot serve", () => {
  const chain = new FakeRunnable(() => []);
  assertThrows(() => createApp({ runnables: { "a/b": chain } }), TypeError, '"a/b"');
  for (
    const route of ["v1", "api", "healthz", "client.js", "openapi.json", "threads", "runs", "info"]
  ) {
    const serve = () => createApp({ runnables: { [route]: chain } });
    assertThrows(serve, TypeError, `"${route}": the name is reserved for a route`);
  }
  assertThrows(() => createApp({ runnables: {} }), TypeError, "empty set of runnables");
  assertThrows(() => createApp({ endMarkers: [""] }), TypeError, "empty end marker");
});

Deno.test("createApp() tells what it runs on", async (t) => {
  const about = async (app: ReturnType<typeof createApp>) => {
    const { descriptions, page, end_markers, ...rest } =
      await (await app(new Request("http://localhost/healthz"))).json();
    assertEquals([page, end_markers], [{}, ["(답변 종료)"]]);
    assert(typeof descriptions === "object");
    return rest;
  };

  await t.step("the demo, and how to get a real model", async () => {
    const { note, ...rest } = await about(demo);
    assertEquals(rest, {
      status: "ok",
      provider: "demo",
      model: "demo",
      runnables: ["model", "chain", "agent"],
      graphs: ["agent"],
    });
    assert(note.includes("OPENAI_API_KEY"));
  });
  await t.step("a model, without its key and address", async () => {
    const model = {
      provider: "openai",
      model: "m",
      apiKey: "sk-1",
      baseUrl: "http://x/v1",
    } as const;
    assertEquals(await about(createApp({ model })), {
      status: "ok",
      provider: "openai",
      model: "m",
      runnables: ["model", "chain", "agent"],
      graphs: ["agent"],
    });
  });
  await t.step("one's own", async () => {
    assertEquals(await about(createApp({ runnables: { mine: new FakeRunnable(() => []) } })), {
      status: "ok",
      provider: "custom",
      model: null,
      runnables: ["mine"],
    });
  });
});

Deno.test("createApp() answers an error in the middle where the dialect has words", async (t) => {
  const errors: unknown[] = [];
  const chain = new FakeRunnable(() => failAfter(["하나 ", "", "둘 ("]));
  const app = createApp({ runnables: { chain }, onError: (error) => errors.push(error) });
  for (const accept of [SSE, NDJSON]) {
    await t.step(accept, async () => {
      const response = await app(post("/chain/stream", ask, { accept }));
      assertEquals(response.status, 200);
      const { text, events, failure } = await see(response);
      assertEquals(text, "하나 둘 ");
      assertEquals(events, ["metadata", "data", "data", "error"]);
      const code = "runnable_failed";
      assertEquals(failure, { status_code: 500, message: "The runnable failed.", code });
      assertEquals((errors.pop() as Error).message, "boom");
    });
  }
  await t.step(TEXT, async () => {
    const response = await app(post("/chain/stream", ask, { accept: TEXT }));
    assertEquals(await readUntilBreak(response), "하나 둘 ");
  });
  await t.step("invoke", async () => {
    const response = await app(post("/chain/invoke", ask));
    assertEquals(response.status, 500);
    assertEquals((await response.json()).message, "The runnable failed.");
  });
});
