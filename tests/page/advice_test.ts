import { assert, assertEquals } from "@std/assert";
import { StreamError, type StreamErrorType } from "../../src/client/stream.ts";
import { adviceOn } from "../../src/page/advice.ts";
import { wordsOf } from "../../src/page/words.ts";

const words = wordsOf("en");
const cases: [type: StreamErrorType, status: number | null, says: string][] = [
  ["unreachable", null, words.unreachable],
  ["broken", null, words.broken],
  ["refused", 401, words.keyWanted],
  ["refused", 413, words.notTaken],
  ["refused", 422, words.notTaken],
  ["refused", 429, words.tooMany(7)],
  ["refused", 502, words.modelFailed],
  ["refused", 503, words.tooMany(7)],
  ["refused", 504, words.tooSlow],
  ["failed", 429, words.tooMany(7)],
  ["failed", 502, words.modelFailed],
  ["failed", 504, words.tooSlow],
];
for (const [type, status, says] of cases) {
  Deno.test(`adviceOn() says what to do when it is ${type} (${status})`, () => {
    const error = new StreamError("No.", { type, status, retryAfter: 7 });
    const { text, detail, wantsKey } = adviceOn(error, { words, hasKey: false });
    assertEquals(text, says);
    // Where the advice says it all, the server's words would be one sentence more to read.
    const saysMore = status !== null && ![401, 429, 503].includes(status);
    assertEquals(detail, saysMore ? "The server says: No." : null);
    assertEquals(wantsKey, status === 401);
  });
}

Deno.test("adviceOn() knows a key that is not taken from one that is missing", () => {
  const error = new StreamError("No.", { type: "refused", status: 401 });
  assertEquals(adviceOn(error, { words, hasKey: true }).text, words.keyRefused);
});

Deno.test("adviceOn() says that something else is the page's own fault", () => {
  const { text, detail } = adviceOn(new TypeError("x is not a function"), { words, hasKey: true });
  assertEquals(text, words.unknown);
  assert(detail?.includes("x is not a function"));
});
