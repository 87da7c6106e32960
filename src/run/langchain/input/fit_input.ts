import { type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { isObject } from "../../../wire/is_object.ts";
import { InputError } from "./input_error.ts";
import type { InputShape, Variable } from "./input_shape.ts";
import { isMessageLike, toMessage, toMessages } from "./to_messages.ts";

/**
 * Fits an input to a runnable. Any JSON reaches the runnable as it is, with two exceptions:
 *
 * - A model, a graph with messages in its state, and the messages placeholder of a prompt get
 *   LangChain's messages.
 * - The forms of a conversation are a string, messages, `{"messages"}` and
 *   `{"user_message","history"?}`. They become what the runnable takes: messages, or the one text
 *   variable of a prompt and its messages placeholder.
 *
 * A graph with a state of its own gets an object, with its keys.
 *
 * @throws {InputError} if the runnable cannot take the input
 */
export function fitInput(sent: unknown, shape: InputShape): unknown {
  const input = fromSerializedPrompt(sent);
  switch (shape.kind) {
    case "messages":
      return conversationIn(input) ?? refuse();
    case "state":
      return fitState(input);
    case "variables":
      return fitVariables(input, shape.variables);
    case "values":
      return isObject(input) ? input : refuseValues();
    case "text":
    case "any":
      return isChatObject(input) ? fitConversation(chatOf(input, ""), shape) : input;
  }
}

/**
 * Fits a conversation to a runnable.
 *
 * @throws {InputError} if the runnable does not converse
 */
export function fitConversation(messages: readonly BaseMessage[], shape: InputShape): unknown {
  switch (shape.kind) {
    case "messages":
      return messages;
    case "state":
      return { messages };
    case "variables":
      return fillVariables(messages, { variables: shape.variables, given: {} });
    case "values":
      return refuseValues();
    case "text": {
      const { text, history } = splitOff(messages);
      return history.length === 0 ? text : refuseHistory();
    }
    case "any": {
      const { text, history } = splitOff(messages);
      return { user_message: text, history, messages };
    }
  }
}

/** LangChain's clients send a prompt value in LangChain's own JSON. */
function fromSerializedPrompt(input: unknown): unknown {
  if (typeof input !== "object" || input === null || !("lc" in input) || !("kwargs" in input)) {
    return input;
  }
  const { kwargs } = input;
  if (input.lc !== 1 || typeof kwargs !== "object" || kwargs === null) return input;
  if ("value" in kwargs && typeof kwargs.value === "string") return kwargs.value;
  return "messages" in kwargs && Array.isArray(kwargs.messages) ? kwargs.messages : input;
}

function refuse(): never {
  throw new InputError("", 'must be a string, messages, or an object with "messages"');
}

function refuseValues(): never {
  throw new InputError("", "must be an object, with values for the graph's state");
}

function refuseHistory(): never {
  throw new InputError("", "must be one message: the runnable takes no earlier messages");
}

/** Returns the conversation in an input, or `null` if it is none. */
function conversationIn(input: unknown): readonly BaseMessage[] | null {
  if (typeof input === "string") return [new HumanMessage(nonEmpty(input, ""))];
  if (Array.isArray(input)) return nonEmptyList(toMessages(input, ""), "");
  if (typeof input !== "object" || input === null) return null;
  if ("user_message" in input || "messages" in input) return chatOf(input, "");
  return isMessageLike(input) ? toMessage(input, "") : null;
}

/** Reads `{"messages"}` or `{"user_message","history"?}`. */
function chatOf(input: object, pointer: string): BaseMessage[] {
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

function isChatObject(input: unknown): input is object {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return false;
  const { user_message, history, messages, ...others } = input as Record<string, unknown>;
  if (Object.keys(others).length > 0) return false;
  if (typeof user_message === "string") return messages === undefined;
  return Array.isArray(messages) && messages.every(isMessageLike) && history === undefined;
}

function fitState(input: unknown): unknown {
  const isState = typeof input === "object" && input !== null && !Array.isArray(input) &&
    !isMessageLike(input);
  if (!isState) return { messages: conversationIn(input) ?? refuse() };
  if ("messages" in input) {
    const { messages } = input;
    const list = Array.isArray(messages) ? messages : [messages];
    return { ...input, messages: toMessages(list, "/messages") };
  }
  if (!("user_message" in input)) return input; // a graph may start without a message
  const { user_message: _, history: __, ...rest } = input as Record<string, unknown>;
  return { ...rest, messages: chatOf(input, "") };
}

function fitVariables(input: unknown, variables: readonly Variable[]): unknown {
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
function fillVariables(
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

/**
 * Splits a conversation into the text of the user's last message, the messages before it and, if
 * the runnable has a place for them, those after it: tool calls and results, or an answer to go on
 * with. Images, audio and files of that message become a message before its text.
 */
function splitOff(
  messages: readonly BaseMessage[],
  { isFollowed = false, takesMedia = false } = {},
): { text: string; history: BaseMessage[]; rest: BaseMessage[] } {
  const at = isFollowed
    ? messages.findLastIndex(({ type }) => type === "human")
    : messages.length - 1;
  const last = messages[at];
  if (last?.type !== "human") {
    const must = isFollowed
      ? "must have a message of the user"
      : "must end with a message of the user: the runnable takes none after it";
    throw new InputError("", must);
  }
  const { content, text } = last;
  const media = typeof content === "string" ? [] : content.filter(({ type }) => type !== "text");
  if (media.length > 0 && !takesMedia) {
    throw new InputError("", "must end with a text: the runnable takes no images, audio or files");
  }
  const history = messages.slice(0, at);
  if (media.length > 0) history.push(new HumanMessage({ content: media }));
  return { text, history, rest: messages.slice(at + 1) };
}

/** The error for missing variables. It names all, so that one look is enough. */
function missing(variables: readonly Variable[], pointer: string): InputError {
  const required = variables.filter(({ isRequired }) => isRequired);
  const names = required.map(({ name }) => JSON.stringify(name)).join(", ");
  const must = pointer === "" ? `must be an object with ${names}` : "is required";
  const all = pointer === "" ? "" : `: the runnable takes ${names}`;
  return new InputError(pointer, `${must}${all}`);
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
