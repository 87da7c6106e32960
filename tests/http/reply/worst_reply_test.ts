import { assert } from "@std/assert";
import { LineStream } from "../../../src/client/reply/line_stream.ts";
import { toStreamError } from "../../../src/client/to_stream_error.ts";
import { oneLine } from "../../../src/client/terminal/view/one_line.ts";
import { rootMessage } from "../../../src/client/terminal/root_message.ts";
import { showControls } from "../../../src/client/terminal/view/show_controls.ts";
import { describeError } from "../../../src/http/observe/describe_error.ts";
import { FrameCleaner } from "../../../src/builtin/openai/reply/frame_cleaner.ts";
import { readCompletion } from "../../../src/builtin/openai/reply/read_completion.ts";
import { toFailure } from "../../../src/run/failure.ts";
import { isFailure, isLimit } from "../../../src/run/langchain/model/finish_reason.ts";
import { ThoughtSplitter } from "../../../src/run/langchain/message/thought_splitter.ts";
import { calculate } from "../../../src/builtin/tools/arithmetic.ts";
import { withoutStack } from "../../../src/run/langchain/without_stack.ts";
import { costOf, QUADRATIC_MS } from "../../support/cost_of.ts";
import { worstTexts } from "../../support/worst_texts.ts";

const texts = [
  ...worstTexts,
  ...["at ", "    at a (b:1:1", "a:1", "\n", "\r\n", "error: ", "<think", "a@", "a.", "x/", "12:"]
    .map((part) => part.repeat(60_000 / part.length)),
];

/** What reads the text of a model's server or of a tool, or, in the client, of a server. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  "an error's message": (text) => describeError(new Error(text), { secrets: ["k"], said: [text] }),
  "an error's name, code and type": (text) => {
    const error = Object.assign(new Error("a"), { name: text, code: text, type: text });
    return describeError(error, { secrets: ["k"], said: ["a"] });
  },
  "an error that is passed on": (text) =>
    toFailure(
      Object.assign(new Error(text), { status: 400, code: text, error: { message: text } }),
    ),
  "Retry-After": (text) => {
    const headers = new Headers({ "retry-after": text.replaceAll(/[\r\n]/g, " ") });
    return toFailure(Object.assign(new Error("a"), { status: 429, headers }));
  },
  "a finish reason": (text) => [isLimit(text), isFailure(text)],
  "a tool's message": (text) => withoutStack(`Error\n${text}`),
  "an expression": (text) => {
    try {
      calculate(text);
    } catch {
      // Most are none.
    }
  },
  "a text that may begin with thoughts": (text) => {
    const splitter = new ThoughtSplitter();
    for (const char of text) splitter.push(char);
    return splitter.end();
  },
  "thoughts": (text) => {
    const splitter = new ThoughtSplitter();
    splitter.push("<think>");
    for (let i = 0; i < text.length; i += 5) splitter.push(text.slice(i, i + 5));
    return splitter.end();
  },
  "a frame": (text) =>
    new FrameCleaner().clean({
      choices: [{
        delta: { content: [{ type: "text", text }], tool_calls: [{ id: text, function: {} }] },
        finish_reason: text,
      }],
    }),
  "a stream": (text) => drain(readCompletion(new Response(text))),
  "a stream that comes in small pieces": (text) =>
    drain(readCompletion(new Response(piecesOf(`data: ${text}`)))),
  "a refusal, in the client": async (text) => {
    const body = JSON.stringify({ message: text });
    const headers = { "retry-after": text.replaceAll(/[\r\n]/g, " ") };
    return await toStreamError(new Response(body, { status: 429, headers }));
  },
  // One line: each line that ends costs a stream's chunk, and 60,000 of them take long.
  "a line, in the client": (text) => {
    const pieces = piecesOf(text.replaceAll(/[\r\n]/g, " "));
    return drain(pieces.pipeThrough(new TextDecoderStream()).pipeThrough(new LineStream()));
  },
  "a text, in the terminal": (
    text,
  ) => [
    oneLine(text),
    showControls(text),
    rootMessage(new Error(text, { cause: new Error(text) })),
  ],
};

async function drain(values: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of values);
  } catch {
    // Most are no completion.
  }
}

/** A stream of pieces of 64 bytes. */
function piecesOf(text: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += 64));
    },
  });
}

for (const [name, read] of Object.entries(readers)) {
  Deno.test(`60 KB of the worst as ${name} take no quadratic time`, async () => {
    for (const text of texts) {
      const ms = await costOf(() => () => read(text));
      assert(ms <= QUADRATIC_MS, `${ms} ms for ${text.slice(0, 12)}…`);
    }
  });
}
