import type { AnswerEvent, EndRecord } from "../../stream.ts";
import type { Messages } from "../messages/messages.ts";
import type { AnswerView } from "./answer_view.ts";
import { endLine } from "./splits/end_line.ts";
import { SplitPainter } from "./splits/split_painter.ts";
import { markerTail, splitParts } from "./splits/split_parts.ts";
import type { TerminalWriter } from "./terminal_writer.ts";
import { toolLines } from "./tool_lines.ts";

const SHOWN: readonly AnswerEvent["type"][] = ["text", "value", "updates", "end"];

/** Options for {@linkcode TextView}. */
export interface TextViewOptions {
  stdout: TerminalWriter;
  stderr: TerminalWriter;
  /** Whether to print the record of the splits. `false` hides them in the text, too. */
  splits: boolean | undefined;
  messages: Messages;
}

/**
 * Shows the text of one answer. A terminal with colours shows each piece as it arrived, then the
 * end marker, which the server sends with the record only. All else goes to standard error: tool
 * calls, the record, and in a terminal a line about the answer.
 */
export class TextView implements AnswerView {
  readonly #stdout: TerminalWriter;
  readonly #stderr: TerminalWriter;
  readonly #messages: Messages;
  readonly #hasRecord: boolean;
  readonly #painter: SplitPainter | null;
  #shown = "";

  /** @param options the outputs, and how to show the splits */
  constructor({ stdout, stderr, splits, messages }: TextViewOptions) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#messages = messages;
    this.#hasRecord = splits === true;
    this.#painter = stdout.hasColor && splits !== false
      ? new SplitPainter({ hasEdges: false })
      : null;
  }

  shows({ type }: AnswerEvent): boolean {
    return SHOWN.includes(type);
  }

  async show(event: AnswerEvent): Promise<void> {
    switch (event.type) {
      case "text":
        return await this.#showText(event.text);
      case "value":
        return await this.#stdout.write(`${JSON.stringify(event.value)}\n`);
      case "updates":
        for (const line of toolLines(event.updates)) await this.#tell(line);
        return;
      case "end":
        return await this.#end(event.record);
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

  async #showText(text: string): Promise<void> {
    if (this.#painter === null) return await this.#stdout.write(text);
    if (text === "") return;
    this.#shown += text;
    await this.#stdout.spans(this.#painter.paint([{ text, isMarker: false }]));
  }

  async #end(record: EndRecord): Promise<void> {
    if (this.#painter !== null && record.end_reason === "marker") {
      const painter = this.#painter;
      const tail = markerTail({ ...record, shown: this.#shown });
      await this.#stdout.spans(tail.flatMap((parts) => painter.paint(parts)));
    }
    await this.#stdout.endLine();
    if (this.#hasRecord) await this.#showRecord(record);
    if (this.#stderr.isTerminal) {
      await this.#stderr.line(endLine(record, this.#messages), "dim");
    } else if (record.end_reason === "length") {
      await this.#stderr.line(this.#messages.cutOff);
    }
  }

  /** Shows the splits as they were, with glyphs where there are colours to tell them from text. */
  async #showRecord({ splits, token_splits, end_marker }: EndRecord): Promise<void> {
    if (splits.length === 0) return;
    await this.#stderr.line(this.#messages.tokenSplits, "dim");
    if (!this.#stderr.hasColor) return await this.#stderr.write(`${token_splits}\n`);
    const painter = new SplitPainter({ hasEdges: true });
    const bar = { text: "|", styles: ["dim"] } as const;
    const spans = splitParts(splits, end_marker).flatMap((parts) => [...painter.paint(parts), bar]);
    await this.#stderr.spans([...spans, { text: "\n", styles: [] }]);
  }

  /** In a terminal, begins a new line first. Piped text stays as the model wrote it. */
  async #tell(line: string): Promise<void> {
    if (this.#stdout.isTerminal && this.#stderr.isTerminal) await this.#stdout.endLine();
    await this.#stderr.line(line, "dim");
  }
}
