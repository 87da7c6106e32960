import { fitInput } from "../../../run/langchain/input/fit_input.ts";
import { InputError } from "../../../run/langchain/input/input_error.ts";
import type { BaseMessage } from "../../../run/langchain/input/to_messages.ts";
import type { ThreadedGraph } from "../../../run/langchain/thread/threaded_graph.ts";
import type { InputForm } from "../../request/read_input.ts";

/** Whether an input has messages to remember. */
export function converses({ kind, value }: InputForm): boolean {
  if (kind === "messages") return true;
  try {
    const input = fitInput(value, { kind: "state" });
    return typeof input === "object" && input !== null && "messages" in input;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Clients that send the whole conversation send again what their thread has. */
export async function newMessages(
  messages: readonly BaseMessage[],
  graph: ThreadedGraph,
): Promise<readonly BaseMessage[]> {
  const known = messagesIn(await graph.values());
  if (known.length === 0) return messages;
  return messages.slice(messages.findLastIndex(({ type }) => type === "ai") + 1);
}

/** Returns the messages in the values of a graph. */
export function messagesIn(values: unknown): unknown[] {
  if (typeof values !== "object" || values === null || !("messages" in values)) return [];
  return Array.isArray(values.messages) ? values.messages : [];
}
