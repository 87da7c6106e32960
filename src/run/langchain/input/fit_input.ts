import type { BaseMessage } from "@langchain/core/messages";
import { isObject } from "../../../wire/is_object.ts";
import { chatOf, conversationIn, isChatObject } from "./chat_form.ts";
import { fillVariables, fitVariables } from "./fit_variables.ts";
import { InputError } from "./input_error.ts";
import type { InputShape } from "./input_shape.ts";
import { refuseHistory, splitOff } from "./split_off.ts";
import { isMessageLike, toMessages } from "./to_messages.ts";

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
