import { assert, assertEquals, assertRejects } from "@std/assert";
import { type AnswerEvent, stream, StreamError } from "../../src/client/stream.ts";
import type { AppOptions } from "../../src/mod.ts";
import { FakeRunnable, forever } from "../support/models/runnables.ts";
import { testApp } from "../support/test_app.ts";
import { brokenNetwork } from "./broken_network.ts";

const WORDS = ["하나 ", "둘😀 ", "셋 "];
const appOf = (options: AppOptions = {}) =>
  testApp({
    runnables: { chain: new FakeRunnable(() => WORDS) },
    journal: { resumeMs: 10_000 },
    ...options,
  });

async function readAll(fetch: ReturnType<typeof brokenNetwork>["fetch"], options = {}) {
  const events: AnswerEvent[] = [];
  for await (const event of stream("http://localhost/chain/stream", "a", { fetch, ...options })) {
    events.push(event);
  }
  return events;
}

/** An event without what differs between runs. */
const kindOf = (event: AnswerEvent) => event.type === "text" ? event.text : event.type;

Deno.test("stream() comes back after a cut, and loses and doubles nothing", async () => {
  const whole = (await readAll(brokenNetwork(appOf(), []).fetch)).map(kindOf);
  assertEquals(whole, ["start", ...WORDS, "end"]);
  const app = appOf();
  await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      const { fetch, requests } = brokenNetwork(app, [1 + i * 15]);
      const events = await readAll(fetch);
      const kinds = events.map(kindOf);
      assertEquals(kinds.filter((kind) => kind !== "reconnect"), whole);
      assertEquals(kinds.filter((kind) => kind === "reconnect").length, 1);
      assertEquals(requests.map(({ method }) => method), ["POST", "GET"]);
    }),
  );
});

Deno.test("stream() tries again after growing pauses while no server can be reached", async () => {
  const { fetch } = brokenNetwork(appOf(), [150, "unreachable", "unreachable"]);
  const events = await readAll(fetch);
  const pauses = events.flatMap((event) => event.type === "reconnect" ? [event] : []);
  assertEquals(pauses.map(({ attempt }) => attempt), [1, 2, 3]);
  assertEquals(pauses.map(({ delay_ms }) => delay_ms), [250, 500, 1_000]);
  assertEquals(events.at(-1)?.type, "end");
});

Deno.test("stream() gives up when it was told to, and when the run is no longer kept", async () => {
  const { fetch, requests } = brokenNetwork(appOf(), [150, "unreachable"]);
  const error = await assertRejects(() => readAll(fetch, { maxReconnects: 1 }), StreamError);
  assertEquals(error.type, "broken");
  assertEquals(requests.length, 2);
  assert(error.location?.match(/^http:\/\/localhost\/runs\/[\w-]+\/stream$/), `${error.location}`);

  const app = appOf();
  let asked = 0;
  const forgetful = brokenNetwork((request) => ++asked > 1 ? appOf()(request) : app(request), [
    150,
  ]);
  const refused = await assertRejects(() => readAll(forgetful.fetch), StreamError);
  assertEquals([refused.type, refused.status, refused.location], ["refused", 404, null]);
});

Deno.test("stream() does not come back where the server keeps no runs", async () => {
  const { fetch, requests } = brokenNetwork(appOf({ journal: {} }), [150]);
  await assertRejects(() => readAll(fetch), StreamError);
  assertEquals(requests.length, 1);
});

Deno.test("leaving stream() stops a run that would wait for its reader", async () => {
  const endless = new FakeRunnable(() => forever("가 "));
  const { fetch, requests } = brokenNetwork(appOf({ runnables: { chain: endless } }), []);
  for await (const event of stream("http://localhost/chain/stream", "a", { fetch })) {
    if (event.type === "text") break;
  }
  await endless.aborted;
  assert(requests.at(-1)?.url.endsWith("/cancel"));
});

Deno.test("leaving stream() lets a run go on that was asked to", async () => {
  const { fetch, requests } = brokenNetwork(appOf({ journal: { allowDetached: true } }), []);
  const url = "http://localhost/chain/stream";
  for await (const event of stream(url, "a", { fetch, onDisconnect: "continue" })) {
    if (event.type === "text") break;
  }
  assertEquals(requests.map(({ method }) => method), ["POST"]);
});
