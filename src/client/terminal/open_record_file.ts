import { TerminalWriter, WriteError } from "./view/terminal_writer.ts";

/**
 * Opens a file to append records to. It stays open until the process ends.
 *
 * @throws {WriteError} if the file cannot be written
 */
export async function openRecordFile(path: string): Promise<TerminalWriter> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { append: true, create: true });
  } catch (error) {
    // The rest of Deno's message repeats the path.
    const reason = error instanceof Error ? error.message.replace(/: open '.*$/s, "") : error;
    throw new WriteError(new Error(String(reason), { cause: error }), path);
  }
  const writable = new WritableStream<Uint8Array>({
    write(bytes) {
      // A write that is not synchronous is lost if the process ends right after it.
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    },
  });
  return new TerminalWriter(writable, { isTerminal: false, hasColor: false, path });
}
