import { LineWriter } from "./line_writer.ts";

/** The log of a program: one writer for results, one for errors. */
export interface Log {
  out: LineWriter;
  error: LineWriter;
}

/** Returns a log on the console, which platforms may export. A slow reader blocks the process. */
export function consoleLog(): Log {
  return {
    out: new LineWriter((text) => console.log(text)),
    error: new LineWriter((text) => console.error(text)),
  };
}

/** Returns a log on the standard streams. A slow reader delays only the log. */
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
      isTorn ||= written > 0; // for example, the disk became full in the middle of a line
      throw error;
    }
  };
}
