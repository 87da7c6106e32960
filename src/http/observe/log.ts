import { LineWriter } from "./line_writer.ts";

/** Where a program writes its lines to: results to one, errors to the other. */
export interface Log {
  out: LineWriter;
  error: LineWriter;
}

/** The console, which the platform may export, too; it waits for a reader that is slow. */
export function consoleLog(): Log {
  return {
    out: new LineWriter((text) => console.log(text)),
    error: new LineWriter((text) => console.error(text)),
  };
}

/** The standard streams. A reader that is slow is waited for by the lines, and by nobody else. */
export function standardLog(): Log {
  return {
    out: new LineWriter(writeTo(Deno.stdout)),
    error: new LineWriter(writeTo(Deno.stderr)),
  };
}

function writeTo(file: { write(bytes: Uint8Array): Promise<number> }) {
  const encoder = new TextEncoder();
  let isTorn = false;
  return async (text: string): Promise<void> => {
    const bytes = encoder.encode(`${isTorn ? "\n" : ""}${text}\n`);
    let written = 0;
    try {
      while (written < bytes.length) written += await file.write(bytes.subarray(written));
      isTorn = false;
    } catch (error) {
      isTorn ||= written > 0; // a disk became full in the middle of a line
      throw error;
    }
  };
}
