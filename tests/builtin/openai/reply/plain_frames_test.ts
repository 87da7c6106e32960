import { assertEquals, assertRejects } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { CompletionError } from "../../../../src/builtin/openai/reply/completion_error.ts";
import { FrameCleaner } from "../../../../src/builtin/openai/reply/frame_cleaner.ts";
import { readCompletion } from "../../../../src/builtin/openai/reply/read_completion.ts";

type Fields = Record<string, unknown>;

const ENCODER = new TextEncoder();

/** How a server writes its frames. */
interface Style {
  colon: string;
  eol: string;
  envelope: Fields;
  choice: Fields;
  /** What it says behind the choices. */
  tail: Fields;
  /** Whether it writes letters that are not of ASCII as escapes. */
  isEscaped: boolean;
}

const style: fc.Arbitrary<Style> = fc.record({
  colon: fc.constantFrom("data: ", "data:"),
  eol: fc.constantFrom("\n", "\r\n", "\r"),
  envelope: fc.constantFrom<Fields>(
    {},
    { id: "1", object: "chat.completion.chunk", created: 0, model: '"content":"모델' },
    { id: "1", obfuscation: "pad" },
    { id: "", system_fingerprint: null, error: null },
  ),
  choice: fc.constantFrom<Fields>(
    { index: 0, finish_reason: null },
    { finish_reason: null, logprobs: null },
    { index: 0 },
  ),
  tail: fc.constantFrom<Fields>({}, { usage: null }, { usage: null, obfuscation: "pad" }),
  isEscaped: fc.boolean(),
});

