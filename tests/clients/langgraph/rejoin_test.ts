import { assert, assertEquals } from "@std/assert";
import { Client } from "npm:@langchain/langgraph-sdk@1.15.0";
import type { AppOptions, StreamableRunnable } from "../../../src/mod.ts";
import { PausingModel } from "../../support/models/pausing_model.ts";
import { KEEPS_SOCKETS, serve } from "../serve.ts";

const test = (name: string, run: () => Promise<void>) =>
  Deno.test(`LangGraph's Client ${name}`, KEEPS_SOCKETS, run);

const WORDS = ["하나 ", "둘 ", "셋 ", "넷 "];
const say = (content: string) => ({ messages: [{ role: "user", content }] });

const pausing = () => PausingModel.of(WORDS);

/** A client whose first connections to a stream break behind a word. */
function clientOf(origin: string, { word = "", cuts = 0 } = {}) {
  const asked: { path: string; lastEventId: string | null }[] = [];
  const client = new Client({
    apiUrl: origin,
    apiKey: null,
    callerOptions: {
      maxRetries: 0,
      fetch: async (url: string, init?: RequestInit) => {
        const headers = new Headers(init?.headers);
        asked.push({ path: new URL(url).pathname, lastEventId: headers.get("last-event-id") });
        const response = await fetch(url, init);
        const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
        if (!isStream || response.body === null || cuts-- <= 0) return response;
        return new Response(response.body.pipeThrough(cutBehind(word)), response);
      },
    },
  });
  return { client, asked };
}

/** Breaks a body behind the frame that has a word. */
function cutBehind(word: string): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      if (!decoder.decode(chunk).includes(word)) return;
      // The reader gets what is queued before it.
      setTimeout(() => controller.error(new TypeError("network error")), 10);
    },
  });
}

const served = (it: unknown, options: AppOptions = {}) =>
  serve({ runnables: { it } as unknown as Record<string, StreamableRunnable>, ...options });

/** The types of the SDK leave out the ids. */
type Event = { id?: string; event: string; data: unknown };

const contentOf = ({ data }: { data: unknown }) => (data as [{ content: string }])[0].content;

test("joins its run again by itself after a cut: nothing is lost or doubled", async () => {
  const model = pausing();
  await using server = served(model, { journal: { resumeMs: 10_000 } });
  const { client, asked } = clientOf(server.origin, { word: "둘", cuts: 1 });
  const { thread_id } = await client.threads.create();
  let runId = "";
  const events: Event[] = [];
  for await (
    const event of client.runs.stream(thread_id, "it", {
      input: say("안녕"),
      streamMode: ["messages-tuple", "values"],
      onRunCreated: ({ run_id }) => void (runId = run_id),
    })
  ) {
    events.push(event as Event);
    if (event.event === "messages" && contentOf(event) === "둘 ") setTimeout(model.goOn, 20);
  }
  assertEquals(events.map(({ id }) => id), events.map((_, i) => String(i)));
  const words = events.filter(({ event }) => event === "messages").map(contentOf);
  assertEquals(words, WORDS);
  assertEquals(events.filter(({ event }) => event === "metadata").length, 1);
  const path = `/threads/${thread_id}/runs/${runId}/stream`;
  const joins = asked.filter((it) => it.path === path);
  assertEquals(joins, [{ path, lastEventId: events.find(isSecond)?.id ?? "none" }]);
  assertEquals(model.runs, 1);
  const state = await client.threads.getState<{ messages: { content: string }[] }>(thread_id);
  assertEquals(state.values.messages.map(({ content }) => content), ["안녕", WORDS.join("")]);
});

const isSecond = (event: Event) => event.event === "messages" && contentOf(event) === "둘 ";

test("joins a run that another one began, from any of its events on", async () => {
  const model = pausing();
  await using server = served(model, { journal: { resumeMs: 10_000 } });
  const { client } = clientOf(server.origin);
  const { thread_id } = await client.threads.create();
  const { run_id } = await client.runs.create(thread_id, "it", {
    input: say("안녕"),
    streamMode: "messages-tuple",
  });
  const joined = client.runs.joinStream(thread_id, run_id, { lastEventId: "-1" });
  const words: string[] = [];
  const ids: (string | undefined)[] = [];
  for await (const event of joined) {
    ids.push((event as Event).id);
    if (event.event === "messages") words.push(contentOf(event));
    if (words.length === 2) model.goOn();
  }
  assertEquals([words, ids], [WORDS, ids.map((_, i) => String(i))]);
  const rest = await Array.fromAsync(
    client.runs.joinStream(thread_id, run_id, { lastEventId: "2" }),
  );
  assertEquals(rest.map(contentOf), WORDS.slice(2));
  const none = client.runs.joinStream(thread_id, run_id, { lastEventId: "4" });
  assertEquals(await Array.fromAsync(none), []);
});

test("leaves, and its run goes on where that is allowed, or stops", async () => {
  for (const allowDetached of [true, false]) {
    const model = pausing();
    await using server = served(model, { journal: { allowDetached } });
    const { client } = clientOf(server.origin);
    const { thread_id } = await client.threads.create();
    const abort = new AbortController();
    const stream = client.runs.stream(thread_id, "it", {
      input: say("안녕"),
      streamMode: "messages-tuple",
      onDisconnect: "continue",
      signal: abort.signal,
    });
    await stream.next();
    await stream.next();
    abort.abort();
    await stream.next().catch(() => {});
    if (allowDetached) model.goOn();
    assertEquals(await model.ended, allowDetached ? "complete" : "aborted");
    model.goOn();
    const [run] = await client.runs.list(thread_id);
    await client.runs.join(thread_id, run?.run_id ?? "");
    const { status } = await client.runs.get(thread_id, run?.run_id ?? "");
    assertEquals(status, allowDetached ? "success" : "interrupted");
  }
});

test("is told of a run that cannot be joined again by no address", async () => {
  await using server = served(pausing());
  const { client } = clientOf(server.origin);
  const { thread_id } = await client.threads.create();
  const body = JSON.stringify({ assistant_id: "it", input: say("안녕") });
  const url = `${server.origin}/threads/${thread_id}/runs/stream`;
  const response = await fetch(url, { method: "POST", body });
  await response.body?.cancel();
  assert(response.headers.get("content-location")?.startsWith(`/threads/${thread_id}/runs/`));
  assertEquals(response.headers.get("location"), null);
});
