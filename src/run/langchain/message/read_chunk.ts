import { BaseMessage } from "@langchain/core/messages";
import { isModelMessage } from "../graph/graph_messages.ts";
import { toPlainObject } from "./to_plain_json.ts";
import { reasoningOf } from "./reasoning.ts";
import { StepUpdate } from "../graph/step_update.ts";
import { ChunkTypeError, textOf } from "./text_of.ts";

/** A chunk of text, reasoning, or both. */
export interface TextChunk {
  /** The text, which may be empty; `null` if there is none. */
  text: string | null;
  /** The reasoning; empty if there is none. */
  reasoning: string;
  /** The value that it was read from. */
  source: unknown;
  /** The agent's step that it comes from; `null` outside of an agent. */
  step: string | null;
}

/**
 * Reads a value that a runnable yields: a string, a message, or a tuple of an agent,
 * `["messages", [message, metadata]]` or `["updates", {step: …}]`. The tuple of a subgraph starts
 * with its path.
 *
 * @returns `null` if the value is neither text of the answer nor a step of the agent
 * @throws {ChunkTypeError} if the value is of another type
 */
export function readChunk(value: unknown): TextChunk | StepUpdate | null {
  if (!Array.isArray(value)) return textChunk(value, null);

  const [mode, payload] = value.slice(-2);
  const path = value.length === 3 && Array.isArray(value[0]) ? value[0] : [];
  if (mode === "updates" && isObject(payload)) {
    return path.length === 0 ? new StepUpdate(toPlainObject(payload)) : null;
  }
  if (mode === "messages" && Array.isArray(payload)) {
    const [message, metadata] = payload;
    const steps = stepsOf(metadata);
    return BaseMessage.isInstance(message) && isModelMessage(message) && !steps.includes("tools")
      ? textChunk(message, steps[0] ?? null)
      : null;
  }
  throw new ChunkTypeError(
    "Cannot stream an array other than an agent's tuples of the stream modes updates and messages",
  );
}

/**
 * Returns the steps in which a message was written, outermost first. The text of a model inside a
 * tool is for the agent, not for the caller.
 */
function stepsOf(metadata: unknown): string[] {
  const path = isObject(metadata) ? metadata.langgraph_checkpoint_ns : undefined;
  return typeof path === "string" ? path.split("|").map((step) => step.split(":")[0] ?? "") : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textChunk(source: unknown, step: string | null): TextChunk | null {
  const text = textOf(source);
  const reasoning = BaseMessage.isInstance(source) ? reasoningOf(source) : "";
  return text === null && reasoning === "" ? null : { text, reasoning, source, step };
}
