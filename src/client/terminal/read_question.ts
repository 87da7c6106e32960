import type { Messages } from "./messages/messages.ts";
import { UsageError } from "./usage_error.ts";

/** Options for {@linkcode readQuestion}. */
export interface ReadOptions {
  /** The question on the command line, if there is one. The text of the stream is added to it. */
  question: string | null;
  messages: Messages;
}

/**
 * Reads a question, or what belongs to it, to the end of a stream.
 *
 * @throws {UsageError} if there is no question, or the stream is not UTF-8
 */
export async function readQuestion(
  readable: ReadableStream<Uint8Array>,
  { question, messages }: ReadOptions,
): Promise<string> {
  const text = decode(await read(readable, messages), messages).trimEnd();
  if (text !== "") return question === null ? text : `${question}\n\n${text}`;
  if (question === null) throw new UsageError(messages.emptyInput);
  return question;
}

async function read(
  readable: ReadableStream<Uint8Array>,
  messages: Messages,
): Promise<Uint8Array> {
  try {
    return await new Response(readable).bytes();
  } catch (error) {
    throw new UsageError(messages.badInput(error instanceof Error ? error.message : String(error)));
  }
}

function decode(bytes: Uint8Array, messages: Messages): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(messages.notText);
  }
}
