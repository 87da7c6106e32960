import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseAskArgs } from "../../../src/client/terminal/parse_ask_args.ts";
import { UsageError } from "../../../src/client/terminal/usage_error.ts";

Deno.test("parseAskArgs() asks the chain, in-process, when nothing else is said", () => {
  assertEquals(parseAskArgs([]), {
    question: null,
    input: undefined,
    runnable: "chain",
    url: null,
    splits: undefined,
    json: false,
    help: false,
  });
});

Deno.test("parseAskArgs() takes options wherever they stand, and the rest for the question", () => {
  const args = ["로라야", "-r", "agent", "안녕?", "--json", "--no-splits", "--", "-r", "뭐해?"];
  const { question, runnable, json, splits } = parseAskArgs(args);
  assertEquals([question, runnable, json, splits], ["로라야 안녕? -r 뭐해?", "agent", true, false]);
  assertEquals(parseAskArgs(["--splits", "-h"]).splits, true);
  assertEquals(parseAskArgs(["-h"]).help, true);
});

Deno.test("parseAskArgs() reads the input of a runnable that takes no question", () => {
  const { question, input } = parseAskArgs(["-r", "joke", "--input", '{"topic":"cats"}']);
  assertEquals([question, input], [null, { topic: "cats" }]);
});

const addresses: [url: string, base: string][] = [
  ["http://localhost:8000", "http://localhost:8000/"],
  ["https://a.example/", "https://a.example/"],
  ["https://a.example/lora", "https://a.example/lora/"],
  ["https://a.example/lora//?q#h", "https://a.example/lora/"],
  ["https://a.example//b.example/", "https://a.example//b.example/"],
];
for (const [url, base] of addresses) {
  Deno.test(`parseAskArgs() takes --url ${url}`, () => {
    assertEquals(parseAskArgs(["--url", url]).url?.href, base);
  });
}

const slips: [args: string[], message: string][] = [
  [["--runnable"], "Option '-r, --runnable <value>' argument missing"],
  [["--runnable", "--json"], "Option '--runnable' argument is ambiguous"],
  [["--runnable", ""], "Cannot run a runnable without a name"],
  [["--no-runnable"], "Unknown option '--no-runnable'"],
  [["-1 + 2는?"], "Unknown option '-1'"],
  [["--a\nb"], "Unknown option '--a"],
  [["--splits=1"], "Option '--splits' does not take an argument"],
  [["", " "], "Cannot ask an empty question"],
  [
    ["--url", "localhost:8000"],
    'Cannot use --url "localhost:8000": expected one like http://localhost:8000',
  ],
  [["--input", "{"], `Cannot use --input {: expected JSON like '{"topic":"cats"}'`],
  [["--input", "1", "안녕"], "Cannot use both --input and a question"],
  [["--url", ""], 'Cannot use --url "": expected one like http://localhost:8000'],
];
for (const [args, message] of slips) {
  Deno.test(`parseAskArgs() refuses ${JSON.stringify(args)} in one line`, () => {
    const error = assertThrows(() => parseAskArgs(args), UsageError);
    assert(!error.message.includes("\n"));
    assertEquals(error.message, message);
  });
}
