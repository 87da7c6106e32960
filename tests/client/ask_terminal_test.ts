import { assert, assertEquals } from "@std/assert";
import { Upstream, type UpstreamReply } from "../support/models/upstream.ts";
import { AskProcess, hasTerminal, PROGRAM, TASK } from "./ask_process.ts";

const CTRL_C = "\x03";
const CTRL_D = "\x04";

/** A test of what is only so in a terminal. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, ignore: !hasTerminal });
}

/** An upstream that answers with these, one a turn. */
function answering(...replies: UpstreamReply[]): Upstream {
  return new Upstream((turn) => replies[turn] ?? { chunks: ["?"] });
}

function to(upstream: Upstream): Record<string, string> {
  return { OPENAI_BASE_URL: upstream.baseUrl, OPENAI_MODEL: "test" };
}

/** An answer that says a chunk, and then nothing for ever. */
function stalledAfter(chunk: string): UpstreamReply {
  return {
    chunks: [chunk, "never"],
    pace: (index) => index === 0 ? Promise.resolve() : new Promise(() => {}),
  };
}

/** What a turn has sent to the model, but for the system prompt. */
function sent(upstream: Upstream, turn: number): [string, string][] {
  const [, ...messages] = upstream.requests[turn]?.messages ?? [];
  return messages.map(({ role, content }) => [role, content]);
}

test("ask talks in a terminal, remembers what was said, and leaves on Ctrl-D", async () => {
  await using upstream = answering(
    {
      chunks: ["나는 로라", "(답변 종료)", "never"],
      pace: (index) => index < 2 ? Promise.resolve() : new Promise(() => {}),
    },
    { chunks: ["응"] },
  );
  const variables = { NO_COLOR: "1", ...to(upstream) };
  await using asking = AskProcess.inTerminal([], { variables });
  await asking.until("Talking to test through chain.\r\n");
  await asking.until("Ctrl-C stops an answer, Ctrl-D leaves.\r\n");
  await asking.until("> ");
  await asking.type("누구야?\r");
  await asking.until("나는 로라\r\n");
  await asking.until("> ");
  await upstream.cancelled; // the prompt does not keep the model talking
  await asking.type("\r"); // nothing: it asks again
  await asking.until("> ");
  await asking.type("정말?\r");
  await asking.until("응\r\n");
  await asking.until("> ");
  await asking.type(CTRL_D);
  const { code, stdout } = await asking.end();
  assertEquals(code, 0);
  assert(!stdout.includes("token split"), stdout);
  assertEquals(sent(upstream, 1), [
    ["user", "누구야?"],
    ["assistant", "나는 로라"],
    ["user", "정말? (답변 시작)"],
  ]);
});

test("ask goes back to the prompt on Ctrl-C, and leaves from there", async () => {
  await using upstream = answering(stalledAfter("반만"), { chunks: ["다"] });
  const variables = { NO_COLOR: "1", ...to(upstream) };
  await using asking = AskProcess.inTerminal(["--splits"], { variables });
  await asking.until("> ");
  await asking.type("말해 봐\r");
  await asking.until("반만");
  await asking.type(CTRL_C);
  await upstream.cancelled;
  await asking.until("\r\n");
  await asking.until("> ");
  await asking.type("계속\r");
  await asking.until("다\r\nToken split text:\r\n다|\r\n");
  await asking.until("> ");
  await asking.type(`half a question${CTRL_C}`);
  await asking.until("half a question");
  await asking.until("> ");
  await asking.type(CTRL_C);
  assertEquals((await asking.end()).code, 0);
  assertEquals(sent(upstream, 1), [
    ["user", "말해 봐"],
    ["assistant", "반만"],
    ["user", "계속 (답변 시작)"],
  ]);
});

test("ask does the same as a task, which passes each Ctrl-C on once more", async () => {
  await using upstream = answering(stalledAfter("반만"), stalledAfter("또"), { chunks: ["다"] });
  const asking = AskProcess.inTerminal([], { variables: to(upstream), program: TASK });
  await using _ = asking;
  await asking.until("> ");
  for (const text of ["반만", "또"]) {
    await asking.type("말해 봐\r");
    await asking.until(text);
    await asking.type(CTRL_C);
    await asking.until("> ");
  }
  await asking.type("계속\r");
  await asking.until("다\r\n");
  await asking.until("> ");
  await asking.type(CTRL_D);
  assertEquals((await asking.end()).code, 0);
});

