import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type AnswerEvent,
  follow,
  type FollowOptions,
  StreamError,
} from "../../src/client/stream.ts";
import type { Handler } from "../../src/mod.ts";
import { FakeRunnable, forever } from "../support/models/runnables.ts";
import { testApp } from "../support/test_app.ts";
import { brokenNetwork } from "./broken_network.ts";

const WORDS = ["하나 ", "둘😀\n", "", "셋 "];
const appOf = (chain = new FakeRunnable(() => WORDS)) =>
  testApp({ runnables: { chain }, journal: { resumeMs: 60_000 } });

/** Begins a run as somebody else. @returns its address */
async function begin(app: Handler, accept: string): Promise<URL> {
  const url = "http://localhost/chain/stream";
  const response = await app(
    new Request(url, { method: "POST", headers: { accept }, body: '{"input":"a"}' }),
  );
  await response.body?.cancel();
  return new URL(response.headers.get("content-location") ?? "", url);
}

async function read(url: URL, options: FollowOptions): Promise<AnswerEvent[]> {
  return await Array.fromAsync(follow(url, options));
}

const kindOf = (event: AnswerEvent) => event.type === "text" ? event.text : event.type;
const WHOLE = ["start", "하나 ", "둘😀\n", "셋 ", "end"];

for (const accept of ["application/x-ndjson", "text/event-stream"]) {
  Deno.test(`follow() yields a run that was begun as ${accept}, over any cut`, async () => {
    const app = appOf();
    const url = await begin(app, accept);
    const first = await read(url, { fetch: brokenNetwork(app, []).fetch });
    assertEquals(first.map(kindOf), WHOLE);
    await Promise.all(Array.from({ length: 30 }, async (_, i) => {
      const { fetch, requests } = brokenNetwork(app, [1 + i * 11]);
      const events = await read(url, { fetch });
      assertEquals(events.filter(({ type }) => type !== "reconnect"), first);
      assertEquals(requests.map(({ method }) => method), ["GET", "GET"]);
    }));
  });
}

Deno.test("follow() goes on behind the last event that came", async () => {
  const app = appOf();
  const url = await begin(app, "application/x-ndjson");
  const { fetch, requests } = brokenNetwork(app, [120]);
  await read(url, { fetch, apiKey: "secret" });
  assertEquals(requests.map(({ headers }) => headers.get("last-event-id")), [null, "0"]);
  assert(requests.every(({ headers }) => headers.get("authorization") === "Bearer secret"));
});

Deno.test("leaving follow() does not stop the run", async () => {
  const endless = new FakeRunnable(() => forever("가 "));
  const app = appOf(endless);
  const url = await begin(app, "application/x-ndjson");
  const { fetch, requests } = brokenNetwork(app, []);
  for await (const event of follow(url, { fetch })) if (event.type === "text") break;
  assertEquals(requests.map(({ method }) => method), ["GET"]);
  await app(new Request(`${url}`.replace("/stream", "/cancel"), { method: "POST" }));
  await endless.aborted;
});

Deno.test("follow() fails where there is no such run, or where it is in another format", async () => {
  const app = appOf();
  const { fetch } = brokenNetwork(app, []);
  const none = new URL("http://localhost/runs/00000000-0000-4000-8000-000000000000/stream");
  const missing = await assertRejects(() => read(none, { fetch }), StreamError);
  assertEquals([missing.type, missing.status], ["refused", 404]);
  const text = await begin(app, "text/plain");
  const other = await assertRejects(() => read(text, { fetch }), StreamError);
  assertEquals(
    [other.type, other.message],
    [
      "broken",
      "Cannot read a reply of text/plain; charset=utf-8: expected application/x-ndjson or text/event-stream.",
    ],
  );
});
