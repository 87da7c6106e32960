import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { type AnswerEvent, stream, StreamError } from "../../src/client/stream.ts";
import { type AppOptions, createApp } from "../../src/mod.ts";
import { FakeRunnable, forever } from "../support/models/runnables.ts";
import { transcripts } from "../support/models/transcripts.ts";

const URL = "http://localhost/chain/stream";

/** A `fetch` that asks an app, without a network. */
function fetchFrom(options: AppOptions = {}) {
  const app = createApp({ model: { provider: "demo", tokenDelayMs: 0 }, onError() {}, ...options });
  return (url: string | URL, init: RequestInit) => app(new Request(url, init));
}

/** A `fetch` that replies with these parts, whatever is asked. */
function fetchOf(parts: Iterable<Uint8Array<ArrayBuffer>>, init: ResponseInit = {}) {
  const headers = { "content-type": "application/x-ndjson" };
  return () => Promise.resolve(new Response(ReadableStream.from(parts), { headers, ...init }));
}

const encoder = new TextEncoder();
const lines = (...events: unknown[]) =>
  encoder.encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));

const START = {
  event: "metadata",
  data: { run_id: "1", runnable: "chain", model: null },
};
const RECORD = { event: "metadata", data: { end_reason: "stop", output: "a", splits: ["a"] } };
const END = { event: "end" };
const text = (data: string) => ({ event: "data", data });

async function textOf(events: AsyncIterable<AnswerEvent>): Promise<string> {
  let text = "";
  for await (const event of events) if (event.type === "text") text += event.text;
  return text;
}

async function failure(events: AsyncIterable<AnswerEvent>): Promise<StreamError> {
  return await assertRejects(() => textOf(events), StreamError);
}

for (const { user_message, result, token_splits } of transcripts) {
  Deno.test(`stream() yields a start, the text, and the record of ${user_message}`, async () => {
    const events = await Array.fromAsync(stream(URL, user_message, { fetch: fetchFrom() }));
    const [start, ...rest] = events;
    assert(start?.type === "start" && start.run.runnable === "chain");
    const end = rest.pop();
    assert(end?.type === "end");
    assertEquals(end.record.token_splits, token_splits);
    assert(rest.every((event) => event.type === "text"));
    const text = rest.map((event) => event.text).join("");
    assertEquals(text, end.record.output);
    assertEquals(`${text}(답변 종료)`, result.trimEnd());
  });
}

Deno.test("stream() yields the steps of an agent", async () => {
  const options = { fetch: fetchFrom() };
  const events = stream("http://localhost/agent/stream", "1 + 1은?", options);
  const steps = (await Array.fromAsync(events)).filter((event) => event.type === "updates");
  assertEquals(steps.map(({ updates }) => Object.keys(updates)), [
    ["model_request"],
    ["tools"],
    ["model_request"],
  ]);
});

Deno.test("stream() sends the input, the markers and the key", async () => {
  const requests: Request[] = [];
  const fetch = (url: string | URL, init: RequestInit) => {
    requests.push(new Request(url, init));
    return Promise.resolve(
      new Response(lines(START, RECORD, END), {
        headers: { "content-type": "application/x-ndjson" },
      }),
    );
  };
  const history = [{ role: "user", content: "안녕" }] as const;
  const input = { user_message: "뭐해?", history };
  await textOf(
    stream(URL, input, { fetch, apiKey: "k", endMarkers: ["끝"], includeEndMarker: true }),
  );
  assertEquals(requests[0]?.headers.get("authorization"), "Bearer k");
  assertEquals(await requests[0]?.json(), {
    input,
    config: { configurable: { end_markers: ["끝"], include_end_marker: true } },
  });
});

Deno.test("stream() sends the config, in which its own markers take precedence", async () => {
  const bodies: unknown[] = [];
  const reply = fetchOf([lines(START, RECORD, END)]);
  const fetch = (_: string | URL, { body }: RequestInit) => {
    bodies.push(JSON.parse(String(body)));
    return reply();
  };
  const config = { tags: ["a"], configurable: { sampling: { seed: 1 }, end_markers: ["끝"] } };
  await textOf(stream(URL, "?", { fetch, config }));
  await textOf(stream(URL, "?", { fetch, config, endMarkers: ["그만"] }));
  await textOf(stream(URL, "?", { fetch }));
  const configurable = { sampling: { seed: 1 }, end_markers: ["그만"] };
  assertEquals(bodies, [
    { input: "?", config },
    { input: "?", config: { tags: ["a"], configurable } },
    { input: "?", config: { configurable: {} } },
  ]);
});

Deno.test("stream() reads the same however the bytes are cut", async () => {
  const said = ["안녕 😊", "\n{}", "\u2028", " ", "a|b", "\r\n"];
  const bytes = lines(START, ...said.map(text), { event: "ping" }, RECORD, END);
  await fc.assert(fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (places) => {
    const cuts = [0, ...places.toSorted((a, b) => a - b), bytes.length];
    const parts = cuts.slice(1).map((end, i) => bytes.slice(cuts[i], end));
    const events = await Array.fromAsync(stream(URL, "?", { fetch: fetchOf(parts) }));
    assertEquals(events.map(({ type }) => type), ["start", ...said.map(() => "text"), "end"]);
    assertEquals(events.flatMap((e) => e.type === "text" ? [e.text] : []), said);
  }));
});

