import type { AnswerEvent } from "../../stream.ts";
import type { AnswerView } from "./answer_view.ts";
import type { TerminalWriter } from "./terminal_writer.ts";
import { toolLines } from "./tool_lines.ts";

/** Shows the text, then, if wanted, the splits as the tutorial does. Tools are told of aside. */
export class TextView implements AnswerView {
  readonly #stdout: TerminalWriter;
  readonly #stderr: TerminalWriter;
  readonly #splits: boolean;

  /** @param options where the text goes, where the rest, and whether to show the splits */
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
      case "updates":
        for (const line of toolLines(event.updates)) await this.#tell(line);
        return;
      case "end": {
        await this.#stdout.endLine();
        const { token_splits, end_reason } = event.record;
        if (this.#splits) await this.#stdout.write(`\ntoken split 결과:\n${token_splits}\n`);
        if (end_reason === "length") {
          await this.#stderr.line("The answer is cut off: it met a limit of length.");
        }
      }
    }
  }

  async fail(): Promise<void> {
    await this.#stdout.endLine();
  }

  async stop(): Promise<void> {
    // A terminal has written `^C`, even where no line had begun.
    if (this.#stdout.isTerminal) await this.#stdout.write("\n");
    else await this.#stdout.endLine();
  }

  /** What is piped stays as the model wrote it; in a terminal, a line begins. */
  async #tell(line: string): Promise<void> {
    if (this.#stdout.isTerminal && this.#stderr.isTerminal) await this.#stdout.endLine();
    await this.#stderr.line(line, "dim");
  }
}
