import type { BaseMessage } from "@langchain/core/messages";
import { chatOf, conversationIn } from "./chat_form.ts";
import { InputError } from "./input_error.ts";
import type { Variable } from "./input_shape.ts";
import { refuseHistory, splitOff } from "./split_off.ts";
import { isMessageLike, toMessages } from "./to_messages.ts";

/**
 * Fits an input to the variables of a prompt.
 *
 * @throws {InputError} if one is missing, or a conversation has no place
 */
export function fitVariables(input: unknown, variables: readonly Variable[]): unknown {
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  const lacking = isObject
    ? variables.filter(({ name, isRequired }) => isRequired && !(name in input))
    : [];
  if (!isObject || lacking.length > 0 && isMessageLike(input)) {
    const messages = conversationIn(input);
    if (messages === null) throw missing(variables, "");
    return fillVariables(messages, { variables, given: {} });
  }
  const given = toGiven(input as Record<string, unknown>, variables);
  if (lacking.length === 0) return given;
  const isChat = "user_message" in given || "messages" in given;
  if (!isChat) throw missing(variables, `/${lacking[0]?.name}`);
  return fillVariables(chatOf(given, ""), { variables, given });
}

/** Returns the variables of an input, with messages for the placeholders. */
function toGiven(
  input: Record<string, unknown>,
  variables: readonly Variable[],
): Record<string, unknown> {
  const given = { ...input };
  for (const { name, type } of variables) {
    if (type === "messages" && given[name] != null) {
      given[name] = toMessages(given[name], `/${name}`);
    }
  }
  return given;
}

/** Puts a conversation into the text variable and the messages placeholder that are left. */
export function fillVariables(
  messages: readonly BaseMessage[],
  { variables, given }: { variables: readonly Variable[]; given: Record<string, unknown> },
): Record<string, unknown> {
  const open = variables.filter(({ name }) => !(name in given));
  const texts = open.filter(({ type }) => type === "text");
  const placeholders = open.filter(isPlaceholder);
  const isAnswered = messages.at(-1)?.type !== "human";
  // The only placeholder of a prompt gets the history, wherever it is.
  const isOnly = variables.filter(isPlaceholder).length === 1 && !isAnswered;
  const after = isOnly ? undefined : placeholders.find((it) => it.isAfter);
  const [placeholder, ...others] = placeholders.filter((it) => it !== after);
  const takesUserMessage = variables.some(({ name }) => name === "user_message");
  const [text, ...moreTexts] = takesUserMessage ? [] : texts;
  if (moreTexts.length > 0 || others.some(({ isRequired }) => isRequired)) {
    throw missing(variables, "");
  }
  const { user_message: _, history: __, messages: ___, ...rest } = given;
  const kept = { ...rest, ...pick(given, variables) };
  if (text === undefined && !takesUserMessage) {
    const [all] = placeholders;
    return all === undefined ? kept : { ...kept, [all.name]: messages };
  }
  const { text: question, history, rest: following } = splitOff(messages, {
    isFollowed: after !== undefined,
    takesMedia: placeholder !== undefined,
  });
  const hasHistory = variables.some((it) => isPlaceholder(it) && it !== after);
  if (history.length > 0 && !hasHistory) refuseHistory();
  const name = text?.name ?? "user_message";
  const filled = {
    ...kept,
    [name]: question,
    ...(placeholder === undefined ? {} : { [placeholder.name]: history }),
    ...(after === undefined ? {} : { [after.name]: following }),
  };
  if (variables.some((it) => it.isRequired && !(it.name in filled))) throw missing(variables, "");
  return filled;
}

function isPlaceholder({ type }: Variable): boolean {
  return type === "messages";
}

function pick(
  given: Record<string, unknown>,
  variables: readonly Variable[],
): Record<string, unknown> {
  const names = variables.map(({ name }) => name).filter((name) => name in given);
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

/** The error for missing variables. It names all, so that one look is enough. */
function missing(variables: readonly Variable[], pointer: string): InputError {
  const required = variables.filter(({ isRequired }) => isRequired);
  const names = required.map(({ name }) => JSON.stringify(name)).join(", ");
  const must = pointer === "" ? `must be an object with ${names}` : "is required";
  const all = pointer === "" ? "" : `: the runnable takes ${names}`;
  return new InputError(pointer, `${must}${all}`);
}
