/** Thrown when a runnable yields a value that is neither text nor a message. */
export class ChunkTypeError extends TypeError {
  override readonly name = "ChunkTypeError";
}

/**
 * Reads the text of a value that a runnable yields: a string, or a message whose content is a string
 * or an array of blocks. Only text blocks count; reasoning and tool calls do not. If a message has
 * no text, its refusal is the text.
 *
 * @returns the text, which may be empty, or `null` if no block has text
 * @throws {ChunkTypeError} if the value is of another type
 */
export function textOf(chunk: unknown): string | null {
  if (typeof chunk === "string") return chunk;
  if (isObject(chunk) && "content" in chunk) {
    const { content } = chunk;
    if (typeof content === "string") return content;
    if (Array.isArray(content)) {
      const texts = content.map(textOfBlock).filter((text) => text !== null);
      return texts.length === 0 ? refusalOf(chunk) : texts.join("");
    }
  }
  throw new ChunkTypeError(
    `Cannot stream a chunk of type ${nameOf(chunk)}: expected a string or a message chunk`,
  );
}

/** Returns the refusal in a message, which OpenAI's Responses protocol sends beside the content. */
export function refusalOf(message: object): string | null {
  const extra = "additional_kwargs" in message ? message.additional_kwargs : undefined;
  return isObject(extra) && "refusal" in extra && typeof extra.refusal === "string"
    ? extra.refusal
    : null;
}

function textOfBlock(block: unknown): string | null {
  if (typeof block === "string") return block;
  if (!isObject(block) || !("type" in block) || !("text" in block)) return null;
  const isText = block.type === "text" || block.type === "text_delta";
  return isText && typeof block.text === "string" ? block.text : null;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return isObject(value) ? value.constructor?.name ?? "Object" : typeof value;
}
