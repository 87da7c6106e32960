import type { AnswerEvent } from "../../stream.ts";
import type { AnswerView } from "./answer_view.ts";
import type { TerminalWriter } from "./terminal_writer.ts";
import { toolLines } from "./tool_lines.ts";

/**
 * Shows the text, then, on request, the splits in the format of the tutorial. Tool calls go to
 * standard error.
 */
export class TextView implements AnswerView {
  readonly #stdout: TerminalWriter;
  readonly #stderr: TerminalWriter;
  readonly #splits: boolean;

  /** @param options the outputs, and whether to show the splits */
  constructor(
    { stdout, stderr, splits }: {
      stdout: TerminalWriter;
      stderr: TerminalWriter;
      splits: boolean;
    },
  ) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#splits = splits;
  }

  async show(event: AnswerEvent): Promise<void> {
    switch (event.type) {
      case "text":
        return await this.#stdout.write(event.text);
      case "value":
        return await this.#stdout.write(`${JSON.stringify(event.value)}\n`);
      case "updates":
        for (const line of toolLines(event.updates)) await this.#tell(line);
        return;
      case "end": {
        await this.#stdout.endLine();
        const { token_splits, end_reason } = event.record;
        if (this.#splits && token_splits !== "") {
          await this.#stdout.write(`\ntoken split 결과:\n${token_splits}\n`);
        }
        if (end_reason === "length") {
          await this.#stderr.line("The answer is cut off: it reached the length limit.");
        }
      }
    }
  }

  async fail(): Promise<void> {
    await this.#stdout.endLine();
  }

  async stop(): Promise<void> {
    // The terminal has written `^C`, even at the start of a line.
    if (this.#stdout.isTerminal) await this.#stdout.write("\n");
    else await this.#stdout.endLine();
  }

  /** In a terminal, begins a new line first. Piped text stays as the model wrote it. */
  async #tell(line: string): Promise<void> {
    if (this.#stdout.isTerminal && this.#stderr.isTerminal) await this.#stdout.endLine();
    await this.#stderr.line(line, "dim");
  }
}
