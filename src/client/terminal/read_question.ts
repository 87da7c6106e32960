import { UsageError } from "./usage_error.ts";

/**
 * Reads a question to the end of a stream.
 *
 * @throws {UsageError} if it is empty, or not UTF-8
 */
export async function readQuestion(readable: ReadableStream<Uint8Array>): Promise<string> {
  const bytes = await read(readable);
  const question = decode(bytes).trimEnd();
  if (question === "") {
    throw new UsageError("Cannot ask an empty question: standard input is empty");
  }
  return question;
}

async function read(readable: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  try {
    return await new Response(readable).bytes();
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new UsageError(`Cannot read standard input: ${reason}`);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError("Cannot read standard input: it is not UTF-8");
  }
}
