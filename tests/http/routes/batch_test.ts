import { assert, assertEquals } from "@std/assert";
import { RunnableLambda } from "@langchain/core/runnables";
import { createApp } from "../../../src/mod.ts";
import { post } from "../../support/client.ts";
import { delta, finish, FrameModel, role } from "../../support/models/frame_model.ts";
import { FakeRunnable } from "../../support/models/runnables.ts";
import { transcripts } from "../../support/models/transcripts.ts";

const tick = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Echoes what it is told, takes its time, and fails when it is told to. */
function echo() {
  const state = { running: 0, most: 0, order: [] as string[] };
  const runnable = RunnableLambda.from(
    async function* (input: string | { user_message: string }) {
      const text = typeof input === "string" ? input : input.user_message;
      state.most = Math.max(state.most, ++state.running);
      try {
        for (const word of text.split(" ")) {
          await tick();
          if (word === "fail") throw new Error("boom");
          state.order.push(word);
          yield `${word} `;
        }
      } finally {
        state.running--;
      }
    },
  );
  return { state, app: createApp({ runnables: { echo: runnable }, onError() {} }) };
}

Deno.test("a batch is answered in order, though its inputs run side by side", async () => {
  const { app, state } = echo();
  const inputs = ["a a a a", "b", { user_message: "c c" }];
  const { output, metadata } = await (await app(post("/echo/batch", { inputs }))).json();
  assertEquals(output, ["a a a a ", "b ", "c c "]);
  assertEquals(
    metadata.responses.map(({ token_splits }: { token_splits: string }) => token_splits),
    [
      "a |a |a |a |",
      "b |",
      "c |c |",
    ],
  );
  assertEquals(state.most, 3);
  assert(state.order.indexOf("b") < state.order.lastIndexOf("a"), state.order.join());
});

Deno.test("a batch runs no more at a time than it is told", async (t) => {
  const inputs = ["a a", "b b", "c c", "d d"];
  const configs = [
    { max_concurrency: 2 },
    { maxConcurrency: 2 },
    inputs.map(() => ({ max_concurrency: 2 })),
  ];
  for (const config of configs) {
    await t.step(JSON.stringify(config).slice(0, 30), async () => {
      const { app, state } = echo();
      const { output } = await (await app(post("/echo/batch", { inputs, config }))).json();
      assertEquals(output, ["a a ", "b b ", "c c ", "d d "]);
      assertEquals(state.most, 2);
    });
  }
});

Deno.test("an input that fails does not lose the others", async () => {
  const { app } = echo();
  const inputs = ["a", "b fail", "c"];
  const response = await app(post("/echo/batch", { inputs }));
  assertEquals(response.status, 200);
  const { output, metadata } = await response.json();
  assertEquals(output, ["a ", null, "c "]);
  assertEquals(metadata.responses[1], {
    error: { status_code: 500, message: "The runnable failed.", code: "runnable_failed" },
  });
});

Deno.test("a batch of which nothing is left is answered with its failure", async () => {
  const { app } = echo();
  const response = await app(post("/echo/batch", { inputs: ["fail", "fail"] }));
  assertEquals(response.status, 500);
  assertEquals((await response.json()).message, "The runnable failed.");
});

Deno.test("a batch may end each of its answers on a marker of its own", async () => {
  const { app } = echo();
  const inputs = ["a b c", "a b c"];
  const config = ["b", "c"].map((end_markers) => ({ configurable: { end_markers } }));
  const { output } = await (await app(post("/echo/batch", { inputs, config }))).json();
  assertEquals(output, ["a ", "a b "]);
});

Deno.test("a batch of nothing is answered with nothing", async () => {
  const { app } = echo();
  for (const config of [undefined, {}, []]) {
    const response = await app(post("/echo/batch", { inputs: [], config }));
    assertEquals(await response.json(), { output: [], metadata: { responses: [] } });
  }
});

