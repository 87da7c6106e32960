import { assert, assertEquals, assertRejects } from "@std/assert";
import { type AppOptions, type Handler, MemoryStore, type Store } from "../../../src/mod.ts";
import { post, see, SSE } from "../../support/client.ts";
import { FakeTimer } from "../../support/fake_timer.ts";
import { FakeRunnable, forever } from "../../support/models/runnables.ts";
import { testApp } from "../../support/test_app.ts";
import { within } from "../../support/within.ts";

const ask = { user_message: "안녕" };
const WORDS = ["하나 ", "둘 ", "셋 ", "넷 ", "다섯 "];

/** A runnable that yields a word when the test says so. */
function stepped(words: readonly string[] = WORDS) {
  const waiting: PromiseWithResolvers<void>[] = words.map(() => Promise.withResolvers());
  let steps = 0;
  const runnable = new FakeRunnable(async function* () {
    for (const [i, word] of words.entries()) {
      await waiting[i]?.promise;
      yield word;
    }
  });
  const step = (count = 1) => {
    for (; count > 0; count--) waiting[steps++]?.resolve();
  };
  return { runnable, step };
}

const appOf = (runnable: FakeRunnable, options: AppOptions & { timer?: FakeTimer } = {}) =>
  testApp({ runnables: { chain: runnable }, journal: { resumeMs: 10_000 }, ...options });

const idOf = (response: Response) =>
  response.headers.get("content-location")?.match(/\/runs\/(.+)\/stream$/)?.[1] ?? "none";

const follow = (app: Handler, id: string, last?: string | number, headers = {}) =>
  app(
    new Request(`http://localhost/runs/${id}/stream`, {
      headers: last === undefined ? headers : { "last-event-id": `${last}`, ...headers },
    }),
  );
const cancel = (app: Handler, id: string) =>
  app(new Request(`http://localhost/runs/${id}/cancel`, { method: "POST" }));

/** Reads a body until a text has come, and leaves. */
async function leaveAfter(response: Response, text: string): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = "";
  while (!seen.includes(text)) seen += (await reader?.read())?.value ?? "";
  await reader?.cancel("left");
  return seen;
}

Deno.test("a run waits for its reader, who gets what it missed, then the rest", async () => {
  const { runnable, step } = stepped();
  const app = appOf(runnable);
  step(2);
  const response = await app(post("/chain/stream", ask, { accept: SSE }));
  const seen = await leaveAfter(response, "둘");
  step(1);
  const back = await follow(app, idOf(response), 2);
  step(2);
  const rest = await back.text();
  assert(rest.startsWith('id: 3\nevent: data\ndata: "셋 "\n\n'), rest);
  assert(rest.endsWith("event: end\ndata:\n\n"));
  const whole = await (await follow(app, idOf(response))).text();
  assertEquals(seen + rest, whole);
  assertEquals(runnable.inputs.length, 1);
});

Deno.test("a run whose reader does not come back is stopped in time, and says so later", async () => {
  const timer = new FakeTimer();
  const { runnable, step } = stepped();
  const app = appOf(runnable, { timer });
  step(1);
  const response = await app(post("/chain/stream", ask, { accept: SSE }));
  await leaveAfter(response, "하나");
  await timer.pass(9_999);
  let isStopped = false;
  runnable.aborted.then(() => isStopped = true);
  await timer.pass(0);
  assertEquals(isStopped, false);
  await timer.pass(1);
  await runnable.aborted;
  const { failure, record, text } = await see(await follow(app, idOf(response)));
  assertEquals(failure?.status_code, 499);
  assertEquals([record?.end_reason, text], ["cancelled", "하나 "]);
});

Deno.test("a reader that comes back in time keeps the run", async () => {
  const timer = new FakeTimer();
  const { runnable, step } = stepped();
  const app = appOf(runnable, { timer });
  step(1);
  const response = await app(post("/chain/stream", ask));
  await leaveAfter(response, "하나");
  await timer.pass(9_000);
  const back = see(await follow(app, idOf(response)));
  await timer.pass(30_000);
  step(4);
  const { text, events } = await within(back, "the end");
  assertEquals([text, events.at(-1)], [WORDS.join(""), "end"]);
});

Deno.test("leaving stops the run at once where it may not wait", async () => {
  const runnable = new FakeRunnable(() => forever("가 "));
  const app = testApp({ runnables: { chain: runnable } });
  const response = await app(post("/chain/stream", ask));
  assertEquals(response.headers.get("content-location"), null);
  await leaveAfter(response, "가");
  await runnable.aborted;
  assertEquals((await follow(app, crypto.randomUUID())).status, 404);
});