test("ask talks on after a failure, as if nothing had been said", async () => {
  await using upstream = answering({ chunks: ["반"], breaks: true }, { chunks: ["응"] });
  const variables = { NO_COLOR: "1", ...to(upstream) };
  await using asking = AskProcess.inTerminal([], { variables });
  await asking.until("> ");
  await asking.type("하나\r");
  await asking.until("반\r\nThe model failed.\r\n");
  await asking.until("> ");
  await asking.type("둘\r");
  await asking.until("응\r\n");
  await asking.until("> ");
  await asking.type(CTRL_D);
  assertEquals((await asking.end()).code, 0);
  assertEquals(sent(upstream, 1), [["user", "둘 (답변 시작)"]]);
});

test("ask ends with 130 when Ctrl-C stops its only answer in a terminal", async () => {
  await using upstream = answering(stalledAfter("반만"));
  const variables = { NO_COLOR: "1", ...to(upstream) };
  await using asking = AskProcess.inTerminal(["?"], { variables });
  await asking.until("반만");
  await asking.type(CTRL_C);
  const { code, stdout } = await asking.end();
  assertEquals(code, 130);
  assert(/^반만(\^C)?\r\n$/.test(stdout), JSON.stringify(stdout));
  await upstream.cancelled;
});

test("ask has one question typed when its output goes elsewhere", async () => {
  await using upstream = answering({ chunks: ["응"] });
  const program = ["sh", "-c", '"$@" | cat', "sh", ...PROGRAM];
  await using asking = AskProcess.inTerminal([], { variables: to(upstream), program });
  await asking.until("Type the question. Ctrl-D ends it.");
  await asking.type(`안녕?\r${CTRL_D}`);
  await asking.until("응"); // what follows comes by two ways
  const { stdout } = await asking.end();
  assert(!stdout.includes("> "), stdout);
  assertEquals(sent(upstream, 0), [["user", "안녕? (답변 시작)"]]);
});

test("ask says of the demo that it is one", async () => {
  await using asking = AskProcess.inTerminal([]);
  await asking.until(
    "Talking to the demo through chain.",
  );
  await asking.until("This is a demo: a script, not a model.");
  await asking.until("> ");
  await asking.type(CTRL_D);
  assertEquals((await asking.end()).code, 0);
});

test("ask recalls a question with the arrow keys, and lets it be edited", async () => {
  await using upstream = answering({ chunks: ["하나"] }, { chunks: ["둘"] });
  const variables = { NO_COLOR: "1", ...to(upstream) };
  await using asking = AskProcess.inTerminal(["--system", "짧게!"], { variables });
  await asking.until("> ");
  await asking.type("첫 질문\r");
  await asking.until("하나\r\n");
  await asking.until("> ");
  await asking.type("버릴 말\x1b[A\x7f\x7f\x7f\x1b[H\x1b[C둘째\r");
  await asking.until("둘\r\n");
  await asking.until("> ");
  await asking.type(CTRL_D);
  assertEquals((await asking.end()).code, 0);
  assertEquals(sent(upstream, 1).slice(-3), [
    ["user", "첫 질문"],
    ["assistant", "하나"],
    ["user", "첫둘째 (답변 시작)"],
  ]);
});

test("ask makes one message of a paste, and keeps what is typed during an answer", async () => {
  await using upstream = answering(stalledAfter("반만"), { chunks: ["응"] });
  const variables = { NO_COLOR: "1", ...to(upstream) };
  await using asking = AskProcess.inTerminal([], { variables });
  await asking.until("\x1b[?2004h");
  await asking.until("> ");
  await asking.type("\x1b[200~하나\r둘\r셋\x1b[201~");
  await asking.type("!\r");
  await asking.until("반만");
  await asking.type(`다음${CTRL_C}`); // what is typed ahead stays
  await asking.until("> 다음");
  await asking.type("?\r");
  await asking.until("응\r\n");
  await asking.until("> ");
  await asking.type(CTRL_D);
  await asking.until("\x1b[?2004l");
  assertEquals((await asking.end()).code, 0);
  assertEquals(upstream.requests.length, 2);
  assertEquals(sent(upstream, 1).map(([, text]) => text), [
    "하나\n둘\n셋!",
    "반만",
    "다음? (답변 시작)",
  ]);
});

test("ask gives the terminal back, however it ends", async () => {
  const pidFile = await Deno.makeTempFile();
  try {
    const child = `sh -c 'echo $$ > "$PID_FILE"; exec "$@"' sh "$@"`;
    const program = ["sh", "-c", `${child}; echo "code $?"; stty -a`, "sh", ...PROGRAM];
    const ends: [code: number, end: (asking: AskProcess) => Promise<void>][] = [
      [0, (asking) => asking.type(CTRL_D)],
      [143, async () => Deno.kill(Number(await Deno.readTextFile(pidFile)), "SIGTERM")],
    ];
    for (const [code, end] of ends) {
      const variables = { PID_FILE: pidFile, DEMO_TOKEN_DELAY_MS: "0" };
      await using asking = AskProcess.inTerminal([], { variables, program });
      await asking.until("> ");
      await end(asking);
      const { stdout } = await asking.end();
      const [, after = ""] = stdout.split(`code ${code}\r\n`);
      assert(/ icanon/.test(after) && / echo /.test(after), stdout);
      assert(stdout.lastIndexOf("\x1b[?2004l") > stdout.lastIndexOf("\x1b[?2004h"), stdout);
    }
  } finally {
    await Deno.remove(pidFile);
  }
});

