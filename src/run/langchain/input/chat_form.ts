import { type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { InputError } from "./input_error.ts";
import { isMessageLike, toMessage, toMessages } from "./to_messages.ts";

/** Returns the conversation in an input, or `null` if it is none. */
export function conversationIn(input: unknown): readonly BaseMessage[] | null {
  if (typeof input === "string") return [new HumanMessage(nonEmpty(input, ""))];
  if (Array.isArray(input)) return nonEmptyList(toMessages(input, ""), "");
  if (typeof input !== "object" || input === null) return null;
  if ("user_message" in input || "messages" in input) return chatOf(input, "");
  return isMessageLike(input) ? toMessage(input, "") : null;
}

/** Reads `{"messages"}` or `{"user_message","history"?}`. */
export function chatOf(input: object, pointer: string): BaseMessage[] {
  if (!("user_message" in input)) {
    const { messages } = input as { messages?: unknown };
    return nonEmptyList(toMessages(messages, `${pointer}/messages`), `${pointer}/messages`);
  }
  const { user_message: text, history } = input as { user_message: unknown; history?: unknown };
  const last = new HumanMessage(nonEmpty(text, `${pointer}/user_message`));
  return [...toMessages(history ?? [], `${pointer}/history`), last];
}

/** Returns the messages of an input for which {@linkcode isChatForm} is true. */
export function messagesOf(input: unknown): BaseMessage[] {
  return [...conversationIn(input) ?? []];
}

/**
 * Whether an input is a conversation and nothing else: a string, messages, or an object with the
 * keys of a conversation and no others.
 */
export function isChatForm(input: unknown): boolean {
  if (typeof input === "string") return true;
  if (Array.isArray(input)) return input.length > 0 && input.every(isMessageLike);
  return isChatObject(input);
}

/** Whether an input is an object with the keys of a conversation and no others. */
export function isChatObject(input: unknown): input is object {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return false;
  const { user_message, history, messages, ...others } = input as Record<string, unknown>;
  if (Object.keys(others).length > 0) return false;
  if (typeof user_message === "string") return messages === undefined;
  return Array.isArray(messages) && messages.every(isMessageLike) && history === undefined;
}

function nonEmpty(value: unknown, pointer: string): string {
  if (typeof value !== "string") throw new InputError(pointer, "must be a string");
  if (value === "") throw new InputError(pointer, "must not be empty");
  return value;
}

function nonEmptyList<T>(list: T[], pointer: string): T[] {
  if (list.length === 0) throw new InputError(pointer, "must have at least one message");
  return list;
}
