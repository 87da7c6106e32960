import { TerminalWriter } from "../../../src/client/terminal/view/terminal_writer.ts";

/** Two streams that end up in one place, as in a terminal, each where it came from. */
export class Screen {
  readonly stdout: TerminalWriter;
  readonly stderr: TerminalWriter;
  /** What was written, in order; what went to stderr stands in `⟨⟩`. */
  said = "";

  /** @param options what the streams are */
  constructor({ isTerminal = false, hasColor = false } = {}) {
    this.stdout = this.#open({ isTerminal, hasColor }, (text) => text);
    this.stderr = this.#open({ isTerminal, hasColor }, (text) => `⟨${text}⟩`);
  }

  #open(
    options: { isTerminal: boolean; hasColor: boolean },
    mark: (text: string) => string,
  ): TerminalWriter {
    const decoder = new TextDecoder();
    const writable = new WritableStream<Uint8Array>({
      write: (bytes) => void (this.said += mark(decoder.decode(bytes))),
    });
    return new TerminalWriter(writable, options);
  }
}
