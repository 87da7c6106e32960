import { assert, assertEquals, assertRejects } from "@std/assert";
import { createOpenAIModel } from "../../../src/builtin/openai/openai.ts";

/** What a server was sent. */
interface Sent {
  url: string;
  method: string;
  headers: [string, string][];
  body: unknown;
}

/** A model's server that keeps what it is sent, and a model on it. */
class Scene implements AsyncDisposable {
  readonly sent: Sent[] = [];
  /** What it replies with in place of an answer, one after the other. */
  readonly faults: (() => Response)[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly model;

  constructor() {
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        const { url, method } = request;
        this.sent.push({ url, method, headers: [...request.headers], body: await request.json() });
        return this.faults.shift()?.() ?? good();
      },
    );
    const baseUrl = `http://127.0.0.1:${this.#server.addr.port}/v1`;
    this.model = createOpenAIModel({ model: "test", baseUrl, apiKey: "key", maxRetries: 1 });
  }

  /** Asks as a run does, with a signal. @returns the text */
  async ask(options: Record<string, unknown> = {}): Promise<string> {
    const { signal } = new AbortController();
    let text = "";
    for await (const chunk of await this.model.stream("안녕", { signal, ...options })) {
      text += chunk.text;
    }
    return text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

function good(): Response {
  const frame = (choice: unknown) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
  return new Response(
    frame({ index: 0, delta: { content: "네" }, finish_reason: null }) +
      frame({ index: 0, delta: {}, finish_reason: "stop" }) + "data: [DONE]\n\n",
    { headers: { "content-type": "text/event-stream" } },
  );
}

Deno.test("a request without OpenAI's client is sent as the client sends it", async () => {
  await using scene = new Scene();
  const texts = [await scene.ask(), await scene.ask(), await scene.ask()];

  assertEquals(texts, ["네", "네", "네"]);
  const [first, ...others] = scene.sent;
  const headers = new Headers(first?.headers);
  assertEquals(headers.get("authorization"), "Bearer key");
  assertEquals(headers.get("x-stainless-lang"), "js"); // the client has sent it
  for (const other of others) assertEquals(other, first);
});

Deno.test("a request with options of its own is sent by OpenAI's client, and is no example", async () => {
  await using scene = new Scene();
  await scene.ask({ headers: { "x-own": "1" } });
  await scene.ask();
  await scene.ask({ headers: { "x-own": "2" } });
  await scene.ask();

  const own = scene.sent.map(({ headers }) => new Headers(headers).get("x-own"));
  assertEquals(own, ["1", null, "2", null]);
});

/** What a caller sees of an error. */
function seen(error: unknown): unknown {
  assert(error instanceof Error);
  const { name, message } = error;
  const fields = Object.entries(error).filter(([key]) =>
    !/^(headers|cause|request_?ID)$/i.test(key)
  );
  const headers = "headers" in error && error.headers instanceof Headers
    ? [...error.headers].filter(([name]) => name !== "date")
    : null;
  return { name, message, ...Object.fromEntries(fields), headers };
}

const json = (status: number, headers: Record<string, string> = {}) => () =>
  Response.json({ error: { message: "no", code: "c", type: "t" } }, { status, headers });
const faults: [name: string, fault: () => Response, sent: number][] = [
  ["400", json(400), 1],
  ["401", json(401), 1],
  ["404 in plain text", () => new Response("nothing here", { status: 404 }), 1],
  ["429 that says when", json(429, { "retry-after": "30" }), 1],
  ["500", json(500), 2],
  ["500 that must not be repeated", json(500, { "x-should-retry": "false" }), 1],
  ["503 of a proxy", () => new Response("<html>busy</html>", { status: 503 }), 2],
  ["redirect", () => new Response(null, { status: 307, headers: { location: "/v1/other" } }), 1],
];
for (const [name, fault, sent] of faults) {
  Deno.test(`without OpenAI's client, a ${name} fails as with it`, async () => {
    await using scene = new Scene();
    const failWith = async () => {
      const before = scene.sent.length;
      scene.faults.push(...Array.from({ length: sent }, () => fault));
      const error = await assertRejects(() => scene.ask());
      assertEquals(scene.faults.length, 0);
      assertEquals(scene.sent.length - before, sent);
      return error;
    };
    const byClient = await failWith();
    await scene.ask(); // has been learnt
    const direct = await failWith();

    assertEquals(seen(direct), seen(byClient));
  });
}

Deno.test("without OpenAI's client, a failure that passes is repeated", async () => {
  await using scene = new Scene();
  await scene.ask();
  scene.faults.push(json(500));

  assertEquals(await scene.ask(), "네");
  const [first, , repeated] = scene.sent;
  assertEquals(scene.sent.length, 3);
  assertEquals(repeated, first);
});

Deno.test("without OpenAI's client, a server that is gone is a connection error", async () => {
  const scene = new Scene();
  await scene.ask();
  await scene[Symbol.asyncDispose]();
  const error = await assertRejects(() => scene.ask(), Error, "Connection error.");
  const fresh = createOpenAIModel({
    model: "test",
    baseUrl: "http://127.0.0.1:1/v1",
    maxRetries: 1,
  });
  const byClient = await assertRejects(() => fresh.stream("안녕"), Error, "Connection error.");
  assertEquals(error.name, byClient.name);
});

Deno.test("without OpenAI's client, an abort ends the request", async () => {
  await using scene = new Scene();
  await scene.ask();
  const abort = new AbortController();
  scene.faults.push(() => {
    abort.abort();
    return new Response(new ReadableStream({}), {
      headers: { "content-type": "text/event-stream" },
    });
  });
  await assertRejects(() => scene.ask({ signal: abort.signal }), Error, "abort");
  assertEquals(scene.sent.length, 2);
});
