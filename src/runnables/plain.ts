import { type AIMessage, BaseMessage, type ToolMessage } from "@langchain/core/messages";

/**
 * Makes plain objects of the messages in a value, however deep: LangChain's own
 * JSON of a message, `{"lc":1,…}`, is for LangChain alone.
 */
export function plain(value: unknown): unknown {
  if (BaseMessage.isInstance(value)) return plainMessage(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

function plainMessage(message: BaseMessage): Record<string, unknown> {
  const { type, content, name } = message;
  return {
    type,
    content,
    ...(name === undefined ? {} : { name }),
    ...(type === "ai" ? { tool_calls: (message as AIMessage).tool_calls ?? [] } : {}),
    ...(type === "tool" ? resultOf(message as ToolMessage) : {}),
  };
}

function resultOf({ tool_call_id, status = "success" }: ToolMessage) {
  return { tool_call_id, status };
}
