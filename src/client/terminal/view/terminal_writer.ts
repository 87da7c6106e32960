import { showControls } from "./show_controls.ts";

/** What it cannot write to is gone or full. */
export class WriteError extends Error {
  override readonly name = "WriteError";
}

/** The codes of ECMA-48's "select graphic rendition". */
const STYLES = { dim: 2, red: 31 };

/** How a line may look, where there is colour. */
export type Style = keyof typeof STYLES;

/** Writes text, in order and completely, to what may be a terminal. */
export class TerminalWriter {
  /** Whether a person sees it at once. */
  readonly isTerminal: boolean;
  readonly #hasColor: boolean;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #isLineBegun = false;

  /** @param writable where to; it stays locked */
  constructor(
    writable: WritableStream<Uint8Array>,
    { isTerminal, hasColor }: { isTerminal: boolean; hasColor: boolean },
  ) {
    this.isTerminal = isTerminal;
    this.#hasColor = isTerminal && hasColor;
    this.#writer = writable.getWriter();
  }

  /**
   * Writes as it is; to a terminal, with control characters made visible.
   *
   * @throws {WriteError} if that cannot be
   */
  async write(text: string): Promise<void> {
    if (text === "") return;
    await this.#send(this.#shown(text));
    this.#isLineBegun = !text.endsWith("\n");
  }

  /**
   * Writes a line of its own.
   *
   * @throws {WriteError} if that cannot be
   */
  async line(text: string, style?: Style): Promise<void> {
    const shown = this.#shown(text);
    const isStyled = style !== undefined && this.#hasColor;
    await this.#send(isStyled ? `\x1b[${STYLES[style]}m${shown}\x1b[0m\n` : `${shown}\n`);
  }

  /**
   * Ends the line, if one was begun.
   *
   * @throws {WriteError} if that cannot be
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
