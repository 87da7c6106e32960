import { assert, assertEquals } from "@std/assert";
import { RunnableLambda } from "@langchain/core/runnables";
import { END, MessagesAnnotation, START, StateGraph } from "npm:@langchain/langgraph@^1.0.0";
import { createAgent } from "langchain";
import { createApp } from "../../src/mod.ts";
import { createToolAgent } from "../../src/builtin/agent.ts";
import { createChain } from "../../src/builtin/chain.ts";
import type { StreamableRunnable } from "../../src/run/langchain/runnable.ts";
import { post, see, TEXT } from "../support/client.ts";
import { failAfter, forever } from "../support/models/runnables.ts";
import { ScriptedModel } from "../support/models/scripted_model.ts";

type Source = () => Iterable<string> | AsyncIterable<string>;

/** Each way to stream, on a source of chunks. */
const WAYS: Readonly<Record<string, (source: Source) => StreamableRunnable>> = {
  model: (source) => new ScriptedModel(source),
  chain: (source) =>
    createChain({ model: new ScriptedModel(source), systemPrompt: "", startMarker: "" }),
  agent: (source) =>
    createToolAgent({
      model: new ScriptedModel(source),
      systemPrompt: "",
      clock: () => new Date(),
    }),
  "agent of one's own": (source) => createAgent({ model: new ScriptedModel(source), tools: [] }),
  "graph around an agent": (source) =>
    new StateGraph(MessagesAnnotation)
      .addNode("inner", createAgent({ model: new ScriptedModel(source), tools: [] }).graph as never)
      .addEdge(START, "inner")
      .addEdge("inner", END)
      .compile(),
  function: (source) =>
    RunnableLambda.from(async function* () {
      yield* source();
    }),
  "chain of functions": (source) =>
    RunnableLambda.from((input: { user_message: string }) => input.user_message)
      .pipe(RunnableLambda.from(async function* () {
        yield* source();
      })),
};

/** How far each may run ahead of its reader, in chunks: LangGraph has a queue or two of its own. */
const AHEAD: Readonly<Record<string, number>> = {
  agent: 4,
  "agent of one's own": 4,
  "graph around an agent": 4,
};

const ask = { user_message: "안녕" };
const tick = () => new Promise<void>((resolve) => setTimeout(resolve));

for (const [way, make] of Object.entries(WAYS)) {
  const ahead = AHEAD[way] ?? 2;
  const failure = /function/.test(way)
    ? { status_code: 500, message: "The runnable failed.", code: "runnable_failed" }
    : { status_code: 502, message: "The model failed." };
  const serve = (source: Source) => createApp({ runnables: { way: make(source) }, onError() {} });

  Deno.test(`${way} sends its first token before its last exists`, async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const app = serve(async function* () {
      yield "하나 ";
      await promise;
      yield "둘";
    });
    const response = await app(post("/way/stream", ask, { accept: TEXT }));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    assertEquals((await reader?.read())?.value, "하나 ");
    resolve();
    assertEquals((await reader?.read())?.value, "둘");
    assertEquals((await reader?.read())?.done, true);
  });

  Deno.test(`${way} ends at a marker in the middle, and is not asked for more`, async () => {
    let produced = 0;
    const app = serve(function* () {
      for (const chunk of ["하나", "", " (답변", " 종료) 둘", ...Array(50).fill("셋")]) {
        produced++;
        yield chunk;
      }
    });
    const { text, record } = await see(await app(post("/way/stream", ask)));
    assertEquals(text, "하나 ");
    assertEquals(record?.splits, ["하나", "", " (답변", " 종료) 둘"]);
    assertEquals(record?.end_reason, "marker");
    assert(produced <= 4 + ahead, `${produced} chunks for a marker in the fourth`);
  });

  Deno.test(`${way} stops when its client leaves`, async () => {
    let produced = 0;
    const app = serve(async function* () {
      for (const chunk of forever("가 ")) {
        produced++;
        yield chunk;
        await tick();
      }
    });
    const reader = (await app(post("/way/stream", ask))).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await tick();
    const before = produced;
    for (let i = 0; i < 5; i++) await tick();
    assert(produced <= before + 1, `${produced - before} chunks after the client left`);
  });

  Deno.test(`${way} goes no faster than it is read`, async () => {
    let produced = 0;
    const app = serve(function* () {
      for (const chunk of forever("가 ")) {
        produced++;
        yield chunk;
      }
    });
    const reader = (await app(post("/way/stream", ask))).body?.getReader();
    for (let read = 1; read <= 10; read++) {
      await reader?.read();
      await tick();
      assert(produced <= read + 2 + ahead, `${produced} chunks for ${read} reads`);
    }
    await reader?.cancel();
  });

  Deno.test(`${way} that fails before its first token is answered with a status`, async () => {
    const response = await serve(() => failAfter([]))(post("/way/stream", ask));
    assertEquals(response.status, failure.status_code);
    assertEquals((await response.json()).message, failure.message);
  });

  Deno.test(`${way} that fails after its first token ends in an error`, async () => {
    const app = serve(() => failAfter(["하나 ", "", "둘 "]));
    const seen = await see(await app(post("/way/stream", ask)));
    assertEquals(seen.text, "하나 둘 ");
    const events = seen.events.filter((event) => event !== "step"); // a graph has some
    assertEquals(events, ["metadata", "data", "data", "error"]);
    assertEquals(seen.failure, failure);
  });

  Deno.test(`${way} may have nothing to say`, async () => {
    const { text, record } = await see(await serve(() => [""])(post("/way/stream", ask)));
    assertEquals(text, "");
    assertEquals(record?.token_splits, "|");
    assertEquals(record?.end_reason, "stop");
    assertEquals(record?.timing.first_token_ms, null);
  });

  Deno.test(`${way} is heard out over 10,000 chunks`, async () => {
    const chunks = Array.from({ length: 10_000 }, (_, i) => `${i} `);
    const { text, record } = await see(await serve(() => chunks)(post("/way/stream", ask)));
    assertEquals(text, chunks.join(""));
    assertEquals(record?.splits.length, chunks.length);
  });

  Deno.test(`${way} keeps every character whole`, async () => {
    const chunks = [
      "가\u0301",
      "\ud83d",
      "\ude00",
      "👩\u200d",
      "👧",
      "\ufeff\0\u2028",
      "é",
      "\r\n",
    ];
    const { text, record } = await see(await serve(() => chunks)(post("/way/stream", ask)));
    assertEquals(text, chunks.join(""));
    assertEquals(record?.splits, chunks);
  });

  Deno.test(`${way} can be invoked`, async () => {
    const app = serve(() => ["하나", " (답변 ", "종료)"]);
    const { output, metadata } = await (await app(post("/way/invoke", ask))).json();
    assertEquals(output, "하나 ");
    assertEquals(metadata.token_splits, "하나| (답변 |종료)|");
  });
}