test("ask shows a sign of life while it waits, and erases it", async () => {
  const seen = Promise.withResolvers<void>();
  await using upstream = answering({ chunks: ["응", "(답변 종료)"], pace: () => seen.promise });
  await using asking = AskProcess.inTerminal(["?"], { variables: to(upstream) });
  await asking.until("\r\x1b[K\x1b[2m");
  await asking.until(" s\x1b[0m");
  seen.resolve();
  await asking.until("\r\x1b[K응");
  assertEquals((await asking.end()).code, 0);
});

test("ask says that it reads standard input while that takes its time", async () => {
  await using upstream = answering({ chunks: ["응"] });
  const program = ["sh", "-c", 'head -n 1 /dev/tty | "$@"', "sh", ...PROGRAM];
  await using asking = AskProcess.inTerminal(["요약해 줘"], { variables: to(upstream), program });
  await asking.until("reading standard input, ");
  await asking.type("하나\r");
  await asking.until("응");
  assertEquals((await asking.end()).code, 0);
  assertEquals(sent(upstream, 0), [["user", "요약해 줘\n\n하나 (답변 시작)"]]);
});

test("ask shows a dumb terminal nothing but lines", async () => {
  await using upstream = answering({ chunks: ["응", "(답변 종료)"] });
  const variables = { TERM: "dumb", ...to(upstream) };
  await using asking = AskProcess.inTerminal([], { variables });
  await asking.until("> ");
  await asking.type("안녕?\r");
  await asking.until("응\r\n");
  await asking.until("> ");
  await asking.type(CTRL_D);
  const { code, stdout } = await asking.end();
  assertEquals(code, 0);
  assert(stdout.includes("2 splits, ") && stdout.includes("ended by (답변 종료)\r\n"), stdout);
});

test("ask lets no text drive a terminal", async () => {
  const call = {
    tool_calls: [{
      index: 0,
      id: "1",
      type: "function",
      function: { name: "\x1b[2J", arguments: "{}" },
    }],
  };
  await using upstream = answering(
    { chunks: ["보자", call], finishReason: "tool_calls" },
    { chunks: ["\x1b]0;나쁜 제목\x07", "\x9b31m\t빨강\r\n", "(답변 종료)"] },
  );
  const variables = { NO_COLOR: "1", ...to(upstream) };
  await using asking = AskProcess.inTerminal(["-r", "agent", "?"], { variables });
  const { code, stdout } = await asking.end();
  assertEquals(code, 0, stdout);
  const [text, tool] = stdout.split("\r\n");
  assertEquals([text, tool], ["보자", "␛[2J {}"]);
  const { length } = stdout.match(/␛]0;나쁜 제목␇�31m\t빨강␍\r\n/g) ?? [];
  assertEquals(length, 1, stdout);
  assert(!/[^\P{Cc}\r\n\t]/u.test(stdout), JSON.stringify(stdout));
});

test("ask has colours in a terminal, unless NO_COLOR is set", async () => {
  const say = async (args: string[], variables: Record<string, string> = {}) => {
    await using asking = AskProcess.inTerminal(args, { variables });
    return (await asking.end()).stdout;
  };
  const args = ["-r", "agent", "--no-splits", "1 + 1은?"];
  const [plain = "", colored = "", failed = ""] = await Promise.all([
    say(args, { NO_COLOR: "1", DEMO_TOKEN_DELAY_MS: "0" }),
    say(args, { DEMO_TOKEN_DELAY_MS: "0" }),
    say(["-r", "b", "?"]),
  ]);
  const steps = ['calculate {"expression":"1 + 1"}', "-> 2"];
  const answer = "알아봤어! 2 😊\r\n";
  assert(plain.startsWith(steps.map((line) => `${line}\r\n`).join("") + answer), plain);
  assert(plain.endsWith("ended by (답변 종료)\r\n"), plain);
  const dim = steps.map((line) => `\x1b[2m${line}\x1b[0m\r\n`).join("");
  assert(colored.startsWith(dim + answer), colored);
  assert(colored.endsWith("ended by (답변 종료)\x1b[0m\r\n"), colored);
  assert(failed.startsWith("\x1b[31mUnknown runnable"), failed);
});
