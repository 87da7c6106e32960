import { BaseMessage } from "@langchain/core/messages";

/** Returns the messages in the update of a node: a message, a list, a state, or a list of these. */
export function messagesIn(update: unknown): BaseMessage[] {
  if (BaseMessage.isInstance(update)) return [update];
  if (Array.isArray(update)) return update.flatMap(messagesIn);
  if (typeof update !== "object" || update === null) return [];
  return Object.values(update).flatMap((value) =>
    Array.isArray(value) ? value.filter(isMessage) : isMessage(value) ? [value] : []
  );
}

/** Returns the messages of a graph's state. */
export function messagesOfState(state: unknown): BaseMessage[] {
  if (typeof state !== "object" || state === null || !("messages" in state)) return [];
  return Array.isArray(state.messages) ? state.messages.filter(isMessage) : [];
}

/** Returns updates in which messages are replaced by those with the same ids. */
export function replaceMessages(
  updates: Record<string, unknown>,
  replacements: ReadonlyMap<string, BaseMessage>,
): Record<string, unknown> {
  const replace = (value: unknown): unknown => {
    if (isMessage(value)) return replacements.get(value.id ?? "") ?? value;
    if (Array.isArray(value)) return value.map(replace);
    return isPlain(value) ? replaceMessages(value, replacements) : value;
  };
  return Object.fromEntries(Object.entries(updates).map(([key, value]) => [key, replace(value)]));
}

/** Whether a model wrote a message. LangChain calls it generic if the server sends no role. */
export function isModelMessage(message: BaseMessage): boolean {
  return message.type === "ai" || message.type === "generic";
}

function isMessage(value: unknown): value is BaseMessage {
  return BaseMessage.isInstance(value);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}
