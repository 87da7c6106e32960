import { BaseMessage } from "@langchain/core/messages";
import { plain } from "./plain.ts";
import { StepUpdate } from "./step_update.ts";
import { ChunkTypeError, textOf } from "./text_of.ts";

/** A chunk of text, and what it was read from. */
export interface TextChunk {
  text: string;
  source: unknown;
}

/**
 * Reads what a runnable yields: a string, a message, or a tuple of an agent,
 * `["messages", [message, metadata]]` or `["updates", {step: …}]`.
 *
 * @returns `null` if it is neither text of the model's nor a step
 * @throws {ChunkTypeError} if it is something else
 */
export function readChunk(value: unknown): TextChunk | StepUpdate | null {
  if (!Array.isArray(value)) return textChunk(value);

  // A graph with subgraphs puts the path of the graph before the two.
  const [mode, payload] = value.slice(-2);
  if (mode === "updates") return new StepUpdate(Object(plain(payload)));
  if (mode === "messages" && Array.isArray(payload)) {
    const [message] = payload;
    return isModels(message) ? textChunk(message) : null;
  }
  throw new ChunkTypeError(
    "Cannot stream a tuple other than of the stream modes updates and messages",
  );
}

/** A server that names no role makes LangChain call its model's messages generic. */
function isModels(message: unknown): boolean {
  return BaseMessage.isInstance(message) && (message.type === "ai" || message.type === "generic");
}

function textChunk(source: unknown): TextChunk | null {
  const text = textOf(source);
  return text === null ? null : { text, source };
}
