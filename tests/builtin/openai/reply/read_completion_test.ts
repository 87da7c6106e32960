import { assertEquals, assertRejects } from "@std/assert";
import { CompletionError } from "../../../../src/builtin/openai/reply/completion_error.ts";
import { readCompletion } from "../../../../src/builtin/openai/reply/read_completion.ts";

/** A reply whose body comes in these parts. */
function reply(...parts: string[]): Response {
  return new Response(ReadableStream.from(parts.map((part) => new TextEncoder().encode(part))));
}

async function read(...parts: string[]): Promise<unknown[]> {
  return await Array.fromAsync(readCompletion(reply(...parts)));
}

const A = 'data: {"a":1}\n\n';
const B = 'data: {"b":2}\n\n';
const DONE = "data: [DONE]\n\n";
const both = [{ a: 1 }, { b: 2 }];

const streams: [name: string, text: string][] = [
  ["plain events", A + B + DONE],
  ["CRLF", (A + B + DONE).replaceAll("\n", "\r\n")],
  ["CR", (A + B + DONE).replaceAll("\n", "\r")],
  ["a byte order mark", `\uFEFF${A}${B}${DONE}`],
  ["no space behind the colon", (A + B + DONE).replaceAll("data: ", "data:")],
  ["data on several lines", `data: {"a":\ndata: 1}\n\n${B}${DONE}`],
  ["no [DONE]", A + B],
  ["no blank line at the end", (A + B).trimEnd()],
  ["comments", `: hi\n\n${A}:\n\n${B}${DONE}`],
  ["comments as data", `data: : hi\n\n${A}data: : hi\n\n${B}${DONE}`],
  ["events without data", `event: ping\n\n${A}id: 7\n\nretry: 10\n\n${B}${DONE}`],
  ["events with empty data", `data:\n\n${A}data: \n\n${B}${DONE}`],
  ["heartbeats with a name", `event: ping\ndata: now\n\n${A}${B}${DONE}`],
  ["something behind [DONE]", `${A}${B}${DONE}data: {{\n\n`],
  ["an error of null", `data: {"a":1}\n\ndata: {"b":2,"error":null}\n\n`],
];
for (const [name, text] of streams) {
  Deno.test(`readCompletion() reads a stream with ${name}, however it is cut`, async () => {
    const expected = name === "an error of null" ? [{ a: 1 }, { b: 2, error: null }] : both;
    assertEquals(await read(text), expected);
    assertEquals(await read(...text), expected);
  });
}

Deno.test("readCompletion() reads letters that are cut in two", async () => {
  const bytes = new TextEncoder().encode('data: {"a":"언어 🙂"}\n\n');
  const body = ReadableStream.from([...bytes].map((byte) => Uint8Array.of(byte)));
  const frames = await Array.fromAsync(readCompletion(new Response(body)));
  assertEquals(frames, [{ a: "언어 🙂" }]);
});

Deno.test("readCompletion() reads a whole completion, however it is cut and formatted", async () => {
  for (const text of ['{"a":[1]}', '\n {\n\n"a": [\r\n1]\n}\n\n']) {
    assertEquals(await read(text), [{ a: [1] }]);
    assertEquals(await read(...text), [{ a: [1] }]);
  }
});

const errors: [name: string, text: string, status?: number | undefined, code?: string][] = [
  ["in a frame", 'data: {"error":{"message":"no","code":"bad"}}\n\n', undefined, "bad"],
  ["with a status", 'data: {"error":{"message":"no","code":429}}\n\n', 429],
  [
    "under a name",
    'event: error\ndata: {"message":"no","type":"overloaded"}\n\n',
    undefined,
    "overloaded",
  ],
  ["in place of a stream", '{"error":{"message":"no","status":503}}', 503],
  ["as a string", 'data: {"error":"no"}\n\n'],
];
for (const [name, text, status, code] of errors) {
  Deno.test(`readCompletion() throws an error that the server reports ${name}`, async () => {
    const error = await assertRejects(() => read(text), CompletionError);
    assertEquals(error.message, "The model's server reported an error in its stream");
    assertEquals([error.status, error.code, error.cause], [status, code, "no"]);
  });
}

Deno.test("readCompletion() throws at what is not JSON", async () => {
  for (const text of ["data: {{\n\n", "data: hello\n\n", "{oops", 'data: {"a":1']) {
    await assertRejects(() => read(text), CompletionError, "not JSON");
  }
});

Deno.test("readCompletion() stops at an event without end, and cancels the reply", async () => {
  for (const beginning of ["data: ", "{"]) {
    let sent = 0;
    const cancelled = Promise.withResolvers<void>();
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const part = sent++ === 0 ? beginning : "a".repeat(2 ** 20);
        controller.enqueue(new TextEncoder().encode(part));
      },
      cancel: () => cancelled.resolve(),
    }, { highWaterMark: 0 });
    const reading = Array.fromAsync(readCompletion(new Response(body)));
    await assertRejects(() => reading, CompletionError, "event without end");
    await cancelled.promise;
    assertEquals(sent, 9); // the beginning, and 8 Mi code units: one too many
  }
});

Deno.test("readCompletion() cancels the reply when its reader leaves, and at [DONE]", async () => {
  for (const frames of [A, A + DONE]) {
    const cancelled = Promise.withResolvers<void>();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(frames)),
      cancel: () => cancelled.resolve(),
    });
    for await (const frame of readCompletion(new Response(body))) {
      assertEquals(frame, { a: 1 });
      if (frames === A) break;
    }
    await cancelled.promise;
  }
});

Deno.test("readCompletion() calls onAlive for all that comes, heartbeats too", async () => {
  let signs = 0;
  const onAlive = () => signs++;
  await Array.fromAsync(readCompletion(reply(": wait\n\n", A, "data:\n\n", DONE), { onAlive }));
  assertEquals(signs, 4);
});
