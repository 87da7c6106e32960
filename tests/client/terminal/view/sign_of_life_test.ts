import { assertEquals } from "@std/assert";
import type { AnswerEvent } from "../../../../src/client/stream.ts";
import { ENGLISH as messages } from "../../../../src/client/terminal/messages/english.ts";
import { JsonView } from "../../../../src/client/terminal/view/json_view.ts";
import { SignOfLife } from "../../../../src/client/terminal/view/sign_of_life.ts";
import { TextView } from "../../../../src/client/terminal/view/text_view.ts";
import { WaitingView } from "../../../../src/client/terminal/view/waiting_view.ts";
import { Screen } from "../screen.ts";

/** A sign of life whose time passes when a test says so. */
function setUp({ isTerminal = true, isPiped = false, canErase = true } = {}) {
  const screen = new Screen({ isTerminal });
  const stdout = isPiped ? new Screen().stdout : screen.stdout;
  let now = 0;
  let tick: (() => void) | null = null;
  const life = new SignOfLife({
    stdout,
    stderr: screen.stderr,
    canErase,
    now: () => now,
    every(_, call) {
      tick = call;
      return () => tick = null;
    },
  });
  return {
    life,
    screen,
    stdout,
    /** Returns what came on the screen when it was a time. */
    async at(ms: number): Promise<string> {
      now = ms;
      screen.said = "";
      tick?.();
      await screen.stderr.write(""); // what was written before it is there
      await Promise.resolve();
      return screen.said;
    },
    get isTicking() {
      return tick !== null;
    },
  };
}

const ERASED = "⟨\r\x1b[K⟩";
const drawn = (text: string) => `⟨\r\x1b[K${text}⟩`;

Deno.test("SignOfLife appears after a while, counts the seconds, and leaves no trace", async () => {
  const set = setUp();
  const { life, screen, at } = set;
  life.wait(messages.seconds);
  assertEquals(await at(200), "");
  assertEquals(await at(300), drawn("⠸"));
  assertEquals(await at(1_000), drawn("⠋ 1 s"));
  assertEquals(await at(12_300), drawn("⠸ 12 s"));
  screen.said = "";
  await life.end();
  assertEquals([screen.said, set.isTicking], [ERASED, false]);
  await life.end();
  assertEquals(screen.said, ERASED);
});

Deno.test("SignOfLife erases nothing where it did not appear", async () => {
  const { life, screen, at } = setUp();
  life.wait(messages.seconds);
  await at(100);
  await life.end();
  assertEquals(screen.said, "");
});

Deno.test("SignOfLife appears only in a terminal that can erase it", () => {
  for (const options of [{ isTerminal: false }, { canErase: false }]) {
    const set = setUp(options);
    set.life.wait(messages.seconds);
    assertEquals(set.isTicking, false);
  }
});

Deno.test("SignOfLife does not write into a line of the answer, unless that goes elsewhere", async () => {
  for (const isPiped of [false, true]) {
    const { life, stdout, at } = setUp({ isPiped });
    await stdout.write("가");
    life.wait(messages.seconds);
    assertEquals(await at(300), isPiped ? drawn("⠸") : "");
    await stdout.write("\n");
    assertEquals(await at(400), drawn("⠼"));
    await life.end();
  }
});

Deno.test("WaitingView shows a sign of life between what it shows", async () => {
  const { life, stdout, screen, at } = setUp();
  const { stderr } = screen;
  const text = new TextView({ stdout, stderr, splits: false, messages });
  const view = new WaitingView(text, { life, messages });
  assertEquals(await at(1_000), drawn("⠋ 1 s"));
  await view.show({ type: "start", run: { run_id: "1", runnable: "a", model: null } });
  await view.show({ type: "reasoning", text: "음" });
  assertEquals(await at(2_000), drawn("⠋ thinking, 2 s"));
  await view.show({ type: "text", text: "가\n" });
  assertEquals(screen.said, `${drawn("⠋ thinking, 2 s")}${ERASED}가\n`);
  assertEquals(await at(2_200), "");
  assertEquals(await at(3_000), drawn("⠋ 1 s"));
  await view.stop();
  assertEquals(screen.said, `${drawn("⠋ 1 s")}${ERASED}\n`);
  assertEquals(await at(9_000), "");
});

Deno.test("WaitingView makes room for each line of JSON", async () => {
  const { life, stdout, screen, at } = setUp();
  const view = new WaitingView(new JsonView(stdout), { life, messages });
  await at(1_000);
  screen.said = "";
  const event: AnswerEvent = { type: "reasoning", text: "음" };
  await view.show(event);
  assertEquals(screen.said, `${ERASED}{"event":"reasoning","data":{"text":"음"}}\n`);
  await life.end();
});
