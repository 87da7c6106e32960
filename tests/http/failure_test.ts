import { assert, assertEquals } from "@std/assert";
import type { BaseMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { createApp } from "../../src/mod.ts";
import { NDJSON, post, readUntilBreak, see, SSE, TEXT } from "../support/client.ts";
import { forever } from "../support/models/runnables.ts";
import { Upstream } from "../support/models/upstream.ts";

const SECRET = "sk-very-secret";
const ask = { user_message: "안녕" };

/** An app on a model that is there, or not, and what it would log. */
function appOn(baseUrl: string) {
  const logged: unknown[] = [];
  const app = createApp({
    model: { provider: "openai", model: "m", baseUrl, apiKey: SECRET, maxRetries: 0 },
    onError: (error) => logged.push(error),
  });
  return { app, logged };
}

/** What no reply may have in it. */
async function assertDiscreet(response: Response): Promise<string> {
  const text = await response.text();
  for (const secret of [SECRET, "127.0.0.1", "/v1", ".ts:", "    at "]) {
    assert(!text.includes(secret), `${JSON.stringify(secret)} is in ${text}`);
  }
  return text;
}

function refuse(status: number, headers: HeadersInit = {}): () => Response {
  const message = `Incorrect API key provided: ${SECRET} at http://127.0.0.1/v1`;
  return () => Response.json({ error: { message, code: "x" } }, { status, headers });
}

const refusals: [upstream: number, status: number, message: string][] = [
  [400, 502, "The model's server refused the request (400)."],
  [401, 502, "The model's server does not accept this server's credentials (401)."],
  [403, 502, "The model's server does not accept this server's credentials (403)."],
  [404, 502, "The model's server does not know the model, or is not at that address (404)."],
  [408, 504, "The model's server did not answer in time."],
  [429, 429, "The model's server is receiving too many requests."],
  [500, 502, "The model's server failed (500)."],
  [503, 502, "The model's server failed (503)."],
  [504, 504, "The model's server did not answer in time."],
];
for (const [upstreamStatus, status, message] of refusals) {
  for (const route of ["chain/stream", "chain/invoke", "agent/invoke"]) {
    Deno.test(`a model's ${upstreamStatus} is answered with ${status} by ${route}`, async () => {
      await using upstream = new Upstream(refuse(upstreamStatus));
      const { app, logged } = appOn(upstream.baseUrl);
      const response = await app(post(`/${route}`, ask));
      assertEquals(response.status, status);
      assertEquals(response.headers.get("content-type"), "application/problem+json");
      assertEquals(JSON.parse(await assertDiscreet(response)).message, message);
      assertEquals(logged.length, 1);
    });
  }
}

Deno.test("a model's Retry-After is passed on", async (t) => {
  const cases: [status: number, sent: string, received: string | null][] = [
    [429, "7", "7"],
    [503, "Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"],
    [429, `7 ${SECRET}`, null],
  ];
  for (const [status, sent, received] of cases) {
    await t.step(`${status} ${sent}`, async () => {
      await using upstream = new Upstream(refuse(status, { "retry-after": sent }));
      const response = await appOn(upstream.baseUrl).app(post("/chain/stream", ask));
      assertEquals(response.headers.get("retry-after"), received);
      await assertDiscreet(response);
    });
  }
});

Deno.test("a model that nobody serves is answered with 502", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const { app, logged } = appOn(`http://127.0.0.1:${port}/v1`);
  const response = await app(post("/chain/stream", ask));
  assertEquals(response.status, 502);
  const { message } = JSON.parse(await assertDiscreet(response));
  assertEquals(message, "The model's server cannot be reached.");
  assertEquals(logged.length, 1);
});

Deno.test("a model that breaks before its first token is answered with a status", async (t) => {
  for (const [name, role] of [["role delta", ""], ["nothing", undefined]] as const) {
    await t.step(`after ${name}`, async () => {
      await using upstream = new Upstream({ chunks: [], role, breaks: true });
      const response = await appOn(upstream.baseUrl).app(post("/chain/stream", ask));
      assertEquals(response.status, 502);
      await assertDiscreet(response);
    });
  }
});