Deno.test("a detached run ends by itself", async () => {
  const ended = Promise.withResolvers<unknown>();
  const { runnable, step } = stepped();
  const app = testApp({
    runnables: { chain: { runnable, onEnd: ({ output }) => ended.resolve(output) } },
    journal: { allowDetached: true },
  });
  step(1);
  const response = await app(post("/chain/stream", { ...ask, on_disconnect: "continue" }));
  await leaveAfter(response, "하나");
  step(4);
  assertEquals(await ended.promise, WORDS.join(""));
  const { text } = await see(await follow(app, idOf(response)));
  assertEquals(text, WORDS.join(""));
});

Deno.test("a run goes on by itself only where that is allowed", async () => {
  const runnable = new FakeRunnable(() => ["가"]);
  for (const body of [{ on_disconnect: "continue" }, { on_disconnect: "perhaps" }]) {
    const response = await appOf(runnable)(post("/chain/stream", { ...ask, ...body }));
    assertEquals(response.status, 422);
    assertEquals((await response.json()).errors[0].pointer, "#/on_disconnect");
  }
  assertEquals(runnable.inputs.length, 0);
});

Deno.test("a cancel stops the run, and all of its readers are told", async () => {
  const { runnable, step } = stepped();
  const app = appOf(runnable);
  step(1);
  const response = await app(post("/chain/stream", ask, { accept: SSE }));
  const readers = [see(response), see(await follow(app, idOf(response)))];
  assertEquals((await cancel(app, idOf(response))).status, 202);
  await runnable.aborted;
  for (const { failure, record } of await Promise.all(readers)) {
    assertEquals(failure, { status_code: 499, message: "The run was cancelled." });
    assertEquals(record?.end_reason, "cancelled");
  }
  assertEquals((await cancel(app, idOf(response))).status, 202);
  assertEquals((await cancel(app, crypto.randomUUID())).status, 404);
});

Deno.test("a slow reader slows no other, and gets the same bytes", async () => {
  const words = Array.from({ length: 500 }, (_, i) => `단어${i} `);
  const app = appOf(new FakeRunnable(() => words));
  const slow = await app(post("/chain/stream", ask, { accept: SSE }));
  const reader = slow.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = (await reader?.read())?.value ?? "";
  const fast = await within((await follow(app, idOf(slow))).text(), "the fast reader");
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    seen += next.value;
  }
  assertEquals(seen, fast);
});

Deno.test("one slow reader holds the model back", async () => {
  const runnable = new FakeRunnable(() => forever("가 "));
  const app = appOf(runnable, { journal: { resumeMs: 10_000, runBytes: 10_000 } });
  const reader = (await app(post("/chain/stream", ask))).body?.getReader();
  for (let read = 1; read <= 10; read++) {
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve));
    assert(runnable.pulls <= read + 5, `${runnable.pulls} chunks for ${read} reads`);
  }
  await reader?.cancel();
  await runnable.aborted; // the journal is full
});

Deno.test("a run belongs to the key that began it", async () => {
  const { runnable, step } = stepped();
  const app = appOf(runnable, { access: { apiKeys: ["alice", "bob"] } });
  const keyed = (key: string) => ({ authorization: `Bearer ${key}` });
  step(1);
  const response = await app(
    new Request("http://localhost/chain/stream", {
      method: "POST",
      headers: keyed("alice"),
      body: JSON.stringify(ask),
    }),
  );
  const id = idOf(response);
  await leaveAfter(response, "하나");
  assertEquals((await follow(app, id)).status, 401);
  assertEquals((await follow(app, id, undefined, keyed("bob"))).status, 404);
  const stop = (key: string) =>
    app(
      new Request(`http://localhost/runs/${id}/cancel`, { method: "POST", headers: keyed(key) }),
    );
  assertEquals((await stop("bob")).status, 404);
  const back = await follow(app, id, undefined, keyed("alice"));
  assertEquals(back.status, 200);
  assertEquals((await stop("alice")).status, 202);
  await back.text();
});

Deno.test("a run that fails before its first text has its status, and its journal the error", async () => {
  const ids: string[] = [];
  const app = testApp({
    runnables: {
      chain: new FakeRunnable(() => {
        throw new Error("boom");
      }),
    },
    journal: { resumeMs: 10_000 },
    generateId: () => ids[ids.push(crypto.randomUUID()) - 1] ?? "",
    onError: () => {},
  });
  const response = await app(post("/chain/stream", ask));
  assertEquals(response.status, 500);
  await response.body?.cancel();
  const { failure } = await see(await follow(app, ids[0] ?? ""));
  assertEquals(failure?.status_code, 500);
});