Deno.test("stream() tells a reply that breaks off from one that is complete, wherever", async () => {
  const bytes = lines(START, text("안녕 😊"), RECORD, END);
  // All but the last line feed is as good as all.
  for (let length = 0; length < bytes.length - 1; length++) {
    const parts = [bytes.slice(0, length)];
    const { type } = await failure(stream(URL, "?", { fetch: fetchOf(parts) }));
    assertEquals(type, "broken");
  }
  for (const length of [bytes.length - 1, bytes.length]) {
    const parts = [bytes.slice(0, length)];
    assertEquals(await textOf(stream(URL, "?", { fetch: fetchOf(parts) })), "안녕 😊");
  }
});

const oddities: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "what is no JSON": encoder.encode("<html>"),
  "a number": lines(START, 1, RECORD, END),
  "null": lines(START, null, RECORD, END),
  "data that is missing": lines(START, { event: "data" }, RECORD, END),
  "a metadata of null": lines(START, { event: "metadata", data: null }, END),
  "an end without a record": lines(START, text("a"), END),
  "what is no UTF-8": Uint8Array.of(0x22, 0xff, 0x22),
};
for (const [name, bytes] of Object.entries(oddities)) {
  Deno.test(`stream() takes ${name} for a broken reply`, async () => {
    const error = await failure(stream(URL, "?", { fetch: fetchOf([bytes]) }));
    assertEquals(error.type, "broken");
    assertEquals(error.message, "The reply broke off.");
  });
}

Deno.test("stream() passes by events that it does not know", async () => {
  const bytes = lines(START, { event: "ping" }, { event: "news", data: 1 }, text("a"), RECORD, END);
  assertEquals(await textOf(stream(URL, "?", { fetch: fetchOf([bytes]) })), "a");
});

Deno.test("stream() says that a page is no answer", async () => {
  const headers = { "content-type": "text/html" };
  const fetch = fetchOf([encoder.encode("<html>")], { headers });
  const { type, message } = await failure(stream(URL, "?", { fetch }));
  assertEquals(type, "broken");
  assertEquals(message, "Cannot read a reply of text/html: expected application/x-ndjson.");
});

Deno.test("stream() throws what the server refuses with", async () => {
  const { type, status, message } = await failure(stream(URL, "", { fetch: fetchFrom() }));
  assertEquals([type, status], ["refused", 422]);
  assertEquals(message, "The body's input must not be empty.");
});

Deno.test("stream() tells when to try again", async () => {
  const refuse = (retryAfter: string) =>
    fetchOf([], { status: 503, headers: { "retry-after": retryAfter } });
  const soon = await failure(stream(URL, "?", { fetch: refuse("7") }));
  assertEquals([soon.status, soon.retryAfter], [503, 7]);
  assertEquals(soon.message, "The server replied with the status 503.");
  const passed = await failure(
    stream(URL, "?", { fetch: refuse("Thu, 01 Jan 1970 00:00:00 GMT") }),
  );
  assertEquals(passed.retryAfter, 0);
  const odd = await failure(stream(URL, "?", { fetch: refuse("soon") }));
  assertEquals(odd.retryAfter, null);
});

Deno.test("stream() throws what the server fails with, after what came before", async () => {
  const data = { status_code: 502, message: "The model failed." };
  const bytes = lines(START, text("a"), { event: "error", data });
  let said = "";
  const { type, status, message } = await assertRejects(async () => {
    for await (const event of stream(URL, "?", { fetch: fetchOf([bytes]) })) {
      if (event.type === "text") said += event.text;
    }
  }, StreamError);
  assertEquals([said, type, status, message], ["a", "failed", 502, "The model failed."]);
});

Deno.test("stream() throws when no server replies", async () => {
  const cause = new TypeError("refused");
  const error = await failure(stream(URL, "?", { fetch: () => Promise.reject(cause) }));
  assertEquals([error.type, error.status, error.cause], ["unreachable", null, cause]);
});

Deno.test("stream() stops the runnable when its loop is left", async () => {
  const chain = new FakeRunnable(() => forever("a"));
  const fetch = fetchFrom({ runnables: { chain } });
  for await (const event of stream(URL, "?", { fetch })) if (event.type === "text") break;
  await chain.aborted;
  assert(chain.pulls < 5, `${chain.pulls}`);
});

Deno.test("stream() stops the runnable, and throws the reason, when it is aborted", async () => {
  const chain = new FakeRunnable(() => forever("a"));
  const fetch = fetchFrom({ runnables: { chain } });
  const abort = new AbortController();
  const reason = new Error("enough");
  const thrown = await assertRejects(async () => {
    for await (const event of stream(URL, "?", { fetch, signal: abort.signal })) {
      if (event.type === "text") abort.abort(reason);
    }
  });
  assertEquals(thrown, reason);
  await chain.aborted;
});

Deno.test("stream() does not ask when it is aborted already", async () => {
  const chain = new FakeRunnable(() => ["a"]);
  const signal = AbortSignal.abort();
  const options = { fetch: fetchFrom({ runnables: { chain } }), signal };
  const thrown = await assertRejects(() => textOf(stream(URL, "?", options)));
  assertEquals(thrown, signal.reason);
  assertEquals(chain.inputs, []);
});

Deno.test("stream() does not mind how the connection ends behind the end", async () => {
  async function* parts() {
    yield lines(START, text("a"), RECORD, END);
    await Promise.resolve();
    throw new Error("reset");
  }
  const fetch = () => {
    const headers = { "content-type": "application/x-ndjson" };
    return Promise.resolve(new Response(ReadableStream.from(parts()), { headers }));
  };
  assertEquals(await textOf(stream(URL, "?", { fetch })), "a");
});
