import type { TerminalWriter } from "../view/terminal_writer.ts";
import { type Key, KeyParser } from "./key_parser.ts";
import { layout, type Size } from "./layout.ts";
import { LineEditor } from "./line_editor.ts";

/** Options for {@linkcode LinePrompt}. */
export interface LinePromptOptions {
  /** What a terminal in raw mode sends. */
  input: ReadableStream<Uint8Array>;
  output: TerminalWriter;
  /** Returns the size of the terminal. */
  size: () => Size;
  /** Called for a Ctrl-C while no line is read. */
  interrupt: () => void;
}

const PROMPT = "> ";

/**
 * Reads lines from a terminal in raw mode, and lets the user edit them. The keyboard is heard all
 * the time: between two lines, a Ctrl-C interrupts, and other keys wait for the next line.
 */
export class LinePrompt {
  readonly #options: LinePromptOptions;
  readonly #editor = new LineEditor();
  readonly #waiting: Key[] = [];
  #line: PromiseWithResolvers<string | null> | null = null;
  #isEnded = false;
  /** How many rows of the line are above the cursor, and below it. */
  #above = 0;
  #below = 0;
  #drawn: Promise<void> = Promise.resolve();

  /** Starts to listen. */
  constructor(options: LinePromptOptions) {
    this.#options = options;
    this.#listen();
  }

  /**
   * Reads a line. Resolves with `null` at the end of the input.
   *
   * @throws {WriteError} if the terminal cannot be written to
   */
  async read(): Promise<string | null> {
    const { promise } = this.#line = Promise.withResolvers<string | null>();
    this.#draw();
    while (this.#line !== null && this.#waiting.length > 0) this.#press(this.#waiting.shift());
    if (this.#isEnded) this.#end(null);
    const text = await promise;
    await this.#drawn;
    return text;
  }

  async #listen(): Promise<void> {
    const parser = new KeyParser();
    const decoder = new TextDecoder();
    try {
      for await (const bytes of this.#options.input) {
        for (const key of parser.push(decoder.decode(bytes, { stream: true }))) this.#hear(key);
      }
    } catch {
      // A terminal that is closed has no more lines either.
    }
    this.#isEnded = true;
    this.#end(null);
  }

  #hear(key: Key): void {
    if (this.#line !== null) this.#press(key);
    else if (key.name === "interrupt") this.#options.interrupt();
    else this.#waiting.push(key);
  }

  #press(key: Key | undefined): void {
    if (key === undefined) return;
    const edited = this.#editor.press(key);
    if (edited.type === "edit") this.#draw();
    else this.#end(edited.type === "submit" ? edited.text : null);
  }

  #end(text: string | null): void {
    if (this.#line === null) return;
    this.#write(`${"\n".repeat(this.#below)}\r\n`);
    this.#above = this.#below = 0;
    this.#line.resolve(text);
    this.#line = null;
  }

  /** Draws the line over what was drawn of it before. */
  #draw(): void {
    const { before, after } = this.#editor;
    const { rows, cursor } = layout({ before: PROMPT + before, after }, this.#options.size());
    const start = `${up(this.#above)}\r\x1b[J`;
    this.#above = cursor.row;
    this.#below = rows.length - 1 - cursor.row;
    const right = cursor.column === 0 ? "" : `\x1b[${cursor.column}C`;
    this.#write(`${start}${rows.join("\r\n")}${up(this.#below)}\r${right}`);
  }

  #write(text: string): void {
    this.#drawn = this.#drawn.then(() => this.#options.output.control(text));
    this.#drawn.catch(() => {}); // read() throws it
  }
}

function up(count: number): string {
  return count === 0 ? "" : `\x1b[${count}A`;
}