Deno.test("a batch ends when its caller goes away", async () => {
  const { app, state } = echo();
  const caller = new AbortController();
  const inputs = Array.from({ length: 10 }, () => "a ".repeat(1_000).trim());
  const reply = app(post("/echo/batch", { inputs }, { signal: caller.signal }));
  while (state.running < 10) await tick();
  caller.abort();
  await reply;
  await tick();
  const { length } = state.order;
  for (let i = 0; i < 5; i++) await tick();
  assertEquals(state.order.length, length);
  assert(length < 10_000);
});

Deno.test("a batch starts nothing more when its caller has gone", async () => {
  const caller = new AbortController();
  let started = 0;
  const deaf = {
    stream: () => {
      started++;
      caller.abort();
      return Promise.resolve(ReadableStream.from(["a"]));
    },
  };
  const app = createApp({ runnables: { deaf } });
  const config = { max_concurrency: 1 };
  const inputs = ["a", "b", "c"];
  await app(post("/deaf/batch", { inputs, config }, { signal: caller.signal }));
  assertEquals(started, 1);
});

const wrong: [name: string, body: unknown, pointer: string][] = [
  ["no inputs", {}, "#/inputs"],
  ["inputs that are no list", { inputs: "a" }, "#/inputs"],
  ["too many inputs", { inputs: Array(101).fill("a") }, "#/inputs"],
  ["an input that does not fit", { inputs: ["a", { user_message: 7 }] }, "#/inputs/1/user_message"],
  ["configs that do not match", { inputs: ["a", "b"], config: [{}] }, "#/config"],
  [
    "a limit of none",
    { inputs: ["a"], config: { max_concurrency: 0 } },
    "#/config/max_concurrency",
  ],
  [
    "a marker that does not fit",
    { inputs: ["a"], config: [{ configurable: { end_markers: "" } }] },
    "#/config/0/configurable/end_markers",
  ],
];
for (const [name, body, pointer] of wrong) {
  Deno.test(`a batch with ${name} is refused whole`, async () => {
    const model = new FrameModel([role, delta("a"), finish]);
    const starts: string[] = [];
    const echo = model.withConfig({ callbacks: [{ handleChatModelStart: () => starts.push("") }] });
    const response = await createApp({ runnables: { echo } })(post("/echo/batch", body));
    assertEquals(response.status, 422);
    assertEquals((await response.json()).errors[0].pointer, pointer);
    assertEquals(starts, []);
  });
}

Deno.test("300 streams at once keep their tokens apart", async () => {
  const app = createApp({ model: { provider: "demo", tokenDelayMs: 1 } });
  const arrivals: number[] = [];
  const read = async (index: number) => {
    const { user_message, token_splits } = transcripts[index % 3] ?? {};
    const response = await app(post("/chain/stream", { user_message }));
    let text = "";
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      arrivals.push(index);
      text += part;
    }
    return { text, token_splits };
  };
  for (
    const { text, token_splits } of await Promise.all(
      Array.from({ length: 300 }, (_, i) => read(i)),
    )
  ) {
    assert(text.includes(JSON.stringify(token_splits)));
    assert(text.endsWith("event: end\ndata:\n\n"));
  }
  // Each stream's last token comes after every other's first.
  const firsts = Array.from({ length: 300 }, (_, i) => arrivals.indexOf(i));
  const lasts = Array.from({ length: 300 }, (_, i) => arrivals.lastIndexOf(i));
  assert(Math.max(...firsts) < Math.min(...lasts));
});

Deno.test("a batch is refused whose end markers are too many together", async () => {
  const chain = new FakeRunnable(() => ["a"]);
  const app = createApp({ runnables: { chain } });
  const set = (i: number) => Array.from({ length: 16 }, (_, j) => `${i} ${j} `.padEnd(1_000, "x"));
  const ask = (configs: string[][]) =>
    app(post("/chain/batch", {
      inputs: configs.map(() => "?"),
      config: configs.map((end_markers) => ({ configurable: { end_markers } })),
    }));
  const response = await ask([set(1), set(2)]);
  assertEquals(response.status, 422);
  assertEquals((await response.json()).errors[0].pointer, "#/config");
  assertEquals(chain.inputs, []);
  const shared = await ask(Array.from({ length: 20 }, () => set(1)));
  assertEquals(shared.status, 200);
  assertEquals((await shared.json()).output.length, 20);
});
