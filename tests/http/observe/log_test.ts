import { assert, assertEquals } from "@std/assert";
import { createApp, type RunLog } from "../../../src/mod.ts";
import { DIALECTS, post } from "../../support/client.ts";
import { FakeTimer } from "../../support/fake_timer.ts";
import { failAfter, FakeRunnable, forever } from "../../support/models/runnables.ts";
import { Upstream } from "../../support/models/upstream.ts";
import { testApp } from "../../support/test_app.ts";

const ask = { user_message: "내 비밀번호는 1234" };

async function logsOf(
  chunks: () => Iterable<unknown> | AsyncIterable<unknown>,
  use: (app: ReturnType<typeof createApp>) => Promise<unknown>,
): Promise<RunLog[]> {
  const logs: RunLog[] = [];
  const chain = new FakeRunnable(chunks);
  await use(createApp({ runnables: { chain }, onError() {}, onRun: (log) => logs.push(log) }));
  return logs;
}

Deno.test("there is one log for each stream, in every dialect", async () => {
  const messages = [{ role: "user", content: "?" }];
  const requests = [
    ...DIALECTS.map((accept) => post("/chain/stream", ask, { accept })),
    post("/v1/chat/completions", { model: "chain", messages, stream: true }),
    post("/v1/responses", { model: "chain", input: "?", stream: true }),
    post("/api/chat", { messages }),
    post("/chain/invoke", ask),
    post("/v1/chat/completions", { model: "chain", messages }),
    post("/v1/responses", { model: "chain", input: "?" }),
    post("/chain/batch", { inputs: ["1", "2"] }),
  ];
  const logs = await logsOf(() => ["a", "", "(답변 종료)"], async (app) => {
    for (const request of requests) await (await app(request)).text();
  });
  assertEquals(logs.map(({ dialect }) => dialect), [
    "sse",
    "ndjson",
    "text",
    "openai",
    "openai-responses",
    "ai-sdk",
    ...Array(5).fill("json"),
  ]);
  for (const { status, outcome, end_reason, chunks, failure } of logs) {
    assertEquals([status, outcome, end_reason, chunks, failure], [
      200,
      "complete",
      "marker",
      3,
      null,
    ]);
  }
});

Deno.test("a log tells of a failure before the first token, and of one after", async () => {
  const [before] = await logsOf(() => failAfter([]), async (app) => {
    await (await app(post("/chain/stream", ask))).text();
  });
  assertEquals([before?.status, before?.outcome, before?.failure], [
    500,
    "failed",
    "The runnable failed.",
  ]);
  const [after] = await logsOf(() => failAfter(["a"]), async (app) => {
    await (await app(post("/chain/stream", ask))).text();
  });
  assertEquals([after?.status, after?.outcome, after?.chunks], [200, "failed", 1]);
});

Deno.test("a log tells of a caller who went away", async () => {
  const [log] = await logsOf(() => forever("a"), async (app) => {
    const response = await app(post("/chain/stream", ask));
    await response.body?.cancel();
  });
  assertEquals([log?.status, log?.outcome, log?.end_reason], [200, "cancelled", null]);
});

Deno.test("a log has the status that the caller got", async () => {
  const logs: RunLog[] = [];
  await using upstream = new Upstream(() => Response.json({ error: {} }, { status: 400 }));
  const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl } as const;
  const app = createApp({ model, onError() {}, onRun: (log) => logs.push(log) });
  const messages = [{ role: "user", content: "?" }];
  for (const temperature of [undefined, 1]) {
    const body = { model: "chain", messages, temperature, stream: true };
    const response = await app(post("/v1/chat/completions", body));
    await response.body?.cancel();
    assertEquals(logs.at(-1)?.status, response.status);
  }
  assertEquals(logs.map(({ status }) => status), [502, 400]);
});

Deno.test("a log tells of an answer that took too long while nobody read it", async () => {
  const timer = new FakeTimer();
  const logs: RunLog[] = [];
  const app = testApp({
    runnables: { chain: new FakeRunnable(() => forever("a")) },
    timer,
    onError() {},
    onRun: (log) => logs.push(log),
  });
  const response = await app(post("/chain/stream", ask));
  await timer.pass(600_000);
  await response.body?.cancel().catch(() => {}); // it broke
  const [log] = logs;
  assertEquals([log?.outcome, log?.failure], [
    "failed",
    "The answer was not complete in time.",
  ]);
});

Deno.test("who listens to logs cannot spoil an answer", async () => {
  const errors: unknown[] = [];
  const app = createApp({
    runnables: { chain: new FakeRunnable(() => ["a"]) },
    onRun() {
      throw new Error("full");
    },
    onError: (error) => errors.push(error),
  });
  assertEquals(await (await app(post("/chain/stream", ask, { accept: "text/plain" }))).text(), "a");
  assertEquals(errors.map(String), ["Error: full"]);
});

Deno.test("what is printed and replied holds no key, address or prompt", async () => {
  const printed: string[] = [];
  const { error: original } = console;
  console.error = (...words: unknown[]) => printed.push(words.map(String).join(" "));
  try {
    const replies: (() => Response)[] = [
      () =>
        Response.json({ error: { message: `Incorrect key sk-secret1: ${ask.user_message}` } }, {
          status: 401,
        }),
      () => Response.json({ error: { message: `too long: ${ask.user_message}` } }, { status: 400 }),
      () => new Response("data: {broken\n\n", { headers: { "content-type": "text/event-stream" } }),
      () =>
        new Response(`data: {"error":{"message":"${ask.user_message}"}}\n\n`, {
          headers: { "content-type": "text/event-stream" },
        }),
    ];
    let baseUrl = "";
    for (const reply of replies) {
      await using upstream = new Upstream(() => reply());
      baseUrl = upstream.baseUrl;
      await fails(baseUrl);
    }
    await fails(baseUrl); // nobody is there any more
  } finally {
    console.error = original;
  }
  assertEquals(printed.length, 5, printed.join("\n"));
  const all = printed.join("\n");
  for (const secret of ["sk-secret", "127.0.0.1", "비밀번호", "1234"]) {
    assert(!all.includes(secret), all);
  }
  assert(all.includes("(status 401"), all);

  async function fails(baseUrl: string) {
    const model = {
      provider: "openai",
      model: "m",
      apiKey: "sk-secret1",
      baseUrl,
      maxRetries: 0,
    } as const;
    const response = await createApp({ model })(post("/chain/stream", ask));
    const text = await response.text();
    assert(!/secret|127\.0|비밀번호/.test(text), text);
    assert(!text.includes("event: end"), text);
  }
});
