import { assert, assertEquals, assertThrows } from "@std/assert";
import { ENGLISH } from "../../../src/client/terminal/messages/english.ts";
import { KOREAN } from "../../../src/client/terminal/messages/korean.ts";
import { parseAskArgs as parse } from "../../../src/client/terminal/parse_ask_args.ts";
import { UsageError } from "../../../src/client/terminal/usage_error.ts";

const parseAskArgs = (args: readonly string[]) => parse(args, ENGLISH);

Deno.test("parseAskArgs() asks the chain, in-process, when nothing else is said", () => {
  assertEquals(parseAskArgs([]), {
    question: null,
    input: undefined,
    runnable: "chain",
    url: null,
    thread: undefined,
    resume: undefined,
    follow: null,
    system: undefined,
    model: undefined,
    temperature: undefined,
    markers: undefined,
    save: undefined,
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

Deno.test("parseAskArgs() reads how the model is asked, and where records go", () => {
  const args = ["-m", "exaone3.5", "-s", "짧게!", "-t", "0", "--save", "a.json"];
  const { model, system, temperature, save } = parseAskArgs(args);
  assertEquals([model, system, temperature, save], ["exaone3.5", "짧게!", 0, "a.json"]);
  assertEquals(parseAskArgs(["--temperature", "1.5"]).temperature, 1.5);
  const { markers } = parseAskArgs(["--marker", "끝", "--marker", "\n"]);
  assertEquals(markers, ["끝", "\n"]);
});

Deno.test("parseAskArgs() reads the input of a runnable that takes no question", () => {
  const { question, input } = parseAskArgs(["-r", "joke", "--input", '{"topic":"cats"}']);
  assertEquals([question, input], [null, { topic: "cats" }]);
});

Deno.test("parseAskArgs() reads a thread, the answer to what it asks, and a run to follow", () => {
  const { question, thread, resume } = parseAskArgs(["--thread", "t1", "--resume", '"cats"']);
  assertEquals([question, thread, resume], [null, "t1", "cats"]);
  const address = "http://localhost:8000/runs/1/stream";
  assertEquals(parseAskArgs(["--follow", address]).follow?.href, address);
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
  [["--runnable", ""], "Cannot use an empty --runnable"],
  [["--marker", "끝", "--marker", ""], "Cannot use an empty --marker"],
  [["--system", " "], "Cannot use an empty --system"],
  [["--save", ""], "Cannot use an empty --save"],
  [["-t", "warm"], 'Cannot use --temperature "warm": expected a number of at least 0'],
  [["-t", ""], 'Cannot use --temperature "": expected a number of at least 0'],
  [["--temperature=-1"], 'Cannot use --temperature "-1": expected a number of at least 0'],
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
  [["--input", "1", "안녕"], "Cannot use --input with a question"],
  [["--input", "1", "--system", "a"], "Cannot use --input with --system"],
  [["--resume", "1"], "Cannot use --resume without --thread"],
  [["--resume", "1", "--thread", "a", "안녕"], "Cannot use --resume with a question"],
  [["--thread", ""], "Cannot use an empty --thread"],
  [["--follow", "http://a/runs/1/stream", "--url", "http://a"], "Cannot use --follow with --url"],
  [
    ["--follow", "http://a/"],
    'Cannot use --follow "http://a/": expected one like http://localhost:8000/runs/ID/stream',
  ],
  [
    ["--thread", "a", "--resume", "yes"],
    `Cannot use --resume yes: expected JSON like '{"decisions":[{"type":"approve"}]}' or '"cats"'`,
  ],
  [["--url", ""], 'Cannot use --url "": expected one like http://localhost:8000'],
];
for (const [args, message] of slips) {
  Deno.test(`parseAskArgs() refuses ${JSON.stringify(args)} in one line`, () => {
    const error = assertThrows(() => parseAskArgs(args), UsageError);
    assert(!error.message.includes("\n"));
    assertEquals(error.message, message);
  });
}

Deno.test("parseAskArgs() refuses in the language of the user", () => {
  const refusal = (args: string[]) => assertThrows(() => parse(args, KOREAN), UsageError).message;
  assertEquals(refusal(["--wya"]), "알 수 없는 옵션: '--wya'");
  assertEquals(refusal([""]), "질문이 비어 있습니다");
});
