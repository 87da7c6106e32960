import { assertEquals } from "@std/assert";
import { StreamError } from "../../../src/client/stream.ts";
import { describeFailure } from "../../../src/client/terminal/describe_failure.ts";
import { ENGLISH as messages } from "../../../src/client/terminal/messages/english.ts";
import { KOREAN } from "../../../src/client/terminal/messages/korean.ts";
import { rootMessage } from "../../../src/client/terminal/root_message.ts";

const AT = { server: "http://localhost:9", hasKey: false, messages };
type Details = ConstructorParameters<typeof StreamError>[1];

const failures: [details: Details, said: string][] = [
  [
    { type: "unreachable" },
    'Cannot reach http://localhost:9. Is a server running there? "deno task start" starts one.',
  ],
  [{ type: "refused", status: 401 }, "http://localhost:9 requires a key. Set API_KEY."],
  [{ type: "refused", status: 503, retryAfter: 7 }, "No: not now. Try again in 7 seconds."],
  [{ type: "refused", status: 503, retryAfter: 1 }, "No: not now. Try again in 1 second."],
  [{ type: "refused", status: 503, retryAfter: 0 }, "No: not now."],
  [{ type: "broken" }, "No: not now."],
];
for (const [details, said] of failures) {
  Deno.test(`describeFailure() says what to do about ${JSON.stringify(details)}`, () => {
    assertEquals(describeFailure(new StreamError("No:\nnot now.", details), AT), said);
  });
}

Deno.test("describeFailure() does not ask for a key that is there", () => {
  const error = new StreamError("No.", { type: "refused", status: 401 });
  const said = describeFailure(error, { ...AT, hasKey: true });
  assertEquals(said, "http://localhost:9 does not accept the key. Check API_KEY.");
});

Deno.test("describeFailure() says it in the language of the user, what a server said aside", () => {
  const said = (details: Details) =>
    describeFailure(new StreamError("No.", details), { ...AT, messages: KOREAN });
  assertEquals(said({ type: "broken" }), "답변이 도중에 끊겼습니다. (No.)");
  assertEquals(
    said({ type: "refused", status: 503, retryAfter: 7 }),
    "No. 7초 후에 다시 시도하세요.",
  );
});

Deno.test("describeFailure() says that the connection is lost, and what is possible", () => {
  const said = (details: Details) =>
    describeFailure(new StreamError("No.", details), { ...AT, isLost: true });
  const lost = "The connection is lost. What came of the answer is kept.\n";
  assertEquals(said({ type: "broken" }), `${lost}Ask again for a new answer.`);
  const location = "http://localhost:9/runs/1/stream";
  assertEquals(
    said({ type: "broken", location }),
    `${lost}The server may still have the rest: deno task ask --follow ${location}`,
  );
});

Deno.test("rootMessage() is the first line of what lies deepest", () => {
  const cause = new Error("refused", { cause: new Error(" os error 111\nat line 1") });
  assertEquals(rootMessage(new Error("Connection error.", { cause })), "os error 111");
  assertEquals(rootMessage(new Error("a", { cause: "b" })), "a");
  assertEquals(rootMessage("boom"), "boom");
  assertEquals(rootMessage(new Error()), "");
});