Deno.test("an EventSource comes back to its own address, and stops at the end", async () => {
  const { runnable, step } = stepped();
  const app = appOf(runnable);
  const get = (last?: string) =>
    app(
      new Request("http://localhost/chain/stream?user_message=a", {
        headers: {
          accept: SSE,
          "sec-fetch-site": "same-origin",
          ...(last === undefined ? {} : { "last-event-id": last }),
        },
      }),
    );
  step(2);
  const seen = await leaveAfter(await get(), "둘");
  const last = seen.match(/id: (.+)\n/g)?.at(-1)?.slice(4, -1) ?? "";
  assert(last.endsWith("/2"), last);
  step(3);
  const rest = await (await get(last)).text();
  assert(rest.startsWith(`id: ${last.slice(0, -1)}3\nevent: data\ndata: "셋 "`), rest);
  const end = rest.match(/id: (.+)\n/g)?.at(-1)?.slice(4, -1) ?? "";
  assertEquals((await get(end)).status, 204);
  assertEquals((await get(`${crypto.randomUUID()}/3`)).status, 204);
  assertEquals((await get("3")).status, 204);
  assertEquals((await get("no id")).status, 422);
  assertEquals(runnable.inputs.length, 1);
});

/** A store that falls behind. */
class SlowStore extends MemoryStore {
  readonly #over = Promise.withResolvers<void>();
  /** Resolves when a journal is over. */
  readonly over = this.#over.promise;

  override async append(...args: Parameters<MemoryStore["append"]>): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    await super.append(...args);
    if (args[2] !== "running") setTimeout(this.#over.resolve); // once the run knows
  }
}

for (const accept of [SSE, "text/plain"]) {
  Deno.test(`a journal that is full costs the resume, not the answer, as ${accept}`, async () => {
    const words = Array.from({ length: 1_000 }, (_, i) => `단어${i} `);
    const store = new SlowStore();
    const journal = { resumeMs: 10_000, runBytes: 10_000 };
    const app = appOf(new FakeRunnable(() => words), { journal, store });
    const response = await app(post("/chain/stream", ask, { accept }));
    const text = accept === SSE ? (await see(response)).text : await response.text();
    assertEquals(text, words.join(""));
    await store.over;
    const later = await follow(app, idOf(response));
    if (accept === SSE) assertEquals((await see(later)).failure?.status_code, 503);
    else await assertRejects(() => later.text());
    assertEquals((await follow(app, idOf(response), 900)).status, 410); // the rest is lost
  });
}

Deno.test("a reader of a full journal gets the error behind it once", async () => {
  const words = Array.from({ length: 1_000 }, (_, i) => `단어${i} `);
  const store = new SlowStore();
  const journal = { resumeMs: 10_000, runBytes: 10_000 };
  const app = appOf(new FakeRunnable(() => words), { journal, store });
  const response = await app(post("/chain/stream", ask, { accept: SSE }));
  await response.text();
  await store.over;
  const text = await (await follow(app, idOf(response))).text();
  const last = text.match(/^id: (\d+)$/gm)?.at(-1)?.slice(4);
  assertEquals((await follow(app, idOf(response), last)).status, 204);
  assertEquals((await follow(app, idOf(response), Number(last) + 1)).status, 410);
});

Deno.test("a long answer stays whole in the journal, however long the store gathers", async () => {
  const words = Array.from({ length: 400 }, (_, i) => `단어${i} `);
  const runnable = new FakeRunnable(async function* () {
    for (const word of words) yield await Promise.resolve(word);
  });
  const timer = new FakeTimer(); // the store is never due
  const app = appOf(runnable, { journal: { resumeMs: 10_000, runBytes: 20_000 }, timer });
  const response = await app(post("/chain/stream", ask, { accept: SSE }));
  const whole = await response.text();
  await timer.pass(0);
  assertEquals(await (await follow(app, idOf(response))).text(), whole);
});

Deno.test("a reader that has all of a reply that broke does not take it for whole", async () => {
  const app = appOf(
    new FakeRunnable(async function* () {
      yield "하나 ";
      await Promise.resolve();
      throw new Error("broken");
    }),
  );
  const response = await app(post("/chain/stream", ask, { accept: "text/plain" }));
  await assertRejects(() => response.text());
  const bytes = new TextEncoder().encode("하나 ").length;
  for (const last of [0, bytes, bytes + 1]) {
    const back = await follow(app, idOf(response), last);
    assertEquals(back.status, 200);
    await assertRejects(() => back.text());
  }
});

Deno.test("an id beyond what was written skips all before it", async () => {
  const { runnable, step } = stepped();
  const app = appOf(runnable);
  step(1);
  const response = await app(post("/chain/stream", ask, { accept: SSE }));
  await leaveAfter(response, "하나");
  const back = await follow(app, idOf(response), 3);
  step(4);
  const text = await back.text();
  assert(text.startsWith('id: 4\nevent: data\ndata: "넷 "\n'), text);
});

