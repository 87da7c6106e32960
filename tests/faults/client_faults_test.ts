import { assert, assertEquals } from "@std/assert";
import { inChunks, withBody, withField, withHeader, withLength } from "./changed_ask.ts";
import { delta, DONE, FINISH, ROLE, sends } from "../support/faults/raw_upstream.ts";
import { Scene } from "../support/faults/scene.ts";
import { OPENAI, problemOf, RESPONSES, ways } from "../support/faults/ways.ts";

const answers = sends(ROLE + delta("하나 ") + delta("둘 ") + FINISH + DONE);
const deep = "[".repeat(100_000) + "]".repeat(100_000);

/** Makes what is sent of what a good client would send. */
type Change = (ask: string) => string | Uint8Array;

/** What the platform refuses with 400, for it is no request, and then closes. */
const noRequests: Readonly<Record<string, Change>> = {
  "no HTTP": () => "HELO localhost\r\n\r\n",
  "TLS": () => Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3),
  "two lengths": (ask) => withHeader(ask, "content-length: 5"),
  "a negative length": (ask) => withLength(ask, -1),
  "a length that is no number": (ask) => withLength(ask, "many"),
  "a length, and chunks": (ask) => withHeader(ask, "transfer-encoding: chunked"),
  "a header of 1 MB": (ask) => withHeader(ask, `x-a: ${"a".repeat(1_000_000)}`),
  "5,000 headers": (ask) => withHeader(ask, Array(5_000).fill("x-a: a").join("\r\n")),
};
for (const [name, change] of Object.entries(noRequests)) {
  Deno.test(`a client that sends ${name} is refused, and nobody else`, async () => {
    await using scene = await Scene.open(answers);
    for (const way of Object.values(ways)) {
      const client = await scene.send(change(way.ask("안녕")));
      assertEquals((await client.reply())?.status, 400);
      assertEquals(await client.reply(), null);
    }
    await scene.assertOver("complete", 0);
  });
}

const refusals: [name: string, change: Change, status: number, message: RegExp][] = [
  ["too large a length", (ask) => withLength(ask, 9_999_999_999), 413, /^The body is too large/],
  ["too small a length", (ask) => withLength(ask, 10), 400, /^The body is not JSON/],
  ["half a JSON", (ask) => withBody(ask, (body) => body.slice(0, -1)), 400, /is not JSON/],
  [
    "bytes that are not UTF-8",
    (ask) => new TextEncoder().encode(ask).map((byte) => byte > 127 ? 255 : byte),
    400,
    /^The body is not UTF-8/,
  ],
  ["nothing but brackets", (ask) => withBody(ask, () => deep), 422, /must be an object/],
  [
    "its fields in another prototype",
    (ask) => withBody(ask, (body) => `{"__proto__":${body}}`),
    422,
    /must /,
  ],
  ["a Host that is none", (ask) => ask.replace("localhost", "]"), 400, /Host/],
];
for (const [name, change, status, message] of refusals) {
  Deno.test(`a request with ${name} is refused with ${status}`, async () => {
    await using scene = await Scene.open(answers);
    for (const [dialect, way] of Object.entries(ways)) {
      const reply = await (await scene.send(change(way.ask("안녕")))).reply();
      assert(reply !== null);
      // OpenAI has no 422.
      const expected = (way === OPENAI || way === RESPONSES) && status === 422 ? 400 : status;
      assertEquals([dialect, reply.status], [dialect, expected]);
      assert(message.test(problemOf(reply)), reply.body);
    }
    await scene.assertOver("complete", 0);
  });
}

for (const key of ["response_format", "logit_bias", "reasoning_effort"]) {
  Deno.test(`a ${key} that is too deep to be sent on is refused with 400`, async () => {
    await using scene = await Scene.open(answers);
    const reply = await (await scene.send(withField(OPENAI.ask("안녕"), `"${key}":${deep}`)))
      .reply();
    assert(reply !== null);
    assertEquals([reply.status, JSON.parse(reply.body).error.param], [400, key]);
    await scene.assertOver("complete", 0);
  });
}

const harmless: Readonly<Record<string, Change>> = {
  "deep JSON where nobody looks": (ask) => withField(ask, `"x":${deep}`),
  "keys of prototypes": (ask) =>
    withField(ask, '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'),
  "a header of 50 kB": (ask) => withHeader(ask, `x-a: ${"a".repeat(50_000)}`),
  "no Host": (ask) => ask.replace("host: localhost\r\n", ""),
  "its body a byte at a time": inChunks,
};
for (const [name, change] of Object.entries(harmless)) {
  Deno.test(`a request with ${name} is answered`, async () => {
    await using scene = await Scene.open(answers);
    for (const [dialect, way] of Object.entries(ways)) {
      const reply = await (await scene.send(change(way.ask("안녕")))).reply();
      assert(reply !== null);
      const expected = { text: "하나 둘 ", failure: null, isComplete: true };
      assertEquals([dialect, reply.status, await way.read(reply)], [dialect, 200, expected]);
    }
    assertEquals(Reflect.get({}, "polluted"), undefined);
    await scene.assertOver("complete");
  });
}
