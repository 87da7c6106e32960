import type { StepUpdates } from "../wire/stream_event.ts";

/** A tool call of an agent, or its result. */
export interface Step {
  kind: "call" | "result" | "error";
  /** The name of the tool. */
  tool: string;
  /** The arguments of the call as JSON, or the result. */
  text: string;
}

/** Returns the tool calls and their results in an update of an agent's state. */
export function stepsOf(updates: StepUpdates): Step[] {
  return Object.values(updates).flatMap(messagesOf).flatMap((message): Step[] => {
    if (message.type === "tool") {
      const kind = message.status === "error" ? "error" : "result";
      return [{ kind, tool: asText(message.name), text: asText(message.content) }];
    }
    const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isObject) : [];
    return calls.map(({ name, args }) => ({
      kind: "call",
      tool: asText(name),
      text: JSON.stringify(args ?? {}),
    }));
  });
}

function messagesOf(update: unknown): Record<string, unknown>[] {
  return isObject(update) && Array.isArray(update.messages) ? update.messages.filter(isObject) : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