Deno.test("a name that no run has reaches no store", async () => {
  const app = appOf(new FakeRunnable(() => WORDS));
  for (const id of ["a".repeat(101), "%00", "a b", "..%2F"]) {
    assertEquals((await follow(app, id)).status, 404, id);
    assertEquals((await cancel(app, id)).status, 404, id);
  }
});

Deno.test("a thousand runs are journalled at once, and each can be followed", async () => {
  const waiting = Promise.withResolvers<void>();
  const chain = {
    stream: () =>
      Promise.resolve(ReadableStream.from((async function* () {
        yield WORDS[0];
        await waiting.promise;
        yield* WORDS.slice(1);
      })())),
  };
  const app = testApp({ runnables: { chain }, journal: { resumeMs: 10_000 } });
  const ids = await Promise.all(Array.from({ length: 1_000 }, async () => {
    const response = await app(post("/chain/stream", ask));
    await leaveAfter(response, "하나");
    return idOf(response);
  }));
  assertEquals(new Set(ids).size, 1_000);
  waiting.resolve();
  const texts = await Promise.all(ids.map(async (id) => (await see(await follow(app, id))).text));
  assertEquals(new Set(texts), new Set([WORDS.join("")]));
});

Deno.test("an answer of 100,000 chunks is journalled whole", async () => {
  const words = Array.from({ length: 100_000 }, (_, i) => `${i} `);
  const chain = { stream: () => Promise.resolve(ReadableStream.from(words)) };
  const app = testApp({ runnables: { chain }, journal: { resumeMs: 10_000 } });
  const response = await app(post("/chain/stream", ask, { accept: SSE }));
  const whole = await response.text();
  const again = await (await follow(app, idOf(response))).text();
  assert(whole === again);
  const rest = await (await follow(app, idOf(response), 99_998)).text();
  assert(rest.startsWith('id: 99999\nevent: data\ndata: "99998 "\n'), rest.slice(0, 100));
  assert(whole.endsWith(rest));
});

/** A store in memory that two apps share. */
function sharedStore(): Store {
  const store = new MemoryStore();
  return new Proxy<Store>(store, {
    get(_, name) {
      if (name === "isShared") return true;
      if (name === "gatherMs") return 0;
      const value = Reflect.get(store, name, store);
      return typeof value === "function" ? value.bind(store) : value;
    },
  });
}

Deno.test("a chat goes on with its latest run, at whichever server that is", async () => {
  const store = sharedStore();
  const journal = { allowDetached: true };
  const [first, second] = [stepped(), stepped()];
  const [a, b] = [first, second].map(({ runnable }) => appOf(runnable, { store, journal }));
  if (a === undefined || b === undefined) throw new Error("There are not two");
  const messages = [{ role: "user", parts: [{ type: "text", text: "안녕" }] }];
  const chat = { id: "chat", runnable: "chain", on_disconnect: "continue", messages };
  const begin = async (app: Handler, { step }: typeof first) => {
    step(1);
    const response = await app(post("/api/chat", chat));
    await leaveAfter(response, "하나");
    while (await store.find(idOf(response)) === null) await Promise.resolve();
    return idOf(response);
  };
  const goesOn = async (app: Handler) => {
    const response = await app(new Request("http://localhost/api/chat/chat/stream"));
    await response.body?.cancel();
    return idOf(response);
  };
  const older = await begin(a, first);
  const latest = await begin(b, second);
  assertEquals(await Promise.all([a, b].map(goesOn)), [latest, latest]);
  for (const { step } of [first, second]) step(4);
  for (const id of [older, latest]) await (await follow(a, id)).text();
});

Deno.test("what a server has written twice is read once", async () => {
  const store = sharedStore();
  const head = { server: "s", owner: null, alias: null, hasLongIds: false };
  const append = async (dialect: string, runId: string, texts: readonly [number, string][]) => {
    await store.begin({ ...head, runId, dialect });
    for (const [start, text] of texts) {
      const end = start + (dialect === "text" ? text.length : text.split("\n").length - 1);
      await store.append(runId, [{ start, end, text }], "running");
    }
    await store.append(runId, [], "ended");
  };
  await append("ndjson", "lines", [[0, "0\n1\n"], [0, "0\n1\n2\n"], [1, "1\n"], [3, "3\n"]]);
  await append("text", "bytes", [[0, "ab"], [0, "ab"], [1, "bcd"], [4, "e"]]);
  const app = appOf(new FakeRunnable(() => []), { store });
  assertEquals(await (await follow(app, "lines")).text(), "0\n1\n2\n3\n");
  assertEquals(await (await follow(app, "lines", 0)).text(), "1\n2\n3\n");
  assertEquals(await (await follow(app, "bytes")).text(), "abcde");
  assertEquals(await (await follow(app, "bytes", 3)).text(), "de");
});
