/** A runnable yields what is neither text nor a message. */
export class ChunkTypeError extends TypeError {
  override readonly name = "ChunkTypeError";
}

/**
 * Reads the text of what a runnable yields: a string, or a message whose
 * content is a string or blocks. Blocks of another type, such as reasoning
 * and tool calls, have none. A refusal is the text of a message without any.
 *
 * @returns the text, which may be empty, or `null` for blocks without any
 * @throws {ChunkTypeError} if it is something else
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

/** Returns a message's refusal, which OpenAI's Responses protocol tells beside the content. */
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
