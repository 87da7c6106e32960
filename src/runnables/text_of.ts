/** A runnable yields what is neither text nor a message. */
export class ChunkTypeError extends TypeError {
  override readonly name = "ChunkTypeError";
}

/**
 * Reads the text of what a runnable yields: a string, or a message whose
 * content is a string or blocks. Blocks that are no text, such as reasoning,
 * have none.
 *
 * @throws {ChunkTypeError} if it is something else
 */
export function textOf(chunk: unknown): string {
  if (typeof chunk === "string") return chunk;
  if (isObject(chunk) && "content" in chunk) {
    const { content } = chunk;
    if (typeof content === "string") return content;
    if (Array.isArray(content)) return content.map(textOfBlock).join("");
  }
  throw new ChunkTypeError(
    `Cannot stream a chunk of type ${nameOf(chunk)}: expected a string or a message chunk`,
  );
}

function textOfBlock(block: unknown): string {
  return isObject(block) && "text" in block && typeof block.text === "string" ? block.text : "";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function nameOf(value: unknown): string {
  return isObject(value) ? value.constructor?.name ?? "Object" : typeof value;
}
