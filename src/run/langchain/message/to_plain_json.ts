import { type AIMessage, BaseMessage, type ToolMessage } from "@langchain/core/messages";
import { ChunkTypeError } from "./text_of.ts";
import { toBase64 } from "./base64.ts";
import { withoutStack } from "../without_stack.ts";

/**
 * Converts a value of any depth to JSON values. Messages become plain objects, because only
 * LangChain can read its own JSON of a message, `{"lc":1,…}`. Documents and other objects become
 * their own properties, maps become objects, sets arrays, and bytes base64.
 *
 * @throws {ChunkTypeError} if the value contains itself
 */
export function toPlainJson(value: unknown, within: readonly unknown[] = []): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (within.includes(value)) {
    throw new ChunkTypeError("Cannot stream a value that contains itself");
  }
  const inside = [...within, value];
  if (BaseMessage.isInstance(value)) return toPlainObject(fieldsOf(value), inside);
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return toPlainJson(value.toJSON(), inside);
  }
  if (Array.isArray(value)) return value.map((part) => toPlainJson(part, inside));
  if (value instanceof Map) return toPlainObject(Object.fromEntries(value), inside);
  if (value instanceof Set) return [...value].map((part) => toPlainJson(part, inside));
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (value instanceof ArrayBuffer) return toBase64(new Uint8Array(value));
  if (ArrayBuffer.isView(value)) {
    return toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }
  return toPlainObject(value, inside);
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
  const { type, content, name, id, additional_kwargs: extra } = message;
  const reasoning = extra?.reasoning_content;
  return {
    type,
    content,
    ...(name === undefined ? {} : { name }),
    ...(id === undefined ? {} : { id }),
    ...(typeof reasoning === "string" && reasoning !== "" ? { reasoning_content: reasoning } : {}),
    ...(type === "ai" ? callsOf(message as AIMessage) : {}),
    ...(type === "tool" ? resultOf(message as ToolMessage) : {}),
  };
}

function callsOf({ tool_calls = [], invalid_tool_calls = [], usage_metadata }: AIMessage) {
  return {
    tool_calls,
    ...(invalid_tool_calls.length === 0 ? {} : { invalid_tool_calls }),
    ...(usage_metadata === undefined ? {} : { usage_metadata }),
  };
}

function resultOf({ tool_call_id, status = "success", content, artifact }: ToolMessage) {
  const error = status === "error" ? { content: withoutStack(content) } : {};
  return { tool_call_id, status, ...(artifact === undefined ? {} : { artifact }), ...error };
}
