import { assertEquals, assertRejects } from "@std/assert";
import { LinePrompt } from "../../../../src/client/terminal/edit/line_prompt.ts";
import {
  TerminalWriter,
  WriteError,
} from "../../../../src/client/terminal/view/terminal_writer.ts";
import { Screen } from "../screen.ts";

/** A prompt on a screen of 10 columns, and what types on it. */
function setUp(output = new Screen({ isTerminal: true }).stdout) {
  const keyboard = new TransformStream<string, string>({}, { highWaterMark: 99 });
  const typist = keyboard.writable.getWriter();
  let interrupts = 0;
  const prompt = new LinePrompt({
    input: keyboard.readable.pipeThrough(new TextEncoderStream()),
    output,
    size: () => ({ columns: 10, rows: 5 }),
    interrupt: () => void interrupts++,
  });
  return {
    prompt,
    typist,
    get interrupts() {
      return interrupts;
    },
  };
}

Deno.test("LinePrompt reads a line after another, and null at the end", async () => {
  const { prompt, typist } = setUp();
  for (const text of ["안녕?", "뭐해?"]) {
    const line = prompt.read();
    await typist.write(`${text}\r`);
    assertEquals(await line, text);
  }
  const line = prompt.read();
  await typist.write("반만");
  await typist.close();
  assertEquals(await line, null);
  assertEquals(await prompt.read(), null);
});

Deno.test("LinePrompt makes one line of a paste", async () => {
  const { prompt, typist } = setUp();
  const line = prompt.read();
  await typist.write("\x1b[200~하나\r둘\r\x1b[201~");
  await typist.write("!\r");
  assertEquals(await line, "하나\n둘!");
  await typist.close();
});

Deno.test("LinePrompt keeps what is typed between lines, but for a Ctrl-C", async () => {
  const set = setUp();
  const { prompt, typist } = set;
  const first = prompt.read();
  await typist.write("하나\r둘\r\x03셋");
  assertEquals([await first, set.interrupts], ["하나", 1]);
  assertEquals(await prompt.read(), "둘");
  const third = prompt.read();
  await typist.write("!\r");
  assertEquals(await third, "셋!");
  await typist.close();
});

Deno.test("LinePrompt draws the line over itself, and leaves the cursor below it", async () => {
  const screen = new Screen({ isTerminal: true });
  const { prompt, typist } = setUp(screen.stdout);
  const line = prompt.read();
  // Nine columns are taken, so that the last character needs a second row.
  for (const keys of ["가나다a", "라", "\x1b[D\x1b[D", "\r"]) await typist.write(keys);
  assertEquals(await line, "가나다a라");
  assertEquals(screen.said.split("\x1b[J").map((part) => JSON.stringify(part)), [
    '"\\r"',
    '"> \\r\\u001b[2C\\r"',
    '"> 가나다a\\r\\u001b[9C\\r"',
    '"> 가나다a\\r\\n라\\r\\u001b[2C\\u001b[1A\\r"',
    '"> 가나다a\\r\\n라\\u001b[1A\\r\\u001b[9C\\r"',
    '"> 가나다a\\r\\n라\\u001b[1A\\r\\u001b[8C\\n\\r\\n"',
  ]);
  await typist.close();
});

Deno.test("LinePrompt fails when it cannot be drawn", async () => {
  const writable = new WritableStream<Uint8Array>({
    write: () => Promise.reject(new Error("full")),
  });
  const { prompt, typist } = setUp(
    new TerminalWriter(writable, { isTerminal: true, hasColor: false }),
  );
  const line = prompt.read();
  await typist.write("가\r");
  await assertRejects(() => line, WriteError);
  await typist.close();
});
