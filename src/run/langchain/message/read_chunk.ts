import { BaseMessage } from "@langchain/core/messages";
import { isModelMessage } from "../graph/graph_messages.ts";
import { StepUpdate } from "../graph/step_update.ts";
import { Value } from "../output/value.ts";
import { reasoningOf } from "./reasoning.ts";
import { textOf } from "./text_of.ts";
import { toPlainObject } from "./to_plain_json.ts";
import { type ToolCallPiece, toolCallPiecesOf } from "./tool_call_piece.ts";
import { isObject } from "../../../wire/is_object.ts";

/** A chunk of text, reasoning, tool calls, or all of them. */
export interface TextChunk {
  /** The text, which may be empty; `null` if there is none. */
  text: string | null;
  /** The reasoning; empty if there is none. */
  reasoning: string;
  /** The pieces of tool calls that the caller is asked to make. */
  toolCalls: readonly ToolCallPiece[];
  /** The value that it was read from. */
  source: unknown;
  /** The agent's step that it comes from; `null` outside of an agent. */
  step: string | null;
}

/**
 * Reads a value that a runnable yields: a string, a message, a tuple of an agent,
 * `["messages", [message, metadata]]` or `["updates", {step: …}]`, or any other value. The tuple of
 * a subgraph starts with its path.
 *
 * @returns `null` if the value is a message that is not part of the answer
 * @throws {ChunkTypeError} if JSON cannot express the value
 */
export function readChunk(value: unknown): TextChunk | StepUpdate | Value | null {
  if (typeof value === "string" || BaseMessage.isInstance(value)) return textChunk(value, null);
  if (!isTuple(value)) return new Value(value);

  const [mode, payload] = value.slice(-2);
  const path = value.length === 3 && Array.isArray(value[0]) ? value[0] : [];
  if (mode === "updates" && isObject(payload)) {
    return path.length === 0 ? new StepUpdate(toPlainObject(payload)) : null;
  }
  const [message, metadata] = Array.isArray(payload) ? payload : [];
  const steps = stepsOf(metadata);
  return BaseMessage.isInstance(message) && isModelMessage(message) && !steps.includes("tools")
    ? { ...textChunk(message, steps[0] ?? null), toolCalls: [] } // the agent makes its calls itself
    : null;
}

/** Whether a value is a tuple of an agent: `[mode, payload]` or `[path, mode, payload]`. */
function isTuple(value: unknown): value is unknown[] {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return false;
  const [mode, payload] = value.slice(-2);
  if (value.length === 3 && !Array.isArray(value[0])) return false;
  return mode === "updates" && isObject(payload) || mode === "messages" && isMessageTuple(payload);
}

function isMessageTuple(payload: unknown): payload is [BaseMessage, unknown] {
  return Array.isArray(payload) && payload.length === 2 && BaseMessage.isInstance(payload[0]);
}

/**
 * Returns the steps in which a message was written, outermost first. The text of a model inside a
 * tool is for the agent, not for the caller.
 */
function stepsOf(metadata: unknown): string[] {
  const path = isObject(metadata) ? metadata.langgraph_checkpoint_ns : undefined;
  return typeof path === "string" ? path.split("|").map((step) => step.split(":")[0] ?? "") : [];
}

function textChunk(source: string | BaseMessage, step: string | null): TextChunk {
  const isMessage = typeof source !== "string";
  return {
    text: textOf(source),
    reasoning: isMessage ? reasoningOf(source) : "",
    toolCalls: isMessage ? toolCallPiecesOf(source) : [],
    source,
    step,
  };
}
