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
  await asking.until(
    "Talking to test through chain. Ctrl-C stops an answer, Ctrl-D leaves.\r\n",
  );
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
  await using asking = AskProcess.inTerminal(["--splits"], { variables: to(upstream) });
  await asking.until("> ");
  await asking.type("말해 봐\r");
  await asking.until("반만");
  await asking.type(CTRL_C);
  await upstream.cancelled;
  await asking.until("\r\n");
  await asking.until("> ");
  await asking.type("계속\r");
  await asking.until("다\r\n\r\ntoken split 결과:\r\n다|\r\n");
  await asking.until("> ");
  await asking.type(`half a question${CTRL_C}`);
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
  await using asking = AskProcess.inTerminal(["?"], { variables: to(upstream) });
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
  await using asking = AskProcess.inTerminal(["--no-splits"], { variables: to(upstream), program });
  await asking.until("Type the question. Ctrl-D ends it.");
  await asking.type(`안녕?\r${CTRL_D}`);
  await asking.until("응\r\n");
  const { stdout } = await asking.end();
  assert(!stdout.includes("> "), stdout);
  assertEquals(sent(upstream, 0), [["user", "안녕? (답변 시작)"]]);
});

test("ask says of the demo that it is one", async () => {
  await using asking = AskProcess.inTerminal([]);
  await asking.until(
    "Talking to the demo through chain. This is a demo: a script, not a model.",
  );
  await asking.until("> ");
  await asking.type(CTRL_D);
  assertEquals((await asking.end()).code, 0);
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
  assertEquals(plain, steps.map((line) => `${line}\r\n`).join("") + answer);
  assertEquals(colored, steps.map((line) => `\x1b[2m${line}\x1b[0m\r\n`).join("") + answer);
  assert(failed.startsWith("\x1b[31mUnknown runnable"), failed);
});
