import { UsageError } from "./usage_error.ts";

/**
 * Reads a question to the end of what it comes from.
 *
 * @throws {UsageError} if there is none, or it is not text
 */
export async function readQuestion(readable: ReadableStream<Uint8Array>): Promise<string> {
  const bytes = await read(readable);
  const question = decode(bytes).trimEnd();
  if (question === "") throw new UsageError("Cannot ask an empty question: nothing was said");
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
    throw new UsageError("Cannot ask what is not text: standard input is not UTF-8"); // all it throws for
  }
}
