/*
 * The lines of the NDJSON dialect, src/wire/ndjson.ts. A failure that the server did not report has
 * no status:
 *
 * {"event":"error","data":{"status_code":null,"message":"…"}}
 */
import { toNamedEvents } from "../../../wire/named_event.ts";
import type { AnswerEvent } from "../../stream.ts";
import type { StreamError } from "../../stream_error.ts";
import type { AnswerView } from "./answer_view.ts";
import type { TerminalWriter } from "./terminal_writer.ts";

/** Prints one event per line as JSON. */
export class JsonView implements AnswerView {
  readonly #stdout: TerminalWriter;

  /** @param stdout the output */
  constructor(stdout: TerminalWriter) {
    this.#stdout = stdout;
  }

  shows(): boolean {
    return true;
  }

  async show(event: AnswerEvent): Promise<void> {
    if (event.type === "reconnect") return; // only the server's lines
    const lines = toNamedEvents(event).map((named) => `${JSON.stringify(named)}\n`);
    await this.#stdout.write(lines.join(""));
  }

  async fail({ status, message, code, record }: StreamError): Promise<void> {
    const data = {
      status_code: status,
      message,
      ...(code === null ? {} : { code }),
      ...(record === null ? {} : { record }),
    };
    await this.#stdout.write(`${JSON.stringify({ event: "error", data })}\n`);
  }

  async stop(): Promise<void> {
    if (this.#stdout.isTerminal) await this.#stdout.write("\n"); // after the `^C`
  }
}
