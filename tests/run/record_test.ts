import { assert, assertEquals } from "@std/assert";
import { AIMessageChunk } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { RunnableLambda } from "@langchain/core/runnables";
import { createAgent } from "langchain";
import { Run, type RunOptions, type RunSeams } from "../../src/run/run.ts";
import type { StreamableRunnable } from "../../src/run/langchain/runnable.ts";
import { systemTimer } from "../../src/run/timer.ts";
import type { StreamEvent } from "../../src/wire/stream_event.ts";
import { ScriptedModel } from "../support/models/scripted_model.ts";
import { SayingModel } from "../support/models/saying_model.ts";
import { failAfter, FakeRunnable } from "../support/models/runnables.ts";

/** Chunks with the pauses before them, in milliseconds. The marker is in three of them. */
const CHUNKS: [pause: number, text: string][] = [
  [5, "안녕"],
  [10, ""],
  [20, " 친구"],
  [2_000, "(답변"],
  [7, " 종"],
  [3, "료)"],
];
const SPLIT_MS = [5, 15, 35, 2_035, 2_042, 2_045];

/** The tokens of a text: its characters. */
function logprobsOf(text: string) {
  const tokenOf = (token: string, logprob: number) => ({ token, logprob, bytes: null });
  return [...text].map((char) => ({
    ...tokenOf(char, -0.5),
    top_logprobs: [tokenOf(char, -0.5), tokenOf("?", -1.5)],
  }));
}

/** A clock, and a model that takes its time by it. */
function slowModel() {
  let time = 1_000;
  const model = new ScriptedModel(function* () {
    for (const [pause, content] of CHUNKS) {
      time += pause;
      yield new AIMessageChunk({
        content,
        ...(content === "" ? {} : {
          response_metadata: { logprobs: { content: logprobsOf(content) } },
        }),
      });
    }
  });
  return { model, timer: { ...systemTimer, now: () => time } };
}

type Model = ReturnType<typeof slowModel>["model"];
const kinds: [name: string, of: (model: Model) => StreamableRunnable, options?: object][] = [
  ["a model", (model) => model],
  ["a chain", (model) => model.pipe(new StringOutputParser())],
  ["a chain read by callbacks", (model) => model.pipe(new StringOutputParser()), {
    isDirect: false,
  }],
  ["a chain that is invoked", (model) => {
    const parser = new StringOutputParser();
    return model.pipe(parser).pipe(RunnableLambda.from((text: string) => text)).withRetry();
  }, { isWhole: true }],
  ["an agent", (model) => createAgent({ model, tools: [] })],
];

async function record(
  runnable: StreamableRunnable,
  options: Partial<RunOptions & RunSeams> = {},
) {
  const run = new Run(runnable, { input: "?", ...options } as RunOptions);
  const events: StreamEvent[] = [];
  for await (const event of run) events.push(event);
  assert(run.summary !== null);
  return { events, record: run.summary.record };
}

for (const [kind, of, options] of kinds) {
  Deno.test(`the record of ${kind} says when each split was read, empty ones and the marker's too`, async () => {
    const { model, timer } = slowModel();
    const { record: { splits, timing, end_reason } } = await record(of(model), {
      ...options,
      timer,
    });
    assertEquals(splits, CHUNKS.map(([, text]) => text));
    assertEquals(timing.split_ms, SPLIT_MS);
    assertEquals(end_reason, "marker");
  });

  Deno.test(`the record of ${kind} has log probabilities for those who ask`, async () => {
    const { model, timer } = slowModel();
    const sampling = { logprobs: true };
    const { events, record: { logprobs } } = await record(of(model), {
      ...options,
      timer,
      sampling,
    });
    assertEquals(logprobs, CHUNKS.map(([, text]) => logprobsOf(text)));
    const passedOn = events.flatMap((event) => event.type === "text" ? event.logprobs ?? [] : []);
    assertEquals(passedOn, logprobsOf("안녕 친구")); // not the marker's

    const unasked = slowModel();
    const { record: other } = await record(of(unasked.model), { ...options, timer: unasked.timer });
    assertEquals("logprobs" in other, false);
  });
}

Deno.test("the record has no log probabilities if the model gives none", async () => {
  const { record: { logprobs } } = await record(new FakeRunnable(() => ["a"]), {
    sampling: { logprobs: true },
  });
  assertEquals(logprobs, undefined);
});

Deno.test("the record of an agent says when its steps ran", async () => {
  const { model, timer } = slowModel();
  const { record: { timing } } = await record(createAgent({ model, tools: [] }), { timer });
  assertEquals(timing.steps, [
    { node: "model_request", path: ["model_request"], started_ms: 0, ended_ms: 2_045 },
  ]);
});

Deno.test("the record of a failure has the times of all splits before it", async () => {
  const { record: { timing, splits, end_reason }, events } = await record(
    new FakeRunnable(() => failAfter(["a", "", "("])),
  );
  assertEquals([splits, end_reason], [["a", "", "("], "error"]);
  assertEquals(timing.split_ms.length, 3);
  assertEquals(events.at(-1)?.type, "error");
});

Deno.test("the record of reasoning says when each piece of it was read", async () => {
  const think = (text: string) =>
    new AIMessageChunk({ content: "", additional_kwargs: { reasoning_content: text } });
  const model = new SayingModel({ chunks: [think("h"), think("m"), new AIMessageChunk("a")] });
  const { record: { reasoning, timing } } = await record(model);
  assertEquals([reasoning?.text, reasoning?.splits], ["hm", ["h", "m"]]);
  assertEquals(reasoning?.split_ms.length, 2);
  assertEquals(timing.split_ms.length, 1);
});
