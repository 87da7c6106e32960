import type { StepUpdates } from "../wire/stream_event.ts";

/** A tool that an agent called, or what the tool answered. */
export interface Step {
  kind: "call" | "result" | "error";
  /** The tool's name. */
  tool: string;
  /** Its arguments, as JSON, or its result. */
  text: string;
}

/** Reads what an agent did out of an update of its state: its tool calls, and their results. */
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
