import { LinePrompt } from "./edit/line_prompt.ts";
import { enterRawMode, terminalSize } from "./edit/raw_mode.ts";
import type { Interrupts } from "./interrupts.ts";
import type { TerminalWriter } from "./view/terminal_writer.ts";

/** Options for {@linkcode openPrompt}. */
export interface PromptOptions {
  /** Whether the terminal knows no control sequences. */
  isDumb: boolean;
  stdout: TerminalWriter;
  stderr: TerminalWriter;
  interrupts: Interrupts;
}

/** Reads lines that a person types. */
export interface Prompt extends Disposable {
  /** Reads a line, or `null` at the end. */
  read(): Promise<string | null>;
}

/** The pause between an answer and the next prompt that blocks, in milliseconds. */
const SETTLE_MS = 100;

/** Begins to read what a person types, until it is disposed of. */
export function openPrompt({ isDumb, stdout, stderr, interrupts }: PromptOptions): Prompt {
  if (isDumb) return { read: blockingPrompt, [Symbol.dispose]() {} };
  const restore = enterRawMode();
  const prompt = new LinePrompt({
    input: Deno.stdin.readable,
    output: stdout,
    size: terminalSize,
    interrupt() {
      stderr.control("^C").catch(() => {}); // as a terminal does that is not in raw mode
      interrupts.press();
    },
  });
  return { read: () => prompt.read(), [Symbol.dispose]: restore };
}

/**
 * Blocks the event loop, and takes a signal for the end of the input. The pause lets an ended answer
 * close its connection, and the second signal of a Ctrl-C arrive.
 */
async function blockingPrompt(): Promise<string | null> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return prompt(">");
}
