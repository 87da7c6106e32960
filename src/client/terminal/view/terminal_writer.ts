import { showControls } from "./show_controls.ts";

/** Thrown when the output is closed or full. */
export class WriteError extends Error {
  override readonly name = "WriteError";
  /** Why it cannot be written. */
  readonly reason: string;
  /** The file, or `null` for a standard stream. */
  readonly path: string | null;

  /** @param cause the error of the stream */
  constructor(cause: unknown, path: string | null) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`Cannot write: ${reason}`, { cause });
    this.reason = reason;
    this.path = path;
  }
}

/** Codes of ECMA-48's "select graphic rendition". */
const STYLES = { dim: 2, underline: 4, reverse: 7, red: 31, yellow: 33, cyan: 36 };

/** A style of text, if the terminal has colours. */
export type Style = keyof typeof STYLES;

/** Text in a style. */
export interface Span {
  text: string;
  styles: readonly Style[];
}

/** Options for {@linkcode TerminalWriter}. */
export interface WriterOptions {
  /** Whether the output is a terminal. */
  isTerminal: boolean;
  /** Whether a terminal shows colours. */
  hasColor: boolean;
  /** The file, for its error. Default: `null`, a standard stream. */
  path?: string | null;
}

/** Writes text completely and in order, to a terminal or a file. */
export class TerminalWriter {
  /** Whether the output is a terminal. */
  readonly isTerminal: boolean;
  /** Whether the output is a terminal that shows colours. */
  readonly hasColor: boolean;
  readonly #path: string | null;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  #isLineBegun = false;

  /** @param writable the output, which stays locked */
  constructor(
    writable: WritableStream<Uint8Array>,
    { isTerminal, hasColor, path = null }: WriterOptions,
  ) {
    this.isTerminal = isTerminal;
    this.hasColor = isTerminal && hasColor;
    this.#path = path;
    this.#writer = writable.getWriter();
  }

  /** Whether the current line has text. */
  get isLineBegun(): boolean {
    return this.#isLineBegun;
  }

  /**
   * Writes text. In a terminal, control characters are made visible.
   *
   * @throws {WriteError} if the output is closed or full
   */
  async write(text: string): Promise<void> {
    await this.spans([{ text, styles: [] }]);
  }

  /**
   * Writes text in styles.
   *
   * @throws {WriteError} if the output is closed or full
   */
  async spans(spans: readonly Span[]): Promise<void> {
    const last = spans.findLast(({ text }) => text !== "");
    if (last === undefined) return;
    await this.#send(spans.map((span) => this.#styled(span)).join(""));
    this.#isLineBegun = !last.text.endsWith("\n");
  }

  /**
   * Writes a line of its own.
   *
   * @throws {WriteError} if the output is closed or full
   */
  async line(text: string, ...styles: Style[]): Promise<void> {
    await this.#send(`${this.#styled({ text, styles })}\n`);
  }

  /**
   * Ends the current line if it is not empty.
   *
   * @throws {WriteError} if the output is closed or full
   */
  async endLine(): Promise<void> {
    if (this.#isLineBegun) await this.write("\n");
  }

  /**
   * Writes text over the current line, which text must not have begun. Without text, it erases it.
   *
   * @throws {WriteError} if the output is closed or full
   */
  async overwrite(text: string, ...styles: Style[]): Promise<void> {
    await this.#send(`\r\x1b[K${this.#styled({ text, styles })}`);
  }

  /**
   * Writes text as it is, to control the terminal.
   *
   * @throws {WriteError} if the output is closed or full
   */
  async control(text: string): Promise<void> {
    await this.#send(text);
  }

  #styled({ text, styles }: Span): string {
    const shown = this.isTerminal ? showControls(text) : text;
    if (!this.hasColor || styles.length === 0 || text === "") return shown;
    return `\x1b[${styles.map((style) => STYLES[style]).join(";")}m${shown}\x1b[0m`;
  }

  async #send(text: string): Promise<void> {
    try {
      await this.#writer.write(this.#encoder.encode(text));
    } catch (cause) {
      throw new WriteError(cause, this.#path);
    }
  }
}
