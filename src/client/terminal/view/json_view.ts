/*
 * The lines of the NDJSON dialect, src/wire/ndjson.ts. A failure that no server
 * told of has no status:
 *
 * {"event":"error","data":{"status_code":null,"message":"…"}}
 */
import { toNamedEvents } from "../../../wire/named_event.ts";
import type { AnswerEvent } from "../../stream.ts";
import type { StreamError } from "../../stream_error.ts";
import type { AnswerView } from "./answer_view.ts";
import type { TerminalWriter } from "./terminal_writer.ts";

/** Shows what happens, an event a line. */
export class JsonView implements AnswerView {
  readonly #stdout: TerminalWriter;

  /** @param stdout where to */
  constructor(stdout: TerminalWriter) {
    this.#stdout = stdout;
  }

  async show(event: AnswerEvent): Promise<void> {
    const lines = toNamedEvents(event).map((named) => `${JSON.stringify(named)}\n`);
    await this.#stdout.write(lines.join(""));
  }

  async fail({ status, message }: StreamError): Promise<void> {
    const data = { status_code: status, message };
    await this.#stdout.write(`${JSON.stringify({ event: "error", data })}\n`);
  }

  async stop(): Promise<void> {
    if (this.#stdout.isTerminal) await this.#stdout.write("\n"); // behind the `^C`
  }
}
