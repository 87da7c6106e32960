import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { ChatPromptValue } from "@langchain/core/prompt_values";

/** A message of a conversation, in OpenAI's words. */
export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/**
 * What a runnable is given: the variables `user_message` and `history` to one
 * that begins with a prompt template or a function, and the messages to one
 * that begins with a model.
 */
export class ChatInput extends ChatPromptValue {
  /** What the user says now. */
  readonly user_message: string;
  /** What was said before, oldest first. */
  readonly history: BaseMessage[];

  /** @param history what was said before, oldest first */
  constructor(userMessage: string, history: readonly ChatMessage[] = []) {
    const before = history.map(toMessage);
    super({ messages: [...before, new HumanMessage(userMessage)] });
    this.user_message = userMessage;
    this.history = before;
  }
}

function toMessage({ role, content }: ChatMessage): BaseMessage {
  switch (role) {
    case "system":
      return new SystemMessage(content);
    case "user":
      return new HumanMessage(content);
    case "assistant":
      return new AIMessage(content);
  }
}
