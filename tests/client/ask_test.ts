import { assert, assertEquals } from "@std/assert";
import { RunnableLambda } from "@langchain/core/runnables";
import { type AppOptions, createApp } from "../../src/mod.ts";
import { failAfter, FakeRunnable, forever } from "../support/models/runnables.ts";
import { transcripts } from "../support/models/transcripts.ts";
import { Upstream } from "../support/models/upstream.ts";
import { ask, AskProcess, PROGRAM } from "./ask_process.ts";

/** Serves an app, and keeps what it is asked and what it replies. */
function serve(options: AppOptions = {}, key?: string) {
  const demo = { provider: "demo", tokenDelayMs: 0 } as const;
  const app = createApp({ model: demo, onError() {}, ...options });
  const paths: string[] = [];
  const replies: Promise<string>[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      paths.push(new URL(request.url).pathname);
      if (key !== undefined && request.headers.get("authorization") !== `Bearer ${key}`) {
        return new Response(null, { status: 401 });
      }
      const response = await app(request);
      const [body, copy] = response.body?.tee() ?? [];
      replies.push(new Response(copy).text());
      return new Response(body ?? null, response);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    paths,
    replies,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The variables that put an upstream behind it. */
function to(upstream: Upstream): Record<string, string> {
  return { OPENAI_BASE_URL: upstream.baseUrl, OPENAI_MODEL: "test" };
}

/** An address where no server is. */
function deadUrl(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}`;
}

const never = () => new Promise<void>(() => {});

for (const { user_message, output, token_splits } of transcripts) {
  Deno.test(`ask prints what the tutorial prints of ${user_message}`, async () => {
    assertEquals(await ask([user_message]), { code: 0, stdout: `${output}\n`, stderr: "" });
    assertEquals(await ask(["--splits", user_message], { variables: { LANG: "ko_KR.UTF-8" } }), {
      code: 0,
      stdout: `${output}\n`,
      stderr: `token split 결과:\n${token_splits}\n`,
    });
  });
}

Deno.test("ask prints a token before the next one exists", async () => {
  const seen = Promise.withResolvers<void>();
  const pace = (index: number) => index === 0 ? Promise.resolve() : seen.promise;
  await using upstream = new Upstream({ chunks: ["첫 ", "둘(답변 종료)"], pace });
  await using asking = await AskProcess.onPipes(["안녕?"], { variables: to(upstream) });
  await asking.until("첫 ");
  assertEquals(upstream.produced, 1);
  seen.resolve();
  const { code, stdout, stderr } = await asking.end();
  assertEquals([code, stdout, stderr], [0, "첫 둘\n", ""]);
});

Deno.test("ask prints a server's token before the next one exists", async () => {
  const seen = Promise.withResolvers<void>();
  const chain = new FakeRunnable(async function* () {
    yield "첫 ";
    await seen.promise;
    yield "둘(답변 종료)";
  });
  await using server = serve({ runnables: { chain } });
  await using asking = await AskProcess.onPipes(["--url", server.url, "안녕?"]);
  await asking.until("첫 ");
  assertEquals(chain.pulls, 1);
  seen.resolve();
  const { code, stdout } = await asking.end();
  assertEquals([code, stdout], [0, "첫 둘\n"]);
});

Deno.test("ask takes the words of its arguments for one question", async () => {
  await using upstream = new Upstream({ chunks: ["그래"] });
  const args = ["로라야", "--no-splits", "안녕?", "--", "--요즘", "뭐해?"];
  const { code, stdout } = await ask(args, { variables: to(upstream) });
  assertEquals([code, stdout], [0, "그래\n"]);
  const said = upstream.requests[0]?.messages.at(-1)?.content;
  assertEquals(said, "로라야 안녕? --요즘 뭐해? (답변 시작)");
});

Deno.test("ask reads its question from standard input", async () => {
  await using upstream = new Upstream({ chunks: ["그래"] });
  const variables = to(upstream);
  const { code, stdout } = await ask(["--no-splits"], { variables, stdin: "안녕?\n 뭐해?\n\n" });
  assertEquals([code, stdout], [0, "그래\n"]);
  assertEquals(upstream.requests[0]?.messages.at(-1)?.content, "안녕?\n 뭐해? (답변 시작)");
});

Deno.test("ask adds standard input to its question", async () => {
  await using upstream = new Upstream({ chunks: ["그래"] });
  const variables = to(upstream);
  const { code, stdout } = await ask(["요약해", "줘"], { variables, stdin: "하나\n둘\n" });
  assertEquals([code, stdout], [0, "그래\n"]);
  const said = upstream.requests[0]?.messages.at(-1)?.content;
  assertEquals(said, "요약해 줘\n\n하나\n둘 (답변 시작)");
});

Deno.test("ask sends how the model is asked, and ends where it is told", async () => {
  const bodies: unknown[] = [];
  const record = { end_reason: "stop", output: "응", splits: ["응"], token_splits: "응|" };
  const events = [
    { event: "metadata", data: { run_id: "1", runnable: "chain", model: null } },
    { event: "data", data: "응" },
    { event: "metadata", data: record },
    { event: "end" },
  ];
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      bodies.push(await request.json());
      const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
      return new Response(lines, { headers: { "content-type": "application/x-ndjson" } });
    },
  );
  const options = ["-m", "big", "-t", "0.5", "--marker", "끝", "--marker", "그만", "-s", "짧게!"];
  const args = ["--url", `http://127.0.0.1:${server.addr.port}`, ...options, "안녕?"];
  assertEquals(await ask(args), { code: 0, stdout: "응\n", stderr: "" });
  assertEquals(bodies, [{
    input: {
      messages: [{ role: "system", content: "짧게!" }, { role: "user", content: "안녕?" }],
    },
    config: {
      configurable: { sampling: { model: "big", temperature: 0.5 }, end_markers: ["끝", "그만"] },
    },
  }]);
});