const cuts = [
  { name: "breaks", reply: { breaks: true }, message: "The model failed." },
  {
    name: "ends without a finish",
    reply: { finishReason: null },
    message: "The model's stream ended before the model was done.",
  },
];
for (const { name, reply, message } of cuts) {
  for (const accept of [SSE, NDJSON]) {
    Deno.test(`a model that ${name} in the middle is an error event in ${accept}`, async () => {
      await using upstream = new Upstream({ chunks: ["하나 ", "", "둘 "], role: "", ...reply });
      const { app, logged } = appOn(upstream.baseUrl);
      const response = await app(post("/chain/stream", ask, { accept }));
      assertEquals(response.status, 200);
      await assertDiscreet(response.clone());
      const { text, events, failure } = await see(response);
      assertEquals(text, "하나 둘 ");
      assertEquals(events, ["metadata", "data", "data", "error"]);
      assertEquals(failure, { status_code: 502, message });
      assertEquals(logged.length, 1);
    });
  }

  Deno.test(`a model that ${name} in the middle breaks the body of ${TEXT}`, async () => {
    await using upstream = new Upstream({ chunks: ["하나 ", "둘 "], role: "", ...reply });
    const response = await appOn(upstream.baseUrl).app(
      post("/chain/stream", ask, { accept: TEXT }),
    );
    assertEquals(await readUntilBreak(response), "하나 둘 ");
  });
}

const OK_BUT: [name: string, reply: () => Response][] = [
  ["nothing", () => new Response("", { headers: { "content-type": "text/event-stream" } })],
  ["a page", () => new Response("<!doctype html><title>Log in</title>")],
  ["an error in JSON", () => Response.json({ error: { message: "no" } })],
  [
    "only the end",
    () => new Response("data: [DONE]\n\n", { headers: { "content-type": "text/event-stream" } }),
  ],
];
for (const [name, reply] of OK_BUT) {
  Deno.test(`a model's server that answers 200 and ${name} has failed`, async () => {
    await using upstream = new Upstream(reply);
    const { app, logged } = appOn(upstream.baseUrl);
    const response = await app(post("/chain/stream", ask));
    assertEquals(response.status, 502);
    await assertDiscreet(response);
    assertEquals(logged.length, 1);
  });
}

Deno.test("a model's connection is closed when what it says cannot be used", async (t) => {
  for (const [name, good, status] of [["at once", 0, 500], ["in the middle", 2, 200]] as const) {
    await t.step(name, async () => {
      const tick = () => new Promise((resolve) => setTimeout(resolve, 1));
      await using upstream = new Upstream({ chunks: forever("가 "), role: "", pace: tick });
      const model = new ChatOpenAI({
        model: "m",
        apiKey: "none",
        configuration: { baseURL: upstream.baseUrl },
      });
      let chunks = 0;
      const chain = RunnableLambda.from(
        async function* (input: { messages: BaseMessage[] }, config) {
          for await (const _ of await model.stream(input.messages, config)) {
            yield chunks++ < good ? "a" : undefined;
          }
        },
      );
      const app = createApp({ runnables: { chain }, onError() {} });
      const response = await app(post("/chain/stream", ask));
      assertEquals(response.status, status);
      await response.text();
      await upstream.cancelled;
      assertEquals(upstream.open, 0);
      await tick();
    });
  }
});

Deno.test("a request that may pass is sent once more, one that cannot is not", async (t) => {
  const requests = async (status: number) => {
    await using upstream = new Upstream(refuse(status, { "retry-after": "1" }));
    const model = { provider: "openai", model: "m", baseUrl: upstream.baseUrl } as const;
    const app = createApp({ model, onError: () => {} });
    await (await app(post("/chain/stream", ask))).text();
    return upstream.requests.length;
  };
  await t.step("503", async () => assertEquals(await requests(503), 2));
  await t.step("429", async () => assertEquals(await requests(429), 1));
  await t.step("400", async () => assertEquals(await requests(400), 1));
});
