import { assert, assertEquals } from "@std/assert";
import { type AppOptions, createApp } from "../../src/mod.ts";
import { DIALECTS, post, see, SSE } from "../support/client.ts";
import { FakeRunnable, forever } from "../support/models/runnables.ts";
import { Upstream } from "../support/models/upstream.ts";

const ask = { user_message: "안녕" };
const appOn = (upstream: Upstream, limits: AppOptions["limits"] = {}) =>
  createApp({
    model: { provider: "openai", model: "m", baseUrl: upstream.baseUrl },
    limits,
    onError: (error) => {
      throw error;
    },
  });

/** A pace at which a chunk is made when the test says so. */
function steps() {
  const waiting: (() => void)[] = [];
  let allowed = 0;
  return {
    pace: () => {
      if (allowed > 0) return Promise.resolve(allowed--);
      return new Promise<void>((resolve) => waiting.push(resolve));
    },
    step: (count = 1) => {
      for (; count > 0; count--) {
        const next = waiting.shift();
        if (next === undefined) allowed++;
        else next();
      }
    },
  };
}

for (const accept of DIALECTS) {
  Deno.test(`the marker closes the model's connection, as ${accept}`, async () => {
    const { pace, step } = steps();
    const chunks = ["하나 ", "(답변 ", "종료)", "더", "더", "더", "더"];
    await using upstream = new Upstream({ chunks, role: "", pace });
    step(3);
    const { text } = await see(await appOn(upstream)(post("/chain/stream", ask, { accept })));
    assertEquals(text, "하나 ");
    step(); // a server only hears of a closed connection when it writes to it
    await upstream.cancelled;
    assert(upstream.produced <= 4, `${upstream.produced} chunks for a marker in the third`);
    assertEquals(upstream.open, 0);
  });
}

Deno.test("a client that leaves in the middle closes the model's connection", async () => {
  const { pace, step } = steps();
  await using upstream = new Upstream({ chunks: forever("가 "), role: "", pace });
  const server = Deno.serve({ port: 0, onListen() {} }, appOn(upstream));
  const client = new AbortController();
  step(2);
  const response = await fetch(`http://127.0.0.1:${server.addr.port}/chain/stream`, {
    method: "POST",
    body: JSON.stringify(ask),
    signal: client.signal,
  });
  const reader = response.body?.getReader();
  await reader?.read();
  client.abort();
  await reader?.read().catch(() => {});
  await upstream.cancelled;
  assertEquals(upstream.open, 0);
  await server.shutdown();
});

Deno.test("a client that leaves before the first token closes the model's connection", async (t) => {
  for (const route of ["stream", "invoke"]) {
    await t.step(route, async () => {
      await using upstream = new Upstream({
        chunks: ["가"],
        role: "",
        pace: () => new Promise(() => {}),
      });
      const server = Deno.serve({ port: 0, onListen() {} }, appOn(upstream));
      const client = new AbortController();
      const reply = fetch(`http://127.0.0.1:${server.addr.port}/chain/${route}`, {
        method: "POST",
        body: JSON.stringify(ask),
        signal: client.signal,
      }).catch((error) => error.name);
      const begun = await Promise.race([upstream.opened, reply]);
      assertEquals(begun, undefined, "There was a reply before the model was asked");
      client.abort();
      assertEquals(await reply, "AbortError");
      await upstream.cancelled;
      assertEquals(upstream.open, 0);
      await server.shutdown();
    });
  }
});

Deno.test("a reader's cancel ends a run that is waiting for its next token", async () => {
  const never = new FakeRunnable(async function* () {
    yield "가";
    await new Promise(() => {});
  });
  const app = createApp({ runnables: { never } });
  const reader = (await app(post("/never/stream", ask))).body?.getReader();
  await reader?.read();
  await reader?.cancel("gone");
  assertEquals((await never.aborted as Error).cause, "gone");
});

Deno.test("a runnable that does not heed the signal is cancelled all the same", async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const deaf = {
    stream: () => Promise.resolve(new ReadableStream({ cancel: resolve }, { highWaterMark: 0 })),
  };
  const caller = new AbortController();
  const reply = createApp({ runnables: { deaf } })(
    post("/deaf/stream", ask, { signal: caller.signal }),
  );
  setTimeout(() => caller.abort("gone"));
  assertEquals(await promise, "gone");
  assertEquals((await reply).status, 499);
});

Deno.test("a runnable that is slow to start is cancelled when it has", async () => {
  const started = Promise.withResolvers<ReadableStream>();
  const cancelled = Promise.withResolvers<unknown>();
  const slow = { stream: () => started.promise };
  const caller = new AbortController();
  const reply = createApp({ runnables: { slow } })(
    post("/slow/stream", ask, { signal: caller.signal }),
  );
  setTimeout(() => {
    caller.abort("gone");
    started.resolve(new ReadableStream({ cancel: cancelled.resolve }, { highWaterMark: 0 }));
  });
  assertEquals((await cancelled.promise as Error).cause, "gone");
  assertEquals((await reply).status, 499);
});

Deno.test("a caller that is gone already is not worth a model", async () => {
  await using upstream = new Upstream({ chunks: ["a"] });
  const request = post("/chain/stream", ask);
  const gone = new Proxy(request, {
    get: (target, key) =>
      key === "signal" ? AbortSignal.abort("gone") : Reflect.get(target, key, target),
  });
  const body = await request.text();
  Object.defineProperty(request, "body", { value: new Blob([body]).stream() });
  assertEquals((await appOn(upstream)(gone)).status, 499);
  assertEquals(upstream.requests.length, 0);
});

Deno.test("a client that leaves while it uploads is no error of the server's", async () => {
  const errors: unknown[] = [];
  const handled = Promise.withResolvers<Response>();
  const app = createApp({
    runnables: { chain: new FakeRunnable(() => ["a"]) },
    onError: (error) => errors.push(error),
  });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const response = await app(request);
    handled.resolve(response);
    return response;
  });
  const client = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  const head = "POST /chain/stream HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n";
  await client.write(new TextEncoder().encode(`${head}{"input":`));
  client.close();
  assertEquals((await handled.promise).status, 400);
  assertEquals(errors, []);
  await server.shutdown();
});

Deno.test("a client that does not read stalls the model", async () => {
  const chain = new FakeRunnable(() => forever("가 "));
  const app = createApp({ runnables: { chain } });
  const reader = (await app(post("/chain/stream", ask))).body?.getReader();
  for (let read = 1; read <= 10; read++) {
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve));
    assert(chain.pulls <= read + 4, `${chain.pulls} chunks for ${read} reads`);
  }
  await reader?.cancel();
});

Deno.test("a client that does not read stalls the model's server over the network", async () => {
  const chunk = "가".repeat(20_000);
  await using upstream = new Upstream({ chunks: forever(chunk), role: "" });
  const read = async (from: Upstream) => {
    const app = appOn(from, { outputChars: Infinity });
    return (await app(post("/chain/stream", ask, { accept: SSE }))).body?.getReader();
  };
  const reader = await read(upstream);
  await reader?.read();

  // In the time in which another client reads so much, as much could have been made for this one.
  await using other = new Upstream({ chunks: forever(chunk), role: "" });
  const eager = await read(other);
  for (let bytes = 0; bytes < 64 * 2 ** 20;) bytes += (await eager?.read())?.value?.length ?? 0;
  // Some is on its way: the sockets' buffers hold a few megabytes.
  assert(upstream.produced < other.produced / 2, `${upstream.produced} of ${other.produced}`);

  for (const client of [reader, eager]) await client?.cancel();
  for (const server of [upstream, other]) await server.cancelled;
});
