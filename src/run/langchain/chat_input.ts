import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { ChatPromptValue } from "@langchain/core/prompt_values";

/** A message of a conversation, with OpenAI's names of roles. */
export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/**
 * The input of a runnable. A prompt template or a function reads the variables `user_message` and
 * `history`; a model reads the messages.
 */
export class ChatInput extends ChatPromptValue {
  /** The current message of the user. */
  readonly user_message: string;
  /** The messages before it, oldest first. */
  readonly history: BaseMessage[];

  /** @param history the messages before `userMessage`, oldest first */
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
