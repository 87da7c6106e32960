import { assertEquals } from "@std/assert";
import { createOpenAIModel } from "../../../src/builtin/openai/openai.ts";
import { Run } from "../../../src/mod.ts";
import type { RunOptions, RunSeams } from "../../../src/run/run.ts";
import { Upstream, type UpstreamReply } from "../../support/models/upstream.ts";

const replies: [name: string, reply: UpstreamReply][] = [
  ["text", { role: "", chunks: ["언어 ", "모델", "", "은", ""] }],
  ["no role delta", { chunks: ["", "a", "", "b"], finishReason: "length" }],
  ["a marker", { role: "", chunks: ["a", "b", "(답변 ", "종료", ")", "never", "read"] }],
  ["a marker in a chunk", { role: "", chunks: ["a", "b", "c(답변 종료)d", "never"] }],
  ["half a marker", { role: "", chunks: ["a", "(답변 ", "x", "(답변"] }],
  ["half a marker beside an odd frame", {
    role: "",
    chunks: ["a", "b", "(답변 ", { content: "종료", name: "odd" }, ")", "never"],
  }],
  ["parts of a marker in odd frames, and text between them", {
    chunks: ["a", "b", "c", { content: "(답변 ", name: "odd" }, "d", "e", "f", {
      content: "종료)",
      name: "odd",
    }],
  }],
  ["a leading thought", { role: "", chunks: ["<thi", "nk>", "(답변 종료)", "</think>", "a", "b"] }],
  ["reasoning", { chunks: [{ reasoning: "h" }, { reasoning: "m" }, "a", "b", "c"] }],
  ["a refusal", { chunks: [{ refusal: "I will " }, { refusal: "not." }] }],
  ["tool calls", {
    chunks: ["a", "b", "c", {
      tool_calls: [{ index: 0, id: "t1", function: { name: "f", arguments: "{}" } }],
    }],
    finishReason: "tool_calls",
  }],
  ["a broken connection", { chunks: ["a", "b", "c"], breaks: true }],
  ["no finish reason", { chunks: ["a", "b", "c"], finishReason: null }],
];

async function read(reply: UpstreamReply, seams: RunSeams) {
  await using upstream = new Upstream(reply);
  const model = createOpenAIModel({ model: "m", baseUrl: upstream.baseUrl, maxRetries: 0 });
  const options: RunOptions & RunSeams = { input: "안녕", includeSplits: true, ...seams };
  const run = new Run(model, options);
  const events = (await Array.fromAsync(run)).map((event) => {
    if (event.type === "split") return { ...event, split: { ...event.split, ms: 0 } };
    if (event.type === "start") return { ...event, run: { ...event.run, run_id: "" } };
    return event.type === "end" || event.type === "error" ? { type: event.type } : event;
  });
  const { outcome, failure, record } = run.summary ?? {};
  const { reasoning } = record ?? {};
  const thought = reasoning == null ? null : { ...reasoning, split_ms: null };
  return { events, outcome, failure, record: { ...record, timing: null, reasoning: thought } };
}

for (const [name, reply] of replies) {
  Deno.test(`a run that is told its text is like any other, with ${name}`, async () => {
    assertEquals(await read(reply, {}), await read(reply, { isDirect: false }));
  });
}
