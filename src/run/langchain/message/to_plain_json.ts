import { type AIMessage, BaseMessage, type ToolMessage } from "@langchain/core/messages";
import { ChunkTypeError } from "./text_of.ts";
import { withoutStack } from "../without_stack.ts";

/**
 * Converts a value of any depth to JSON values. Messages become plain objects, because only
 * LangChain can read its own JSON of a message, `{"lc":1,…}`.
 *
 * @throws {ChunkTypeError} if the value contains itself
 */
export function toPlainJson(value: unknown, within: readonly unknown[] = []): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (within.includes(value)) {
    throw new ChunkTypeError("Cannot stream an update that contains itself");
  }
  const inside = [...within, value];
  if (BaseMessage.isInstance(value)) return toPlainObject(fieldsOf(value), inside);
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return toPlainJson(value.toJSON(), inside);
  }
  if (Array.isArray(value)) return value.map((part) => toPlainJson(part, inside));
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain ? toPlainObject(value, inside) : String(value);
}

/** Converts the values of an object. @throws {ChunkTypeError} if a value contains itself */
export function toPlainObject(
  value: object,
  within: readonly unknown[] = [],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, toPlainJson(part, within)]),
  );
}

function fieldsOf(message: BaseMessage): Record<string, unknown> {
  const { type, content, name } = message;
  return {
    type,
    content,
    ...(name === undefined ? {} : { name }),
    ...(type === "ai" ? callsOf(message as AIMessage) : {}),
    ...(type === "tool" ? resultOf(message as ToolMessage) : {}),
  };
}

function callsOf({ tool_calls = [], invalid_tool_calls = [] }: AIMessage) {
  return { tool_calls, ...(invalid_tool_calls.length === 0 ? {} : { invalid_tool_calls }) };
}

function resultOf({ tool_call_id, status = "success", content }: ToolMessage) {
  const error = status === "error" ? { content: withoutStack(content) } : {};
  return { tool_call_id, status, ...error };
}
