import { assertEquals } from "@std/assert";
import type { EndRecord, TokenLogprob } from "../../src/wire/stream_event.ts";
import { openAIAnswer } from "../../src/wire/openai/openai_answer.ts";

const token = (text: string): TokenLogprob => ({
  token: text,
  logprob: -1,
  bytes: null,
  top_logprobs: [],
});
const recordOf = (splits: string[], rest: Partial<EndRecord>): EndRecord => ({
  end_reason: "stop",
  end_marker: null,
  finish_reason: "stop",
  output: "",
  splits,
  token_splits: "",
  tool_calls: [],
  reasoning: null,
  usage: null,
  timing: { first_token_ms: 0, duration_ms: 0, split_ms: [] },
  logprobs: splits.map((split) => [token(split)]),
  ...rest,
});
const tokensOf = (record: EndRecord) => openAIAnswer(record).logprobs.map((it) => it.token);

Deno.test("OpenAI's clients get the tokens of the output, and none of the marker's", () => {
  assertEquals(tokensOf(recordOf(["a", "", "b", "끝"], { output: "ab" })), ["a", "", "b"]);
});

Deno.test("OpenAI's clients get the tokens of the message that is a graph's output", () => {
  const turn = (node: string, first_split: number) => ({
    node,
    path: [node],
    message_id: `run-${node}`,
    first_split,
  });
  const speakers = [turn("grade", 0), turn("generate", 2), turn("grade", 3), turn("generate", 4)];
  const record = recordOf(["y", "es", "an ", "!", "answer"], { output: "an answer", speakers });
  assertEquals(tokensOf(record), ["an ", "answer"]);
});
