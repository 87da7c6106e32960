import { assertEquals } from "@std/assert";
import type { AnswerEvent } from "../../src/client/stream.ts";
import { Answer } from "../../src/page/answer/answer.ts";
import { DEFAULT_SETTINGS } from "../../src/page/answer/question.ts";
import { messagesIn } from "../../src/page/messages/messages.ts";
import { waitText } from "../../src/page/view/turn/wait_text.ts";

const RECONNECT: AnswerEvent = { type: "reconnect", attempt: 2, delay_ms: 500 };
const SPLIT: AnswerEvent = { type: "split", split: { index: 0, text: "(답", ms: 1 } };
const TEXT: AnswerEvent = { type: "text", text: "(답" };
const REASONING: AnswerEvent = { type: "reasoning", text: "음" };

/** Returns what is said 1,500 ms after the question, when some events have come. */
function waitAfter(events: readonly AnswerEvent[], language: "ko" | "en" = "en"): string {
  const question = { runnable: "chain", text: "?", history: [], settings: DEFAULT_SETTINGS };
  const answer = new Answer(question);
  for (const event of events) answer.add(event, 1);
  return waitText(answer, { ms: 1_500, messages: messagesIn(language) });
}

Deno.test("waitText() says that the connection broke until an event comes", () => {
  const words = "The connection broke. Trying again (2)…";
  assertEquals(waitAfter([RECONNECT]), words);
  assertEquals(waitAfter([RECONNECT], "ko"), "연결이 끊겨 다시 연결하는 중… (2)");
  assertEquals(waitAfter([SPLIT, RECONNECT]), words); // although text is held back
  assertEquals(waitAfter([SPLIT, TEXT, RECONNECT]), words); // although there is an output
  assertEquals(waitAfter([SPLIT, RECONNECT, TEXT]), "");
});

Deno.test("waitText() says what an answer waits for", () => {
  assertEquals(waitAfter([]), messagesIn("en").waiting("1.5 s"));
  assertEquals(waitAfter([REASONING]), messagesIn("en").thinking("1.5 s"));
  assertEquals(waitAfter([SPLIT]), messagesIn("en").holding(2));
  assertEquals(waitAfter([{ type: "value", value: null }]), "");
});