const text = fc.oneof(
  fc.constantFrom("언어 ", "(답변 종료)", "", '"', "\\", "a\nb", "🙂", "\ud83d", "\ufeff", "\\u12"),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const plainDelta: fc.Arbitrary<Fields> = fc.oneof(
  text.map((content) => ({ content })),
  text.map((content) => ({ role: "assistant", content, refusal: null, tool_calls: [] })),
);
const oddDelta: fc.Arbitrary<Fields> = fc.oneof(
  fc.constantFrom<Fields>(
    {},
    { role: "assistant", content: null },
    { content: [{ type: "text", text: "part" }] },
    { content: "", refusal: "no" },
    { content: "a", reasoning_content: "hm" },
    { tool_calls: [{ index: 0, id: "t1", function: { name: "f", arguments: "{}" } }] },
    { content: "a", audio: [] },
  ),
  text.map((reasoning_content) => ({ content: null, reasoning_content })),
);
const oddChoice: fc.Arbitrary<Fields> = fc.constantFrom<Fields>(
  { finish_reason: "stop" },
  { index: 1 },
  { logprobs: { content: [{ token: "a", logprob: -1, bytes: [97], top_logprobs: [] }] } },
);

/** A part of a stream: a frame, or what is between frames. */
type Part = string | { frame: Fields };

function frameOf(
  { envelope, choice }: Style,
  delta: Fields,
  other: Fields = {},
): { frame: Fields } {
  return { frame: { ...envelope, choices: [{ ...choice, delta, ...other }] } };
}

const stream = style.chain((of) => {
  const plain = plainDelta.map((delta) => frameOf(of, delta));
  const part: fc.Arbitrary<Part> = fc.oneof(
    { weight: 8, arbitrary: plain },
    { weight: 1, arbitrary: oddDelta.map((delta) => frameOf(of, delta)) },
    { weight: 1, arbitrary: fc.tuple(plainDelta, oddChoice).map((it) => frameOf(of, ...it)) },
    {
      weight: 1,
      arbitrary: plainDelta.map((delta) => frameOf({ ...of, envelope: { a: 1 } }, delta)),
    },
    { weight: 1, arbitrary: fc.constant({ frame: { choices: [], usage: { total_tokens: 3 } } }) },
    { weight: 1, arbitrary: fc.constantFrom<Part>(": ping", "event: ping", "id: 7", "data:", "") },
  );
  return fc.record({ of: fc.constant(of), parts: fc.array(part, { maxLength: 12 }) });
});

/** The bytes of a stream as a server writes them. */
function write({ colon, eol, isEscaped }: Style, parts: readonly Part[]): Uint8Array {
  const lines = parts.map((part) => {
    if (typeof part === "string") return part;
    const json = JSON.stringify(part.frame);
    return colon + (isEscaped ? json.replaceAll(/[^ -~]/g, escapeOf) : json);
  });
  return ENCODER.encode(lines.map((line) => line + eol + eol).join(""));
}

function escapeOf(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A reply whose body comes in these parts. */
function replyOf(bytes: Uint8Array, cuts: readonly number[]): Response {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const parts = [...ends, bytes.length].map((end, i) => bytes.slice(ends[i - 1] ?? 0, end));
  return new Response(ReadableStream.from(parts));
}

/** What is read, with each text that is told as the frame that it stands for. */
async function read(bytes: Uint8Array, cuts: readonly number[], isTold: boolean) {
  const cleaner = new FrameCleaner();
  const frames: Fields[] = [];
  let told = 0;
  const onText = (content: string) => {
    told++;
    frames.push({ choices: [{ index: 0, finish_reason: null, delta: deltaOf(content) }] });
  };
  const clean = (frame: Fields) => cleaner.clean(frame);
  const options = { clean, ...(isTold ? { onText } : {}) };
  for await (const frame of readCompletion(replyOf(bytes, cuts), options)) frames.push(frame);
  return { frames, told };
}

function deltaOf(content: string): Fields {
  return { role: "assistant", content };
}

/** What LangChain's conversion looks at in a frame. */
function essence({ choices, usage }: Fields): unknown {
  const [{ delta, finish_reason, index, logprobs = null }] = [...choices as Fields[], {}] as [
    Fields,
  ];
  const others = Object.entries(delta ?? {}).filter(([, value]) => value !== null);
  return {
    delta: Object.fromEntries(others),
    finish_reason,
    index,
    logprobs,
    usage: usage ?? null,
  };
}

Deno.test("readCompletion() reads plain frames as it reads all others, however they are cut", async () => {
  await fc.assert(
    fc.asyncProperty(stream, fc.array(fc.nat(), { maxLength: 8 }), async ({ of, parts }, cuts) => {
      const bytes = write(of, parts);
      const cleaner = new FrameCleaner();
      const expected = parts.flatMap((part) =>
        typeof part === "string" ? [] : [cleaner.clean(JSON.parse(JSON.stringify(part.frame)))]
      );
      assertEquals((await read(bytes, cuts, false)).frames, expected);
      assertEquals((await read(bytes, cuts, true)).frames.map(essence), expected.map(essence));
    }),
    { numRuns: 1_000 },
  );
});

const usual: Style = {
  colon: "data: ",
  eol: "\n",
  envelope: { id: "1", model: "m" },
  choice: {},
  tail: {},
  isEscaped: false,
};
const say = (content: string, more: Partial<Style> = {}) =>
  frameOf({ ...usual, ...more }, { content });

const streams: [name: string, of: Style, parts: Part[], told: number][] = [
  ["after the first", usual, ["a", "b", "언어 ", '"', "\n"].map((it) => say(it)), 4],
  ["with CRLF", { ...usual, eol: "\r\n" }, ["a", "b", "c"].map((it) => say(it)), 2],
  [
    "with padding, as OpenAI sends them",
    usual,
    ["a", "b", "c"].map((it, i) => say(it, { tail: { obfuscation: "x".repeat(i) } })),
    2,
  ],
  ["between heartbeats", usual, [say("a"), ": ping", say("b"), "event: ping", say("c")], 2],
  [
    "of a server that changes all the time, no longer than it takes to see",
    usual,
    Array.from({ length: 40 }, (_, i) => say("a", { envelope: { id: i < 20 ? i : 20 } })),
    0,
  ],
];
for (const [name, of, parts, expected] of streams) {
  Deno.test(`readCompletion() tells plain frames ${name}`, async () => {
    const { told, frames } = await read(write(of, parts), [], true);
    assertEquals(told, expected);
    assertEquals(frames.length, parts.filter((part) => typeof part !== "string").length);
  });
}

const line = (content: string) => `data: {"choices":[{"delta":{"content":"${content}"}}]}`;

Deno.test("readCompletion() takes no frame for plain whose beginning it has not seen", async () => {
  const parts = [`${line("a")}\n\n`, "event: error\n", `${line("b")}\n\n`];
  const body = ReadableStream.from(parts.map((part) => ENCODER.encode(part)));
  const told: string[] = [];
  const onText = (text: string) => void told.push(text);
  await assertRejects(
    () => Array.fromAsync(readCompletion(new Response(body), { onText })),
    CompletionError,
    "reported an error",
  );
  assertEquals(told, []);
});

Deno.test("readCompletion() takes no frame for plain that is not JSON", async () => {
  for (const content of ["\t", "\\x", "\\u12"]) {
    const body = [line("a"), line("b"), line(content), ""].join("\n\n");
    await assertRejects(
      () => Array.fromAsync(readCompletion(new Response(body))),
      CompletionError,
      "not JSON",
    );
  }
});

Deno.test("readCompletion() takes the content of something else for no text", async () => {
  const frames = ["b", "c"].map((content) => ({
    choices: [{ delta: { content: "a" }, other: { content } }],
  }));
  const lines = frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`);
  const body = lines.join("").replaceAll('{"content":"a"}', '{"\\u0063ontent":"a"}');
  assertEquals(await Array.fromAsync(readCompletion(new Response(body))), frames);
});

Deno.test("readCompletion() stops where its listener fails, and cancels the reply", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(write(usual, ["a", "b", "c"].map((it) => say(it)))),
    cancel: () => cancelled.resolve(),
  });
  const told: string[] = [];
  const onText = (text: string) => {
    told.push(text);
    return Promise.reject(new Error("enough"));
  };
  await assertRejects(
    () => Array.fromAsync(readCompletion(new Response(body), { onText })),
    Error,
    "enough",
  );
  await cancelled.promise;
  assertEquals(told, ["b"]);
});