Deno.test("ask puts its own system message and end marker into effect", async () => {
  await using upstream = new Upstream({ chunks: ["응 ", "끝", "더"] });
  const args = ["-r", "model", "--system", "짧게!", "--marker", "끝", "안녕?"];
  const { code, stdout } = await ask(args, { variables: to(upstream) });
  assertEquals([code, stdout], [0, "응 \n"]);
  const messages = upstream.requests[0]?.messages.map(({ role, content }) => [role, content]);
  assertEquals(messages, [["system", "짧게!"], ["user", "안녕?"]]);
});

Deno.test("ask saves the record of each answer as a line of JSON", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/records.json`;
    for (const question of ["고마워!", "로라야 너 MBTI 뭐야?"]) {
      const { code, stderr } = await ask(["--save", path, question]);
      assertEquals([code, stderr], [0, ""]);
    }
    const lines = (await Deno.readTextFile(path)).split("\n");
    assertEquals(lines.pop(), "");
    const records = lines.map((line) => JSON.parse(line));
    assertEquals(records.map(({ end_marker }) => end_marker), ["(답변 종료)", "(답변 종료)"]);
    assertEquals(records[0]?.output, "별말을 다 해! 도움이 됐다니 내가 더 고마워 😊");

    const unknown = `${folder}/none/a.json`;
    const stderr = `Cannot write to ${unknown}: No such file or directory (os error 2)\n`;
    assertEquals(await ask(["--save", unknown, "?"]), { code: 1, stdout: "", stderr });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("ask speaks the language of the locale", async () => {
  const variables = { LC_ALL: "ko_KR.UTF-8" };
  const { stdout } = await ask(["--help"], { variables });
  assert(stdout.includes("사용법: deno task ask [옵션] [질문]"), stdout);
  const { code, stderr } = await ask(["--wya", "?"], { variables });
  const line = "알 수 없는 옵션: '--wya'. 옵션은 \"deno task ask --help\"로 볼 수 있습니다.\n";
  assertEquals([code, stderr], [2, line]);
});

const HELP = '"deno task ask --help" shows the options.\n';
const slips: [name: string, args: string[], stdin: string | Uint8Array, line: string][] = [
  ["an empty argument", [""], "", "Cannot ask an empty question. "],
  [
    "nothing on standard input",
    [],
    " \n",
    "Cannot ask an empty question: standard input is empty. ",
  ],
  [
    "what is not UTF-8",
    [],
    Uint8Array.of(0xec, 0x95, 0x88, 0xff),
    "Cannot read standard input: it is not UTF-8. ",
  ],
  ["an option that there is not", ["--wya", "chain", "?"], "", "Unknown option '--wya'. "],
];
for (const [name, args, stdin, line] of slips) {
  Deno.test(`ask refuses ${name} in one line, as bad usage`, async () => {
    assertEquals(await ask(args, { stdin }), { code: 2, stdout: "", stderr: `${line}${HELP}` });
  });
}

Deno.test("ask --help shows the options, and asks nothing", async () => {
  const { code, stdout, stderr } = await ask(["--help", "?"], { variables: { PORT: "abc" } });
  assertEquals([code, stderr], [0, ""]);
  for (const word of ["--runnable", "--url", "--save", "--splits", "--json", "API_KEY"]) {
    assert(stdout.includes(word), word);
  }
  assert(stdout.split("\n").every((line) => line.length <= 80));
});

Deno.test("ask stops at once, with one line, when a variable will not do", async () => {
  const variables = { API_KEY: "열쇠" };
  const stderr = "Cannot use API_KEY: expected ASCII characters without spaces\n";
  assertEquals(await ask(["?"], { variables }), { code: 1, stdout: "", stderr });
});

Deno.test("ask --json prints the very lines of the server", async () => {
  await using server = serve();
  const args = ["--json", "--runnable", "agent", "--url", `${server.url}/`, "1 + 1은?"];
  const { code, stdout, stderr } = await ask(args);
  assertEquals([code, stdout, stderr], [0, await server.replies[0], ""]);
  assertEquals(server.paths, ["/agent/stream"]);
  assert(stdout.includes('"tool_calls"') && stdout.endsWith('{"event":"end"}\n'));
});

Deno.test("ask --json ends with the failure, on a line of JSON", async () => {
  const chain = new FakeRunnable(() => failAfter(["반"]));
  await using server = serve({ runnables: { chain } });
  const { code, stdout, stderr } = await ask(["--json", "--url", server.url, "?"]);
  assertEquals([code, stdout, stderr], [1, await server.replies[0], "The runnable failed.\n"]);
  const { event, data } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  assertEquals([event, data.status_code, data.message], ["error", 500, "The runnable failed."]);
  assertEquals([data.record.end_reason, data.record.token_splits], ["error", "반|"]);
});

Deno.test("ask prints an agent's tools aside", async () => {
  const { code, stdout, stderr } = await ask(["-r", "agent", "--no-splits", "1 + 1은?"]);
  assertEquals([code, stdout], [0, "알아봤어! 2 😊\n"]);
  assertEquals(stderr, 'calculate {"expression":"1 + 1"}\n-> 2\n');
});

Deno.test("ask gives a runnable its variables, and prints the values that it yields", async () => {
  await using server = serve({
    runnables: {
      mirror: RunnableLambda.from(async function* (input: unknown) {
        yield await Promise.resolve(input);
      }),
    },
  });
  const args = ["-r", "mirror", "--input", '{"topic": "곰"}', "--url", server.url];
  assertEquals(await ask(args), { code: 0, stdout: '{"topic":"곰"}\n', stderr: "" });
});

Deno.test("ask says that an answer met a limit", async () => {
  await using upstream = new Upstream({ chunks: ["반"], finishReason: "length" });
  const { code, stdout, stderr } = await ask(["--no-splits", "?"], { variables: to(upstream) });
  assertEquals([code, stdout], [0, "반\n"]);
  assertEquals(stderr, "The answer is cut off: it reached the length limit.\n");
});

Deno.test("ask says in one line that no server is there", async () => {
  const url = deadUrl();
  const hint = 'Is a server running there? "deno task start" starts one.';
  const stderr = `Cannot reach ${url}. ${hint}\n`;
  assertEquals(await ask(["--url", url, "?"]), { code: 1, stdout: "", stderr });
  const data = { status_code: null, message: "The server cannot be reached." };
  const stdout = `${JSON.stringify({ event: "error", data })}\n`;
  assertEquals(await ask(["--json", "--url", url, "?"]), { code: 1, stdout, stderr });
});

Deno.test("ask says which ways there are", async () => {
  const stderr = `Unknown runnable "a/b". Available: model, chain, agent.\n`;
  assertEquals(await ask(["--runnable", "a/b", "?"]), { code: 1, stdout: "", stderr });
});

Deno.test("ask sends the key, and says where it goes if one is wanted", async () => {
  await using server = serve({}, "k");
  const args = ["--url", server.url, "--no-splits", "고마워!"];
  const keys: Record<string, string>[] = [{}, { API_KEY: "K" }, { API_KEY: "k" }];
  const ends = await Promise.all(keys.map((variables) => ask(args, { variables })));
  const answer = "별말을 다 해! 도움이 됐다니 내가 더 고마워 😊\n";
  const no = { code: 1, stdout: "" };
  assertEquals(ends, [
    { ...no, stderr: `${server.url} requires a key. Set API_KEY.\n` },
    { ...no, stderr: `${server.url} does not accept the key. Check API_KEY.\n` },
    { code: 0, stdout: answer, stderr: "" },
  ]);
});

Deno.test("ask says what lies behind a failure of its own model, and when to try again", async () => {
  const headers = { "retry-after": "7" };
  const error = { message: "Too fast.\nSlow down.", type: "rate", param: null, code: null };
  await using upstream = new Upstream(() => Response.json({ error }, { status: 429, headers }));
  const { code, stdout, stderr } = await ask(["?"], { variables: to(upstream) });
  assertEquals([code, stdout], [1, ""]);
  const [line, why, ...rest] = stderr.split("\n");
  assertEquals(line, "The model's server is receiving too many requests. Try again in 7 seconds.");
  assertEquals([why, ...rest], ["429 Too fast.", ""]);
});

Deno.test("ask keeps what came before a failure", async () => {
  await using upstream = new Upstream({ chunks: ["반", "만"], breaks: true });
  const { code, stdout, stderr } = await ask(["?"], { variables: to(upstream) });
  assertEquals([code, stdout], [1, "반만\n"]);
  assert(stderr.startsWith("The model failed.\n"), stderr);
  assert(stderr.trimEnd().split("\n").length <= 2, stderr);
});

Deno.test("ask stops the model, and itself, on Ctrl-C", async () => {
  const pace = (index: number) => index === 0 ? Promise.resolve() : never();
  await using upstream = new Upstream({ chunks: ["반", "만"], pace });
  await using asking = await AskProcess.onPipes(["?"], { variables: to(upstream) });
  await asking.until("반");
  asking.kill("SIGINT");
  assertEquals(await asking.end(), { code: 130, stdout: "반\n", stderr: "" });
  await upstream.cancelled;
});

Deno.test("ask stops on Ctrl-C before the first token", async () => {
  const asked = Promise.withResolvers<void>();
  await using upstream = new Upstream({
    chunks: ["반"],
    pace: () => {
      asked.resolve();
      return never();
    },
  });
  await using asking = await AskProcess.onPipes(["?"], { variables: to(upstream) });
  await Promise.race([asked.promise, asking.code]);
  asking.kill("SIGINT");
  assertEquals(await asking.end(), { code: 130, stdout: "", stderr: "" });
  await upstream.cancelled;
});

Deno.test("ask ends on the next Ctrl-C when the first had no effect", async () => {
  // More than a pipe takes, and nobody reads it: the program waits to write.
  await using upstream = new Upstream({ chunks: forever("a".repeat(2 ** 20)) });
  await using asking = await AskProcess.onPipes(["?"], { variables: to(upstream) });
  await asking.until("a");
  asking.kill("SIGINT");
  await upstream.cancelled;
  let code: number | undefined;
  asking.code.then((value) => code = value);
  while (code === undefined) {
    asking.kill("SIGINT"); // those that follow at once count as the first
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assertEquals(code, 130);
});

Deno.test("ask stops the model, and says nothing, when nobody reads on", async () => {
  await using upstream = new Upstream({ chunks: forever("말 ") });
  await using asking = await AskProcess.onPipes(["?"], { variables: to(upstream) });
  await asking.until("말 ");
  await asking.closeOutput();
  const { code, stderr } = await asking.end();
  assertEquals([code, stderr], [141, ""]);
  await upstream.cancelled;
});

Deno.test("ask leaves text and colours alone on pipes", async () => {
  await using upstream = new Upstream({ chunks: ["\x1b[31m빨강\x07\r\n"] });
  const { stdout } = await ask(["--no-splits", "?"], { variables: to(upstream) });
  assertEquals(stdout, "\x1b[31m빨강\x07\r\n");
  const { stderr } = await ask(["--url", deadUrl(), "?"]);
  assert(!stderr.includes("\x1b"), stderr);
});

Deno.test({
  name: "ask says that it cannot write",
  ignore: Deno.build.os !== "linux", // where there is a file that is always full
  fn: async () => {
    const program = ["sh", "-c", '"$@" > /dev/full', "sh", ...PROGRAM];
    const { code, stderr } = await ask(["?"], { program });
    assertEquals([code, stderr], [1, "Cannot write: No space left on device (os error 28)\n"]);
  },
});
