import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "npm:fast-check@^4.10.0";
import { showControls } from "../../../src/client/terminal/view/show_controls.ts";
import { TerminalWriter, WriteError } from "../../../src/client/terminal/view/terminal_writer.ts";
import { Screen } from "./screen.ts";

const ODD = "\x1b[2J\x07\x9b1m\x7f\r\t안녕 😊";

Deno.test("TerminalWriter lets nothing but the terminal be spared what was written", async () => {
  const pipe = new Screen();
  await pipe.stdout.write(ODD);
  await pipe.stderr.line(ODD);
  assertEquals(pipe.said, `${ODD}⟨${ODD}\n⟩`);
  const terminal = new Screen({ isTerminal: true });
  await terminal.stdout.write(ODD);
  await terminal.stderr.line(ODD);
  const shown = "␛[2J␇\ufffd1m␡␍\t안녕 😊";
  assertEquals(terminal.said, `${shown}⟨${shown}\n⟩`);
});

Deno.test("TerminalWriter has colours in a terminal only, and only if wanted", async () => {
  const said = async (options: { isTerminal: boolean; hasColor: boolean }) => {
    const screen = new Screen(options);
    await screen.stdout.line("a\x1b", "red");
    return screen.said;
  };
  assertEquals(await said({ isTerminal: true, hasColor: true }), "\x1b[31ma␛\x1b[0m\n");
  assertEquals(await said({ isTerminal: true, hasColor: false }), "a␛\n");
  assertEquals(await said({ isTerminal: false, hasColor: true }), "a\x1b\n");
});

Deno.test("TerminalWriter styles each span, and what is not one it leaves alone", async () => {
  const spans = [
    { text: "가", styles: ["cyan", "underline"] },
    { text: "", styles: ["dim"] },
    { text: "나\x07", styles: [] },
  ] as const;
  const colored = new Screen({ isTerminal: true, hasColor: true });
  await colored.stdout.spans(spans);
  assertEquals(colored.said, "\x1b[36;4m가\x1b[0m나␇");
  const pipe = new Screen();
  await pipe.stdout.spans(spans);
  assertEquals(pipe.said, "가나\x07");
});

Deno.test("TerminalWriter writes over a line, and erases it, without beginning one", async () => {
  const screen = new Screen({ isTerminal: true, hasColor: true });
  await screen.stdout.overwrite("a\x1b", "dim");
  await screen.stdout.overwrite("");
  await screen.stdout.endLine();
  assertEquals(screen.said, "\r\x1b[K\x1b[2ma␛\x1b[0m\r\x1b[K");
});

Deno.test("TerminalWriter ends a line that was begun, once", async () => {
  const screen = new Screen();
  await screen.stdout.endLine();
  for (const text of ["a", "", "b\n", "c"]) await screen.stdout.write(text);
  await screen.stdout.endLine();
  await screen.stdout.endLine();
  assertEquals(screen.said, "ab\nc\n");
});

Deno.test("TerminalWriter says why it cannot write", async () => {
  const cause = new Error("No space left");
  const writable = new WritableStream<Uint8Array>({ write: () => Promise.reject(cause) });
  const writer = new TerminalWriter(writable, { isTerminal: false, hasColor: false });
  const error = await assertRejects(() => writer.write("a"), WriteError);
  assertEquals([error.message, error.cause], ["Cannot write: No space left", cause]);
  assertEquals([error.reason, error.path], ["No space left", null]);
});

Deno.test("showControls() leaves no control but line feeds and tabs, and all else as it is", () => {
  const character = fc.oneof(
    fc.constantFrom(...Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code))),
    fc.constantFrom("가", "😊", "\u2028", "\ud83d"),
  );
  fc.assert(fc.property(fc.array(character), (characters) => {
    const shown = showControls(characters.join(""));
    assertEquals(shown.length, characters.join("").length);
    assert(!/[^\P{Cc}\n\t]/u.test(shown));
    const kept = (text: string) => text.replaceAll(/[\p{Cc}\u2400-\u2421\ufffd]/gu, "");
    assertEquals(kept(shown), kept(characters.join("")));
  }));
});
