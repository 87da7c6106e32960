import { showControls } from "./show_controls.ts";

/** Thrown when the output is closed or full. */
export class WriteError extends Error {
  override readonly name = "WriteError";
}

/** Codes of ECMA-48's "select graphic rendition". */
const STYLES = { dim: 2, red: 31 };

/** A style of a line, if the terminal has colours. */
export type Style = keyof typeof STYLES;

/** Writes text completely and in order, to a terminal or a file. */
export class TerminalWriter {
  /** Whether the output is a terminal. */
  readonly isTerminal: boolean;
  readonly #hasColor: boolean;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #isLineBegun = false;

  /** @param writable the output, which stays locked */
  constructor(
    writable: WritableStream<Uint8Array>,
    { isTerminal, hasColor }: { isTerminal: boolean; hasColor: boolean },
  ) {
    this.isTerminal = isTerminal;
    this.#hasColor = isTerminal && hasColor;
    this.#writer = writable.getWriter();
  }

  /**
   * Writes text. In a terminal, control characters are made visible.
   *
   * @throws {WriteError} if the output is closed or full
   */
  async write(text: string): Promise<void> {
    if (text === "") return;
    await this.#send(this.#shown(text));
    this.#isLineBegun = !text.endsWith("\n");
  }

  /**
   * Writes a line of its own.
   *
   * @throws {WriteError} if the output is closed or full
   */
  async line(text: string, style?: Style): Promise<void> {
    const shown = this.#shown(text);
    const isStyled = style !== undefined && this.#hasColor;
    await this.#send(isStyled ? `\x1b[${STYLES[style]}m${shown}\x1b[0m\n` : `${shown}\n`);
  }

  /**
   * Ends the current line if it is not empty.
   *
   * @throws {WriteError} if the output is closed or full
   */
  async endLine(): Promise<void> {
    if (this.#isLineBegun) await this.write("\n");
  }

  #shown(text: string): string {
    return this.isTerminal ? showControls(text) : text;
  }

  async #send(text: string): Promise<void> {
    try {
      await this.#writer.write(this.#encoder.encode(text));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : cause;
      throw new WriteError(`Cannot write: ${reason}`, { cause });
    }
  }
}
