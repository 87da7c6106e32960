import { assert, assertEquals } from "@std/assert";
import { trace } from "@opentelemetry/api";
import { type AppOptions, createApp } from "../src/mod.ts";
import { Collector, type Span } from "./support/programs/collector.ts";
import { MainProcess } from "./support/start_main.ts";
import { Upstream, UPSTREAM_USAGE } from "./support/models/upstream.ts";

async function spansOf(upstream: Upstream): Promise<Span[]> {
  await using collector = new Collector();
  const variables = {
    OPENAI_BASE_URL: upstream.baseUrl,
    OPENAI_MODEL: "m",
    ...collector.variables,
  };
  await using server = await MainProcess.start(variables);
  const body = JSON.stringify({ user_message: "?" });
  await (await fetch(`${server.origin}/chain/stream`, { method: "POST", body })).text();
  server.kill("SIGTERM"); // what is left is exported then
  assertEquals((await server.ended()).code, 0, server.stderr);
  return collector.spans;
}

function attributesOf({ attributes }: Span): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

Deno.test("Deno exports a span for each run, and what is asked of the model is a part of it", async () => {
  await using upstream = new Upstream({ role: "", chunks: ["a", "", "b"] });
  const spans = await spansOf(upstream);
  const run = spans.find(({ name }) => name === "chat m");
  assert(run !== undefined, spans.map(({ name }) => name).join());
  const { "gen_ai.response.id": id, "gen_ai.response.time_to_first_chunk": first, ...rest } =
    attributesOf(run);
  assert(/^[0-9a-f-]{36}$/.test(String(id)));
  assert(Number(first) >= 0 && Number(first) < 60);
  assertEquals(rest, {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "m",
    "gen_ai.response.model": "m",
    "gen_ai.response.finish_reasons": { values: [{ stringValue: "stop" }] },
    "gen_ai.usage.input_tokens": UPSTREAM_USAGE.prompt_tokens,
    "gen_ai.usage.output_tokens": UPSTREAM_USAGE.completion_tokens,
    "splitstream.runnable": "chain",
    "splitstream.chunks": 3,
    "splitstream.outcome": "complete",
  });

  const request = spans.find(({ spanId }) => spanId === run.parentSpanId);
  assert(request !== undefined, "it is no part of the request");
  assert(
    spans.some(({ parentSpanId }) => parentSpanId === run.spanId),
    "the model's request is no part of it",
  );
});

Deno.test("Deno exports what a run failed with", async () => {
  await using upstream = new Upstream(() =>
    Response.json({ error: { message: "no" } }, { status: 401 })
  );
  const run = (await spansOf(upstream)).find(({ name }) => name === "chat m");
  assert(run !== undefined);
  assertEquals(run.status?.code, 2);
  const attributes = attributesOf(run);
  assertEquals(attributes["error.type"], "AuthenticationError");
  assertEquals(attributes["splitstream.outcome"], "failed");
});

Deno.test("runs have spans where telemetry goes somewhere, whatever turned it on", async () => {
  const names: string[] = [];
  const span = { end() {}, setAttribute() {}, setStatus() {}, spanContext() {} };
  const getTracer = () => ({ startSpan: (name: string) => (names.push(name), span) });
  const spansOf = async (options: AppOptions) => {
    names.length = 0;
    const app = createApp({ model: { provider: "demo", tokenDelayMs: 0 }, ...options });
    const body = JSON.stringify({ user_message: "?" });
    await (await app(new Request("http://localhost/chain/stream", { method: "POST", body })))
      .text();
    return [...names];
  };
  assertEquals(await spansOf({}), []);
  trace.setGlobalTracerProvider({ getTracer } as never);
  try {
    assertEquals(await spansOf({}), ["chat demo"]);
    assertEquals(await spansOf({ tracing: false }), []);
  } finally {
    trace.disable();
  }
});
