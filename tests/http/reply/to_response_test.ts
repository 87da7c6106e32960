import { assert, assertEquals } from "@std/assert";
import { ndjson, openAIChat, Run, sse, text, toResponse, uiMessage } from "../../../src/mod.ts";
import type { Timer } from "../../../src/run/timer.ts";
import { FakeTimer } from "../../support/fake_timer.ts";
import { failAfter, FakeRunnable, forever } from "../../support/models/runnables.ts";

const DIALECTS = { sse, ndjson, text, openAIChat: openAIChat(), uiMessage };

const refused = Object.assign(new Error("secret"), {
  status: 429,
  headers: new Headers({ "retry-after": "7" }),
});

for (const [name, dialect] of Object.entries(DIALECTS)) {
  Deno.test(`toResponse() streams a run as ${name}`, async () => {
    const run = new Run(new FakeRunnable(() => ["안", "녕"]), { input: "?" });
    const response = await toResponse(run, { dialect });
    assertEquals(response.status, 200);
    assertEquals(response.headers.get("content-type"), dialect.contentType);
    assertEquals(response.headers.get("cache-control"), "no-store, no-cache, no-transform");
    const body = await response.text();
    assert(body.includes("안") && body.includes("녕"), body);
    assertEquals(run.summary?.outcome, "complete");
  });

  Deno.test(`toResponse() answers a failure before the first text with its status, as ${name}`, async () => {
    const run = new Run(new FakeRunnable(() => failAfter([], refused)), { input: "?" });
    let hasHead = false;
    const response = await toResponse(run, { dialect, onHead: () => hasHead = true });
    assertEquals([response.status, response.headers.get("retry-after")], [429, "7"]);
    const body = await response.json();
    const message = "The model's server is receiving too many requests.";
    if (name === "openAIChat") assertEquals(body.error.message, message);
    else assertEquals([body.detail, body.status], [message, 429]);
    assertEquals(hasHead, false);
  });

  Deno.test(`toResponse() cancels the run when the client disconnects, as ${name}`, async () => {
    const runnable = new FakeRunnable(() => forever("a"));
    const run = new Run(runnable, { input: "?" });
    const response = await toResponse(run, { dialect });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await runnable.aborted;
    assertEquals(run.summary?.outcome, "cancelled");
  });
}

/** A reply with a timer of the test's own, which the public options do not have. */
const respond = (
  run: Run,
  options: Parameters<typeof toResponse>[1] & { timer: Timer },
): Promise<Response> => toResponse(run, options);

Deno.test("toResponse() sends the head after the grace time, and a failure in the stream", async () => {
  const timer = new FakeTimer();
  const { promise, reject } = Promise.withResolvers<void>();
  const run = new Run(
    new FakeRunnable(async function* () {
      await promise;
      yield "a";
    }),
    { input: "?" },
  );
  const reply = respond(run, { dialect: sse, graceMs: 100, timer });
  await timer.pass(100);
  const response = await reply;
  assertEquals(response.status, 200);
  reject(refused);
  const body = await response.text();
  assert(body.startsWith(": ping\n\n"), body);
  assert(body.includes("event: error\n"), body);
  assertEquals(timer.pending, 0);
});

Deno.test("toResponse() breaks the body of a run that fails while the client does not read", async () => {
  const timer = new FakeTimer();
  const options = { input: "?", limits: { durationMs: 100 }, timer };
  const run = new Run(new FakeRunnable(() => forever("a")), options);
  const response = await respond(run, { dialect: sse, timer });
  const reader = response.body?.getReader();
  await reader?.read();
  await timer.pass(100);
  const failed = await reader?.read().then(() => null, (error: Error) => error.name);
  assertEquals(failed, "TimeLimitError");
  assertEquals([run.summary?.outcome, timer.pending], ["failed", 0]);
});

Deno.test("toResponse() answers a run that was cancelled before its first text with a 499", async () => {
  const run = new Run(new FakeRunnable(() => forever("a")), {
    input: "?",
    signal: AbortSignal.abort(),
  });
  const response = await toResponse(run, { dialect: sse });
  assertEquals(response.status, 499);
  await response.body?.cancel();
});

Deno.test("toResponse() writes a long event in pieces, and cuts no character", async () => {
  const splits = Array.from({ length: 20_000 }, (_, i) => i % 3 === 0 ? "한😊" : "a😊");
  const run = new Run(new FakeRunnable(() => splits), { input: "?" });
  const response = await toResponse(run, { dialect: sse });
  const pieces = await Array.fromAsync(response.body ?? []);
  assert(pieces.every((piece) => piece.byteLength <= 65_536));
  const body = await new Blob(pieces).text();
  const [, data = ""] = /event: metadata\ndata: (\{"end_reason".*)\n/.exec(body) ?? [];
  const record = JSON.parse(data);
  assertEquals(record.output, splits.join(""));
  assertEquals(record.splits, splits);
  assertEquals(record.token_splits, splits.map((split) => `${split}|`).join(""));
  assert(body.endsWith("event: end\ndata:\n\n"));
});
