import { assert, assertEquals } from "@std/assert";
import { StreamError, type StreamErrorType } from "../../src/client/stream.ts";
import { toFailureMessage } from "../../src/page/messages/failure_message.ts";
import { messagesIn } from "../../src/page/messages/messages.ts";

const messages = messagesIn("en");
const cases: [type: StreamErrorType, status: number | null, says: string][] = [
  ["unreachable", null, messages.unreachable],
  ["broken", null, messages.broken],
  ["refused", 401, messages.keyWanted],
  ["refused", 413, messages.notTaken],
  ["refused", 422, messages.notTaken],
  ["refused", 429, messages.tooMany(7)],
  ["refused", 502, messages.modelFailed],
  ["refused", 503, messages.tooMany(7)],
  ["refused", 504, messages.tooSlow],
  ["failed", 429, messages.tooMany(7)],
  ["failed", 502, messages.modelFailed],
  ["failed", 504, messages.tooSlow],
];
for (const [type, status, says] of cases) {
  Deno.test(`toFailureMessage() says what to do when it is ${type} (${status})`, () => {
    const error = new StreamError("No.", { type, status, retryAfter: 7 });
    const { text, detail, wantsKey } = toFailureMessage(error, { messages, hasKey: false });
    assertEquals(text, says);
    // Where the advice says it all, the server's messages would be one sentence more to read.
    const saysMore = status !== null && ![401, 429, 503].includes(status);
    assertEquals(detail, saysMore ? "The server says: No." : null);
    assertEquals(wantsKey, status === 401);
  });
}

Deno.test("toFailureMessage() knows a key that is not taken from one that is missing", () => {
  const error = new StreamError("No.", { type: "refused", status: 401 });
  assertEquals(toFailureMessage(error, { messages, hasKey: true }).text, messages.keyRefused);
});

Deno.test("toFailureMessage() says that something else is the page's own fault", () => {
  const { text, detail } = toFailureMessage(new TypeError("x is not a function"), {
    messages,
    hasKey: true,
  });
  assertEquals(text, messages.unknown);
  assert(detail?.includes("x is not a function"));
});
