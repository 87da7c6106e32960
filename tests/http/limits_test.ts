import { assert, assertEquals } from "@std/assert";
import { AIMessageChunk } from "@langchain/core/messages";
import { createApp, type Limits } from "../../src/mod.ts";
import { post, see } from "../support/client.ts";
import { FakeRunnable, forever } from "../support/models/runnables.ts";
import { ScriptedModel } from "../support/models/scripted_model.ts";
import { testApp } from "../support/test_app.ts";

const ask = { user_message: "?" };

function serve(
  limits: Partial<Limits>,
  chunks: () => Iterable<unknown> | AsyncIterable<unknown> = () => ["a"],
) {
  const chain = new FakeRunnable(chunks);
  return { chain, app: createApp({ runnables: { chain }, limits, onError() {} }) };
}

Deno.test("a conversation may not be longer than the limit, in characters", async () => {
  const { app, chain } = serve({ inputChars: 10 });
  const history = [{ role: "user", content: "12345" }];
  const most = await app(post("/chain/invoke", { user_message: "67890", history }));
  assertEquals(most.status, 200);
  await most.body?.cancel();
  const more = await app(post("/chain/stream", { user_message: "678901", history }));
  assertEquals(more.status, 413);
  assertEquals(
    (await more.json()).message,
    "The conversation is too long. The limit is 10 characters.",
  );
  assertEquals(chain.inputs.length, 1);
});

Deno.test("a conversation may not be longer than the limit, in messages", async () => {
  const { app, chain } = serve({ messages: 2 });
  const history = [{ role: "user", content: "1" }, { role: "assistant", content: "2" }];
  const response = await app(post("/chain/stream", { ...ask, history }));
  assertEquals(response.status, 413);
  assertEquals(
    (await response.json()).message,
    "The conversation is too long. The limit is 2 messages.",
  );
  assertEquals(chain.inputs, []);
});

Deno.test("a batch may not have more inputs than the limit", async () => {
  const { app, chain } = serve({ batch: 2 });
  const response = await app(post("/chain/batch", { inputs: ["1", "2", "3"] }));
  assertEquals(response.status, 422);
  assertEquals((await response.json()).message, "The body's inputs must have at most 2 items.");
  assertEquals(chain.inputs, []);
});

Deno.test("an answer ends by length where it would be longer than the limit", async () => {
  const { app, chain } = serve({ outputChars: 5 }, () => forever("가나"));
  const { text, record } = await see(await app(post("/chain/stream", ask)));
  assertEquals([text, record?.end_reason], ["가나가나가", "length"]);
  await chain.aborted;

  const messages = [{ role: "user", content: "?" }];
  const completion = await app(post("/v1/chat/completions", { model: "chain", messages }));
  assertEquals((await completion.json()).choices[0].finish_reason, "length");
});

for (const [name, source] of [["chain", "fast"], ["other runnable", "by callbacks"]] as const) {
  Deno.test(`an answer of a ${name} has no more chunks than the limit, even empty ones`, async () => {
    let produced = 0;
    function* many() {
      while (produced < 5_000) yield produced++ === 0 ? "a" : "";
    }
    const chain = source === "fast" ? new ScriptedModel(many) : new FakeRunnable(many);
    const app = createApp({ runnables: { chain }, limits: { chunks: 5 } });
    const { text, record } = await see(await app(post("/chain/stream", ask)));
    assertEquals([text, record?.end_reason, record?.splits], [
      "a",
      "length",
      ["a", "", "", "", ""],
    ]);
    assert(produced < 2_000, `${produced} chunks were made`);
  });
}

Deno.test("reasoning is no longer than an answer may be", async () => {
  const reasoning = (text: string) =>
    new AIMessageChunk({ content: "", additional_kwargs: { reasoning_content: text } });
  const ends = async (text: string, limits: Partial<Limits>) => {
    const chain = new ScriptedModel(() => forever(reasoning(text)));
    const app = createApp({ runnables: { chain }, limits });
    const { record } = await see(await app(post("/chain/stream", ask)));
    return [record?.end_reason, record?.reasoning?.text];
  };
  assertEquals(await ends("흠흠", { outputChars: 5 }), ["length", "흠흠흠흠"]);
  assertEquals(await ends("흠", { chunks: 3 }), ["length", "흠흠흠"]);
});

Deno.test("more streams at once than the limit are refused, and those under way go on", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { app } = serve({ streams: 2 }, async function* () {
    yield "a";
    await promise;
    yield "b";
  });
  const running = [await app(post("/chain/stream", ask)), await app(post("/chain/stream", ask))];
  const refused = await app(post("/chain/stream", ask));
  assertEquals([refused.status, refused.headers.get("retry-after")], [503, "1"]);
  assert((await refused.json()).message.includes("limit of concurrent streams"));

  resolve();
  for (const response of running) assertEquals((await see(response)).text, "ab");
  const next = await app(post("/chain/stream", ask));
  assertEquals(next.status, 200);
  assertEquals((await see(next)).text, "ab");
});

const ends: Record<string, (response: Response) => unknown> = {
  "ends": (response) => response.text(),
  "is left": (response) => response.body?.cancel(),
};
for (const [name, end] of Object.entries(ends)) {
  Deno.test(`a stream that ${name} makes room for another`, async () => {
    const { app } = serve({ streams: 1 }, () => ["a", "b"]);
    for (let i = 0; i < 5; i++) {
      const response = await app(post("/chain/stream", ask));
      assertEquals(response.status, 200);
      await end(response);
    }
  });
}

Deno.test("a stream that fails makes room for another", async () => {
  const { app } = serve({ streams: 1 }, () => {
    throw new Error("boom");
  });
  for (let i = 0; i < 5; i++) {
    const response = await app(post("/chain/stream", ask));
    assertEquals(response.status, 500);
    await response.body?.cancel();
  }
});

Deno.test("once the server stops, no more runs begin, and those under way go on", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const chain = new FakeRunnable(async function* () {
    yield "a";
    await promise;
    yield "b";
  });
  const draining = new AbortController();
  const app = testApp({ runnables: { chain }, draining: draining.signal });
  const running = await app(post("/chain/stream", ask));
  draining.abort();
  const refused = await app(post("/chain/stream", ask));
  assertEquals([refused.status, refused.headers.get("connection")], [503, "close"]);
  await refused.body?.cancel();
  resolve();
  assertEquals((await see(running)).text, "ab");
});
